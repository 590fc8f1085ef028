/** The rule database: what rule lines leave behind. Source: GNU make manual 4.3 §4, §10.5. */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { AssignmentOperator } from '../syntax/ast.ts';
import { endsInOddBackslashes, type Pattern } from '../syntax/chars.ts';
import type { Context } from './context.ts';
import type { ExpandedWord, Prerequisite, Recipe } from './records.ts';
import type { Variable } from './variables.ts';

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
  /** The rules that named it as a target, in order. */
  declare readonly rules: WaitingRule[];
  /** What a second expansion gave, null when there was none. */
  declare secondWords: ExpandedWord[] | null;
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
    this.rules = [];
    this.secondWords = null;
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
  /** The rule as it was read; null for one of make's own. */
  readonly rule: WaitingRule | null;
  inUse: boolean;
}

/** A `%` target with assignments. */
export interface PatternVariable {
  readonly pattern: Pattern;
  readonly operator: AssignmentOperator;
  readonly variable: Variable;
}

/** All rules of one make. */
export class RuleDatabase {
  readonly targets = new Map<ByteString, TargetRecord>();
  /** The rule in force for each combination of targets and prerequisites. */
  readonly patternKeys = new Map<ByteString, PatternRecord>();
  readonly patternVariables: PatternVariable[] = [];
  /** `vpath PATTERN DIRS` in order. */
  readonly vpaths: {
    readonly pattern: Pattern;
    readonly text: ByteString;
    readonly directories: readonly ByteString[];
  }[] = [];
  /** Enters pattern rules when {@link patterns} is asked for, in order; null: none wait. */
  waiting: (() => void)[] | null = null;
  private readonly entered: PatternRecord[] = [];

  get patterns(): PatternRecord[] {
    const { waiting } = this;
    this.waiting = null;
    for (const enter of waiting ?? []) enter();
    return this.entered;
  }
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
  /** Words of the targets and of the prerequisites that hold references. */
  readonly targetWords: readonly ExpandedWord[];
  readonly words: readonly ExpandedWord[];
  /** Surroundings of the rule's line. */
  readonly context: Context | null;
  /** Surroundings of each of {@link lines}. */
  readonly contexts: (Context | null)[];
  recipeLine: number;
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
    const isJoined = endsInOddBackslashes(text, search, newline);
    search = newline + 1;
    if (isJoined) continue;
    store(newline);
    start = search;
  }
  store(text.length);
  return { lines, origins };
}

/** `FILE:LINE` of a recipe line; lines count from the recipe's first one. */
export function recipeLineLocation(recipe: Recipe, index: number): Location {
  return { file: recipe.location.file, line: recipe.location.line + index };
}
