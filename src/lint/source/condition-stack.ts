/**
 * The preprocessor conditions of a source file as far as they are chains of `&&` over symbols of the configuration: for each
 * `#if`, `#ifdef` or `#elif` what it and those around it say of each symbol. Anything else says nothing.
 */
import type { ByteString } from '../../core/bytes.ts';

/** What a symbol may be: bits for n, m and y. */
export const value = { n: 1, m: 2, y: 4 } as const;

/** All values. */
export const anyValue = value.n | value.m | value.y;

/** What holds at one condition, by symbol without prefix. */
export interface ConditionAt {
  /** 1-based. */
  readonly line: number;
  readonly own: ReadonlyMap<string, number>;
  /** With those around it. */
  readonly all: ReadonlyMap<string, number>;
}

interface Level {
  /** What the branch that is open says. */
  own: ReadonlyMap<string, number>;
  /** What holds where no branch so far was taken. */
  otherwise: ReadonlyMap<string, number>;
}

/** Longest condition that is read, and deepest nesting. */
const maxCondition = 2_000;
const maxDepth = 200;

const nothing: ReadonlyMap<string, number> = new Map();
const directive = /^[ \t]*#[ \t]*(ifdef|ifndef|if|elif|else|endif)\b(.*)$/;

/** Every condition of a text that says something of a symbol. */
export function conditionsIn(text: ByteString): ConditionAt[] {
  const found: ConditionAt[] = [];
  const open: Level[] = [];
  const lines = text.split('\n');
  let isComment = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const match = isComment ? null : directive.exec(line);
    isComment = endsInComment(line, isComment);
    if (match === null) continue;
    const [, word = '', first = ''] = match;
    const number = at + 1;
    let rest = first;
    while (rest.endsWith('\\') && at + 1 < lines.length && rest.length < maxCondition) {
      rest = `${rest.slice(0, -1)} ${lines[++at] ?? ''}`;
    }
    if (word === 'endif') {
      open.pop();
      continue;
    }
    const top = open.at(-1);
    if (word === 'else' || word === 'elif') {
      if (top === undefined) continue;
      const { holds, fails } = word === 'else' ? { holds: nothing, fails: nothing } : meaningOf('if', rest);
      top.own = both(top.otherwise, holds) ?? top.otherwise;
      if (word === 'elif') note(number, holds);
      top.otherwise = both(top.otherwise, fails) ?? nothing;
      continue;
    }
    const { holds, fails } = meaningOf(word, rest);
    open.push({ own: holds, otherwise: fails });
    if (open.length > maxDepth) return found;
    note(number, holds);
  }
  return found;

  function note(line: number, own: ReadonlyMap<string, number>): void {
    if (own.size === 0) return;
    const all = new Map<string, number>();
    for (const level of open)
      for (const [name, values] of level.own) all.set(name, (all.get(name) ?? anyValue) & values);
    for (const [name, values] of own) all.set(name, (all.get(name) ?? anyValue) & values);
    found.push({ line, own, all });
  }
}

/** What holds of both; null where nothing can. */
function both(
  left: ReadonlyMap<string, number>,
  right: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> | null {
  const all = new Map(left);
  for (const [name, values] of right) {
    const kept = (all.get(name) ?? anyValue) & values;
    if (kept === 0) return null;
    all.set(name, kept);
  }
  return all;
}

/** What a condition says where it holds, and where it does not. */
function meaningOf(
  word: string,
  rest: string,
): { readonly holds: ReadonlyMap<string, number>; readonly fails: ReadonlyMap<string, number> } {
  const plain = rest.replace(/\/\*.*?\*\/|\/\/.*|\/\*.*/g, ' ').trim();
  const text = word === 'if' ? plain : `${word === 'ifndef' ? '!' : ''}defined(${/^\w*/.exec(plain)?.[0] ?? ''})`;
  if (text.length > maxCondition || text.includes('||') || text.includes('?')) {
    return { holds: nothing, fails: negated(text) };
  }
  const holds = new Map<string, number>();
  const operands = text
    .replace(/^\((.*)\)$/, (whole, inner: string) => (isBalanced(inner) ? inner : whole))
    .split('&&');
  for (const operand of operands) {
    const said = literalOf(operand.trim());
    if (said !== null) holds.set(said.name, (holds.get(said.name) ?? anyValue) & said.values);
  }
  const [only] = operands;
  const single = operands.length === 1 ? literalOf((only ?? '').trim()) : null;
  return { holds, fails: single === null ? nothing : new Map([[single.name, anyValue & ~single.values]]) };
}

/** What an `||` of symbols says where it does not hold. */
function negated(text: string): ReadonlyMap<string, number> {
  if (text.includes('&&') || text.includes('?')) return nothing;
  const fails = new Map<string, number>();
  for (const operand of text.split('||')) {
    const said = literalOf(operand.trim());
    if (said !== null) fails.set(said.name, (fails.get(said.name) ?? anyValue) & anyValue & ~said.values);
  }
  return fails;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth++;
    else if (letter === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

const forms: Readonly<Record<string, number>> = {
  defined: value.y,
  IS_BUILTIN: value.y,
  IS_ENABLED: value.m | value.y,
  IS_MODULE: value.m,
};
const literal = /^(!?) ?\(? ?(defined|IS_ENABLED|IS_BUILTIN|IS_MODULE) ?(?:\( ?CONFIG_(\w+) ?\)| CONFIG_(\w+)) ?\)?$/;

/** `!defined(CONFIG_X)` and the like; null for anything else. */
function literalOf(text: string): { readonly name: string; readonly values: number } | null {
  const match = literal.exec(text.replace(/[ \t]+/g, ' '));
  // `!(A || B)` falls into pieces that only look like literals.
  if (match === null || !isBalanced(text)) return null;
  const [, not, form = '', inside, behind] = match;
  const written = inside ?? behind ?? '';
  const isModule = form === 'defined' && written.endsWith('_MODULE');
  const values = isModule ? value.m : (forms[form] ?? anyValue);
  return {
    name: isModule ? written.slice(0, -'_MODULE'.length) : written,
    values: not === '!' ? anyValue & ~values : values,
  };
}

/** True when a block comment is open behind a line. */
function endsInComment(line: string, isOpen: boolean): boolean {
  let at = 0;
  let isComment = isOpen;
  for (;;) {
    const next = line.indexOf(isComment ? '*/' : '/*', at);
    if (next === -1) return isComment;
    if (!isComment) {
      const slashes = line.indexOf('//', at);
      if (slashes !== -1 && slashes < next) return false;
    }
    isComment = !isComment;
    at = next + 2;
  }
}
