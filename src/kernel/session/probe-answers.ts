import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { RunShell, ShellAnswer, ShellRequest } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { askingFor } from '../../host/policy-log.ts';
import {
  type CompilerProfile,
  createAnnouncer,
  createRealShell,
  createReplayShell,
  type Place,
  type ShellWitness,
} from '../../probe/index.ts';
import type { KernelDiagnostic } from '../codes.ts';
import { createToolWatch } from './tool-watch.ts';

/** Longest a single probe may take, in milliseconds. */
export const probeTimeoutMs = 10_000;

/** A probe without an answer. */
export interface UnknownProbe {
  readonly command: ByteString;
  readonly reason: string;
}

/** A command that was asked. */
export interface AskedProbe {
  readonly request: ShellRequest;
  readonly answer: ShellAnswer;
}

/** The answers to the `$(shell …)` of one session, and the record of them. */
export interface ProbeAnswers {
  /**
   * Throws HostError `probe/no-answer` when a real program does not answer; a record never throws, nor does what a
   * policy refuses.
   */
  readonly runShell: RunShell;
  /** Starts programs ahead of time; absent where nothing can run side by side. */
  readonly announceShell?: (request: ShellRequest) => void;
  /**
   * Answers a text of kgate's own: it is not counted as a probe of the tree, and no shell of the machine is given it.
   */
  readonly tryOut: RunShell;
  /** Where and how a command was asked for the last time, and what was answered; undefined when it was not. */
  readonly asked: (command: ByteString) => AskedProbe | undefined;
  /** Takes a command and its answer over from the run that asked it: {@link ProbeAnswers.asked} knows it. */
  readonly recall: (request: ShellRequest, answer: ShellAnswer) => void;
  /** Probes without an answer, each once, in the order they were asked. */
  readonly unknown: () => readonly UnknownProbe[];
  /** Probes whose answer `--unknown-probe` decided, because the record has none. */
  readonly assumed: () => readonly UnknownProbe[];
  /** What is to report of the programs that were asked, up to now. */
  readonly findings: () => readonly KernelDiagnostic[];
}

/** What else {@link createProbeAnswers} takes. */
export interface ProbeAnswerOptions {
  /** Directories that recorded calls may name. */
  readonly places?: readonly Place[];
  readonly witness?: ShellWitness;
}

/**
 * Answers from the machine's tools, or from a recorded compiler. `host` may hold an object directory
 * that exists in memory only, and starts programs elsewhere then; `machine` has what is really there.
 */
export function createProbeAnswers(
  host: Host,
  machine: Host,
  profile: CompilerProfile | null,
  { places = [], witness }: ProbeAnswerOptions = {},
): ProbeAnswers {
  const unknown = new Map<ByteString, UnknownProbe>();
  const assumed = new Map<ByteString, UnknownProbe>();
  const all = new Map<ByteString, AskedProbe>();
  const asked: ProbeAnswers['asked'] = (command) => all.get(command.trim());
  const recall: ProbeAnswers['recall'] = (request, answer) => void all.set(request.command.trim(), { request, answer });
  const { policyLog } = host;
  const noteDecided = ({ command }: ShellRequest, answer: ShellAnswer, who: string): void => {
    const decided = answer.commands.find(({ source }) => source === 'unknown' || source === 'refused');
    if (answer.unknown !== null || decided === undefined) return;
    assumed.set(command, { command, reason: `${who} has no answer to ${decided.argv.join(' ')}` });
  };
  const noteUnknown = (command: ByteString, reason: string): void => {
    if (!unknown.has(command)) unknown.set(command, { command, reason });
  };
  const ask = (shell: RunShell, request: ShellRequest): ShellAnswer => {
    const text = request.command.trim();
    const answer = askingFor(policyLog, { text, location: request.location ?? null }, () => shell(request));
    recall(request, answer);
    return answer;
  };
  if (profile !== null) {
    const shell = createReplayShell({ host, profile, otherPrograms: 'run', timeoutMs: probeTimeoutMs, places });
    return {
      unknown: () => [...unknown.values()],
      assumed: () => [...assumed.values()],
      findings: () => [],
      tryOut: (request) => shell(request),
      asked,
      recall,
      runShell: (request) => {
        const answer = ask(shell, request);
        if (answer.unknown !== null) noteUnknown(request.command, answer.unknown);
        noteDecided(request, answer, profile.name);
        return answer;
      },
    };
  }
  const watch = createToolWatch(machine);
  const shell = createRealShell({
    host,
    timeoutMs: probeTimeoutMs,
    scripts: 'interpret',
    watch,
    ...(witness !== undefined && { witness }),
  });
  const announce = createAnnouncer({ host, timeoutMs: probeTimeoutMs, scripts: 'interpret' });
  let trials: RunShell | null = null;
  return {
    tryOut: (request) => {
      trials ??= createRealShell({ host, timeoutMs: probeTimeoutMs, scripts: 'interpret', fallback: 'refuse' });
      return trials(request);
    },
    asked,
    recall,
    unknown: () => [...unknown.values()],
    assumed: () => [...assumed.values()],
    findings: () => watch.findings(),
    ...(announce !== null && { announceShell: (request: ShellRequest) => announce(request) }),
    runShell: (request) => {
      const answer = ask(shell, request);
      if (policyLog !== null) noteDecided(request, answer, `--shell=${policyLog.policy}`);
      if (answer.unknown !== null) {
        // A user who asks for a policy gets everything that it leaves open.
        if (policyLog !== null) noteUnknown(request.command, answer.unknown);
        // Once the time of the run is over, make and conf end by themselves, with what they have found.
        else if (host.budget?.isOver !== true)
          throw new HostError('probe/no-answer', answer.unknown, {
            hint: `asked by: ${request.command.trim()}`,
          });
      }
      return answer;
    },
  };
}
