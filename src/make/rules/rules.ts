/** The rule database: what rule lines leave behind. Source: GNU make manual 4.3 §4, §10.5. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Context } from '../state/context.ts';
import { parseFileNames } from '../state/files.ts';
import { fatal, type Session, warn } from '../state/session.ts';
import type { AssignmentOperator, Prerequisite, Recipe } from '../state/types.ts';
import { defineBuiltin, type Variable } from '../state/variables.ts';
import { compilePattern, findPercent, matchesPattern, type Pattern, splitWords, takeUntil } from '../syntax/chars.ts';

/** A stored recipe that knows where each of its lines was read; implements {@link Recipe}. */
export class RecipeRecord implements Recipe {
  declare readonly location: Location;
  declare readonly lines: readonly ByteString[];
  declare private readonly contexts: readonly (Context | null)[];
  /** The character that began its lines (`.RECIPEPREFIX`). */
  declare readonly prefix: number;

  constructor(location: Location, source: readonly ByteString[], contexts: readonly (Context | null)[], prefix = 9) {
    this.prefix = prefix;
    const { lines, origins } = splitRecipe(source);
    this.location = location;
    this.lines = lines;
    this.contexts = origins === null ? contexts : origins.map((origin) => contexts[origin] ?? null);
  }

  /** The surroundings in which stored line `index` was read. */
  contextOf(index: number): Context | null {
    return this.contexts[index] ?? null;
  }
}

/** Prerequisites still to be expanded a second time. */
export interface DeferredPrerequisites {
  readonly text: ByteString;
  readonly stem: ByteString | null;
  readonly location: Location;
}

const noPrerequisites: readonly Prerequisite[] = [];
const noNames: readonly ByteString[] = [];

/** What one rule adds to the prerequisites of a target. */
type Chunk = readonly Prerequisite[] | DeferredPrerequisites;

function isDeferredChunk(chunk: Chunk): chunk is DeferredPrerequisites {
  return 'text' in chunk;
}

/** One target, or one `::` rule of a target. */
export class TargetRecord {
  declare readonly name: ByteString;
  declare isTarget: boolean;
  declare recipe: Recipe | null;
  declare stem: ByteString | null;
  declare readonly locations: Location[];
  declare variables: Map<ByteString, Variable> | null;
  /** Every `::` rule of this name in order; null for `:` targets. */
  declare doubleColon: TargetRecord[] | null;
  /** All targets one run of the recipe makes (`&:`), itself included; empty otherwise. */
  declare alsoMakes: readonly ByteString[];
  /** Never changed in place: rules with many targets share one list. */
  declare private list: readonly Prerequisite[];
  /** What comes before {@link list}, the last one first, and behind it. */
  declare private before: Chunk[] | null;
  declare private behind: Chunk[] | null;

  constructor(name: ByteString) {
    this.name = name;
    this.isTarget = false;
    this.recipe = null;
    this.stem = null;
    this.locations = [];
    this.variables = null;
    this.doubleColon = null;
    this.alsoMakes = noNames;
    this.list = noPrerequisites;
    this.before = null;
    this.behind = null;
  }

  /** True while prerequisites wait for a second expansion. */
  get hasDeferred(): boolean {
    return this.before?.some(isDeferredChunk) === true || this.behind?.some(isDeferredChunk) === true;
  }

  /** In make's order, without those that wait for a second expansion. The list is another one after each change. */
  get prerequisites(): readonly Prerequisite[] {
    const { before, behind } = this;
    if (before === null && behind === null) return this.list;
    const known = [...(before ?? []).slice().reverse(), this.list, ...(behind ?? [])].flatMap((chunk) =>
      isDeferredChunk(chunk) ? [] : chunk,
    );
    if (this.hasDeferred) return known;
    this.setPrerequisites(known);
    return known;
  }

  /** Replaces all prerequisites. */
  setPrerequisites(list: readonly Prerequisite[]): void {
    this.list = list;
    this.before = null;
    this.behind = null;
  }

  /** Adds prerequisites before or behind those that are known. */
  addPrerequisites(chunk: Chunk, comesFirst: boolean): void {
    if (!isDeferredChunk(chunk)) {
      if (chunk.length === 0) return;
      if (this.before === null && this.behind === null && this.list.length === 0) {
        this.list = chunk;
        return;
      }
    }
    if (comesFirst) (this.before ??= []).push(chunk);
    else (this.behind ??= []).push(chunk);
  }

  /** Expands what waits, in order; each time {@link prerequisites} is what is known by then. */
  settle(expand: (deferred: DeferredPrerequisites) => readonly Prerequisite[]): void {
    if (!this.hasDeferred) return;
    const chunks: Chunk[] = [...(this.before ?? []).slice().reverse(), this.list, ...(this.behind ?? [])];
    this.list = noPrerequisites;
    this.before = null;
    this.behind = chunks;
    for (const [at, chunk] of chunks.entries()) if (isDeferredChunk(chunk)) chunks[at] = expand(chunk);
  }
}

/** A pattern rule ready for matching. */
export interface PatternRecord {
  readonly targets: readonly ByteString[];
  readonly prerequisites: readonly Prerequisite[];
  /** Text to be expanded a second time, null when there is none. */
  readonly deferred: ByteString | null;
  readonly recipe: Recipe | null;
  readonly isTerminal: boolean;
  readonly location: Location | null;
  inUse: boolean;
}

/** A `%` target with assignments. */
export interface PatternVariable {
  readonly pattern: Pattern;
  readonly operator: AssignmentOperator;
  readonly variable: Variable;
}

/** All rules of one evaluation. */
export interface RuleDatabase {
  readonly targets: Map<ByteString, TargetRecord>;
  readonly patterns: PatternRecord[];
  /** Pattern rules that are entered when `patterns` is asked for, in order; null: none. */
  waiting: (() => void)[] | null;
  /** The rule that stands for each combination of targets and prerequisites. */
  readonly patternKeys: Map<ByteString, PatternRecord>;
  readonly patternVariables: PatternVariable[];
  /** `vpath PATTERN DIRS` in order. */
  readonly vpaths: {
    readonly pattern: Pattern;
    readonly text: ByteString;
    readonly directories: readonly ByteString[];
  }[];
}

/** Names that only the words of a rule decide about. */
const plainNames = /^[^*?[\\$]*$/;

/** True for a pattern rule that can be entered later without a difference: nothing is said of it, no file is looked at. */
function canWait(session: Session, rule: WaitingRule): boolean {
  if (session.shared === null || rule.pattern !== null || session.secondExpansion) return false;
  for (const target of rule.targets) if (target.indexOf('%') < 0 || target.indexOf('\\') >= 0) return false;
  return rule.prerequisites === null || plainNames.test(rule.prerequisites);
}

/** The record of a name, made when it is first mentioned. */
export function enterTarget(database: RuleDatabase, name: ByteString): TargetRecord {
  let record = database.targets.get(name);
  if (record === undefined) {
    record = new TargetRecord(name);
    database.targets.set(name, record);
  }
  return record;
}

/** A rule as the reader leaves it, before it is entered. */
export interface WaitingRule {
  readonly targets: readonly ByteString[];
  readonly isDoubleColon: boolean;
  readonly isGrouped: boolean;
  /** Static pattern, null without one. */
  readonly pattern: ByteString | null;
  readonly prerequisites: ByteString | null;
  readonly location: Location;
  /** Recipe lines so far. */
  readonly lines: ByteString[];
  /** Surroundings of each of {@link lines}. */
  readonly contexts: (Context | null)[];
  recipeLine: number;
}

/** Splits prerequisites at `|` into normal and order-only ones. */
export function splitPrerequisites(session: Session, text: ByteString): Prerequisite[] {
  const normal = parseFileNames(session, text, { stop: 124, glob: true });
  const found: Prerequisite[] = normal.names.map((name) => ({ name, orderOnly: false }));
  if (normal.rest === '') return found;
  for (const name of parseFileNames(session, normal.rest.slice(1), { stop: 0, glob: true }).names) {
    found.push({ name, orderOnly: true });
  }
  return found;
}

/** Puts a stem into the first `%` of a prerequisite. */
export function substituteStem(name: ByteString, stem: ByteString): ByteString {
  const found = findPercent(name);
  return found.at < 0 ? found.text : found.text.slice(0, found.at) + stem + found.text.slice(found.at + 1);
}

/** Stored lines, and for each the source line it begins in; null when they are one to one. */
interface SplitRecipe {
  readonly lines: readonly ByteString[];
  readonly origins: readonly number[] | null;
}

/** Joins recipe text into stored lines: a backslash-newline stays inside its line. */
function splitRecipe(source: readonly ByteString[]): SplitRecipe {
  // Hardly ever does a line hold a newline or end in a backslash.
  if (!source.some((line) => line.includes('\n') || line.endsWith('\\'))) return { lines: source, origins: null };
  const lines: ByteString[] = [];
  const origins: number[] = [];
  const text = source.join('\n');
  let start = 0;
  let search = 0;
  let origin = 0;
  let originEnd = source[0]!.length;
  const store = (end: number): void => {
    while (start > originEnd) originEnd += source[++origin]!.length + 1;
    lines.push(text.slice(start, end));
    origins.push(origin);
  };
  for (;;) {
    const newline = text.indexOf('\n', search);
    if (newline < 0) break;
    let slashes = 0;
    while (newline - 1 - slashes >= search && text.charCodeAt(newline - 1 - slashes) === 92) slashes++;
    search = newline + 1;
    if (slashes % 2 === 1) continue;
    store(newline);
    start = search;
  }
  store(text.length);
  return { lines, origins };
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
export function recordRule(session: Session, rule: WaitingRule): void {
  const database = session.rules;
  const where = rule.location;
  session.shared?.noteRule(rule);
  if (session.rulesAreClosed) {
    fatal(session, 'make/rule-in-recipe', 'prerequisites cannot be defined in recipes', session.reading);
    return;
  }
  if (rule.isGrouped && rule.lines.length === 0) {
    fatal(session, 'make/invalid-rule', 'grouped targets must provide a recipe', where);
    return;
  }
  const prefix = session.recipePrefix;
  if (canWait(session, rule)) (database.waiting ??= []).push(() => enterRule(session, rule, prefix));
  else enterRule(session, rule, prefix);
}

function enterRule(session: Session, rule: WaitingRule, prefix: number): void {
  const database = session.rules;
  const where = rule.location;
  let recipe: Recipe | null = null;
  if (rule.lines.length > 0) {
    recipe = new RecipeRecord({ file: where.file, line: rule.recipeLine }, rule.lines, rule.contexts, prefix);
  }
  const text = rule.prerequisites === null ? null : unescapeColons(rule.prerequisites);
  const isDeferred = text !== null && session.secondExpansion && text.includes('$');
  const prerequisites = text === null || isDeferred ? [] : splitPrerequisites(session, text);

  const first = findPercent(rule.targets[0]!);
  if (first.at >= 0) {
    recordPatternRule(session, rule, recipe, prerequisites, isDeferred ? text : null);
    return;
  }
  const staticPattern = rule.pattern === null ? null : compilePattern(rule.pattern);
  let entered = noPrerequisites;
  for (let i = 0; i < rule.targets.length; i++) {
    const raw = rule.targets[i]!;
    const escaped = findPercent(raw);
    if (i > 0 && escaped.at >= 0) {
      warn(session, 'make/invalid-rule', '*** mixed implicit and normal rules: deprecated syntax', where);
    }
    const name = escaped.text;
    let matches = true;
    let stem: ByteString | null = null;
    if (staticPattern !== null) {
      matches = matchesPattern(staticPattern, name);
      if (!matches) {
        warn(session, 'make/target-pattern-mismatch', `target '${name}' doesn't match the target pattern`, where);
        stem = name;
      } else {
        const parts = staticPattern.parts!;
        stem = name.slice(parts.prefix.length, name.length - parts.suffix.length);
      }
    }
    if (name === '.SECONDEXPANSION') session.secondExpansion = true;
    else if (name === '.POSIX') setPosix(session);
    const record = targetForRule(session, rule, recipe, name);
    if (record === null) return;
    record.isTarget = true;
    record.locations.push(where);
    if (rule.isGrouped) {
      if (record.alsoMakes.length > 0 && recipe !== null) {
        const message = `warning: overriding group membership for target '${name}'`;
        warn(session, 'make/invalid-rule', message, recipe.location);
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

function setPosix(session: Session): void {
  session.isPosix = true;
  for (const [name, value] of posixVariables) defineBuiltin(session, name, value, 'default', false);
}

function reportMixedColons(session: Session, rule: WaitingRule, name: ByteString): void {
  fatal(session, 'make/invalid-rule', `target file '${name}' has both : and :: entries`, rule.location);
}

function targetForRule(
  session: Session,
  rule: WaitingRule,
  recipe: Recipe | null,
  name: ByteString,
): TargetRecord | null {
  const database = session.rules;
  if (!rule.isDoubleColon) {
    const record = enterTarget(database, name);
    if (record.doubleColon !== null) {
      reportMixedColons(session, rule, name);
      return null;
    }
    if (recipe !== null && recipe === record.recipe) {
      warn(session, 'make/duplicate-target', `target '${name}' given more than once in the same rule`, rule.location);
    } else if (recipe !== null && record.recipe !== null && record.isTarget) {
      warn(session, 'make/recipe-overridden', `warning: overriding recipe for target '${name}'`, recipe.location);
      const old = record.recipe.location;
      warn(session, 'make/recipe-overridden', `warning: ignoring old recipe for target '${name}'`, old);
    }
    if (name === '.DEFAULT' && recipe === null && rule.prerequisites === null) record.recipe = null;
    if (name === '.SUFFIXES' && rule.prerequisites === null) record.setPrerequisites(noPrerequisites);
    if (recipe !== null) record.recipe = recipe;
    return record;
  }
  const existing = enterTarget(database, name);
  if (existing.isTarget && existing.doubleColon === null) {
    reportMixedColons(session, rule, name);
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
  session: Session,
  rule: WaitingRule,
  recipe: Recipe | null,
  prerequisites: readonly Prerequisite[],
  deferred: ByteString | null,
): void {
  if (rule.pattern !== null) {
    fatal(session, 'make/invalid-rule', 'mixed implicit and static pattern rules', rule.location);
    return;
  }
  if (rule.targets.some((target) => findPercent(target).at < 0)) {
    fatal(session, 'make/invalid-rule', 'mixed implicit and normal rules', rule.location);
    return;
  }
  const patterns = session.rules.patterns;
  const next: PatternRecord = {
    targets: rule.targets,
    prerequisites,
    deferred,
    recipe,
    isTerminal: rule.isDoubleColon,
    location: rule.location,
    inUse: false,
  };
  // A later rule with the same targets and prerequisites takes the place of the earlier one.
  const key = [...rule.targets, '', ...prerequisites.map(({ name }) => name), '', deferred ?? ''].join('\0');
  const old = session.rules.patternKeys.get(key);
  if (old !== undefined) patterns.splice(patterns.indexOf(old), 1);
  session.rules.patternKeys.set(key, next);
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

/** `FILE:LINE` of a recipe line; lines count from the recipe's first one. */
export function recipeLineLocation(recipe: Recipe, index: number): Location {
  return { file: recipe.location.file, line: recipe.location.line + index };
}
