import type { ByteString } from '../core/bytes.ts';
import type { ChannelEnd } from '../host/process/command-channel.ts';
import type { Location } from '../core/location.ts';
import type { CommandInput, CommandOutcome } from './command.ts';
import type { StopFlag } from '../host/process/stop-flag.ts';
import type { ProgressWords } from '../core/progress.ts';
import type { TerminalLine } from './progress/terminal-line.ts';

/** What the main thread hands the worker. */
export interface WorkerTask {
  readonly input: CommandInput;
  readonly cwd: ByteString;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly scratchPath: ByteString;
  readonly channel: ChannelEnd;
  /** Set when the user wants the best answer so far. */
  readonly stop: StopFlag;
  /** Where the worker says what it is doing. */
  readonly progress: ProgressWords;
  /** The line of the terminal on which that is drawn; null where it is not. */
  readonly line: TerminalLine | null;
  /** Streams on which what other programs would have written is shown and not sent to the letter. */
  readonly watched: { readonly stdout: boolean; readonly stderr: boolean };
}

/** An error as it crosses the thread boundary, where classes do not survive. */
export interface ErrorReport {
  /** A KgateError's code, or null for an exception that is a bug. */
  readonly code: string | null;
  readonly message: string;
  readonly hint: string | null;
  /** Shown behind the hint, each on its own. */
  readonly lines?: readonly string[];
  readonly stack: string | null;
  /** Present for trouble of the machine. */
  readonly isTrouble?: true;
}

/** The line that a long evaluation is at; sent now and then. */
export interface WorkerPlace {
  readonly kind: 'place';
  readonly place: Location;
}

/** What the worker sends back, once. */
export type WorkerReply =
  /** `late`: the outcome is what was found before the time was over. */
  | { readonly kind: 'outcome'; readonly outcome: CommandOutcome; readonly late?: ErrorReport }
  | { readonly kind: 'error'; readonly error: ErrorReport };
