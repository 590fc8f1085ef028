import type { DiagnosticIn, NoArgs } from '../core/diagnostic.ts';

/**
 * The arguments of every diagnostic the Kconfig engine can give. One code is one event of conf; its text is conf's
 * to the letter. Codes under "limits" are kgate's own guards, where conf would crash or hang.
 */
export interface KconfigArgs {
  // lexer
  'kconfig/unsupported-character': { character: string };
  'kconfig/unterminated-string': NoArgs;
  'kconfig/no-newline-at-end': NoArgs;
  'kconfig/overlong-line': NoArgs;
  // parser
  'kconfig/syntax-error': NoArgs;
  'kconfig/unknown-statement': { word: string };
  'kconfig/invalid-statement': NoArgs;
  'kconfig/unexpected-end': { end: string | null; block: string | null };
  'kconfig/end-in-different-file': { block: string };
  'kconfig/missing-end': { block: string };
  'kconfig/unknown-option': { word: string };
  'kconfig/invalid-option': NoArgs;
  'kconfig/unexpected-option': { word: string };
  'kconfig/ignored-option': { option: string };
  'kconfig/defconfig-list-redefined': { symbol: string };
  'kconfig/environment-undefined': { variable: string };
  'kconfig/environment-redefined': { variable: string; first: string };
  'kconfig/modules-redefined': { symbol: string; first: string };
  'kconfig/menuconfig-without-prompt': { symbol: string };
  'kconfig/duplicate-help': { symbol: string };
  'kconfig/blank-help': { symbol: string };
  'kconfig/leading-whitespace': NoArgs;
  'kconfig/prompt-redefined': NoArgs;
  'kconfig/type-redefined': { symbol: string; from: string; to: string };
  // files
  'kconfig/file-not-found': { file: string };
  'kconfig/file-unreadable': { file: string };
  'kconfig/recursive-inclusion': { file: string };
  'kconfig/repeated-inclusion': { file: string };
  // macros
  'kconfig/macro-unterminated': { text: string };
  'kconfig/macro-arguments': { function: string | null };
  'kconfig/macro-recursive': { variable: string };
  'kconfig/macro-error': { text: string };
  'kconfig/macro-warning': { text: string };
  'kconfig/macro-info': { text: string };
  'kconfig/unknown-shell-answer': { command: string; reason: string };
  // finalisation
  'kconfig/no-type': { symbol: string };
  'kconfig/default-not-a-symbol': { symbol: string };
  'kconfig/number-invalid': { symbol: string };
  'kconfig/range-not-allowed': { symbol: string };
  'kconfig/range-invalid': { symbol: string };
  'kconfig/select-by-non-bool': { symbol: string; keyword: string };
  'kconfig/select-wrong-type': { symbol: string; keyword: string; target: string };
  'kconfig/select-undefined': { symbol: string; target: string };
  'kconfig/choice-default-outside': { symbol: string };
  'kconfig/choice-without-prompt': NoArgs;
  'kconfig/choice-member-without-prompt': { symbol: string };
  'kconfig/choice-member-not-bool': { symbol: string };
  'kconfig/choice-member-default': { symbol: string };
  'kconfig/choice-member-prompt-outside': { symbol: string };
  'kconfig/transitional-has-more': { symbol: string };
  'kconfig/configdefault-has-more': { symbol: string };
  'kconfig/bool-compared-with-m': { symbol: string };
  'kconfig/recursive-dependency': { symbols: readonly string[] };
  'kconfig/check-confused': NoArgs;
  // reading .config
  'kconfig/config-unexpected-data': { line: string };
  'kconfig/config-invalid-value': { symbol: string; value: string };
  'kconfig/config-invalid-string': { symbol: string };
  'kconfig/config-reassigned': { symbol: string };
  'kconfig/config-unknown-symbol': { symbol: string };
  'kconfig/config-choice-state': { symbol: string };
  // evaluation
  'kconfig/unmet-dependencies': { symbol: string };
  // asking
  'kconfig/no-value-at-end-of-input': { symbol: string };
  'kconfig/endless-question': { symbol: string | null };
  // limits
  'kconfig/limit': NoArgs;
}

/** Every code of the Kconfig engine. */
export type KconfigCode = keyof KconfigArgs;

/** A diagnostic of the Kconfig engine. */
export type KconfigDiagnostic = DiagnosticIn<KconfigArgs>;
