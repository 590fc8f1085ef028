import type { DiagnosticIn } from '../core/diagnostic.ts';

/** The arguments of every diagnostic of lint: one code per rule, and `lint/skipped`. */
export interface LintArgs {
  'lint/built-in-ifdef-of-tristate': { symbol: string };
  'lint/cc-option-misuse': { function: string; flag: string };
  'lint/cc-option-needless': { flag: string; gcc: number; clang: number };
  'lint/conditional-behind-tab': { directive: string };
  'lint/flag-without-probe': { flag: string; lacking: string };
  /** `definition` is the line that sets the variable. */
  'lint/immediate-before-definition': { variable: string; definition: number };
  'lint/lazy-shell': { variable: string; uses: number };
  'lint/make-error-context': { reason: 'recipe' | 'config' | 'clean' | 'fragment' };
  'lint/make-never-equal': { symbol: string; value: string };
  'lint/value-trailing-blank': { variable: string; value: string };
  'lint/c-never-built': { file: string };
  'lint/choice-default-outside': { symbol: string };
  'lint/choice-member-default': { symbol: string };
  'lint/choice-member-select': { symbol: string; selector: string };
  /** `form`: `condition`, or the macro that has the name as its argument. */
  'lint/config-prefix-missing': { symbol: string; form: string };
  /** `winner` is the line of the one that always comes first. */
  'lint/dead-default': { symbol: string; property: 'default' | 'range'; winner: number };
  'lint/dead-line': { symbol: string; line: 'prompt' | 'default' | 'select' };
  'lint/dead-symbol': { symbol: string };
  /** `isSame`: both lines have the same value. */
  'lint/defconfig-duplicate': { symbol: string; first: number; isSame: boolean };
  'lint/defconfig-ignored-line': { symbol: string };
  'lint/defconfig-not-canonical': { symbol: string; isLeftOut: boolean };
  'lint/defconfig-not-kept': { symbol: string; value: string; result: string };
  'lint/defconfig-unknown-symbol': { symbol: string; suggestion: string | null };
  'lint/defconfig-without-prompt': { symbol: string };
  'lint/defconfig-wrong-value': { symbol: string; value: string; type: string };
  'lint/default-outside-range': { symbol: string; value: string; low: string; high: string };
  'lint/duplicate-entry': { symbol: string; first: number };
  /** `first` is `FILE:LINE` of the one that says the same. */
  'lint/duplicate-property': { symbol: string; property: string; first: string };
  'lint/duplicate-type': { symbol: string; type: string };
  'lint/empty-help': { symbol: string };
  /** `rule` is the open rule that takes the line, null outside of rules; `runs` whether make runs that recipe. */
  'lint/error-hidden-by-tab': { function: string; rule: string | null; runs: 'never' | 'sometimes' };
  'lint/hex-default-without-prefix': { symbol: string; value: string };
  'lint/ifdef-of-tristate': { symbol: string };
  'lint/implied-condition': { symbol: string; condition: string; property: string };
  'lint/is-enabled-unreachable': { symbol: string; function: string };
  'lint/is-reachable-of-bool': { symbol: string };
  'lint/kconfig-never-sourced': { file: string };
  'lint/kconfig-source-missing': { path: string };
  'lint/kconfig-sourced-twice': { file: string; first: string };
  'lint/kconfig-syntax': { text: string };
  'lint/make-builtin-under-module': { symbol: string; directory: string; file: string };
  /** `symbol` chooses the part, `owner` the object that it is a part of. */
  'lint/make-composite-foreign-tristate': { symbol: string; owner: string; file: string };
  'lint/make-prefix-missing': { symbol: string };
  'lint/makefile-never-entered': { directory: string };
  'lint/obj-listed-twice': { file: string; first: number };
  'lint/obj-missing-file': { file: string };
  'lint/obj-multi-module': { file: string; modules: readonly string[] };
  /** `evidence`: the line that shows the directive to be wrong; null where there is none. */
  'lint/makefile-ifdef-config': {
    directive: string;
    symbol: string;
    type: 'bool' | 'tristate';
    evidence: number | null;
  };
  'lint/missing-help': { symbol: string };
  'lint/module-of-bool': { symbol: string };
  'lint/never-true': { symbol: string; condition: string };
  'lint/range-bounds': { symbol: string; low: string; high: string };
  /** In the order of the circle, each depending on the next one. */
  'lint/recursive-dependency': { symbols: readonly string[]; archs: readonly string[] };
  'lint/redundant-default-n': { symbol: string };
  'lint/select-of-visible': { symbol: string; selector: string };
  /** `target` is the symbol that `symbol` needs to be another; the same where the condition contradicts itself. */
  'lint/source-never-true': { symbol: string; target: string };
  'lint/source-undefined-config': { symbol: string; suggestion: string | null };
  'lint/stop-without-way-out': { symbol: string; isIndirect: boolean };
  'lint/undefined-config-reference': { symbol: string; suggestion: string | null };
  /** `user` is the symbol whose entry names it; empty for a menu or an `if`. */
  'lint/undefined-symbol': { symbol: string; user: string; suggestion: string | null };
  /** `witness`: lines of a `.config` with which conf warns, everything else at its default. */
  'lint/unmet-select': { symbol: string; target: string; dependency: string; witness: readonly string[] };
  'lint/comparison-of-types': { condition: string; user: string };
  'lint/empty-block': { block: 'menu' | 'choice' | 'if' };
  'lint/environment-shadow': { symbol: string };
  'lint/help-indentation': { symbol: string };
  'lint/number-as-condition': { symbol: string; type: string; user: string };
  'lint/significant-blanks': { place: 'prompt' | 'assignment' | 'continuation' };
  'lint/symbol-never-set': { symbol: string };
  'lint/symbol-without-type': { symbol: string };
  'lint/unclosed-string': { text: string };
  /** A file that could not be looked at. */
  'lint/skipped': { file: string; reason: string };
}

/** Every code lint can report. */
export type LintCode = keyof LintArgs;

type NameIn<Code> = Code extends `lint/${infer Name}` ? Name : never;

/** Name of every rule; its diagnostics carry the code `lint/<name>`. */
export type RuleName = Exclude<NameIn<LintCode>, 'skipped'>;

/** A finding of one code. */
export type LintDiagnosticOf<Code extends LintCode> = Extract<LintDiagnostic, { readonly code: Code }>;

/** A finding of lint. */
export type LintDiagnostic = DiagnosticIn<LintArgs>;
