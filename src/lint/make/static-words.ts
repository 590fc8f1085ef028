/**
 * What a text of a makefile can expand to, without a configuration: every value that a line of the makefile gives a
 * variable counts, a symbol is y, m or empty, and what is not known is {@link unknownText}. A word stays a list of
 * alternatives, because a fault is only a fault where none of them is right.
 */
import type { ByteString } from '../../core/bytes.ts';
import { splitArguments } from '../condition.ts';

/** Takes the place of a text that is not known. */
export const unknownText = '\u0001';
/** Takes the place of the directory of the makefile (`$(src)`, `$(obj)`). */
export const ownDirectory = '\u0002';
/** Takes the place of the top of the tree (`$(srctree)`, `$(objtree)`). */
export const treeTop = '\u0003';

/** What a text is expanded with. */
export interface WordSource {
  /** Texts that lines give a variable; undefined for one that no line sets. */
  textsOf(name: string): readonly ByteString[] | undefined;
  /** Files that a pattern of `$(wildcard)` names; undefined where that is not known. */
  filesLike(pattern: string): readonly string[] | undefined;
  /** Values of a symbol, by its name with prefix. */
  valuesOf(symbol: string): readonly string[];
}

/** One word of a text, or one reference that may expand to several words. */
export interface StaticWord {
  /** As written. */
  readonly text: ByteString;
  /** Offset in the text. */
  readonly at: number;
  readonly alternatives: readonly string[];
}

const maxAlternatives = 400;
const maxDepth = 12;
const functionCall = /^([a-z][a-z-]*)[ \t]/;

/** Expands texts of one makefile. */
export class StaticExpander {
  private readonly source: WordSource;
  private readonly known = new Map<string, readonly string[]>();
  private readonly bound: [name: string, words: readonly string[]][] = [];
  private depth = 0;

  constructor(source: WordSource) {
    this.source = source;
  }

  /** The words of a text in their order. */
  wordsOf(text: ByteString): StaticWord[] {
    const words: StaticWord[] = [];
    let current: readonly string[] | undefined;
    let start = 0;
    const end = (at: number): void => {
      if (current !== undefined) words.push({ text: text.slice(start, at), at: start, alternatives: current });
      current = undefined;
    };
    for (let at = 0; at < text.length; ) {
      const code = text.charCodeAt(at);
      if (isBlankCode(code) || (code === 0x5c && text.charCodeAt(at + 1) === 10)) {
        end(at);
        at++;
        continue;
      }
      if (current === undefined) start = at;
      let next = at + 1;
      let values: readonly string[];
      if (code !== 36) {
        while (next < text.length && !isBlankCode(text.charCodeAt(next)) && text.charCodeAt(next) !== 36) next++;
        values = [text.slice(at, next)];
      } else [values, next] = this.referenceAt(text, at);
      current = current === undefined ? values : crossed(current, values);
      at = next;
    }
    end(text.length);
    return words;
  }

  /** All words that a text can hold, in no order and without empty ones. */
  flatWords(text: ByteString): string[] {
    return [...new Set(this.wordsOf(text).flatMap(({ alternatives }) => alternatives))].filter((word) => word !== '');
  }

  private referenceAt(text: ByteString, at: number): [values: readonly string[], next: number] {
    const open = text[at + 1];
    if (open === '$') return [['$'], at + 2];
    if (open !== '(' && open !== '{') return [[unknownText], at + 2];
    const next = endOfReference(text, at);
    return [this.reference(text.slice(at + 2, next - 1)), next];
  }

  private reference(body: ByteString): readonly string[] {
    if (this.depth >= maxDepth) return [unknownText];
    this.depth++;
    const values = this.referenceNow(body);
    this.depth--;
    return values.length > maxAlternatives ? [unknownText] : values;
  }

  private referenceNow(body: ByteString): readonly string[] {
    const call = functionCall.exec(body);
    if (call !== null) return this.call(call[1] ?? '', body.slice(call[0].length).replace(/^[ \t]+/, ''));
    const colon = body.indexOf(':');
    const equals = colon === -1 ? -1 : body.indexOf('=', colon);
    if (equals !== -1) {
      const [from, to] = [body.slice(colon + 1, equals), body.slice(equals + 1)];
      const pattern = from.includes('%') ? [from, to] : [`%${from}`, `%${to}`];
      return this.substituted(pattern[0] ?? '', pattern[1] ?? '', this.valuesOfName(body.slice(0, colon)));
    }
    return this.valuesOfName(body);
  }

  private valuesOfName(name: ByteString): readonly string[] {
    if (!name.includes('$')) return this.lookUp(name);
    const names = this.wordsOf(name).flatMap(({ alternatives }) => alternatives);
    if (names.length > 50) return [unknownText];
    return [...new Set(names.flatMap((one) => this.lookUp(one)))];
  }

  private lookUp(name: string): readonly string[] {
    for (let at = this.bound.length - 1; at >= 0; at--) {
      const one = this.bound[at];
      if (one?.[0] === name) return one[1];
    }
    if (name === 'src' || name === 'obj') return [ownDirectory];
    if (name === 'srctree' || name === 'objtree' || name === 'srcroot' || name === 'top') return [treeTop];
    if (name.startsWith('CONFIG_')) {
      return name.includes(unknownText) ? ['y', 'm', ''] : this.source.valuesOf(name);
    }
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const texts = this.source.textsOf(name);
    if (texts === undefined) return [unknownText, ''];
    // A variable that leads back to itself.
    this.known.set(name, []);
    const found = new Set<string>(['']);
    for (const text of texts) {
      for (const { alternatives } of this.wordsOf(text)) for (const one of alternatives) found.add(one);
    }
    const values = found.size > 4_000 ? [unknownText] : [...found];
    if (this.bound.length === 0) this.known.set(name, values);
    else this.known.delete(name);
    return values;
  }

  private call(name: string, rest: ByteString): readonly string[] {
    const args = splitArguments(rest);
    const list = (index: number): string[] => ['', ...this.flatWords(args.slice(index).join(','))];
    const words = (index: number): string[] => this.flatWords(args[index] ?? '');
    switch (name) {
      case 'addprefix':
        return crossed(['', ...words(0)], list(1)).filter((word) => word !== '');
      case 'addsuffix':
        return crossed(list(1), ['', ...words(0)]).filter((word) => word !== '');
      case 'patsubst':
        return this.substituted(words(0)[0] ?? '', words(1)[0] ?? '', list(2));
      case 'subst':
        return list(2).flatMap((word) => [...new Set([word, word.replaceAll(words(0)[0] ?? '\n', words(1)[0] ?? '')])]);
      case 'filter':
      case 'filter-out':
        return list(1);
      case 'sort':
      case 'strip':
      case 'firstword':
      case 'lastword':
        return list(0);
      case 'word':
        return list(1);
      case 'wordlist':
        return list(2);
      case 'if':
        return ['', ...words(1), ...this.flatWords(args.slice(2).join(','))];
      case 'or':
      case 'and':
        return ['', ...args.flatMap((arg) => this.flatWords(arg))];
      case 'notdir':
        return list(0).map((word) => word.slice(word.lastIndexOf('/') + 1));
      case 'dir':
        return list(0).map((word) => word.slice(0, word.lastIndexOf('/') + 1));
      case 'basename':
        return list(0).map((word) => word.replace(/\.[^./]*$/, ''));
      case 'foreach':
        return this.forEach(words(0)[0] ?? '', words(1), args.slice(2).join(','));
      case 'wildcard':
        return this.wildcard(list(0));
      case 'eval':
      case 'error':
      case 'warning':
      case 'info':
        return [''];
      default:
        return [unknownText, ''];
    }
  }

  private wildcard(patterns: readonly string[]): readonly string[] {
    const found: string[] = [''];
    for (const pattern of patterns) {
      if (pattern === '') continue;
      const files = this.source.filesLike(pattern);
      if (files === undefined) return [unknownText, ''];
      found.push(...files);
    }
    return found;
  }

  private forEach(name: string, words: readonly string[], body: ByteString): readonly string[] {
    const found = new Set<string>(['']);
    for (const word of words.slice(0, maxAlternatives)) {
      this.bound.push([name, [word]]);
      for (const one of this.flatWords(body)) found.add(one);
      this.bound.pop();
    }
    return [...found];
  }

  private substituted(from: string, to: string, words: readonly string[]): readonly string[] {
    const percent = from.indexOf('%');
    if (percent === -1) return words.map((word) => (word === from ? to : word));
    const [head, tail] = [from.slice(0, percent), from.slice(percent + 1)];
    return words.map((word) => {
      const isMatch = word.length >= head.length + tail.length && word.startsWith(head) && word.endsWith(tail);
      return isMatch ? to.replace('%', word.slice(head.length, word.length - tail.length)) : word;
    });
  }
}

function isBlankCode(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function crossed(left: readonly string[], right: readonly string[]): readonly string[] {
  if (left.length === 1 && left[0] === '') return right;
  if (right.length === 1 && right[0] === '') return left;
  if (left.length * right.length > maxAlternatives) return [unknownText];
  return [...new Set(left.flatMap((before) => right.map((after) => before + after)))];
}

/** Just behind the reference that begins at `at`; the end of the text where it has none. */
export function endOfReference(text: ByteString, at: number): number {
  const [opener, closer] = text[at + 1] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let next = at + 1; next < text.length; next++) {
    const char = text[next];
    if (char === opener) depth++;
    else if (char === closer && --depth === 0) return next + 1;
  }
  return text.length + 1;
}
