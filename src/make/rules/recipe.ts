/** Recipes: target scopes, automatic variables, expansion, and the environment of child processes. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { RecipeLine } from '../contract.ts';
import { assignVariable, copyVariable } from '../read/assign.ts';
import { expandText } from '../read/expand.ts';
import { type Context, conditionsOf, pathOf, pushFrame } from '../state/context.ts';
import { type MakeState, within } from '../state/make-state.ts';
import type { Recipe, Reference } from '../state/records.ts';
import { RecipeRecord, recipeLineLocation } from '../state/rule-database.ts';
import { beginStatement, guardLimits } from '../state/spending.ts';
import { newVariable, type Scope, type Variable } from '../state/variables.ts';
import { endsInOddBackslashes, isBlank, matchesPattern } from '../syntax/chars.ts';
import { trimEnd } from '../../core/trim.ts';

/** Pattern-specific variables of a target whose outer scope is `outer`; new copies each time. */
export function patternVariablesOf(make: MakeState, name: ByteString, outer: Scope | null): Map<ByteString, Variable> {
  const patternVariables = new Map<ByteString, Variable>();
  if (make.rules.patternVariables.length === 0) return patternVariables;
  const matching = make.rules.patternVariables
    .filter(({ pattern }) => matchesPattern(pattern, name))
    .map((entry, order) => ({ ...entry, order, fixed: entry.pattern.text.length }));
  // The shorter the stem the later it is set, so that the most specific pattern wins.
  matching.sort((left, right) => left.fixed - right.fixed || left.order - right.order);
  const scope: Scope = { variables: patternVariables, next: outer, hidesPrivateOfNext: true };
  within(make, { scope }, () => {
    for (const { variable, operator } of matching) {
      let copy: Variable | null;
      if (!variable.isRecursive) {
        copy = copyVariable(variable);
        patternVariables.set(copy.name, copy);
      } else {
        const assignment = { name: variable.name, operator, value: variable.value };
        const location = variable.definition?.location ?? null;
        copy = assignVariable(make, assignment, variable.origin, location, true, patternVariables);
      }
      if (copy === null) continue;
      copy.exportState = variable.exportState;
      copy.isPrivate = variable.isPrivate;
    }
  });
  return patternVariables;
}

/** Scope of a target: its own variables, then pattern-specific ones, then those of `outer`. */
export function openTargetScope(make: MakeState, name: ByteString, outer: Scope | null): Scope {
  const variables = patternVariablesOf(make, name, outer);
  const patternScope: Scope = { variables, next: outer, hidesPrivateOfNext: true };
  const own = make.rules.targets.get(name)?.variables ?? new Map<ByteString, Variable>();
  return { variables: own, next: patternScope, hidesPrivateOfNext: false };
}

/** Scope of a target needed by others; `chain` from the goal inwards, the target last. */
export function openChain(make: MakeState, chain: readonly ByteString[]): Scope {
  let scope: Scope | null = null;
  for (const name of chain) scope = openTargetScope(make, name, scope);
  return scope ?? { variables: new Map(), next: null, hidesPrivateOfNext: true };
}

/** A recipe about to be expanded. */
export interface RecipeUse {
  readonly recipe: Recipe;
  readonly target: ByteString;
  /** Line of the rule. */
  readonly location: Location | null;
}

/** Scope of a recipe: automatic variables on top of those of the target. */
export function automaticScope(values: ReadonlyMap<ByteString, ByteString>, next: Scope | null): Scope {
  const variables = new Map<ByteString, Variable>();
  for (const [name, value] of values) variables.set(name, newVariable(name, value, 'automatic', false));
  return { variables, next, hidesPrivateOfNext: false };
}

/** One stored line after expansion; it may hold several command lines. */
export interface ExpandedText {
  readonly index: number;
  readonly text: ByteString;
  readonly context: Context;
  readonly references: readonly Reference[];
}

/** Expands all lines of a recipe, each with the line number make gives it; `scope` has the automatic variables. */
export function expandRecipeLines(
  make: MakeState,
  use: RecipeUse,
  scope: Scope,
  noteRecursive?: (index: number) => void,
): RecipeLine[] {
  const lines: RecipeLine[] = [];
  expandRecipeTexts(make, use, scope, (expanded) => splitCommands(use.recipe, expanded, lines, noteRecursive));
  return lines;
}

/** Expands the lines of a recipe in order. Make expands every line before the first one is run. */
export function expandRecipeTexts(
  make: MakeState,
  use: RecipeUse,
  scope: Scope,
  take: (expanded: ExpandedText) => void,
): void {
  const { recipe } = use;
  const saved = { ...make.at };
  try {
    for (let index = 0; index < recipe.lines.length; index++) {
      const record = recipe instanceof RecipeRecord ? recipe : null;
      const references: Reference[] = [];
      const context = pushFrame(record?.contextOf(index) ?? null, 'recipe', use.target, recipe.location, use.location);
      const reading = recipeLineLocation(recipe, index);
      Object.assign(make.at, { scope, context, references, calls: null, reading, expanding: null });
      beginStatement(make);
      const line = unfoldContinuations(recipe.lines[index]!, record?.prefix ?? 9);
      const text = guardLimits(make, () => expandText(make, line)) ?? '';
      take({ index, text, context, references });
    }
  } finally {
    Object.assign(make.at, saved);
  }
}

/** Inside a reference a backslash-newline is one blank; elsewhere it stays for the shell. Source: manual §5.1.1. */
function unfoldContinuations(line: ByteString, prefix: number): ByteString {
  if (!line.includes('\\\n')) return line;
  /** The text so far: pieces, and what follows of the line from `start` on. */
  const pieces: ByteString[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === 36 && (line.charCodeAt(at + 1) === 40 || line.charCodeAt(at + 1) === 123)) {
      depth++;
      at++;
      continue;
    }
    if (depth > 0 && (code === 40 || code === 123)) depth++;
    else if (depth > 0 && (code === 41 || code === 125)) depth--;
    if (code === 92 && line.charCodeAt(at + 1) === 10) {
      if (depth > 0) {
        pieces.push(line.slice(start, at));
        at++;
        while (isBlank(line.charCodeAt(at + 1))) at++;
        dropBlanks(pieces);
        pieces.push(' ');
        start = at + 1;
      } else {
        at++;
        if (line.charCodeAt(at + 1) === prefix) {
          pieces.push(line.slice(start, at + 1));
          at++;
          start = at + 1;
        }
      }
    }
  }
  pieces.push(line.slice(start));
  return pieces.join('');
}

/** Takes the blanks off the end of a text in pieces. */
function dropBlanks(pieces: ByteString[]): void {
  for (let last = pieces.pop(); last !== undefined; last = pieces.pop()) {
    const kept = trimEnd(last, ' \t');
    if (kept === '') continue;
    pieces.push(kept);
    return;
  }
}

/** A command line; what encloses it is worked out when it is asked for. */
class ExpandedLine implements RecipeLine {
  readonly text: ByteString;
  readonly silent: boolean;
  readonly ignoreErrors: boolean;
  readonly isRecursive: boolean;
  readonly location: Location;
  readonly raw: ByteString;
  readonly references: readonly Reference[];
  private readonly context: Context;

  constructor(context: Context, line: Omit<RecipeLine, 'conditions' | 'path'>) {
    this.text = line.text;
    this.silent = line.silent;
    this.ignoreErrors = line.ignoreErrors;
    this.isRecursive = line.isRecursive;
    this.location = line.location;
    this.raw = line.raw;
    this.references = line.references;
    this.context = context;
  }

  get conditions(): RecipeLine['conditions'] {
    return conditionsOf(this.context);
  }

  get path(): RecipeLine['path'] {
    return pathOf(this.context);
  }
}

/** An expanded line may hold several command lines; each has its own prefix characters. */
function splitCommands(
  recipe: Recipe,
  { index, text, context, references }: ExpandedText,
  lines: RecipeLine[],
  noteRecursive?: (index: number) => void,
): void {
  const raw = recipe.lines[index]!;
  const isRecursive = raw.includes('$(MAKE)') || raw.includes('${MAKE}');
  let start = 0;
  let search = 0;
  // Prefix characters in front of a macro hold for every line it expands to.
  const outer = readPrefix(raw);
  while (start <= text.length) {
    let newline = text.indexOf('\n', search);
    if (newline < 0) newline = text.length;
    if (newline < text.length && endsInOddBackslashes(text, start, newline)) {
      search = newline + 1;
      continue;
    }
    const prefix = readPrefix(text.slice(start, newline));
    if (prefix.isRecursive) noteRecursive?.(index);
    // Blanks and continuations alone are no command.
    if (/[^\s\\]|\\(?!\n)/.test(prefix.text)) {
      lines.push(
        new ExpandedLine(context, {
          text: prefix.text,
          silent: prefix.silent || outer.silent,
          ignoreErrors: prefix.ignoreErrors || outer.ignoreErrors,
          isRecursive: isRecursive || prefix.isRecursive || outer.isRecursive,
          location: recipeLineLocation(recipe, index),
          raw,
          references,
        }),
      );
    }
    start = newline + 1;
    search = start;
  }
}

function readPrefix(text: ByteString): {
  readonly text: ByteString;
  readonly silent: boolean;
  readonly ignoreErrors: boolean;
  readonly isRecursive: boolean;
} {
  let at = 0;
  let silent = false;
  let ignoreErrors = false;
  let isRecursive = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 64) silent = true;
    else if (code === 45) ignoreErrors = true;
    else if (code === 43) isRecursive = true;
    else if (!isBlank(code)) break;
  }
  return { text: text.slice(at), silent, ignoreErrors, isRecursive };
}
