/** A tool that is older than a tree asks for, as a cause. */
import type { BlameFlags } from './blame.ts';
import { type Cause, cause } from './diagnostic.ts';
import type { Location } from './location.ts';

/** A tool that a tree finds too old. */
export interface OldTool {
  /** For people: `GCC`, `GNU ld`, `rustc`. */
  readonly tool: string;
  /** What the tree's own list of minimum versions calls it; `make` for make itself. */
  readonly key: string;
  /** The words that start it. */
  readonly program: string;
  /** What it says of itself. */
  readonly words: string;
  /** Semver strings. */
  readonly found: string;
  readonly minimum: string;
  /** The line that names the minimum; null when it is not known. */
  readonly location: Location | null;
}

/** What is known of a probe beyond its programs. */
export interface ProbeInsight {
  readonly blame: BlameFlags;
  /** The tool that a version script, started by this text, found too old; null for any other text. */
  readonly oldTool: (command: string) => OldTool | null;
  /**
   * The oldest version of a tool, as the tree's own list names it, that a version script started by this text takes; null
   * where the text starts none, or the list does not have the tool.
   */
  readonly minimumOf: (command: string, tool: string) => string | null;
}

/** A tool too old in one step: which, its words, what it is and what is asked for. */
export function explainOldTool({ tool, program, words, found, minimum, location }: OldTool): Cause {
  const message = `${tool} ${found} is too old: this tree asks for ${minimum} or newer`;
  return { ...cause('version', message, location), detail: [words === '' ? program : `${program}: ${words}`] };
}
