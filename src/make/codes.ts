import type { DiagnosticIn, NoArgs } from '../core/diagnostic.ts';

/** The arguments of every event of make. */
export interface MakeArgs {
  /** `$(info …)`. */
  'make/info': { text: string };
  /** `$(warning …)`. */
  'make/warning': { text: string };
  /** `$(error …)`. */
  'make/error': { text: string };
  /** What a `$(shell …)` let through on stderr. */
  'make/shell-stderr': { text: string };
  /** `missing separator`. */
  'make/missing-separator': NoArgs;
  /** `missing rule before recipe`. */
  'make/missing-rule': NoArgs;
  /** `recipe commences before first target`. */
  'make/recipe-before-target': NoArgs;
  /** `empty variable name`. */
  'make/empty-variable-name': NoArgs;
  /** `invalid syntax in conditional`. */
  'make/invalid-conditional': NoArgs;
  /** `extraneous 'else'` or `extraneous 'endif'`. */
  'make/extraneous-directive': { directive: string };
  /** `extraneous text after '…' directive`. */
  'make/extraneous-text': { directive: string };
  /** `only one 'else' per conditional`. */
  'make/second-else': NoArgs;
  /** `missing 'endif'`. */
  'make/missing-endif': NoArgs;
  /** `missing 'endef', unterminated 'define'`. */
  'make/missing-endef': NoArgs;
  /** `warning: undefined variable '…'` under `--warn-undefined-variables`. */
  'make/undefined-variable': { variable: string };
  /** `unterminated variable reference`. */
  'make/unterminated-reference': NoArgs;
  /** `unterminated call to function '…'`. */
  'make/unterminated-call': { function: string };
  /** `insufficient number of arguments (…) to function '…'`. */
  'make/insufficient-arguments': { function: string; given: number };
  /** A function rejected the value of an argument. */
  'make/invalid-argument': { problem: string };
  /** `Recursive variable '…' references itself (eventually)`. */
  'make/recursive-variable': { variable: string };
  /** A file named by `include` or `-f` that does not exist. */
  'make/missing-include': { file: string; problem: string };
  /** A file named by `include` that exists but cannot be read. */
  'make/unreadable-include': { file: string; problem: string };
  /** `No rule to make target '…'`. */
  'make/no-rule': { target: string; neededBy: string | null };
  /** `No targets` or `No targets specified and no makefile found`. */
  'make/no-targets': NoArgs;
  /** A malformed rule: static patterns, mixed colons, grouped targets without a recipe. */
  'make/invalid-rule': { target: string | null };
  /** `warning: overriding recipe for target '…'` and `warning: ignoring old recipe for target '…'`. */
  'make/recipe-overridden': { target: string };
  /** `target '…' given more than once in the same rule`. */
  'make/duplicate-target': { target: string };
  /** `target '…' doesn't match the target pattern`. */
  'make/target-pattern-mismatch': { target: string };
  /** `prerequisites cannot be defined in recipes`. */
  'make/rule-in-recipe': NoArgs;
  /** `warning: NUL character seen; rest of line ignored`. */
  'make/nul-character': NoArgs;
  /** `$(file …)` failed or asked for something that is not done here. */
  'make/file-function': { file: string | null };
  /** A directive this engine does not carry out (`load`). */
  'make/unsupported': { directive: string };
  /** What make says of a jobserver that it does not take part in. */
  'make/jobserver': NoArgs;
  /** `Warning: File '…' has modification time … s in the future` and what comes of it. */
  'make/clock-skew': { file: string | null };
  /** `Circular … <- … dependency dropped.` */
  'make/circular-dependency': { target: string; prerequisite: string };
  /** What a recipe that only checks wrote on stderr, or its failure where `-` lets it pass. */
  'make/recipe-warning': { target: string | null; status: number | null };
  /** A recipe that only checks would fail: its words and `[FILE:LINE: TARGET] Error N`. */
  'make/recipe-failed': { target: string | null; status: number | null };
  /**
   * A recipe line would fail because something that it starts is not there: its words and `[FILE:LINE: TARGET] Error N`.
   * `searchPath` is `$PATH`, null for a path; `script` and `line`: the script that starts it, null for the recipe's line.
   */
  'make/missing-program': {
    target: string | null;
    status: number | null;
    kind: 'program' | 'interpreter' | 'python-module';
    name: string;
    state: 'missing' | 'denied';
    searchPath: string | null;
    script: string | null;
    line: number | null;
  };
  /**
   * A recipe line would fail because the machine has no such header or library: the words of its compiler and
   * `[FILE:LINE: TARGET] Error N`. `names`: a header, or what follows `-l`, each as it is asked for; `compiler`: the
   * program that looks for it; `file` and `line`: the line that takes the header in, null for a library; `further`: recipe lines
   * behind it that fail for want of the same header, or of another one of the same package.
   */
  'make/missing-header': {
    target: string | null;
    status: number | null;
    kind: 'header' | 'library';
    names: readonly string[];
    compiler: string | null;
    file: string | null;
    line: number | null;
    further: number;
  };
  /** kgate's own limit: nested expansions. */
  'make/limit-depth': NoArgs;
  /** kgate's own limit: bytes of one expansion. */
  'make/limit-size': NoArgs;
  /** kgate's own limit: number of expansion steps. */
  'make/limit-steps': NoArgs;
  /** kgate's own limit: nested include files. */
  'make/limit-includes': NoArgs;
}

/** Every code a make event or diagnostic can carry. */
export type MakeCode = keyof MakeArgs;

/** A diagnostic of the make engine. */
export type MakeDiagnostic = DiagnosticIn<MakeArgs>;
