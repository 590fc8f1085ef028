import type { Rule } from './rule.ts';
import { defconfigDuplicate } from './rules/config/defconfig-duplicate.ts';
import { defconfigUnknownSymbol } from './rules/config/defconfig-unknown-symbol.ts';
import { choiceDefaultOutside } from './rules/kconfig/choice-default-outside.ts';
import { choiceMemberDefault } from './rules/kconfig/choice-member-default.ts';
import { choiceMemberSelect } from './rules/kconfig/choice-member-select.ts';
import { deadDefault } from './rules/kconfig/dead-default.ts';
import { deadSymbol } from './rules/kconfig/dead-symbol.ts';
import { defaultOutsideRange } from './rules/kconfig/default-outside-range.ts';
import { duplicateEntry } from './rules/kconfig/duplicate-entry.ts';
import { duplicateProperty } from './rules/kconfig/duplicate-property.ts';
import { duplicateType } from './rules/kconfig/duplicate-type.ts';
import { emptyHelp } from './rules/kconfig/empty-help.ts';
import { hexDefaultWithoutPrefix } from './rules/kconfig/hex-default-without-prefix.ts';
import { impliedCondition } from './rules/kconfig/implied-condition.ts';
import { kconfigNeverSourced } from './rules/kconfig/kconfig-never-sourced.ts';
import { kconfigSourceMissing } from './rules/kconfig/kconfig-source-missing.ts';
import { kconfigSourcedTwice } from './rules/kconfig/kconfig-sourced-twice.ts';
import { kconfigSyntax } from './rules/kconfig/kconfig-syntax.ts';
import { missingHelp } from './rules/kconfig/missing-help.ts';
import { neverTrue } from './rules/kconfig/never-true.ts';
import { rangeBounds } from './rules/kconfig/range-bounds.ts';
import { recursiveDependency } from './rules/kconfig/recursive-dependency.ts';
import { redundantDefaultN } from './rules/kconfig/redundant-default-n.ts';
import { selectOfVisible } from './rules/kconfig/select-of-visible.ts';
import { undefinedSymbol } from './rules/kconfig/undefined-symbol.ts';
import { unmetSelect } from './rules/kconfig/unmet-select.ts';
import { errorHiddenByTab } from './rules/make/error-hidden-by-tab.ts';
import { makefileIfdefConfig } from './rules/make/makefile-ifdef-config.ts';
import { stopWithoutWayOut } from './rules/make/stop-without-way-out.ts';
import { undefinedConfigReference } from './rules/make/undefined-config-reference.ts';
import { configPrefixMissing } from './rules/source/config-prefix-missing.ts';
import { ifdefOfTristate } from './rules/source/ifdef-of-tristate.ts';
import { moduleOfBool } from './rules/source/module-of-bool.ts';
import { sourceUndefinedConfig } from './rules/source/source-undefined-config.ts';

/** Every rule, in the order of the names. */
export const rules: readonly Rule[] = [
  choiceDefaultOutside,
  choiceMemberDefault,
  choiceMemberSelect,
  configPrefixMissing,
  deadDefault,
  deadSymbol,
  defaultOutsideRange,
  defconfigDuplicate,
  defconfigUnknownSymbol,
  duplicateEntry,
  duplicateProperty,
  duplicateType,
  emptyHelp,
  errorHiddenByTab,
  hexDefaultWithoutPrefix,
  ifdefOfTristate,
  impliedCondition,
  kconfigNeverSourced,
  kconfigSourceMissing,
  kconfigSourcedTwice,
  kconfigSyntax,
  makefileIfdefConfig,
  missingHelp,
  moduleOfBool,
  neverTrue,
  rangeBounds,
  recursiveDependency,
  redundantDefaultN,
  selectOfVisible,
  sourceUndefinedConfig,
  stopWithoutWayOut,
  undefinedConfigReference,
  undefinedSymbol,
  unmetSelect,
];

/** The rule of this name, or undefined. */
export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.meta.name === name);
}
