/** The list of pattern rules as a search goes through it. Source: GNU make manual 4.3 §10.2, §10.5, §10.7. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { builtinPatterns, suffixRules } from '../rules/builtin-rules.ts';
import type { MakeState } from '../state/make-state.ts';
import { warn } from '../state/messages.ts';
import type { Prerequisite, Recipe } from '../state/records.ts';
import { enterTarget, RecipeRecord } from '../state/rule-database.ts';
import { findPercent } from '../syntax/chars.ts';

/** One target pattern, taken apart. */
export interface TargetPattern {
  readonly text: ByteString;
  readonly prefix: ByteString;
  readonly suffix: ByteString;
  readonly hasSlash: boolean;
}

/** One pattern rule. */
export interface SearchRule {
  readonly targets: readonly TargetPattern[];
  readonly prerequisites: readonly Prerequisite[];
  /** Text to be expanded a second time, null when there is none. */
  readonly deferred: ByteString | null;
  readonly recipe: Recipe | null;
  readonly isTerminal: boolean;
  readonly location: Location | null;
  /** True while a search goes through its prerequisites: no rule is used twice in a chain. */
  inUse: boolean;
}

const builtinLocation: Location = { file: '<builtin>', line: 0 };

/** A recipe that make brings along. */
export function builtinRecipe(lines: readonly ByteString[]): Recipe {
  return new RecipeRecord(builtinLocation, lines, []);
}

function targetPattern(text: ByteString): TargetPattern {
  const found = findPercent(text);
  const prefix = found.text.slice(0, found.at);
  const suffix = found.text.slice(found.at + 1);
  return { text: found.text, prefix, suffix, hasSlash: found.text.includes('/') };
}

function newRule(
  rule: Omit<SearchRule, 'targets' | 'inUse'> & { readonly targets: readonly ByteString[] },
): SearchRule {
  return { ...rule, targets: rule.targets.map(targetPattern), inUse: false };
}

/** True when the built-in rules are in use. */
export function hasBuiltinRules(make: MakeState): boolean {
  return !make.options.letters.has('r') && !make.options.letters.has('R');
}

/** Enters the built-in suffix rules that makefiles have not replaced; done once, when reading is over. */
export function installSuffixRules(make: MakeState): void {
  if (make.modes.builtinsInstalled || !make.modes.startedWithBuiltins) return;
  make.modes.builtinsInstalled = true;
  for (const [target, lines] of suffixRules) {
    const record = enterTarget(make.rules, target);
    if (record.recipe === null && record.doubleColon === null) record.recipe = builtinRecipe(lines);
  }
}

/** All pattern rules in search order: those of makefiles, those made of suffix rules, built-in ones. */
export function collectPatternRules(make: MakeState, extra: readonly ByteString[]): SearchRule[] {
  const rules: SearchRule[] = [];
  const known = new Set<ByteString>();
  const keyOf = (targets: readonly ByteString[], names: readonly ByteString[]): ByteString =>
    [...targets, '', ...names].join('\0');
  for (const rule of make.rules.patterns) {
    const names = rule.prerequisites.map(({ name }) => name);
    if (rule.deferred === null) known.add(keyOf(rule.targets, names));
    const { targets, prerequisites, deferred, recipe, isTerminal, location } = rule;
    rules.push(newRule({ targets, prerequisites, deferred, recipe, isTerminal, location }));
  }
  const add = (target: ByteString, names: readonly ByteString[], recipe: Recipe | null, isTerminal = false): void => {
    const key = keyOf([target], names);
    // A rule of the makefile's own stays in force.
    if (known.has(key)) return;
    known.add(key);
    const prerequisites = names.map((name) => ({ name, orderOnly: false }));
    const location = recipe?.location ?? null;
    rules.push(newRule({ targets: [target], prerequisites, deferred: null, recipe, isTerminal, location }));
  };
  convertSuffixRules(make, add);
  if (hasBuiltinRules(make)) {
    add('(%)', ['%'], builtinRecipe(['$(AR) $(ARFLAGS) $@ $<']));
    for (const { target, prerequisites, isTerminal, lines } of builtinPatterns) {
      add(target, prerequisites, builtinRecipe(lines), isTerminal);
    }
  }
  if (extra.length === 0) return rules;
  const more = extra.map((name) => ({ name, orderOnly: false, isHidden: true }));
  return rules.map((rule) => {
    const isEmpty = rule.prerequisites.length === 0 && rule.deferred === null && rule.recipe === null;
    return isEmpty ? rule : { ...rule, prerequisites: [...rule.prerequisites, ...more] };
  });
}

/** `.a.b:` means `%.b: %.a` while both are known suffixes. Source: GNU make manual 4.3 §10.7. */
function convertSuffixRules(
  make: MakeState,
  add: (target: ByteString, names: readonly ByteString[], recipe: Recipe | null) => void,
): void {
  const suffixes = [...new Set(make.rules.targets.get('.SUFFIXES')?.prerequisites.map(({ name }) => name) ?? [])];
  const recipeOf = (name: ByteString): Recipe | null => {
    const record = make.rules.targets.get(name);
    if (record === undefined || record.recipe === null) return null;
    if (record.prerequisites.length > 0 && make.dialect.suffixPrerequisites !== 'kept') {
      if (make.modes.isPosix) return null;
      const where = record.recipe.location;
      warn(make, 'make/invalid-rule', 'warning: ignoring prerequisites on suffix rule definition', where, {
        target: null,
      });
    }
    return record.recipe;
  };
  for (const from of suffixes) {
    add(`%${from}`, [], null);
    const single = recipeOf(from);
    if (single !== null) add('%', [`%${from}`], single);
    for (const to of suffixes) {
      if (to === from) continue;
      const recipe = recipeOf(from + to);
      if (recipe === null) continue;
      if (to === '.a') add('(%.o)', [`%${from}`], recipe);
      add(`%${to}`, [`%${from}`], recipe);
    }
  }
}
