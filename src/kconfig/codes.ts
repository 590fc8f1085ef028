/**
 * Every diagnostic the Kconfig engine can give. One code is one event of conf; its text is conf's
 * to the letter. Codes under "limits" are kgate's own guards, where conf would crash or hang.
 */
export type KconfigCode =
  // lexer
  | 'kconfig/unsupported-character'
  | 'kconfig/unterminated-string'
  | 'kconfig/no-newline-at-end'
  // parser
  | 'kconfig/syntax-error'
  | 'kconfig/unknown-statement'
  | 'kconfig/invalid-statement'
  | 'kconfig/unexpected-end'
  | 'kconfig/end-in-different-file'
  | 'kconfig/missing-end'
  | 'kconfig/modules-redefined'
  | 'kconfig/menuconfig-without-prompt'
  | 'kconfig/duplicate-help'
  | 'kconfig/blank-help'
  | 'kconfig/leading-whitespace'
  | 'kconfig/prompt-redefined'
  | 'kconfig/type-redefined'
  // files
  | 'kconfig/file-not-found'
  | 'kconfig/file-unreadable'
  | 'kconfig/recursive-inclusion'
  // macros
  | 'kconfig/macro-unterminated'
  | 'kconfig/macro-arguments'
  | 'kconfig/macro-recursive'
  | 'kconfig/macro-error'
  | 'kconfig/macro-warning'
  | 'kconfig/macro-info'
  | 'kconfig/unknown-shell-answer'
  // finalisation
  | 'kconfig/no-type'
  | 'kconfig/default-not-a-symbol'
  | 'kconfig/number-invalid'
  | 'kconfig/range-not-allowed'
  | 'kconfig/range-invalid'
  | 'kconfig/select-by-non-bool'
  | 'kconfig/select-wrong-type'
  | 'kconfig/choice-default-outside'
  | 'kconfig/choice-without-prompt'
  | 'kconfig/choice-member-without-prompt'
  | 'kconfig/choice-member-not-bool'
  | 'kconfig/choice-member-default'
  | 'kconfig/choice-member-prompt-outside'
  | 'kconfig/bool-compared-with-m'
  | 'kconfig/recursive-dependency'
  | 'kconfig/check-confused'
  // reading .config
  | 'kconfig/config-unexpected-data'
  | 'kconfig/config-invalid-value'
  | 'kconfig/config-invalid-string'
  | 'kconfig/config-reassigned'
  | 'kconfig/config-unknown-symbol'
  // evaluation
  | 'kconfig/unmet-dependencies'
  // limits
  | 'kconfig/limit';
