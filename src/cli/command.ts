/**
 * The interface between the frame (main.ts, worker.ts) and one command. A command lives in
 * commands/<name>.ts and exports
 *
 *     export function run(input: CommandInput, host: CommandHost): CommandOutcome | Promise<CommandOutcome>
 *
 * It runs in a worker thread, so it may block. It never prints or writes: what it returns is printed
 * and written by the main thread. It throws KgateError for what the user has to fix (one line and
 * exit status 2). Its options are declared in command-table.ts, which the main thread reads without
 * loading any engine.
 */

import type { ReportFormat } from '../report/formats/names.ts';
import type { ByteString } from '../core/bytes.ts';
import type { Reported } from '../report/formats/reported.ts';
import type { CheckResult } from '../results/check.ts';
import type { ShellPolicy } from '../core/shell-policy.ts';
import type { Host } from '../host/host.ts';
import type { RunBatch } from '../host/process/command-channel.ts';
import type { ExitCode } from './exit-code.ts';
import type { FixInput } from './input/fix-input.ts';
import type { LintInput } from './input/lint-input.ts';
import type { MakeInput } from './input/make-input.ts';

/** The commands of kgate. */
export type CommandName =
  | 'check'
  | 'why'
  | 'fix'
  | 'dead'
  | 'export'
  | 'objects'
  | 'owner'
  | 'config'
  | 'make'
  | 'probe'
  | 'diff-toolchain'
  | 'toolchains'
  | 'lint'
  | 'rules'
  | 'init'
  | 'explain'
  | 'cache'
  | 'completion';

/**
 * Forms of a result; `concise` is one line a finding, for the commands that have findings; `dot` is for Graphviz; `fragment` is
 * the answer of `fix` as lines of a configuration; `dimacs` and `uvl` are the formula of `export`; the others are those of other
 * programs.
 */
export type OutputFormat = 'text' | 'concise' | 'json' | 'dot' | 'fragment' | 'dimacs' | 'uvl' | ReportFormat;

/** One `VAR=VALUE` word of the command line, as make takes it. */
export interface VariableWord {
  readonly name: string;
  /** `=`, `:=`, `::=`, `+=`, `?=` or `!=`. */
  readonly operator: string;
  readonly value: ByteString;
}

/** What the command line says of project files. */
export interface ProjectWords {
  /** The file to read; null for the nearest one. */
  readonly file: ByteString | null;
  readonly isOff: boolean;
  /** Print the builds with all settings and run nothing. */
  readonly printsConfig: boolean;
}

/** The command line, parsed. All words are byte strings; absent options are null. */
export interface CommandInput {
  readonly command: CommandName;
  /** Version of kgate, for reports. */
  readonly version: string;
  /** Where the user stands; `--config`, `--toolchain` and `--output` are relative to it. Absolute. */
  readonly startDirectory: ByteString;
  /** The tree as the user named it: the `-C` values joined, else `.`. */
  readonly treeName: ByteString;
  /** Words that are neither options nor `VAR=VALUE`; for `probe` all compiler flags, in order. */
  readonly words: readonly ByteString[];
  /** In the order given; a later one of the same name wins. `O=DIR` is also in `objdir`. */
  readonly variables: readonly VariableWord[];
  /** `-O DIR`, else the `O=DIR` word. Relative to `host.cwd`, which `-C` has already moved, as for make. */
  readonly objdir: ByteString | null;
  readonly config: ByteString | null;
  readonly defconfig: ByteString | null;
  readonly toolchain: ByteString | null;
  /** What to do with a probe that the record has no answer to. */
  readonly unknownProbe: 'error' | 'no' | 'ask';
  readonly makeVersion: ByteString | null;
  /** `--shell`, else `KGATE_SHELL`: what may be started. */
  readonly shell: ShellPolicy;
  /** `--time-limit`, else `KGATE_TIME_LIMIT`: seconds that the evaluation may take. */
  readonly timeLimit: number;
  /** `--no-cache`: nothing kept is used, and nothing is kept. */
  readonly noCache: boolean;
  /** `--cache-dir DIR`, else `KGATE_CACHE_DIR`, absolute: the directory of the cache. */
  readonly cacheDir: ByteString | null;
  readonly format: OutputFormat;
  /** `--output FILE`, absolute, or `-`; see deliver.ts. */
  readonly output: ByteString | null;
  /** Whether text may hold colour sequences; `--color`, NO_COLOR and the terminal are settled. */
  readonly color: boolean;
  /** Width of the terminal in columns; 80, or COLUMNS, when the output is none. */
  readonly columns: number;
  /** Whether text may hold links to files. */
  readonly links: boolean;
  /** The log of a service that builds, where standard output goes to one. */
  readonly log: 'github' | 'gitlab' | 'plain' | null;
  /** `--verbose`: the whole chain of causes. */
  readonly isVerbose: boolean;
  /** `why --depth`: steps of the chain that are shown; null shows what fits a screen. */
  readonly depth: number | null;
  /** `--quiet` of a report: only the verdict and errors. */
  readonly isQuiet: boolean;
  /** `--fail-on`; null where it is not given. */
  readonly failOn: 'error' | 'changed' | 'warning' | null;
  /** `check --new`. */
  readonly newSymbols: 'error' | 'warn' | 'ignore';
  /** Goals of `check`: `--goal`, every one given, then the plain words. */
  readonly goals: readonly ByteString[];
  /** `check --canonical`, and with it `--fix`; null without it. */
  readonly canonical: { readonly isFix: boolean } | null;
  /** `check --since`. */
  readonly since: ByteString | null;
  /** `check --strict`. */
  readonly isStrict: boolean;
  /** `check --list-undecided`. */
  readonly listsUndecided: boolean;
  /** `probe --cc`. */
  readonly cc: ByteString | null;
  /** `probe --record`: the profile to write, absolute. */
  readonly record: ByteString | null;
  /** Trees of `probe --record`, absolute: there every `-C` is one of its own, and none is entered. */
  readonly trees: readonly ByteString[];
  /** `probe --explain`. */
  readonly explain: ByteString | null;
  /** `--arch` of `lint` and `dead`, every one given. */
  readonly arch: readonly ByteString[];
  /** `--severity`, every one given. */
  readonly severity: readonly ByteString[];
  /** `--project`, `--no-project` and `--print-config`. */
  readonly project: ProjectWords;
  /** Names of the options that were typed, or set by a variable of the environment: a project file leaves those alone. */
  readonly given: readonly string[];
  /** The build of a project that is run; `isPart`: with others, and its result goes back as data. */
  readonly build: { readonly name: string; readonly isPart: boolean } | null;
  /** `--baseline FILE`: as named, and absolute. */
  readonly baseline: { readonly name: ByteString; readonly path: ByteString } | null;
  /** `--update-baseline`. */
  readonly updatesBaseline: boolean;
  /** `--show-suppressed`. */
  readonly showsSuppressed: boolean;
  /** `--report FORMAT=FILE`, every one given; paths are absolute. */
  readonly reports: readonly { readonly format: ReportFormat; readonly path: ByteString }[];
  /** `--fragment`, every one given; relative to where the user stands. */
  readonly fragments: readonly ByteString[];
  /** What `merge_config.sh` calls -m, -n, -r, -s and -y. */
  readonly merge: {
    readonly mergeOnly: boolean;
    readonly alln: boolean;
    readonly redundant: boolean;
    readonly strict: boolean;
    readonly builtin: boolean;
    readonly quiet: boolean;
  };
  readonly seed: ByteString | null;
  readonly dialect: ByteString | null;
  /** `config --kconfig`, relative to the tree. */
  readonly kconfig: ByteString | null;
  /** `make` only. */
  readonly make: MakeInput | null;
  /** `lint` only. */
  readonly lint: LintInput | null;
  /** `fix` only. */
  readonly fix: FixInput | null;
  /** True when standard input and output are both a terminal. */
  readonly isInteractive: boolean;
}

/** The host of a command: it can also run several programs side by side. */
export interface CommandHost extends Host {
  /** Blocks until all have ended; results in request order. */
  readonly runBatch: RunBatch;
  /** One line of standard input with its newline, undefined at its end. Blocks. */
  readonly readLine: () => ByteString | undefined;
  /**
   * True once the user has asked with Ctrl-C for the best answer so far. The first call says that this command looks
   * here: before it, and without it, Ctrl-C ends the run at once; a second Ctrl-C always does.
   */
  readonly isStopped: () => boolean;
  /** Prints now; what a command returns is printed when it is over. */
  readonly print: (stream: 'stdout' | 'stderr', text: ByteString) => void;
}

/** A file that the main thread writes, atomically and only when its content differs. */
export interface OutputFile {
  /** Relative to `host.cwd`; `-` is standard output. */
  readonly path: ByteString;
  /** Null removes the file. */
  readonly text: ByteString | null;
  /** The text that it has to have still: a file that has changed meanwhile is left alone, with an error. */
  readonly before?: ByteString;
  /** Write it even when it has these bytes already: make compares its time. */
  readonly isTouched?: boolean;
  /** Make it a new file, whatever has the name: a link is replaced, and the mode is that of a new file. */
  readonly isNew?: boolean;
  /** Make it a second name of this file, with its mode, links and time; the text is for where that cannot be. */
  readonly movedFrom?: ByteString | null;
  /** Make the directory it goes to, as make does for `O=`. */
  readonly makesDirectory?: boolean;
}

/** A build of a project, checked. */
export interface ProjectPart {
  readonly result: CheckResult;
  readonly reported: Reported;
}

/** What a command hands back. */
export interface CommandOutcome {
  readonly exitCode: ExitCode;
  /** Text of ours, see `display`. */
  readonly stdout: string;
  /** The same, written after stdout. */
  readonly stderr: string;
  /** What conf or make prints, to the letter; it goes before the text of ours on the same stream. */
  readonly passed?: { readonly stdout: ByteString; readonly stderr: ByteString };
  readonly files: readonly OutputFile[];
  /** The result as data, where the run is one of a project. */
  readonly part?: ProjectPart;
}

/** A command's main entry, exported as `run` by every module in commands/. */
export type RunCommand = (input: CommandInput, host: CommandHost) => CommandOutcome | Promise<CommandOutcome>;
