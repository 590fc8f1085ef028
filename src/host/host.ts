import type { ByteString } from '../core/bytes.ts';
import type { Budget } from '../core/budget.ts';
import type { PolicyLog } from './policy-log.ts';
import type { Progress } from '../core/progress.ts';

/** No file read is larger than this many bytes. */
export const maxFileBytes = 64 * 1024 * 1024;

/**
 * Where programs run apart from the machine: the words that start bubblewrap. Programs with equal words may run in one
 * such place, one after the other.
 */
export interface Container {
  /** The program and its options, to which others may be added. */
  readonly words: readonly ByteString[];
  /** Options behind those. */
  readonly end: readonly ByteString[];
}

/** One program to run, without a shell. */
export interface CommandRequest {
  /** Program and arguments; a program without a slash is looked up in `env.PATH`. */
  readonly argv: readonly ByteString[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** Standard input; empty input when absent. */
  readonly input?: ByteString;
  /** Time limit in milliseconds; the whole process group is killed when it is over. */
  readonly timeoutMs?: number;
  /** Limit for stdout and stderr each, in bytes. */
  readonly maxOutputBytes?: number;
  /** The place that it runs in, where `cwd` and the paths in `argv` are looked for; the machine itself when absent. */
  readonly container?: Container;
}

/** How a program ended. */
export interface CommandResult {
  readonly outcome:
    | 'exited'
    | 'signaled'
    | 'timed-out'
    | 'not-found'
    | 'not-executable'
    | 'too-much-output'
    /** A policy forbids it: nothing was started, and `stderr` says why. */
    | 'refused';
  /** Exit status when `outcome` is `exited`, 127/126 when it could not start, else null. */
  readonly status: number | null;
  /** `SIGKILL` and the like when `outcome` is `signaled`. */
  readonly signal: string | null;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  readonly durationMs: number;
  /** Code of the system's error (`EAGAIN`), or of a TroubleError, where the machine could not start the program; else absent. */
  readonly failure?: string;
}

/** Sees the programs that are run. */
export interface CommandWatch {
  /** Called before a program is run. */
  before(request: CommandRequest): void;
  /** Called with the result. */
  after(request: CommandRequest, result: CommandResult): void;
}

/** The facts that {@link Host.stat} gives. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  readonly mtimeMs: number;
  /**
   * The same where a value that is kept does not depend on it yet: for who has to read {@link mtimeMs} before the result depends on
   * the time. Absent: there is no difference, nor for what was made in memory.
   */
  readonly unseenMtimeMs?: number;
  readonly isExecutable: boolean;
}

/**
 * The only door to files, processes and the environment. Paths may be relative to {@link Host.cwd}.
 * It writes nothing outside its scratch directory: results are returned and the command line writes them.
 * Every member is required, so that a layer (see `layerHost`) overrides some and passes all others on.
 */
export interface Host {
  /** Absolute directory that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /**
   * The bytes of a file as a byte string, or undefined when there is none.
   * Throws HostError `host/not-a-file` for a directory, FIFO or device and `host/unreadable` when
   * permission is denied, `host/too-large` above 64 MiB.
   */
  readFile(path: string): ByteString | undefined;
  /**
   * What {@link readFile} gives, before a string is made of it: bytes that the next call overwrites. For who looks through many
   * files of which few are worth a string.
   */
  readBytes(path: string): Uint8Array | undefined;
  /** Follows symbolic links; undefined when the path leads nowhere. */
  stat(path: string): FileStat | undefined;
  /** True when a directory has such an entry, also for a symbolic link that leads nowhere. */
  hasEntry(path: string): boolean;
  /** Entry names in byte order, without `.` and `..`; undefined when it is no readable directory. */
  readDirectory(path: string): readonly string[] | undefined;
  /** The canonical absolute path, or undefined when it does not exist. */
  realPath(path: string): string | undefined;
  /**
   * The C library's words (`Read-only file system`, `Permission denied`) where no file may be made in a directory that is
   * there; null for any other. Nothing is written.
   */
  writeProblem(directory: string): ByteString | null;
  /**
   * Runs a program to its end and waits for it. Never throws for a failing program; throws TroubleError where it was the
   * machine that failed: then there is no answer.
   */
  run(request: CommandRequest): CommandResult;
  /**
   * Starts programs whose answers will probably be asked for, and does not wait. A later {@link run}
   * with an equal request waits for that one. Null where programs cannot run side by side. Only for
   * programs that change nothing: an answer that is not asked for is dropped. Gives how many are started.
   */
  readonly prefetch: ((requests: readonly CommandRequest[]) => number) | null;
  /** The policy and the calls that it refused; null when every program may be started. See `restrictHost`. */
  readonly policyLog: PolicyLog | null;
  /** The time that the run may take; null without a limit. Who loops over what a tree brings counts its steps here. */
  readonly budget: Budget | null;
  /** What the run is doing is said here, for who waits for it. */
  readonly progress: Progress;
  /** A private directory outside every tree, removed at exit; made on first use. */
  scratchDirectory(): string;
  /**
   * A directory below {@link scratchDirectory} for programs that are to start in an absolute path that nothing has: empty, and with what
   * is around that path around it, so that names that begin with `..` lead to the same files. The scratch directory itself where
   * that cannot be had.
   */
  standIn(path: string): string;
  /**
   * Writes a file of the scratch directory, for programs to read a text that was made in memory. Replaces what has
   * the name; false when the path is not below {@link scratchDirectory} or cannot be written.
   */
  writeScratchFile(path: string, text: ByteString): boolean;
}
