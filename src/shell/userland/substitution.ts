/** The `s` command of sed. Source: POSIX.1-2017 XCU sed; GNU sed 4.9 observed. */
import type { ByteString } from '../../core/bytes.ts';
import { toPattern } from './posix-pattern.ts';

/** Length of the longest line of a text. */
export function longestLine(text: ByteString): number {
  return text.split('\n').reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** Steps that matching one line may take. */
const maxSteps = 1e8;

/** True when a pattern cannot take long: backtracking tries every way to share a line between repetitions. */
export function isQuick(source: string, longest: number): boolean {
  const repetitions = source.match(/[*+]/g)?.length ?? 0;
  // Ways to put that many cuts into a line.
  let ways = 1;
  for (let cut = 1; cut <= repetitions + 1; cut += 1) ways *= Math.max(longest / cut, 1);
  return ways <= maxSteps;
}

/** One `s` command of sed, with the address of its lines. */
export interface Substitution {
  readonly address: RegExp | null;
  readonly isNegated: boolean;
  readonly form: RegExp;
  /** Texts and numbers of groups. */
  readonly by: readonly (string | number)[];
  readonly prints: boolean;
}

/** One `s` command, with an address or none; null for any other script. */
export function substitution(script: ByteString, isExtended: boolean): Substitution | null {
  const parts =
    /^\s*(?:\/((?:[^/\\\n]|\\.)+)\/(!?)\s*)?s([/,|#:%@])((?:(?!\3)[^\\\n]|\\.)*)\3((?:(?!\3)[^\\\n]|\\[^])*)\3([gp]*)\s*;?\s*$/.exec(
      script,
    );
  if (parts === null) return null;
  const [, where, not, delimiter = '/', what = '', by = '', flags = ''] = parts;
  // A delimiter with a backslash means itself, unless it means something to the pattern as well.
  if (delimiter !== '/' && what.includes(`\\${delimiter}`)) return null;
  const source = what === '' ? null : toPattern(what.replaceAll('\\/', '/'), isExtended);
  const address = where === undefined ? null : toPattern(where.replaceAll('\\/', '/'), isExtended);
  const pieces: (string | number)[] = [];
  for (let index = 0; index < by.length; index += 1) {
    const one = by[index] ?? '';
    const next = by[index + 1] ?? '';
    if (one === '&') pieces.push(0);
    else if (one !== '\\') pieces.push(one);
    else if (/\d/.test(next)) pieces.push(Number(next));
    else if (/\w/.test(next)) return null;
    else pieces.push(next);
    if (one === '\\') index += 1;
  }
  if (source === null || (where !== undefined && address === null)) return null;
  // Where nothing matches, JavaScript matches once more behind a match.
  if (flags.includes('g') && new RegExp(`^(?:${source})$`).test('')) return null;
  const groups = new RegExp(`${source}|`).exec('')?.length ?? 1;
  if (pieces.some((piece) => typeof piece === 'number' && piece >= groups)) return null;
  return {
    address: address === null ? null : new RegExp(address, 's'),
    isNegated: not === '!',
    form: new RegExp(source, flags.includes('g') ? 'gs' : 's'),
    by: pieces,
    prints: flags.includes('p'),
  };
}
