/** Flags that make a command fail, as a cause. */
import { type Cause, cause } from './diagnostic.ts';
import { formatLocation, type Location } from './location.ts';
import type { CommandEvidence, MacroFrame, ShellCall } from './run-shell.ts';

/** One flag of the set that fails. */
export interface GuiltyFlag {
  /** As on the command line, an operand after a blank. */
  readonly flag: string;
  /** It is (one of) what was asked about. */
  readonly isAsked: boolean;
  /** It stands before the first flag that was asked about. */
  readonly isBefore: boolean;
  /** Variable whose text holds it; null when none does. */
  readonly variable: string | null;
  /** That text; null for a variable of the command line or of the environment. */
  readonly location: Location | null;
}

/** Which flags of a failed command make it fail. */
export interface Blame {
  /**
   * `asked`: the flag asked about, by itself. `others`: the rest of the line, also without it. `both`: each part
   * without the other. `together`: only in combination. `command`: not one of the flags. `unknown`: the runs do not show it.
   */
  readonly verdict: 'asked' | 'others' | 'both' | 'together' | 'command' | 'unknown';
  /** The smallest set found; it fails with the same words. For `both` those other than the flag asked about. */
  readonly flags: readonly GuiltyFlag[];
  /** Flags that were asked about. */
  readonly asked: readonly string[];
  /** Runs showed that without any one of them the failure is gone. */
  readonly isMinimal: boolean;
  /** The flag asked about was tried by itself and passed. */
  readonly isAskedInnocent: boolean;
  /** Runs of the command, or questions to the record, that it took. */
  readonly runs: number;
  /** `bound`: too many runs would have been needed; `unknown`: a record had no answer. */
  readonly stoppedBy: 'bound' | 'unknown' | null;
}

/** Finds the flags to blame for a failed command; null when there are no flags to compare. */
export type BlameFlags = (call: ShellCall, command: CommandEvidence, asked: readonly string[]) => Blame | null;

/** Words that a macro of Kbuild was asked about, as they may stand on a command line. */
export function askedFlags(outermost: Pick<MacroFrame, 'name' | 'arguments'> | undefined): string[] {
  if (outermost === undefined) return [];
  // Source: Linux scripts/Makefile.compiler and scripts/Kbuild.include: __cc-option and __rustc-option are given the
  // program and the flags before the one in question; a second word of cc-option replaces it.
  const at = outermost.name.startsWith('__') ? 2 : 0;
  const words = (outermost.arguments[at] ?? '').split(/[ \t\n]+/).filter((word) => word !== '');
  // A whole command (try-run) does not show which of its flags is in question.
  if (words[0]?.startsWith('-') === false && words.some((word) => word.startsWith('-'))) return [];
  const isWarning = outermost.name.includes('disable-warning');
  return words.flatMap((word) => {
    // The makefiles ask about -Wfoo where -Wno-foo is meant, which compilers let pass in silence.
    const no = /^-Wno-(.+)$/.exec(word)?.[1];
    if (no !== undefined) return [word, `-W${no}`];
    if (word.startsWith('-')) return [word];
    return isWarning ? [`-Wno-${word}`, `-W${word}`] : [];
  });
}

function listed(flags: readonly string[]): string {
  return flags.length < 2 ? flags.join('') : `${flags.slice(0, -1).join(', ')} and ${flags.at(-1) ?? ''}`;
}

function origin({ variable, location }: GuiltyFlag): string {
  if (variable === null) return '';
  return location === null ? ` (from ${variable})` : ` (from ${variable}, ${formatLocation(location)})`;
}

function place(flags: readonly GuiltyFlag[]): string {
  const verb = flags.length === 1 ? 'stands' : 'stand';
  return flags.every((flag) => flag.isBefore) ? `, which ${verb} before it on the line` : '';
}

/** A blame in one sentence. */
export function describeBlame(blame: Blame): string {
  const { verdict, flags, asked, isMinimal } = blame;
  const names = listed(flags.map((flag) => `${flag.flag}${flag.isAsked ? '' : origin(flag)}`));
  const question = asked.length === 0 ? 'what was asked about' : listed(asked);
  const about = `the flag${asked.length === 1 ? '' : 's'} asked about`;
  switch (verdict) {
    case 'asked':
      return `fails because of ${names}, by itself${asked.length > flags.length ? '' : `: ${about}`}`;
    case 'others': {
      const how = flags.length > 1 && isMinimal ? ' together' : '';
      if (asked.length === 0) return `fails because of ${names}${how}`;
      const tail = blame.isAskedInnocent
        ? `not because of ${about}: ${question} alone is accepted`
        : `also without ${about}, ${question}`;
      return `fails because of ${names}${how}${place(flags)}, ${tail}`;
    }
    case 'both':
      return `fails because of ${names}${place(flags)}; ${question} is refused as well, by itself`;
    case 'together':
      return flags.length === 2
        ? `fails only with ${names} together: each is accepted without the other`
        : `fails only with ${names} together: without any one of them it passes`;
    case 'command':
      return 'fails without any of its flags as well: no flag is the reason';
    case 'unknown':
      return blame.stoppedBy === 'bound'
        ? 'which of its flags makes it fail is not known: the search was ended before it was found'
        : 'which of its flags makes it fail is not known: there is no answer for parts of the line';
  }
}

function howFound({ verdict, isMinimal, runs, stoppedBy }: Blame): string {
  const tries = `${runs} run${runs === 1 ? '' : 's'} of the command with fewer flags`;
  if (stoppedBy === 'bound') return `the search ended after ${tries}: a smaller set may fail, too`;
  if (stoppedBy === 'unknown' && verdict !== 'unknown')
    return `${tries}; some had no answer, so a smaller set may fail, too`;
  return isMinimal && verdict !== 'command' ? `${tries}: without any one of them it does not fail like this` : tries;
}

/** A blame as a cause of the failed command; null where it is the flag asked about alone, which the command shows. */
export function explainBlame(blame: Blame): Cause | null {
  if (blame.verdict === 'asked' && blame.flags.length === 1 && blame.asked.length <= 1) return null;
  const location = blame.flags.find((flag) => !flag.isAsked && flag.location !== null)?.location;
  const step = cause(blame.verdict === 'unknown' ? 'unknown' : 'flag', describeBlame(blame), location);
  return blame.runs > 0 ? { ...step, detail: [howFound(blame)] } : step;
}
