/** Words of a shell text as far as they are known without running it. */
import type { ByteString } from '../../core/bytes.ts';
import type { ShellCommand, ShellWord } from '../../probe/index.ts';

/** A text; null when it is not known. */
export type Known = ByteString | null;

type Part = ShellWord['parts'][number];

/** What the words of a text depend on. */
export interface WordScope {
  /** Value of a variable or a parameter; undefined when it is unset, null when that is not known. */
  get(name: string): Known | undefined;
  /** `$1`, `$2` …; null when they are not known. */
  readonly positional: readonly Known[] | null;
  /** Walks a command substitution; gives what it prints, where that is known. */
  substitute(body: ShellCommand): Known;
}

/** The fields of words. Null is a field, or several of them, or none, that is not known. */
export function knownFields(words: readonly ShellWord[], scope: WordScope): Known[] {
  const fields: Known[] = [];
  for (const word of words) {
    const [only] = word.parts;
    if (word.parts.length === 1 && only?.kind === 'literal') {
      fields.push(hasPattern(only) ? null : only.text);
    } else addFields(word, scope, fields);
  }
  return fields;
}

/** One text: a value, the name of a file, the subject of `case`. */
export function knownText(word: ShellWord, scope: WordScope): Known {
  let text = '';
  let isKnown = true;
  // Every part is looked at: each may start programs.
  for (const part of word.parts) {
    const value = valueOf(part, scope);
    if (value === null) isKnown = false;
    else text += value ?? '';
  }
  return isKnown ? text : null;
}

/** Adds the fields of one word. */
function addFields(word: ShellWord, scope: WordScope, fields: Known[]): void {
  let text = '';
  let isOpen = false;
  let isKnown = true;
  const close = (): void => {
    if (!isKnown) fields.push(null);
    else if (isOpen) fields.push(text);
    text = '';
    isOpen = false;
    isKnown = true;
  };
  for (const part of word.parts) {
    if (part.kind === 'parameter' && part.name === '@' && part.operator === '') {
      if (scope.positional === null) isKnown = false;
      else {
        scope.positional.forEach((value, index) => {
          if (index > 0) close();
          isOpen = true;
          if (value === null) isKnown = false;
          else text += value;
        });
      }
      continue;
    }
    const value = valueOf(part, scope);
    if (value === null || (part.kind === 'literal' && hasPattern(part))) {
      isKnown = false;
      continue;
    }
    if (part.quoted || part.kind === 'literal') {
      text += value ?? '';
      isOpen = true;
      continue;
    }
    if (value === undefined || value === '') continue;
    const pieces = value.split(/[ \t\n]+/);
    pieces.forEach((piece, index) => {
      if (index > 0) close();
      if (piece === '') return;
      text += piece;
      isOpen = true;
    });
  }
  close();
}

function hasPattern(part: Part): boolean {
  return part.kind === 'literal' && !part.quoted && part.text !== '[' && part.text !== ']' && /[*?[~]/.test(part.text);
}

/** The value of a part; undefined for a variable that is not set. */
function valueOf(part: Part, scope: WordScope): Known | undefined {
  switch (part.kind) {
    case 'literal':
      return part.text;
    case 'command':
      return scope.substitute(part.body);
    case 'arithmetic':
      knownText(part.expression, scope);
      return null;
    case 'parameter': {
      if (part.name === '@' || part.name === '*') return joined(scope.positional);
      const value = scope.get(part.name);
      if (value === null) return null;
      const isMissing = value === undefined || (part.colon && value === '');
      switch (part.operator) {
        case '':
          return value;
        case '-':
        case '=':
          return isMissing ? defaultOf(part.word, scope) : value;
        case '+':
          return isMissing ? '' : defaultOf(part.word, scope);
        case 'length':
          return String((value ?? '').length);
        default:
          return null;
      }
    }
  }
}

function defaultOf(word: ShellWord | null, scope: WordScope): Known {
  return word === null ? '' : knownText(word, scope);
}

function joined(values: readonly Known[] | null): Known {
  if (values === null || values.includes(null)) return null;
  return values.join(' ');
}

/** True for a pattern that fits a subject; null when that is not known. */
export function matchOf(pattern: Known, subject: Known): boolean | null {
  if (pattern === '*') return true;
  if (pattern === null || subject === null) return null;
  if (!/[*?[\\]/.test(pattern)) return pattern === subject;
  return null;
}
