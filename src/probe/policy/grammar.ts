/**
 * Words of a program, parsed once by a table of that program's own options. A word that the table does not spell is an
 * objection: abbreviations, other forms of the value and options that another version may have are not guessed.
 */
import type { ByteString } from '../../core/bytes.ts';

/**
 * The value of an option: a text of a form; a macro definition; a directory to look for headers; a header to take in; a
 * file that is only read; a place with parts of the toolchain; a directory with libraries; the output; a language; words
 * for the assembler, the linker or the preprocessor.
 */
export type ValueKind =
  | RegExp
  | 'macro'
  | 'headers'
  | 'header'
  | 'file'
  | 'tools'
  | 'libraries'
  | 'output'
  | 'language'
  | 'assembler-words'
  | 'linker-words';

/** The options of a program, by the way in which each takes its value. */
export interface Grammar {
  /** Whole words without a value. */
  readonly plain: ReadonlySet<string>;
  /** Forms of whole words, for families that differ in a number or a name. */
  readonly forms: readonly RegExp[];
  /** Options whose value is the next word. */
  readonly separate: ReadonlyMap<string, ValueKind>;
  /** Options whose value follows at once; those that end in `=` are looked up by what precedes the first `=`. */
  readonly joined: ReadonlyMap<string, ValueKind>;
}

/** A word that a program takes as an option. */
export interface OptionWord {
  readonly kind: 'option';
  readonly name: string;
  readonly value: ByteString;
  readonly valueKind: ValueKind | null;
}

/** A word that a program takes as a file. */
export interface OperandWord {
  readonly kind: 'operand';
  readonly value: ByteString;
}

/** The words of a call as their program takes them, or why it is not known how it does. */
export type ParsedWords =
  | { readonly kind: 'parsed'; readonly words: readonly (OptionWord | OperandWord)[] }
  | { readonly kind: 'objection'; readonly reason: string };

/** Makes a table of lists separated by blanks. */
export function grammar(tables: {
  readonly plain: string;
  readonly forms?: readonly RegExp[];
  readonly separate?: Readonly<Record<string, ValueKind>>;
  readonly joined?: Readonly<Record<string, ValueKind>>;
}): Grammar {
  return {
    plain: new Set(tables.plain.split(/\s+/).filter((word) => word !== '')),
    forms: tables.forms ?? [],
    separate: new Map(Object.entries(tables.separate ?? {})),
    joined: new Map(Object.entries(tables.joined ?? {})),
  };
}

/** Parses the words behind a program's name. */
export function parseWords(words: readonly ByteString[], table: Grammar): ParsedWords {
  const parsed: (OptionWord | OperandWord)[] = [];
  const objection = (word: ByteString): ParsedWords => ({
    kind: 'objection',
    reason: `${word === '' ? 'an empty word' : word} is no word of a probe`,
  });
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    // A response file, wherever it stands: it is expanded before options are looked at.
    if (word === '' || word.startsWith('@')) return objection(word);
    if (word === '-' || !word.startsWith('-')) {
      parsed.push({ kind: 'operand', value: word });
      continue;
    }
    const separate = table.separate.get(word);
    if (separate !== undefined) {
      const value = words[(index += 1)] ?? '';
      const isOption = value.startsWith('-') && value !== '-' && !(separate instanceof RegExp);
      if (value === '' || value.startsWith('@') || isOption || !fits(value, separate)) {
        return objection(`${word} ${value}`.trim());
      }
      parsed.push({ kind: 'option', name: word, value, valueKind: separate });
    } else if (table.plain.has(word) || table.forms.some((form) => form.test(word))) {
      parsed.push({ kind: 'option', name: word, value: '', valueKind: null });
    } else {
      const option = joinedOption(word, table);
      if (option === null) return objection(word);
      parsed.push(option);
    }
  }
  return { kind: 'parsed', words: parsed };
}

/** Names of options with a joined value and no `=` in front of it, the longest first, since one may begin another. */
const shortNames = new WeakMap<Grammar, readonly string[]>();

function joinedOption(word: ByteString, table: Grammar): OptionWord | null {
  const sign = word.indexOf('=');
  const withSign = sign < 0 ? '' : word.slice(0, sign + 1);
  let names = shortNames.get(table);
  if (names === undefined) {
    names = [...table.joined.keys()].filter((name) => !name.endsWith('=')).sort((a, b) => b.length - a.length);
    shortNames.set(table, names);
  }
  const name = table.joined.has(withSign)
    ? withSign
    : names.find((prefix) => word.length > prefix.length && word.startsWith(prefix));
  const kind = name === undefined ? undefined : table.joined.get(name);
  if (name === undefined || kind === undefined) return null;
  const value = word.slice(name.length);
  return fits(value, kind) ? { kind: 'option', name, value, valueKind: kind } : null;
}

function fits(value: ByteString, kind: ValueKind): boolean {
  return kind instanceof RegExp ? kind.test(value) : value !== '' || kind === 'macro';
}
