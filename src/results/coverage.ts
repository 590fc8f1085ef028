/** How much of a build a check has decided. */
import type { Location } from '../core/location.ts';

/** Why a recipe line was not decided. */
export type UndecidedReason =
  /** It looks at the content of a file that an earlier line makes. */
  | 'made-file'
  /** It starts a make of another build, which is not entered. */
  | 'separate-make'
  /** Its text, its shell or a script that it runs is not understood. */
  | 'shell-text'
  /** The name of a program is only known while the line runs. */
  | 'unknown-program'
  /** A program that is not there, where the line may need it or not. */
  | 'conditional-program'
  /** A program that an earlier line may have made on the side. */
  | 'uncertain-program'
  /** The line tests what is only known while it runs. */
  | 'conditional-failure'
  /** A file that the line reads into itself. */
  | 'sourced-file'
  /** A module of Python that could not be asked for. */
  | 'python-module'
  /** A module is linked without the list of the kernel's symbols: each one that it uses would be an error. */
  | 'kernel-symbols'
  /** Its flags were not tried: there are too many, or the compiler did not answer. */
  | 'untried-flags'
  /** It makes a file in a directory that cannot be written, in words that only its program knows. */
  | 'unwritable-directory';

/** A recipe line that the build would run and whose end is not known. */
export interface UndecidedLine {
  /** Position of the line in its makefile; null for a built-in rule. */
  readonly location: Location | null;
  /** The file that the recipe makes. */
  readonly target: string;
  readonly reason: UndecidedReason;
  /** True where the line could hide a stop that a check is to find; false where only what the build makes decides. */
  readonly couldStop: boolean;
  /** What stands in the way, in words. */
  readonly detail: string;
}

/** The recipe lines that a build would run. */
export interface Coverage {
  /** Goals of make, as followed; empty: what make without goals builds. */
  readonly goals: readonly string[];
  /** Lines whose end is known, stops included. */
  readonly decided: number;
  readonly undecided: readonly UndecidedLine[];
}
