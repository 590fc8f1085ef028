/** Root causes: the leaves of an explanation, what would have to be another way. */
import type { Location } from '../core/location.ts';

/** Whose a root cause is. */
export type RootKind =
  /** A line of the file that was read. */
  | 'line'
  /** No line sets the symbol: it has its default. */
  | 'default'
  /** Another member of its choice is chosen. */
  | 'choice'
  /** A `range` replaces the value. */
  | 'range'
  /** The symbol has no prompt, no default that could apply, and nothing selects it. */
  | 'nothing-sets'
  /** The symbol has no prompt and its value does not depend on the configuration. */
  | 'fixed'
  /** Conditions that exclude each other. */
  | 'contradiction'
  /** No Kconfig file that was read defines the symbol. */
  | 'undefined'
  /** The compiler, assembler or linker refuses what the tree asks of it. */
  | 'compiler'
  /** The compiler is of another kind, or too old. */
  | 'other-compiler'
  | 'tool-missing'
  | 'tool-old'
  | 'file-missing'
  /** A command of the tree says no for a reason that is none of the others. */
  | 'probe'
  /** The answer of a probe is not known. */
  | 'unknown';

/** One condition between the question and a root cause. */
export interface RootStep {
  /** The symbol that the condition limits. */
  readonly symbol: string;
  /** As written: `depends on A && B`, `select by ARM64 if C`. */
  readonly text: string;
  readonly location: Location | null;
}

/** A program that is missing or too old. */
export interface RootTool {
  readonly name: string;
  /** Versions as the tool prints them; null where they are not known. */
  readonly found: string | null;
  readonly wanted: string | null;
  /** The package that has it, as `PACKAGE (DISTRIBUTION, …), …`; null where it is not known. */
  readonly packages: string | null;
  /** What installs it on this machine; null where it is not known. */
  readonly command: string | null;
}

/** One thing that would have to be another way. */
export interface RootCause {
  readonly kind: RootKind;
  /** What is the matter, in one line. */
  readonly message: string;
  /** Whose it is, in one line; empty where the message says it. */
  readonly origin: string;
  /** The line it comes from: of the user's file, the default, the definition, the macro. */
  readonly location: Location | null;
  /** Symbol without prefix; null for a probe that feeds none. */
  readonly symbol: string | null;
  /** What the symbol is, and what it would have to be: `y`, `n`, `>=121`. */
  readonly value: string | null;
  readonly needed: string | null;
  /** Words of a program, verbatim. */
  readonly words: readonly string[];
  /** The flag that is refused. */
  readonly flag: string | null;
  /** The file that is missing, as it was looked for. */
  readonly file: string | null;
  /** Compilers that take the flag: recorded ones, and those on PATH. */
  readonly compilers: readonly string[];
  readonly tool: RootTool | null;
  /** Conditions from the question to this, outermost first. */
  readonly via: readonly RootStep[];
}
