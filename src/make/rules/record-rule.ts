/** Enters rules into the database and reports what make reports then. Source: GNU make manual 4.3 §4, §10.5; docs/make-semantics.md §4.1. */

import type { ByteString } from '../../core/bytes.ts';
import { parseFileNames } from '../read/file-names.ts';
import { defineBuiltin } from '../state/define.ts';
import type { MakeState } from '../state/make-state.ts';
import { fatal, warn } from '../state/messages.ts';
import type { Prerequisite, Recipe } from '../state/records.ts';
import {
  enterTarget,
  type PatternRecord,
  RecipeRecord,
  type RuleDatabase,
  TargetRecord,
  type WaitingRule,
} from '../state/rule-database.ts';
import { compilePattern, findPercent, matchesPattern, splitWords, takeUntil } from '../syntax/chars.ts';

const noPrerequisites: readonly Prerequisite[] = [];

/** Names that only the words of a rule decide about. */
const plainNames = /^[^*?[\\$]*$/;

/** True for a pattern rule that can be entered later without a difference: nothing is said of it, no file is looked at. */
function canWait(make: MakeState, rule: WaitingRule): boolean {
  if (make.sharing === null || rule.pattern !== null || make.modes.secondExpansion) return false;
  for (const target of rule.targets) if (target.indexOf('%') < 0 || target.indexOf('\\') >= 0) return false;
  return rule.prerequisites === null || plainNames.test(rule.prerequisites);
}

/** Splits prerequisites at `|` into normal and order-only ones. */
export function splitPrerequisites(make: MakeState, text: ByteString): Prerequisite[] {
  const normal = parseFileNames(make, text, { stop: 124, glob: true });
  const found: Prerequisite[] = normal.names.map((name) => ({ name, orderOnly: false }));
  if (normal.rest === '') return found;
  for (const name of parseFileNames(make, normal.rest.slice(1), { stop: 0, glob: true }).names) {
    found.push({ name, orderOnly: true });
  }
  return found;
}

/** Puts a stem into the first `%` of a prerequisite. */
export function substituteStem(name: ByteString, stem: ByteString): ByteString {
  const found = findPercent(name);
  return found.at < 0 ? found.text : found.text.slice(0, found.at) + stem + found.text.slice(found.at + 1);
}

/** Takes the backslashes off quoted colons. */
function unescapeColons(text: ByteString): ByteString {
  if (!text.includes('\\:')) return text;
  const pieces: ByteString[] = [];
  for (let at = 0; ; ) {
    const piece = takeUntil(text, at, 58, 58, 58, false);
    pieces.push(piece.taken);
    if (piece.at < 0) return pieces.join('');
    pieces.push(':');
    at = piece.at + 1;
  }
}

/** Enters a finished rule into the database and reports what make reports then. */
export function recordRule(make: MakeState, rule: WaitingRule): void {
  const database = make.rules;
  const where = rule.location;
  make.sharing?.noteRule(rule);
  if (make.modes.rulesAreClosed) {
    fatal(make, 'make/rule-in-recipe', 'prerequisites cannot be defined in recipes', make.at.reading);
    return;
  }
  if (rule.isGrouped && rule.lines.length === 0) {
    fatal(make, 'make/invalid-rule', 'grouped targets must provide a recipe', where, { target: null });
    return;
  }
  const prefix = make.modes.recipePrefix;
  if (canWait(make, rule)) (database.waiting ??= []).push(() => enterRule(make, rule, prefix));
  else enterRule(make, rule, prefix);
}

function enterRule(make: MakeState, rule: WaitingRule, prefix: number): void {
  const database = make.rules;
  const where = rule.location;
  let recipe: Recipe | null = null;
  if (rule.lines.length > 0) {
    recipe = new RecipeRecord({ file: where.file, line: rule.recipeLine }, rule.lines, rule.contexts, prefix);
  }
  const text = rule.prerequisites === null ? null : unescapeColons(rule.prerequisites);
  const isDeferred = text !== null && make.modes.secondExpansion && text.includes('$');
  const prerequisites = text === null || isDeferred ? [] : splitPrerequisites(make, text);

  const first = findPercent(rule.targets[0]!);
  if (first.at >= 0) {
    recordPatternRule(make, rule, recipe, prerequisites, isDeferred ? text : null);
    return;
  }
  const staticPattern = rule.pattern === null ? null : compilePattern(rule.pattern);
  let entered = noPrerequisites;
  for (let i = 0; i < rule.targets.length; i++) {
    const raw = rule.targets[i]!;
    const escaped = findPercent(raw);
    if (i > 0 && escaped.at >= 0) {
      const text = '*** mixed implicit and normal rules: deprecated syntax';
      warn(make, 'make/invalid-rule', text, where, { target: raw });
    }
    const name = escaped.text;
    let matches = true;
    let stem: ByteString | null = null;
    if (staticPattern !== null) {
      matches = matchesPattern(staticPattern, name);
      if (!matches) {
        const text = `target '${name}' doesn't match the target pattern`;
        warn(make, 'make/target-pattern-mismatch', text, where, { target: name });
        stem = name;
      } else {
        const parts = staticPattern.parts!;
        stem = name.slice(parts.prefix.length, name.length - parts.suffix.length);
      }
    }
    if (name === '.SECONDEXPANSION') make.modes.secondExpansion = true;
    else if (name === '.POSIX') setPosix(make);
    const record = targetForRule(make, rule, recipe, name);
    if (record === null) return;
    record.isTarget = true;
    record.rules.push(rule);
    if (rule.isGrouped) {
      if (record.alsoMakes.length > 0 && recipe !== null) {
        const message = `warning: overriding group membership for target '${name}'`;
        warn(make, 'make/invalid-rule', message, recipe.location, { target: name });
      }
      record.alsoMakes = rule.targets;
    }
    if (stem !== null) record.stem = stem;
    if (!matches) continue;
    if (isDeferred) {
      record.addPrerequisites({ text, stem, location: where }, recipe !== null);
      continue;
    }
    const own =
      stem === null
        ? prerequisites
        : prerequisites
            .map(({ name: raw, orderOnly }) => ({ name: substituteStem(raw, stem), orderOnly }))
            .filter((prerequisite) => prerequisite.name !== '');
    // The same names have to be entered once only.
    if (own !== entered) for (const prerequisite of own) enterTarget(database, prerequisite.name);
    entered = own;
    // The rule with the recipe has its prerequisites first, so that `$<` is one of them.
    record.addPrerequisites(own, recipe !== null);
  }
}

/** What `.POSIX` changes at once. Source: GNU make manual 4.3 §4.8; values observed with make 4.3 of Debian. */
const posixVariables: readonly (readonly [ByteString, ByteString])[] = [
  ['.SHELLFLAGS', '-ec'],
  ['CC', 'c99'],
  ['CFLAGS', '-O1'],
  ['FC', 'fort77'],
  ['FFLAGS', '-O1'],
  ['SCCSGETFLAGS', '-s'],
  ['ARFLAGS', '-rvU'],
];

function setPosix(make: MakeState): void {
  make.globals.watcher?.refuse();
  make.modes.isPosix = true;
  for (const [name, value] of posixVariables) defineBuiltin(make, name, value, 'default', false);
}

function reportMixedColons(make: MakeState, rule: WaitingRule, name: ByteString): void {
  const message = `target file '${name}' has both : and :: entries`;
  fatal(make, 'make/invalid-rule', message, rule.location, { target: name });
}

function targetForRule(
  make: MakeState,
  rule: WaitingRule,
  recipe: Recipe | null,
  name: ByteString,
): TargetRecord | null {
  const database = make.rules;
  if (!rule.isDoubleColon) {
    const record = enterTarget(database, name);
    if (record.doubleColon !== null) {
      reportMixedColons(make, rule, name);
      return null;
    }
    if (recipe !== null && recipe === record.recipe) {
      const message = `target '${name}' given more than once in the same rule`;
      warn(make, 'make/duplicate-target', message, rule.location, { target: name });
    } else if (recipe !== null && record.recipe !== null && record.isTarget) {
      const args = { target: name };
      const message = `warning: overriding recipe for target '${name}'`;
      warn(make, 'make/recipe-overridden', message, recipe.location, args);
      const old = record.recipe.location;
      warn(make, 'make/recipe-overridden', `warning: ignoring old recipe for target '${name}'`, old, args);
    }
    if (name === '.DEFAULT' && recipe === null && rule.prerequisites === null) record.recipe = null;
    if (name === '.SUFFIXES' && rule.prerequisites === null) record.setPrerequisites(noPrerequisites);
    if (recipe !== null) record.recipe = recipe;
    return record;
  }
  const existing = enterTarget(database, name);
  if (existing.isTarget && existing.doubleColon === null) {
    reportMixedColons(make, rule, name);
    return null;
  }
  if (existing.doubleColon === null) {
    existing.doubleColon = [existing];
    existing.recipe = recipe;
    return existing;
  }
  const next = new TargetRecord(name);
  next.recipe = recipe;
  next.variables = existing.variables;
  existing.doubleColon.push(next);
  next.doubleColon = existing.doubleColon;
  return next;
}

function recordPatternRule(
  make: MakeState,
  rule: WaitingRule,
  recipe: Recipe | null,
  prerequisites: readonly Prerequisite[],
  deferred: ByteString | null,
): void {
  if (rule.pattern !== null) {
    fatal(make, 'make/invalid-rule', 'mixed implicit and static pattern rules', rule.location, { target: null });
    return;
  }
  if (rule.targets.some((target) => findPercent(target).at < 0)) {
    fatal(make, 'make/invalid-rule', 'mixed implicit and normal rules', rule.location, { target: null });
    return;
  }
  const patterns = make.rules.patterns;
  const next: PatternRecord = {
    targets: rule.targets,
    prerequisites,
    deferred,
    recipe,
    isTerminal: rule.isDoubleColon,
    location: rule.location,
    rule,
    inUse: false,
  };
  // A later rule with the same targets and prerequisites takes the place of the earlier one.
  const key = [...rule.targets, '', ...prerequisites.map(({ name }) => name), '', deferred ?? ''].join('\0');
  const old = make.rules.patternKeys.get(key);
  if (old !== undefined) patterns.splice(patterns.indexOf(old), 1);
  make.rules.patternKeys.set(key, next);
  patterns.push(next);
}

/** Carries out a `vpath` directive on its expanded arguments. */
export function recordVpath(database: RuleDatabase, args: ByteString): void {
  const words = splitWords(args);
  const pattern = words.shift();
  if (pattern === undefined) {
    database.vpaths.length = 0;
    return;
  }
  const directories = words.flatMap((word) => word.split(':')).filter((word) => word !== '');
  if (directories.length > 0) {
    database.vpaths.push({ pattern: compilePattern(pattern), text: pattern, directories });
    return;
  }
  for (let i = database.vpaths.length - 1; i >= 0; i--) {
    if (database.vpaths[i]!.text === pattern) database.vpaths.splice(i, 1);
  }
}
