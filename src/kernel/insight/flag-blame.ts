/** The flags to blame for a failed probe: the same command with fewer flags, in the same place. */
import type { Blame, BlameFlags, GuiltyFlag } from '../../core/blame.ts';
import type { ByteString } from '../../core/bytes.ts';
import { quoteCommand } from '../../core/quote-command.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import type { CommandEvidence, RunShell, ShellRequest } from '../../core/run-shell.ts';
import { parentPath } from '../../host/paths.ts';
import { findGuiltyFlags, splitCommand, type Trial, toolRole } from '../../probe/index.ts';
import type { FlagSource } from './flag-source.ts';

/** Runs for one command, and for all commands of one session. */
const maxRuns = 64;
const maxSessionRuns = 512;

/** What {@link createBlame} needs. */
export interface BlameOptions {
  /** Answers a text without counting it, and never by a shell of the machine. */
  readonly tryOut: RunShell;
  /** Where and with what environment a command was asked for. */
  readonly requestOf: (command: ByteString) => Omit<ShellRequest, 'command'>;
  readonly sourceOf: (flag: ByteString) => FlagSource | null;
}

/** Programs that are bisected. */
function isBisected(argv: readonly ByteString[]): boolean {
  const role = argv.map(toolRole).find((one) => one !== null);
  return role === 'compiler' || role === 'linker' || role === 'assembler';
}

/** Lines in which a tool complains. A tool that says nothing of the kind has none. */
function complaints(stderr: ByteString): ByteString[] {
  return stderr
    .split('\n')
    .filter((line) => /error|warning|unrecognized|unknown|unsupported|invalid|undefined/i.test(line));
}

/** The text of one trial: what the command reads is given to it, and the directory of its output is made. */
function trialText(argv: readonly ByteString[], input: ByteString): ByteString {
  const output = argv[argv.indexOf('-o') + 1] ?? '';
  const hasDirectory = argv.includes('-o') && output.includes('/') && !output.startsWith('/');
  const made = hasDirectory ? `mkdir -p ${quoteCommand([parentPath(output)])} && ` : '';
  const given = input === '' ? '' : `printf '%s' ${quoteCommand([input])} | `;
  return `${made}${given}${quoteCommand(argv)}`;
}

/** A {@link BlameFlags} that asks each command once. It makes a bounded number of runs in all. */
export function createBlame(options: BlameOptions): BlameFlags {
  const found = new Map<string, Blame | null>();
  /** The outcome of each trial; many commands have the same beginnings. */
  const trials = new Map<string, Trial>();
  /** Sets of flags that were found guilty; the next command often fails because of one of them. */
  const guilty: (readonly ByteString[])[] = [];
  let left = maxSessionRuns;
  return (call, command, asked) => {
    const isFailure = command.status !== null && command.status > 0 && command.status < 126;
    if (!isFailure || (command.source !== 'run' && command.source !== 'profile') || !isBisected(command.argv))
      return null;
    const units = splitCommand(command.argv);
    const flags = units.filter((unit) => !unit.isFixed);
    if (flags.length === 0) return null;
    const texts = flags.map((unit) => unit.words.join(' '));
    const isAsked = flags.map((unit) => asked.includes(unit.words.join(' ')) || asked.includes(unit.words[0] ?? ''));
    if (flags.length === 1 && isAsked[0] === true) return null;
    const request = options.requestOf(call.command);
    const key = JSON.stringify([command.argv, command.input ?? '', request.cwd, isAsked]);
    const known = found.get(key);
    if (known !== undefined) return known;
    const answer = findGuiltyFlags({
      count: flags.length,
      asked: isAsked.flatMap((one, index) => (one ? [index] : [])),
      maxRuns: left > 0 ? maxRuns : 0,
      suspects: guilty.map((set) => set.map((flag) => texts.indexOf(flag)).sort((a, b) => a - b)),
      trial: (chosen) => {
        const kept = new Set(chosen.map((at) => flags[at]));
        const argv = units.filter((unit) => unit.isFixed || kept.has(unit)).flatMap((unit) => unit.words);
        const name = JSON.stringify([argv, command.input ?? '', request.cwd, complaints(command.stderr)]);
        let outcome = trials.get(name);
        if (outcome === undefined) {
          left -= 1;
          outcome = tryFlags(options.tryOut, request, command, argv);
          trials.set(name, outcome);
        }
        return outcome;
      },
    });
    const named = answer.flags.map((at) => texts[at] ?? '');
    const isNew = !guilty.some((set) => set.join('\0') === named.join('\0'));
    if (answer.isMinimal && answer.verdict !== 'asked' && named.length > 0 && isNew) guilty.push(named);
    const firstAsked = isAsked.indexOf(true);
    const blame: Blame = {
      ...answer,
      flags: answer.flags.map((at): GuiltyFlag => {
        const flag = flags[at]?.words.join(' ') ?? '';
        const source = isAsked[at] === true ? null : options.sourceOf(flag);
        return {
          flag,
          isAsked: isAsked[at] === true,
          isBefore: firstAsked >= 0 && at < firstAsked,
          variable: source?.variable ?? null,
          location: source?.location ?? null,
        };
      }),
      asked: flags.filter((_, at) => isAsked[at]).map((unit) => unit.words.join(' ')),
    };
    found.set(key, blame);
    return blame;
  };
}

/** One run with some of the flags. It fails when it ends as the whole command did, with one of the same complaints. */
function tryFlags(
  tryOut: RunShell,
  request: Omit<ShellRequest, 'command'>,
  command: CommandEvidence,
  argv: readonly ByteString[],
): Trial {
  try {
    const answer = tryOut({ ...request, command: trialText(argv, command.input ?? '') });
    const run = answer.commands.findLast((one) => one.argv[0] === argv[0]);
    if (answer.unknown !== null || run === undefined || run.status === null) return 'unknown';
    if (run.status === 0) return 'passes';
    const whole = complaints(command.stderr);
    const now = new Set(complaints(run.stderr));
    return whole.length === 0 || whole.some((line) => now.has(line)) ? 'fails' : 'passes';
  } catch (error) {
    // A compiler that hangs or is gone by now.
    passTroubleOn(error);
    if (error instanceof KgateError) return 'unknown';
    throw error;
  }
}
