/** Which line of a makefile brought a word into a list: read off the records of definitions. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Definition, Evaluation, Reference } from '../../make/index.ts';
import type { BuildOrigin, SymbolUse } from '../../results/objects.ts';

/** Lists within lists that are followed. */
const maxVia = 6;
/** Reads within reads in which symbols are looked for. */
const maxSymbolDepth = 4;
/** Symbols kept for one line. */
const maxSymbols = 40;

/** What kbuild calls a symbol of the configuration. */
export const symbolPrefix = 'CONFIG_';

/** Files of kbuild itself, which only move words around, and files of the configuration. */
export const frameworkFile: RegExp =
  /(?:^|\/)(?:scripts\/(?:Makefile(?:\.\w+)?|Kbuild\.include)|include\/config\/auto\.conf|\.config)$/;

/** A list's words, each with the first definition that has it. */
type WordIndex = ReadonlyMap<ByteString, Definition>;

/** The words of a text. */
export function wordsOf(text: ByteString): ByteString[] {
  const words: ByteString[] = [];
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13)) {
      if (start >= 0) words.push(text.slice(start, at));
      start = -1;
    } else if (start < 0) start = at;
  }
  if (start >= 0) words.push(start === 0 ? text : text.slice(start));
  return words;
}

/** Symbols that were read, also by the variables that were read. */
function collectSymbols(references: readonly Reference[], found: Map<string, SymbolUse>, depth: number): void {
  for (const { name, value, references: inner } of references) {
    if (found.size >= maxSymbols) return;
    if (name.startsWith(symbolPrefix)) found.set(name, { name, value });
    else if (depth < maxSymbolDepth) collectSymbols(inner, found, depth + 1);
  }
}

/** Symbols of a definition: left side, conditions around it, right side. */
export function symbolsOf(definition: Definition): SymbolUse[] {
  const found = new Map<string, SymbolUse>();
  collectSymbols(definition.nameReferences, found, 0);
  for (const condition of definition.conditions) collectSymbols(condition.references, found, 0);
  collectSymbols(definition.references, found, maxSymbolDepth);
  return [...found.values()];
}

/** Origins of words in the variables of one evaluation. */
export class WordOrigins {
  private readonly evaluation: Evaluation;
  private readonly place: (location: Location) => Location;
  private readonly last = new Map<ByteString, Definition | undefined>();
  private readonly indexes = new Map<Definition, WordIndex>();
  private readonly known = new Map<Definition, Map<ByteString, BuildOrigin>>();

  /** `place` says how a location is to be shown. */
  constructor(evaluation: Evaluation, place: (location: Location) => Location) {
    this.evaluation = evaluation;
    this.place = place;
  }

  /** The line that brought a word into a variable, null when it is not there or no line did. */
  find(variable: ByteString, word: ByteString): BuildOrigin | null {
    if (!this.last.has(variable)) this.last.set(variable, this.evaluation.lookup(variable).definitions.at(-1));
    const last = this.last.get(variable);
    return last === undefined ? null : this.findIn(last, word, 0);
  }

  private findIn(last: Definition, word: ByteString, depth: number): BuildOrigin | null {
    const definition = this.indexOf(last).get(word);
    return definition === undefined || definition.location === null ? null : this.describe(definition, word, depth);
  }

  private describe(definition: Definition, word: ByteString, depth: number): BuildOrigin {
    const isWritten = wordsOf(definition.text).includes(word);
    const key = isWritten ? '' : word;
    const known = this.known.get(definition) ?? new Map<ByteString, BuildOrigin>();
    this.known.set(definition, known);
    const before = known.get(key);
    if (before !== undefined) return before;
    const origin: BuildOrigin = {
      location: this.place(definition.location ?? { file: '', line: 0 }),
      target: definition.nameText,
      symbols: symbolsOf(definition),
      via: isWritten || depth >= maxVia ? null : this.viaOf(definition, word, depth),
    };
    known.set(key, origin);
    return origin;
  }

  /** The variable on a right side that has the word. */
  private viaOf(definition: Definition, word: ByteString, depth: number): BuildOrigin | null {
    for (const reference of definition.references) {
      const inner = reference.definition;
      if (inner === null || inner === definition) continue;
      const found = this.findIn(inner, word, depth + 1);
      if (found !== null) return found;
      for (const nested of reference.references) {
        const deep = nested.definition === null ? null : this.findIn(nested.definition, word, depth + 1);
        if (deep !== null) return deep;
      }
    }
    return null;
  }

  private indexOf(last: Definition): WordIndex {
    const known = this.indexes.get(last);
    if (known !== undefined) return known;
    const chain: Definition[] = [];
    for (let at: Definition | null = last; at !== null; at = at.previous) chain.push(at);
    const index = new Map<ByteString, Definition>();
    for (const definition of chain.reverse()) {
      for (const word of this.wordsAdded(definition)) if (!index.has(word)) index.set(word, definition);
    }
    this.indexes.set(last, index);
    return index;
  }

  private wordsAdded({ operator, previous, flavor, text, value }: Definition): ByteString[] {
    if (flavor === 'recursive') return wordsOf(text.includes('$') ? this.evaluation.expand(text) : text);
    const added = operator === '+=' && previous !== null ? value.slice(previous.value.length) : value;
    return wordsOf(added);
  }
}
