/** Every code a make event or diagnostic can carry. */
export type MakeCode =
  /** `$(info …)`. */
  | 'make/info'
  /** `$(warning …)`. */
  | 'make/warning'
  /** `$(error …)`. */
  | 'make/error'
  /** What a `$(shell …)` let through on stderr. */
  | 'make/shell-stderr'
  /** `missing separator`. */
  | 'make/missing-separator'
  /** `missing rule before recipe`. */
  | 'make/missing-rule'
  /** `recipe commences before first target`. */
  | 'make/recipe-before-target'
  /** `empty variable name`. */
  | 'make/empty-variable-name'
  /** `invalid syntax in conditional`. */
  | 'make/invalid-conditional'
  /** `extraneous 'else'` or `extraneous 'endif'`. */
  | 'make/extraneous-directive'
  /** `extraneous text after '…' directive`. */
  | 'make/extraneous-text'
  /** `only one 'else' per conditional`. */
  | 'make/second-else'
  /** `missing 'endif'`. */
  | 'make/missing-endif'
  /** `missing 'endef', unterminated 'define'`. */
  | 'make/missing-endef'
  /** `warning: undefined variable '…'` under `--warn-undefined-variables`. */
  | 'make/undefined-variable'
  /** `unterminated variable reference`. */
  | 'make/unterminated-reference'
  /** `unterminated call to function '…'`. */
  | 'make/unterminated-call'
  /** `insufficient number of arguments (…) to function '…'`. */
  | 'make/insufficient-arguments'
  /** A function rejected the value of an argument. */
  | 'make/invalid-argument'
  /** `Recursive variable '…' references itself (eventually)`. */
  | 'make/recursive-variable'
  /** A file named by `include` or `-f` that does not exist. */
  | 'make/missing-include'
  /** A file named by `include` that exists but cannot be read. */
  | 'make/unreadable-include'
  /** `No rule to make target '…'`. */
  | 'make/no-rule'
  /** `No targets` or `No targets specified and no makefile found`. */
  | 'make/no-targets'
  /** A malformed rule: static patterns, mixed colons, grouped targets without a recipe. */
  | 'make/invalid-rule'
  /** `warning: overriding recipe for target '…'` and `warning: ignoring old recipe for target '…'`. */
  | 'make/recipe-overridden'
  /** `target '…' given more than once in the same rule`. */
  | 'make/duplicate-target'
  /** `target '…' doesn't match the target pattern`. */
  | 'make/target-pattern-mismatch'
  /** `prerequisites cannot be defined in recipes`. */
  | 'make/rule-in-recipe'
  /** `warning: NUL character seen; rest of line ignored`. */
  | 'make/nul-character'
  /** `$(file …)` failed or asked for something that is not done here. */
  | 'make/file-function'
  /** A directive this engine does not carry out (`load`). */
  | 'make/unsupported'
  /** What make says of a jobserver that it does not take part in. */
  | 'make/jobserver'
  /** `Warning: File '…' has modification time … s in the future` and what comes of it. */
  | 'make/clock-skew'
  /** `Circular … <- … dependency dropped.` */
  | 'make/circular-dependency'
  /** What a recipe that only checks wrote on stderr, or its failure where `-` lets it pass. */
  | 'make/recipe-warning'
  /** A recipe that only checks would fail: its words and `[FILE:LINE: TARGET] Error N`. */
  | 'make/recipe-failed'
  /** kgate's own limit: nested expansions. */
  | 'make/limit-depth'
  /** kgate's own limit: bytes of one expansion. */
  | 'make/limit-size'
  /** kgate's own limit: number of expansion steps. */
  | 'make/limit-steps'
  /** kgate's own limit: nested include files. */
  | 'make/limit-includes';
