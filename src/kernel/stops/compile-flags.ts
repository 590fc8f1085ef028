/**
 * Whether compilers and linkers of recipes take their flags: each distinct set of flags is tried once on an empty
 * source. The first set of a
 * kind is tried where it is met. Others are started there, next to the walk, and their answers are
 * looked at when it has ended; only where one of them is refused, which is rare, recipes are walked again.
 */
import type { ByteString } from '../../core/bytes.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import { quoteCommand } from '../../core/quote-command.ts';
import type { RunShell, ShellAnswer, ShellCall, ShellRequest } from '../../core/run-shell.ts';
import { emptyCall, emptyLink, readFlagCall } from '../../toolchain/flag-call.ts';
import type { RecipeCommand } from '../../make/index.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';

/** What {@link FlagTrials} needs. */
export interface FlagTrialOptions {
  /** Answers a text of kgate's own. */
  readonly tryOut: RunShell;
  /** Starts the programs of a text ahead of time; absent where nothing can run side by side. */
  readonly announce?: (request: ShellRequest) => void;
  /** Where flags are tried again to find out which of them is refused. */
  readonly place: Pick<ShellRequest, 'cwd' | 'env'>;
}

/** A call whose flags are refused. */
export interface RefusedFlags {
  readonly status: number;
  readonly stdout: ByteString;
  /** As the user of make sees it: in the language of the recipe's environment. */
  readonly stderr: ByteString;
  /** The call on an empty source, as it ends in {@link FlagTrialOptions.place}. */
  readonly call: ShellCall;
}

/** A program as a recipe starts it. */
interface ProgramStart extends Pick<ShellRequest, 'cwd' | 'env'> {
  readonly argv: readonly ByteString[];
}

/** Most sets of flags that are tried in one run: a whole kernel has about half as many. */
const maxSets = 400;

/** A recipe line with flags, as far as it can be named. */
export type FlagLine = Pick<RecipeCommand, 'location' | 'target'>;

/** One set of flags; without an answer it has only been started. */
interface Trial {
  readonly request: ShellRequest;
  refused?: RefusedFlags | null;
  /** The first line that has them. */
  readonly line: FlagLine | null;
  /** True where the program has not said whether it takes them. */
  isUnanswered: boolean;
}

/** Flags of a line about which nothing is known. */
export interface UntriedFlags {
  readonly line: FlagLine;
  readonly program: ByteString;
}

/** A source that is not empty, for compilers that complain of one that is. */
const oneType = 'typedef int kgate_type;\n';

/** The flags of one session's compilers and linkers. */
export class FlagTrials {
  private readonly options: FlagTrialOptions;
  private readonly trials = new Map<string, Trial>();
  private waiting: Trial[] = [];
  /** Kinds of calls of which one was tried: a program with a language, for the kernel or for the machine. */
  private readonly kinds = new Set<string>();
  /** Makes in whose recipes flags were refused. */
  readonly refusing = new Set<MakeLevel>();
  /** Sets of flags beyond the limit, with the first line that has them. */
  private readonly left = new Map<string, UntriedFlags>();
  /** Those that were given. */
  private readonly given = new Set<string>();

  constructor(options: FlagTrialOptions) {
    this.options = options;
  }

  /** True where nothing is known of some flags. */
  get hasUntried(): boolean {
    return this.left.size > 0 || [...this.trials.values()].some(({ isUnanswered }) => isUnanswered);
  }

  /**
   * Sets of flags that were met and not tried, or of which the compiler has said nothing, each with a line; those that
   * were given before are left out.
   */
  takeUntried(): readonly UntriedFlags[] {
    const open = [...this.trials].flatMap(([key, { isUnanswered, line, request }]): [string, UntriedFlags][] =>
      isUnanswered && line !== null ? [[key, { line, program: request.command.split(' ')[0] ?? '' }]] : [],
    );
    const found = [...open, ...this.left].filter(([key]) => !this.given.has(key));
    for (const [key] of found) this.given.add(key);
    return found.map(([, untried]) => untried);
  }

  /**
   * What the program says where it is a compiler or linker that refuses its flags; null for any other program, and for
   * one whose answer is not known yet.
   */
  refusalOf(program: ProgramStart, line: FlagLine | null = null): RefusedFlags | null {
    const argv = trialWords(program.argv);
    if (argv === null) return null;
    const kind = `${argv[0]} ${argv.at(-2)} ${argv.includes('-nostdinc')}`;
    const isFirst = !this.kinds.has(kind);
    this.kinds.add(kind);
    return this.try({ ...program, argv }, line, !isFirst);
  }

  /** The same for words that are tried as they are, at once. */
  refusalNow(program: ProgramStart): RefusedFlags | null {
    const argv = trialWords(program.argv);
    return argv === null ? null : this.try({ ...program, argv }, null, false);
  }

  private try({ argv, cwd, env }: ProgramStart, line: FlagLine | null, mayWait: boolean): RefusedFlags | null {
    const key = JSON.stringify([argv, env['PATH']]);
    const known = this.trials.get(key);
    if (known !== undefined) return known.refused ?? null;
    if (this.trials.size >= maxSets) {
      if (line !== null && !this.left.has(key)) this.left.set(key, { line, program: argv[0] ?? '' });
      return null;
    }
    const trial: Trial = { request: { command: quoteCommand(argv), cwd, env }, line, isUnanswered: false };
    this.trials.set(key, trial);
    if (mayWait) {
      this.options.announce?.(trial.request);
      this.waiting.push(trial);
      return null;
    }
    return this.finish(trial);
  }

  /** Waits for all answers; true where one of them is a refusal that nothing has seen yet. */
  settle(): boolean {
    const refused = this.waiting.map((trial) => this.finish(trial));
    this.waiting = [];
    return refused.some((one) => one !== null);
  }

  private finish(trial: Trial): RefusedFlags | null {
    if (trial.refused === undefined) trial.refused = this.ask(trial);
    return trial.refused;
  }

  private ask(trial: Trial): RefusedFlags | null {
    const { place } = this.options;
    const { request } = trial;
    const answer = this.answerTo(request);
    trial.isUnanswered = answer === null;
    // A program that is not there is a stop of its own.
    if (answer === null || answer.status === 0 || answer.status >= 126) return null;
    const again = this.answerTo({ command: withSource(request.command), cwd: request.cwd, env: request.env });
    if (again === null || again.status === 0 || again.status >= 126) return null;
    // Words of another language cannot be compared with those of a run with fewer flags.
    const stated = this.answerTo({ ...place, command: request.command }) ?? answer;
    // A linker that takes its flags asks for a file next.
    if (/^\S+: (?:error: )?no input files\s*$/.test(stated.stderr)) return null;
    const { status, stdout, stderr } = answer;
    return { status, stdout, stderr, call: { command: request.command, answer: stated } };
  }

  /** Null for a program that does not answer: what it is asked about does not stop make. */
  private answerTo(request: ShellRequest): ShellAnswer | null {
    try {
      const answer = this.options.tryOut(request);
      return answer.unknown === null ? answer : null;
    } catch (error) {
      passTroubleOn(error);
      if (!(error instanceof KgateError)) throw error;
      return null;
    }
  }
}

/** A program as a recipe starts it, with what takes its output. */
interface WrittenStart extends ProgramStart {
  readonly write: (stream: 'stdout' | 'stderr', text: ByteString) => void;
}

/** The flags of one walk through recipes: what is refused is reported once. */
export class WalkFlags {
  private readonly trials: FlagTrials | undefined;
  private readonly known = new Set<ByteString>();
  private readonly complaints = new Set<ByteString>();
  private level: MakeLevel | null = null;
  private line: FlagLine | null = null;
  private call: ShellCall | null = null;

  /** Without `trials` all flags are taken. */
  constructor(trials: FlagTrials | undefined) {
    this.trials = trials;
  }

  /** The calls of the current command that were refused; undefined for none. */
  get refused(): readonly ShellCall[] | undefined {
    return this.call === null ? undefined : [this.call];
  }

  /** A command of this make begins. */
  begin(level: MakeLevel, line: FlagLine | null = null): void {
    this.level = level;
    this.line = line;
    this.call = null;
  }

  /** True for the first line that calls a compiler or linker with these flags. */
  isFirst(text: ByteString): boolean {
    const key = this.trials === undefined ? null : flagsKey(text);
    if (key === null || this.known.has(key)) return false;
    this.known.add(key);
    return true;
  }

  /** The status of a compiler or linker that refuses its flags; null where it takes them, as far as that is known. */
  refusalOf(program: WrittenStart): number | null {
    const refused = this.trials?.refusalOf(program, this.line) ?? null;
    if (refused === null) return null;
    // A flag of the whole build is refused in thousands of lines.
    const complaints = refused.stderr.split('\n').filter((line) => line !== '');
    if (complaints.length > 0 && complaints.every((line) => this.complaints.has(line))) return null;
    for (const line of complaints) this.complaints.add(line);
    program.write('stdout', refused.stdout);
    program.write('stderr', refused.stderr);
    this.call = refused.call;
    if (this.level !== null) this.trials?.refusing.add(this.level);
    return refused.status;
  }
}

function trialWords(argv: readonly ByteString[]): readonly ByteString[] | null {
  const call = readFlagCall(argv);
  return call === null ? emptyLink(argv) : emptyCall(call);
}

/** The command of a trial with a source that holds one type; itself where it has no source of C. */
function withSource(command: ByteString): ByteString {
  const end = ' -x c /dev/null';
  if (!command.endsWith(end)) return command;
  return `printf '%s' ${quoteCommand([oneType])} | ${command.slice(0, -end.length)} -x c -`;
}

/**
 * What a recipe line that calls a compiler or linker shares with others of the same flags, by its text alone; null for
 * any other line. Different keys may still have the same flags.
 */
function flagsKey(text: ByteString): ByteString | null {
  const call = /(?:^|[\s;])((?:[^\s;]*[-/])?(?:gcc|cc|clang|ld|ld\.\w+)(?:-[\d.]+)?) (?:-Wp,-MM?D,\S+ )?(-.*)/s.exec(
    text,
  );
  if (call === null) return null;
  const [, program = '', words = ''] = call;
  // Source: scripts/Makefile.lib of Linux and U-Boot, `c_flags`: what follows is named after the file.
  const end = words.search(/ -D["']?KBUILD_/);
  if (end >= 0) return `${program} ${words.slice(0, end)}`;
  const flags = words.split(/\s+/).filter((word) => word.startsWith('-') && !word.startsWith('-Map'));
  return `${program} ${flags.join(' ')}`;
}
