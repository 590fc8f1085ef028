/** What is to report of the programs that a tree asked: calls without an answer, and what `--shell` refused. */

import { type Cause, cause, diagnostic, type Severity } from '../core/diagnostic.ts';
import { shorten } from '../core/shorten.ts';
import type { UnknownAnswer } from '../kconfig/index.ts';
import { type ConfiguredTree, describeToolchain, type UnknownProbe } from '../kernel/index.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import { type Matters, policyFindings } from './policy-findings.ts';

/** Characters of a command shown in a list; the JSON form has all of it. */
const maxCommandLength = 160;

/** What a probe without an answer fed: the symbol and the line that asked. */
function fedBy(answers: readonly UnknownAnswer[], commands: readonly string[]): Cause[] {
  return answers
    .filter((answer) => commands.includes(answer.call.command))
    .map(({ call, entry, variable, text, location }) => {
      const name = entry?.symbol?.name ?? variable;
      const message = name == null ? text : `${name}: ${shorten(text, maxCommandLength)}`;
      return { ...cause('macro', message, location), call };
    });
}

/** Probes without an answer by reason, the most frequent reason first. */
function unknownCauses(probes: readonly UnknownProbe[], answers: readonly UnknownAnswer[]): Cause[] {
  const byReason = new Map<string, string[]>();
  for (const { reason, command } of probes) {
    const commands = byReason.get(reason);
    if (commands === undefined) byReason.set(reason, [command]);
    else commands.push(command);
  }
  return [...byReason]
    .sort((left, right) => right[1].length - left[1].length)
    .map(([reason, commands]) => ({
      kind: 'unknown',
      message: commands.length === 1 ? reason : `${reason} (${commands.length} probes)`,
      location: null,
      detail: [shorten(commands[0] ?? '', maxCommandLength)],
      causes: fedBy(answers, commands),
    }));
}

/** What {@link unansweredProbes} needs. */
export interface ProbeDiagnosticsOptions extends Pick<ConfiguredTree, 'session' | 'toolchain'> {
  /** Of probes without an answer. */
  readonly severity: Severity;
  /** Where Kconfig asked for what has no answer. */
  readonly answers?: readonly UnknownAnswer[];
  /** Combinations of answers that were tried and lead to the same result; null when they do not, or were not tried. */
  readonly tried?: number | null;
  /** Which calls of a policy could change the verdict; those that left a probe without an answer when absent. */
  readonly matters?: Matters;
}

/**
 * Probes that `--unknown-probe` decided, and those without an answer as one diagnostic: a verdict cannot be `pass` on
 * a guess.
 */
export function unansweredProbes(options: ProbeDiagnosticsOptions): Diagnostic[] {
  const { session, toolchain } = options;
  const { name } = describeToolchain(session, toolchain);
  return [...assumedProbes(session.probes.assumed(), name), ...unknownProbes(session.probes.unknown(), name, options)];
}

/** {@link unansweredProbes}, then the calls that a policy refused or contained. */
export function probeDiagnostics(options: ProbeDiagnosticsOptions): Diagnostic[] {
  const { matters, session, severity } = options;
  const open = new Set(severity === 'error' ? session.probes.unknown().map(({ command }) => command) : []);
  const isOpen: Matters = ({ kind, text }) => kind === 'refused' && open.has(text);
  return [...unansweredProbes(options), ...policyFindings(session.host, matters ?? isOpen)];
}

function countOf(probes: readonly UnknownProbe[]): string {
  return `${probes.length} probe${probes.length === 1 ? '' : 's'} of this tree`;
}

function unknownProbes(
  probes: readonly UnknownProbe[],
  toolchain: string,
  { answers = [], session, severity, tried = null }: ProbeDiagnosticsOptions,
): Diagnostic[] {
  if (probes.length === 0) return [];
  const influence =
    tried === null
      ? 'what follows from them is not known'
      : `all ${tried} combinations of yes and no lead to the same configuration and the same stops`;
  const { policyLog } = session.host;
  const note =
    policyLog === null
      ? 'run with the compiler itself, or with a recorded compiler that has these answers'
      : `a recorded compiler (--toolchain) may have these answers, or --shell may allow more than ${policyLog.policy}`;
  return [
    diagnostic({
      code: 'kernel/unknown-probe',
      severity,
      message: `${toolchain} has no answer to ${countOf(probes)}; ${influence}`,
      args: { toolchain, count: probes.length, tried },
      causes: unknownCauses(probes, answers),
      notes: [note],
    }),
  ];
}

/** Probes that `--unknown-probe` took to fail or to succeed, in the place of a record. */
function assumedProbes(probes: readonly UnknownProbe[], toolchain: string): Diagnostic[] {
  if (probes.length === 0) return [];
  const causes = probes.map(({ reason, command }): Cause => {
    return { ...cause('unknown', shorten(reason, maxCommandLength)), detail: [shorten(command, maxCommandLength)] };
  });
  const message = `${toolchain} has no answer to ${countOf(probes)}; --unknown-probe decided`;
  const args = { toolchain, count: probes.length };
  return [diagnostic({ code: 'kernel/assumed-probe', severity: 'warning', message, args, causes })];
}
