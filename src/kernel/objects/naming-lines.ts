/**
 * Lines of a directory's makefile that name a word: those that were carried out, read off the records of
 * definitions, and those in branches that were not taken, read statically.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import {
  type Condition,
  type Definition,
  type Evaluation,
  type ScannedGuard,
  scanMakefile,
  splitComparison,
} from '../../make/index.ts';
import type { SymbolUse } from '../../results/objects.ts';
import type { WantedSymbol } from '../../results/owner.ts';
import { frameworkFile, symbolPrefix, symbolsOf, wordsOf } from '../levels/word-origins.ts';

/** A line that names a word. */
export interface NamingLine {
  /** Left side as written. */
  readonly target: ByteString;
  /** What the left side is now. */
  readonly variable: ByteString;
  readonly operator: string;
  readonly text: ByteString;
  readonly location: Location;
  /** The word as the line has it. */
  readonly word: ByteString;
  readonly symbols: readonly WantedSymbol[];
  /** Conditions without symbols that do not hold. */
  readonly otherConditions: readonly string[];
  /** True when every condition around the line holds. */
  readonly isReached: boolean;
}

const symbolPattern = new RegExp(`${symbolPrefix}\\w+`, 'g');
/** Lines whose words `accepts` takes, in the makefiles that one evaluation read. */
export function namingLines(
  evaluation: Evaluation,
  accepts: (word: ByteString) => boolean,
  readFile: (name: ByteString) => ByteString | undefined,
): NamingLine[] {
  const found = new Map<string, NamingLine>();
  for (const name of evaluation.variableNames()) {
    for (const definition of evaluation.lookup(name).definitions) {
      const { location } = definition;
      if (location === null || frameworkFile.test(location.file)) continue;
      const word = wordsAdded(evaluation, definition).find(accepts);
      if (word === undefined) continue;
      const key = `${location.file}:${location.line}`;
      if (!found.has(key)) found.set(key, carriedOut(evaluation, definition, location, word));
    }
  }
  for (const file of evaluation.makefiles) {
    if (frameworkFile.test(file)) continue;
    const text = readFile(file);
    if (text === undefined) continue;
    for (const statement of scanMakefile(file, text).statements) {
      if (statement.kind !== 'assignment' || statement.depth === 0 || statement.targets !== '') continue;
      const key = `${statement.location.file}:${statement.location.line}`;
      if (found.has(key)) continue;
      const word = wordsOf(statement.right).find(accepts);
      if (word !== undefined) found.set(key, leftOut(evaluation, statement, word));
    }
  }
  return [...found.values()];
}

function wordsAdded(evaluation: Evaluation, { operator, previous, flavor, text, value }: Definition): ByteString[] {
  if (flavor === 'recursive') return wordsOf(text.includes('$') ? evaluation.expand(text) : text);
  return wordsOf(operator === '+=' && previous !== null ? value.slice(previous.value.length) : value);
}

/** Lists of kbuild that are filled by symbols: what a symbol in their name has to be. */
function wantedInName(target: ByteString): string {
  return /^(?:lib|extra|always|hostprogs|userprogs|dtb)-/.test(target) ? 'y' : 'y or m';
}

function isOn(value: string, wanted: string): boolean {
  return value === 'y' || (wanted === 'y or m' && value === 'm');
}

function carriedOut(evaluation: Evaluation, definition: Definition, location: Location, word: ByteString): NamingLine {
  const { name, nameText, operator, text } = definition;
  const symbols = new Map<string, WantedSymbol>();
  const wanted = wantedInName(nameText);
  const named = new Set(nameText.match(symbolPattern));
  for (const symbol of named) {
    const { value } = evaluation.lookup(symbol);
    symbols.set(symbol, { name: symbol, value, wanted, isMet: isOn(value, wanted) });
  }
  for (const condition of definition.conditions) {
    for (const use of symbolsOfCondition(condition)) {
      if (!symbols.has(use.name)) symbols.set(use.name, { ...use, wanted: use.value || 'not set', isMet: true });
    }
  }
  for (const use of symbolsOf(definition)) {
    if (!symbols.has(use.name)) symbols.set(use.name, { ...use, wanted: use.value || 'not set', isMet: true });
  }
  return {
    target: nameText,
    variable: name,
    operator,
    text,
    location,
    word,
    symbols: [...symbols.values()],
    otherConditions: [],
    isReached: true,
  };
}

function symbolsOfCondition(condition: Condition): SymbolUse[] {
  return condition.references
    .filter(({ name }) => name.startsWith(symbolPrefix))
    .map(({ name, value }) => ({ name, value }));
}

function leftOut(
  evaluation: Evaluation,
  statement: {
    readonly left: ByteString;
    readonly keyword: string;
    readonly right: ByteString;
    readonly location: Location;
    readonly guards: readonly ScannedGuard[];
  },
  word: ByteString,
): NamingLine {
  const symbols = new Map<string, WantedSymbol>();
  const otherConditions: string[] = [];
  const wanted = wantedInName(statement.left);
  for (const symbol of statement.left.match(symbolPattern) ?? []) {
    const { value } = evaluation.lookup(symbol);
    symbols.set(symbol, { name: symbol, value, wanted, isMet: isOn(value, wanted) });
  }
  let isReached = true;
  for (const guard of statement.guards) {
    const { isMet, needs } = judgeGuard(evaluation, guard);
    if (!isMet) isReached = false;
    const names = guard.args.match(symbolPattern) ?? [];
    if (names.length === 0 && !isMet) {
      otherConditions.push(`${guard.branch === 'else' ? 'not: ' : ''}${guard.test} ${guard.args}`);
    }
    for (const symbol of names) {
      const { value } = evaluation.lookup(symbol);
      if (symbols.get(symbol)?.isMet !== false) symbols.set(symbol, { name: symbol, value, wanted: needs, isMet });
    }
  }
  return {
    target: statement.left,
    variable: evaluation.expand(statement.left),
    operator: statement.keyword,
    text: statement.right,
    location: statement.location,
    word,
    symbols: [...symbols.values()],
    otherConditions,
    isReached,
  };
}

/** Whether a conditional would let its branch be read, and what its symbol would have to be for that. */
function judgeGuard(evaluation: Evaluation, guard: ScannedGuard): { readonly isMet: boolean; readonly needs: string } {
  const isThen = guard.branch === 'then';
  if (guard.test === 'ifdef' || guard.test === 'ifndef') {
    const holds = (evaluation.lookup(evaluation.expand(guard.args).trim()).value !== '') === (guard.test === 'ifdef');
    const wantsSet = (guard.test === 'ifdef') === isThen;
    return { isMet: holds === isThen, needs: wantsSet ? 'y or m' : 'not set' };
  }
  const { left, right } = splitComparison(guard.args);
  const [leftValue, rightValue] = [evaluation.expand(left ?? ''), evaluation.expand(right ?? '')];
  const holds = (leftValue === rightValue) === (guard.test === 'ifeq');
  const wantsEqual = (guard.test === 'ifeq') === isThen;
  const other = (left ?? '').includes(symbolPrefix) ? rightValue : leftValue;
  const needs = other === '' ? (wantsEqual ? 'not set' : 'y or m') : `${wantsEqual ? '' : 'not '}${other}`;
  return { isMet: holds === isThen, needs };
}
