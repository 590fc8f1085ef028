/** The value of a text when some symbols have given values and nothing else is known. */
import type { ByteString } from '../../core/bytes.ts';
import type { ScannedGuard } from '../../make/index.ts';
import { splitArguments, testOf } from '../condition.ts';
import { endOfReference } from './static-words.ts';

/** Values of symbols by name with prefix: `y`, `m` or empty. */
export type SymbolValues = ReadonlyMap<string, string>;

const maxDepth = 20;

/** A text expanded; undefined where it depends on anything else. */
export function exactValue(text: ByteString, values: SymbolValues, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined;
  let result = '';
  for (let at = 0; at < text.length; ) {
    const dollar = text.indexOf('$', at);
    if (dollar === -1) return result + text.slice(at);
    result += text.slice(at, dollar);
    const open = text[dollar + 1];
    if (open !== '(' && open !== '{') return undefined;
    const end = endOfReference(text, dollar);
    const value = referenceValue(text.slice(dollar + 2, end - 1), values, depth);
    if (value === undefined) return undefined;
    result += value;
    at = end;
  }
  return result;
}

function referenceValue(body: ByteString, values: SymbolValues, depth: number): string | undefined {
  const plain = values.get(body);
  if (plain !== undefined) return plain;
  const replaced = /^(\w+):([ymn%]*)=([ymn%]*)$/.exec(body);
  if (replaced !== null) {
    const value = values.get(replaced[1] ?? '');
    return value === undefined ? undefined : value === replaced[2] ? replaced[3] : value;
  }
  const call = /^([a-z-]+)[ \t]/.exec(body);
  if (call === null) return undefined;
  const args = splitArguments(body.slice(call[0].length).replace(/^[ \t]+/, ''));
  const arg = (index: number): string | undefined => exactValue(args[index] ?? '', values, depth + 1)?.trim();
  switch (call[1]) {
    case 'strip':
      return arg(0);
    case 'if': {
      const condition = arg(0);
      return condition === undefined ? undefined : condition === '' ? (arg(2) ?? undefined) : arg(1);
    }
    case 'filter':
    case 'filter-out':
    case 'findstring': {
      const [wanted, words] = [arg(0), arg(1)];
      if (words === '') return '';
      if (wanted === undefined || words === undefined || wanted.includes('%')) return undefined;
      if (call[1] === 'findstring') return words.includes(wanted) ? wanted : '';
      const isKept = (word: string): boolean => wanted.split(/\s+/).includes(word) === (call[1] === 'filter');
      return words.split(/\s+/).filter(isKept).join(' ');
    }
    case 'subst':
    case 'patsubst': {
      const [from, to, words] = [arg(0), arg(1), arg(2)];
      if (from === undefined || to === undefined || words === undefined || from === '') return undefined;
      return call[1] === 'subst' ? words.replaceAll(from, to) : words === from ? to : words;
    }
    case 'and': {
      const found = args.map((_, index) => arg(index));
      if (found.includes('')) return '';
      return found.includes(undefined) ? undefined : found.at(-1);
    }
    case 'or': {
      for (let index = 0; index < args.length; index++) {
        const value = arg(index);
        if (value !== '') return value;
      }
      return '';
    }
    default:
      return undefined;
  }
}

/** Whether a conditional lets its branch be read; undefined where that depends on anything else. */
export function guardHolds(guard: ScannedGuard, values: SymbolValues): boolean | undefined {
  const test = testOf(guard.test, guard.args);
  if (test === undefined) return undefined;
  let holds: boolean | undefined;
  if ('name' in test) {
    const value = values.get(test.name.trim());
    holds = value === undefined ? undefined : (value !== '') === (test.kind === 'ifdef');
  } else {
    const [left, right] = [exactValue(test.left.trim(), values), exactValue(test.right.trim(), values)];
    holds = left === undefined || right === undefined ? undefined : (left === right) === (test.kind === 'ifeq');
  }
  return holds === undefined ? undefined : holds === (guard.branch === 'then');
}

/** Whether a line is read: false where a conditional excludes it, true where all are known to let it. */
export function isRead(guards: readonly ScannedGuard[], values: SymbolValues): boolean | undefined {
  let result: boolean | undefined = true;
  for (const guard of guards) {
    const holds = guardHolds(guard, values);
    if (holds === false) return false;
    if (holds === undefined) result = undefined;
  }
  return result;
}
