import { write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Shell } from '../run/state.ts';

/** `expr`; null for operands that only the real program knows. Source: POSIX.1-2017 XCU expr; GNU coreutils 9.1. */
export function runExpr(
  shell: Shell,
  args: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
): number | null {
  const locale = env.LC_ALL ?? env.LC_COLLATE ?? env.LANG ?? 'C';
  const result = evalExpr(args, locale === 'C' || locale === 'POSIX' || locale === '');
  if (result === null) return null;
  write(shell, 1, `${result}\n`);
  return result === '' || /^-?0+$/.test(result) ? 1 : 0;
}

const exprLevels: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['<', '<=', '=', '==', '!=', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** The value of `expr` operands, or null where only the real program knows. */
function evalExpr(args: readonly ByteString[], isPlainLocale: boolean): ByteString | null {
  let at = 0;
  let depth = 0;
  const isInteger = (text: string): boolean => /^-?\d{1,18}$/.test(text);
  const parse = (level: number): ByteString | null => {
    if (++depth > 400) return null;
    const operators = exprLevels[level];
    if (operators === undefined) return parsePrimary();
    let left = parse(level + 1);
    while (left !== null && operators.includes(args[at] ?? '')) {
      const operator = args[at++] ?? '';
      const right = parse(level + 1);
      if (right === null) return null;
      left = apply(operator, left, right);
    }
    depth--;
    return left;
  };
  const parsePrimary = (): ByteString | null => {
    const token = args[at++];
    depth--;
    if (token === undefined || ['+', ':', 'match', 'substr', 'index', 'length', ')'].includes(token)) return null;
    if (args[at] === ':') return null;
    if (token === '(') {
      const value = parse(0);
      return args[at++] === ')' ? value : null;
    }
    return token;
  };
  const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text);
  const apply = (operator: string, left: ByteString, right: ByteString): ByteString | null => {
    if (operator === '|') return !isNull(left) ? left : !isNull(right) ? right : '0';
    if (operator === '&') return !isNull(left) && !isNull(right) ? left : '0';
    if (exprLevels[2]?.includes(operator) === true) {
      let order: number;
      if (isInteger(left) && isInteger(right)) order = Number(BigInt(left) - BigInt(right));
      else if (left === right) order = 0;
      else if (isPlainLocale || ['=', '==', '!='].includes(operator)) order = left < right ? -1 : 1;
      else return null;
      const isTrue =
        operator === '<'
          ? order < 0
          : operator === '<='
            ? order <= 0
            : operator === '>='
              ? order >= 0
              : operator === '>'
                ? order > 0
                : (order === 0) === (operator !== '!=');
      return isTrue ? '1' : '0';
    }
    if (!isInteger(left) || !isInteger(right)) return null;
    const a = BigInt(left);
    const b = BigInt(right);
    if (operator === '+') return String(a + b);
    if (operator === '-') return String(a - b);
    if (operator === '*') return String(a * b);
    if (b === 0n) return null;
    return String(operator === '/' ? a / b : a % b);
  };
  if (args.length === 0 || args[0] === '--' || args[0] === '--help' || args[0] === '--version') return null;
  const value = parse(0);
  return at === args.length ? value : null;
}
