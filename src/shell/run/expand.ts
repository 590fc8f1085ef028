import type { ByteString } from '../../core/bytes.ts';
import type { Command, Word, WordPart } from '../language/ast.ts';
import { requireKnown } from '../language/marker.ts';
import {
  compilePattern,
  isLiteralPattern,
  matchesPattern,
  type Pattern,
  type PatternRun,
  trimPattern,
} from '../language/pattern.ts';
import { ShellError, Unsupported } from '../language/signals.ts';

/** What expansion needs from the running shell. */
export interface ExpansionScope {
  readonly positional: readonly ByteString[];
  readonly isUnsetFatal: boolean;
  readonly isBash: boolean;
  readonly isGlobbing: boolean;
  /** Value of a variable or special parameter other than `@` and `*`; undefined when unset. */
  get(name: string): ByteString | undefined;
  /** Elements of an array of bash; of another variable its value, none when it is unset. */
  elements(name: string): readonly ByteString[];
  set(name: string, value: ByteString): void;
  /** Output of a command substitution, trailing newlines removed. */
  substitute(body: Command): ByteString;
  arithmetic(expression: ByteString): ByteString;
  /** Entry names of a directory in byte order, for patterns; undefined when there is none. */
  readDirectory(path: ByteString): readonly string[] | undefined;
  exists(path: ByteString): boolean;
  /** Counts work and throws when a limit is passed. */
  spend(work: number): void;
}

/** The fields of words as arguments of a command: split, patterns resolved, quotes removed. */
export function expandWords(words: readonly Word[], scope: ExpansionScope): ByteString[] {
  const result: ByteString[] = [];
  for (const word of words) {
    refuseTilde(word);
    const fields = new FieldBuilder(scope.get('IFS'));
    for (const part of word.parts) expandPart(part, scope, fields, false);
    for (const field of fields.finish()) {
      // A bracket that is not closed means itself: `[` is a command.
      if (scope.isGlobbing && field.some((run) => !run.quoted && /[*?]|\[./.test(run.text))) {
        result.push(...expandPathname(field, scope));
      } else {
        result.push(joinRuns(field));
      }
    }
  }
  return result;
}

/** One text without field splitting: a value, a file name, the subject of `case`. */
export function expandText(word: Word, scope: ExpansionScope): ByteString {
  return joinRuns(expandRuns(word, scope));
}

/** A word as a pattern: quoted pieces mean themselves. */
export function expandPattern(word: Word, scope: ExpansionScope): Pattern {
  return compilePattern(expandRuns(word, scope));
}

function expandRuns(word: Word, scope: ExpansionScope): PatternRun[] {
  refuseTilde(word);
  const fields = new FieldBuilder(null);
  for (const part of word.parts) expandPart(part, scope, fields, true);
  return fields.finish().flat();
}

/** Collects the fields of one word; runs remember whether they were quoted. */
class FieldBuilder {
  private readonly fields: PatternRun[][] = [];
  private current: PatternRun[] | null = null;
  private wasClosedByBlank = false;
  private readonly blanks: string;
  private readonly delimiters: string;
  /** False when one text is wanted. */
  readonly isSplitting: boolean;

  /** `separators` is the value of IFS, undefined when unset, null for no splitting at all. */
  constructor(separators: ByteString | undefined | null) {
    this.isSplitting = separators !== null;
    const all = separators ?? (separators === undefined ? ' \t\n' : '');
    this.blanks = [...all].filter((char) => ' \t\n'.includes(char)).join('');
    this.delimiters = [...all].filter((char) => !' \t\n'.includes(char)).join('');
  }

  add(text: ByteString, quoted: boolean): void {
    if (text === '' && !quoted) return;
    this.current ??= [];
    this.current.push({ text, quoted });
    this.wasClosedByBlank = false;
  }

  addSplit(text: ByteString): void {
    if (!this.isSplitting || (this.blanks === '' && this.delimiters === '')) {
      this.add(text, false);
      return;
    }
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const char = text.charAt(i);
      const isBlank = this.blanks.includes(char);
      if (!isBlank && !this.delimiters.includes(char)) continue;
      this.add(text.slice(start, i), false);
      start = i + 1;
      if (isBlank) {
        if (this.current !== null) {
          this.close();
          this.wasClosedByBlank = true;
        }
      } else if (this.current !== null) {
        this.close();
      } else if (this.wasClosedByBlank) {
        this.wasClosedByBlank = false;
      } else {
        this.fields.push([]);
      }
    }
    this.add(text.slice(start), false);
  }

  /** Ends the current field; an empty quoted one counts. */
  close(): void {
    if (this.current !== null) this.fields.push(this.current);
    this.current = null;
    this.wasClosedByBlank = false;
  }

  finish(): PatternRun[][] {
    this.close();
    return this.fields;
  }
}

function expandPart(part: WordPart, scope: ExpansionScope, fields: FieldBuilder, isSingle: boolean): void {
  switch (part.kind) {
    case 'literal':
      fields.add(part.text, part.quoted);
      return;
    case 'command':
      addValue(scope.substitute(part.body), part.quoted, fields);
      return;
    case 'arithmetic':
      addValue(scope.arithmetic(expandText(part.expression, scope)), part.quoted, fields);
      return;
    case 'parameter':
      expandParameter(part, scope, fields, isSingle);
  }
}

function addValue(value: ByteString, quoted: boolean, fields: FieldBuilder): void {
  if (quoted) fields.add(value, true);
  else fields.addSplit(value);
}

type ParameterPart = WordPart & { kind: 'parameter' };

function expandParameter(part: ParameterPart, scope: ExpansionScope, fields: FieldBuilder, isSingle: boolean): void {
  const { name, operator, quoted, subscript } = part;
  const isList = name === '@' || name === '*' || subscript !== undefined;
  const list = subscript === undefined ? scope.positional : scope.elements(name);
  if (subscript !== undefined && list.length === 0 && scope.isUnsetFatal) throw new Unsupported('an empty array');
  const value = isList ? (list.length > 0 ? joinList(list, scope) : undefined) : scope.get(name);
  const isMissing = value === undefined || (part.colon && value === '');
  switch (operator) {
    case '':
      break;
    case 'length':
      if (subscript !== undefined) {
        addValue(String(list.length), quoted, fields);
        return;
      }
      if (value === undefined && scope.isUnsetFatal) throw new ShellError(`${name}: parameter not set`);
      addValue(String(requireKnown(value ?? '').length), quoted, fields);
      return;
    case '+':
      if (!isMissing) expandDefault(part, scope, fields, isSingle);
      else if (quoted) fields.add('', true);
      return;
    case '-':
      if (!isMissing) break;
      expandDefault(part, scope, fields, isSingle);
      return;
    case '=': {
      if (!isMissing) break;
      if (part.word === null || !/^[A-Za-z_]/.test(name)) throw new Unsupported('bad assignment in an expansion');
      scope.set(name, expandText(part.word, scope));
      addValue(scope.get(name) ?? '', quoted, fields);
      return;
    }
    case '?':
      if (!isMissing) break;
      throw new Unsupported('parameter not set');
    case 'bad':
      if (scope.isBash) throw new Unsupported('substitution of bash');
      // Source: dash 0.5.12 `badsub`, observed.
      throw new ShellError('Bad substitution');
    case '/':
    case '//': {
      if (value === undefined && !isList && scope.isUnsetFatal) throw new ShellError(`${name}: parameter not set`);
      const change = (text: ByteString): ByteString => replaceText(part, text, scope);
      if (isList) expandAll(list.map(change), part, scope, fields, isSingle);
      else addValue(change(value ?? ''), quoted, fields);
      return;
    }
    default: {
      if (isList || part.word === null) throw new Unsupported('pattern on all parameters');
      if (value === undefined && scope.isUnsetFatal) throw new ShellError(`${name}: parameter not set`);
      const pattern = expandPattern(part.word, scope);
      requireKnown(value ?? '');
      addValue(trimPattern(value ?? '', pattern, operator, scope.spend), quoted, fields);
      return;
    }
  }
  if (isList) {
    expandAll(list, part, scope, fields, isSingle);
    return;
  }
  if (value === undefined && scope.isUnsetFatal) throw new ShellError(`${name}: parameter not set`);
  addValue(value ?? '', quoted, fields);
}

/** The word of `${x-word}` in place of the value. */
function expandDefault(part: ParameterPart, scope: ExpansionScope, fields: FieldBuilder, isSingle: boolean): void {
  const parts = part.word?.parts ?? [];
  if (part.quoted && !parts.some((inner) => inner.kind === 'parameter' && inner.name === '@')) fields.add('', true);
  for (const inner of parts) {
    if (inner.kind === 'literal' && !inner.quoted) fields.addSplit(inner.text);
    else expandPart(inner, scope, fields, isSingle);
  }
}

/** `${x/word/replacement}` and `${x//word/replacement}`. */
function replaceText(
  { operator, replacement = '', word }: ParameterPart,
  text: ByteString,
  scope: ExpansionScope,
): ByteString {
  const from = word === null ? '' : expandText(word, scope);
  scope.spend(1 + (text.length >> 6));
  requireKnown(text);
  return operator === '//' ? text.replaceAll(from, () => replacement) : text.replace(from, () => replacement);
}

/** `$@` and `$*`, and the elements of an array. */
function expandAll(
  list: readonly ByteString[],
  { name, quoted, subscript = name === '*' ? '*' : '@' }: ParameterPart,
  scope: ExpansionScope,
  fields: FieldBuilder,
  isSingle: boolean,
): void {
  if (isSingle || (quoted && subscript === '*')) {
    fields.add(joinList(list, scope), quoted);
    return;
  }
  const separators = scope.get('IFS');
  if (!quoted && separators !== undefined && /[^ \t\n]/.test(separators) && list.includes('')) {
    throw new Unsupported('empty parameters split by other than blanks');
  }
  list.forEach((parameter, index) => {
    if (index > 0) fields.close();
    if (quoted) fields.add(parameter, true);
    else fields.addSplit(parameter);
  });
}

function joinList(list: readonly ByteString[], scope: ExpansionScope): ByteString {
  const separators = scope.get('IFS');
  return list.join(separators === undefined ? ' ' : separators.charAt(0));
}

function joinRuns(runs: readonly PatternRun[]): ByteString {
  const first = runs[0];
  return runs.length === 1 && first !== undefined ? first.text : runs.map((run) => run.text).join('');
}

function refuseTilde(word: Word): void {
  const first = word.parts[0];
  if (first?.kind !== 'literal' || first.quoted) return;
  if (first.text.startsWith('~') || first.text.includes(':~') || first.text.includes('=~')) {
    throw new Unsupported('tilde');
  }
}

/** Paths that match, in byte order; the text itself when none does. */
function expandPathname(field: readonly PatternRun[], scope: ExpansionScope): ByteString[] {
  const text = joinRuns(field);
  // Shells differ on what a backslash in it quotes; where no file begins like it, nothing matches.
  if (field.some((run) => !run.quoted && run.text.includes('\\'))) {
    const start = /^([^*?[\\/]+)[*?[\\]/.exec(text)?.[1];
    const names = scope.readDirectory('.') ?? [];
    if (start !== undefined && !names.some((name) => name.startsWith(start))) return [text];
  }
  const components: PatternRun[][] = [[]];
  for (const run of field) {
    run.text.split('/').forEach((piece, index) => {
      if (index > 0) components.push([]);
      components.at(-1)?.push({ text: piece, quoted: run.quoted });
    });
  }
  let bases: string[] = [''];
  components.forEach((component, index) => {
    const literal = joinRuns(component);
    const isLast = index === components.length - 1;
    const pattern = compilePattern(component);
    const next: string[] = [];
    for (const base of bases) {
      scope.spend(1);
      if (literal === '' || isLiteralPattern(pattern)) {
        const path = base + literal;
        if (isLast ? path.endsWith('/') || scope.exists(path) : true) next.push(isLast ? path : `${path}/`);
        continue;
      }
      for (const entry of scope.readDirectory(base === '' ? '.' : base) ?? []) {
        scope.spend(1);
        if (entry.startsWith('.') && !literal.startsWith('.')) continue;
        if (matchesPattern(pattern, entry)) next.push(isLast ? base + entry : `${base}${entry}/`);
      }
    }
    bases = next;
  });
  return bases.length > 0 ? bases.sort() : [text];
}
