import type { Rule } from './rule.ts';
import { defconfigDuplicate } from './rules/config/defconfig-duplicate.ts';
import { defconfigIgnoredLine } from './rules/config/defconfig-ignored-line.ts';
import { defconfigNotCanonical } from './rules/config/defconfig-not-canonical.ts';
import { defconfigNotKept } from './rules/config/defconfig-not-kept.ts';
import { defconfigUnknownSymbol } from './rules/config/defconfig-unknown-symbol.ts';
import { defconfigWithoutPrompt } from './rules/config/defconfig-without-prompt.ts';
import { defconfigWrongValue } from './rules/config/defconfig-wrong-value.ts';
import { choiceDefaultOutside } from './rules/kconfig/choice-default-outside.ts';
import { choiceMemberDefault } from './rules/kconfig/choice-member-default.ts';
import { choiceMemberSelect } from './rules/kconfig/choice-member-select.ts';
import { comparisonOfTypes } from './rules/kconfig/comparison-of-types.ts';
import { deadDefault } from './rules/kconfig/dead-default.ts';
import { deadLine } from './rules/kconfig/dead-line.ts';
import { deadSymbol } from './rules/kconfig/dead-symbol.ts';
import { defaultOutsideRange } from './rules/kconfig/default-outside-range.ts';
import { duplicateEntry } from './rules/kconfig/duplicate-entry.ts';
import { duplicateProperty } from './rules/kconfig/duplicate-property.ts';
import { duplicateType } from './rules/kconfig/duplicate-type.ts';
import { hexDefaultWithoutPrefix } from './rules/kconfig/hex-default-without-prefix.ts';
import { impliedCondition } from './rules/kconfig/implied-condition.ts';
import { neverTrue } from './rules/kconfig/never-true.ts';
import { numberAsCondition } from './rules/kconfig/number-as-condition.ts';
import { rangeBounds } from './rules/kconfig/range-bounds.ts';
import { recursiveDependency } from './rules/kconfig/recursive-dependency.ts';
import { redundantDefaultN } from './rules/kconfig/redundant-default-n.ts';
import { selectOfVisible } from './rules/kconfig/select-of-visible.ts';
import { symbolNeverSet } from './rules/kconfig/symbol-never-set.ts';
import { symbolWithoutType } from './rules/kconfig/symbol-without-type.ts';
import { undefinedSymbol } from './rules/kconfig/undefined-symbol.ts';
import { unmetSelect } from './rules/kconfig/unmet-select.ts';
import { emptyBlock } from './rules/kconfig-form/empty-block.ts';
import { emptyHelp } from './rules/kconfig-form/empty-help.ts';
import { environmentShadow } from './rules/kconfig-form/environment-shadow.ts';
import { helpIndentation } from './rules/kconfig-form/help-indentation.ts';
import { kconfigNeverSourced } from './rules/kconfig-form/kconfig-never-sourced.ts';
import { kconfigSourceMissing } from './rules/kconfig-form/kconfig-source-missing.ts';
import { kconfigSourcedTwice } from './rules/kconfig-form/kconfig-sourced-twice.ts';
import { kconfigSyntax } from './rules/kconfig-form/kconfig-syntax.ts';
import { missingHelp } from './rules/kconfig-form/missing-help.ts';
import { significantBlanks } from './rules/kconfig-form/significant-blanks.ts';
import { unclosedString } from './rules/kconfig-form/unclosed-string.ts';
import { cNeverBuilt } from './rules/make/c-never-built.ts';
import { ccOptionMisuse } from './rules/make/cc-option-misuse.ts';
import { ccOptionNeedless } from './rules/make/cc-option-needless.ts';
import { conditionalBehindTab } from './rules/make/conditional-behind-tab.ts';
import { errorHiddenByTab } from './rules/make/error-hidden-by-tab.ts';
import { flagWithoutProbe } from './rules/make/flag-without-probe.ts';
import { immediateBeforeDefinition } from './rules/make/immediate-before-definition.ts';
import { lazyShell } from './rules/make/lazy-shell.ts';
import { makeBuiltinUnderModule } from './rules/make/make-builtin-under-module.ts';
import { makeCompositeForeignTristate } from './rules/make/make-composite-foreign-tristate.ts';
import { makeErrorContext } from './rules/make/make-error-context.ts';
import { makeNeverEqual } from './rules/make/make-never-equal.ts';
import { makePrefixMissing } from './rules/make/make-prefix-missing.ts';
import { makefileIfdefConfig } from './rules/make/makefile-ifdef-config.ts';
import { makefileNeverEntered } from './rules/make/makefile-never-entered.ts';
import { objListedTwice } from './rules/make/obj-listed-twice.ts';
import { objMissingFile } from './rules/make/obj-missing-file.ts';
import { objMultiModule } from './rules/make/obj-multi-module.ts';
import { stopWithoutWayOut } from './rules/make/stop-without-way-out.ts';
import { undefinedConfigReference } from './rules/make/undefined-config-reference.ts';
import { valueTrailingBlank } from './rules/make/value-trailing-blank.ts';
import { builtInIfdefOfTristate } from './rules/source/built-in-ifdef-of-tristate.ts';
import { configPrefixMissing } from './rules/source/config-prefix-missing.ts';
import { ifdefOfTristate } from './rules/source/ifdef-of-tristate.ts';
import { isEnabledUnreachable } from './rules/source/is-enabled-unreachable.ts';
import { isReachableOfBool } from './rules/source/is-reachable-of-bool.ts';
import { moduleOfBool } from './rules/source/module-of-bool.ts';
import { sourceNeverTrue } from './rules/source/source-never-true.ts';
import { sourceUndefinedConfig } from './rules/source/source-undefined-config.ts';

/** Every rule, in the order of the names. */
export const rules: readonly Rule[] = [
  builtInIfdefOfTristate,
  cNeverBuilt,
  ccOptionMisuse,
  ccOptionNeedless,
  choiceDefaultOutside,
  choiceMemberDefault,
  choiceMemberSelect,
  comparisonOfTypes,
  conditionalBehindTab,
  configPrefixMissing,
  deadDefault,
  deadLine,
  deadSymbol,
  defaultOutsideRange,
  defconfigDuplicate,
  defconfigIgnoredLine,
  defconfigNotCanonical,
  defconfigNotKept,
  defconfigUnknownSymbol,
  defconfigWithoutPrompt,
  defconfigWrongValue,
  duplicateEntry,
  duplicateProperty,
  duplicateType,
  emptyBlock,
  emptyHelp,
  environmentShadow,
  errorHiddenByTab,
  flagWithoutProbe,
  helpIndentation,
  hexDefaultWithoutPrefix,
  ifdefOfTristate,
  immediateBeforeDefinition,
  impliedCondition,
  isEnabledUnreachable,
  isReachableOfBool,
  kconfigNeverSourced,
  kconfigSourceMissing,
  kconfigSourcedTwice,
  kconfigSyntax,
  lazyShell,
  makeBuiltinUnderModule,
  makeCompositeForeignTristate,
  makeErrorContext,
  makeNeverEqual,
  makePrefixMissing,
  makefileIfdefConfig,
  makefileNeverEntered,
  missingHelp,
  moduleOfBool,
  neverTrue,
  numberAsCondition,
  objListedTwice,
  objMissingFile,
  objMultiModule,
  rangeBounds,
  recursiveDependency,
  redundantDefaultN,
  selectOfVisible,
  significantBlanks,
  sourceNeverTrue,
  sourceUndefinedConfig,
  stopWithoutWayOut,
  symbolNeverSet,
  symbolWithoutType,
  unclosedString,
  undefinedConfigReference,
  undefinedSymbol,
  unmetSelect,
  valueTrailingBlank,
];

/** The rule of this name, or undefined. */
export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.meta.name === name);
}
