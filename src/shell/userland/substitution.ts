/** The `s` command of sed. Source: POSIX.1-2017 XCU sed; GNU sed 4.9 observed. */
import type { ByteString } from '../../core/bytes.ts';
import { repeatedGroup, toPattern } from './posix-pattern.ts';

/** Bytes of a script that is looked at; one of a tree has some hundred. */
export const maxScript = 8192;

/** One `s` command of sed, with the address of its lines. */
export interface Substitution {
  /** Null for all lines; as {@link toPattern} gives it, as `source` is. */
  readonly address: string | null;
  readonly isNegated: boolean;
  readonly source: string;
  /** All matches of a line. */
  readonly isGlobal: boolean;
  /** Texts and numbers of groups. */
  readonly by: readonly (string | number)[];
  readonly prints: boolean;
}

/**
 * A pattern with tabs for `\\t`, and without backslashes in front of what means itself anyway; in a list they mean themselves. Source: GNU sed 4.9
 * `match_slash`, observed.
 */
export function plainPattern(pattern: ByteString): ByteString {
  return pattern.replace(/\[\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]|\\([^])/g, (whole, one: string | undefined) =>
    one === 't' ? '\t' : one !== undefined && /[/#%:,@!";=~]/.test(one) ? one : whole,
  );
}

/** One `s` command, with an address or none; null for any other script. */
export function substitution(script: ByteString, isExtended: boolean): Substitution | null {
  if (script.length > maxScript) return null;
  const parts =
    /^\s*(?:\/((?:[^/\\\n]|\\.)+)\/(!?)\s*)?s([/,|#:%@])((?:(?!\3)[^\\\n]|\\.)*)\3((?:(?!\3)[^\\\n]|\\[^])*)\3([gp]*)\s*;?\s*$/.exec(
      script,
    );
  if (parts === null) return null;
  const [, where, not, delimiter = '/', what = '', by = '', flags = ''] = parts;
  // A delimiter with a backslash means itself, unless it means something to the pattern as well.
  if (delimiter !== '/' && what.includes(`\\${delimiter}`)) return null;
  const source = what === '' ? null : toPattern(plainPattern(what), isExtended);
  const address = where === undefined ? null : toPattern(plainPattern(where), isExtended, true);
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
  if (flags.includes('g') && (repeatedGroup.test(source) || new RegExp(`^(?:${source})$`).test(''))) return null;
  const groups = new RegExp(`${source}|`).exec('')?.length ?? 1;
  if (pieces.some((piece) => typeof piece === 'number' && piece >= groups)) return null;
  return {
    address,
    isNegated: not === '!',
    source,
    isGlobal: flags.includes('g'),
    by: pieces,
    prints: flags.includes('p'),
  };
}
