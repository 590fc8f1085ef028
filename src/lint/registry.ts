import type { Rule } from './rule.ts';
import { errorHiddenByTab } from './rules/error-hidden-by-tab.ts';
import { makefileIfdefConfig } from './rules/makefile-ifdef-config.ts';
import { stopWithoutWayOut } from './rules/stop-without-way-out.ts';
import { undefinedConfigReference } from './rules/undefined-config-reference.ts';

/** Every rule, in the order of the names. */
export const rules: readonly Rule[] = [
  errorHiddenByTab,
  makefileIfdefConfig,
  stopWithoutWayOut,
  undefinedConfigReference,
];

/** The rule of this name, or undefined. */
export function findRule(name: string): Rule | undefined {
  return rules.find((rule) => rule.meta.name === name);
}
