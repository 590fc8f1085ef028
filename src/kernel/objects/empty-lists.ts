/** When lists that are too long to be spelled out for every configuration are empty: `ifneq ($(lib-y),)`. */

import type { ByteString } from '../../core/bytes.ts';
import { always, type Case, type CaseAlgebra, never } from './cases.ts';

/** Where lists are looked up. */
interface ListLines<Line extends { readonly operator: string; readonly right: ByteString }> {
  readonly algebra: CaseAlgebra;
  linesOf(name: ByteString): readonly { readonly line: Line; readonly cases: readonly Case[] }[];
  reached(line: Line): readonly Case[];
}

/** When all lists of a text like `$(obj-y)$(obj-m)` are empty, or one is not; null for another text, or where that is not decided. */
export function emptyCases<Line extends { readonly operator: string; readonly right: ByteString }>(
  makefile: ListLines<Line>,
  text: ByteString,
  wantsEmpty: boolean,
): readonly Case[] | null {
  if (!/^(?:\$[({][\w.+/-]+[)}])+$/.test(text)) return null;
  const { algebra } = makefile;
  let filled = never;
  for (const [, name] of text.matchAll(/\$[({]([\w.+/-]+)[)}]/g)) {
    let own = never;
    for (const { line, cases } of makefile.linesOf(name!)) {
      // What is added to a list that is never empty changes nothing.
      if (own === always && line.operator === '+=') continue;
      if (line.right.includes('$')) return null;
      const reached = algebra.and(cases, makefile.reached(line));
      if (line.operator !== '+=') own = algebra.and(own, algebra.not(reached));
      if (line.right.trim() !== '') own = algebra.or(own, reached);
    }
    filled = algebra.or(filled, own);
  }
  return wantsEmpty ? algebra.not(filled) : filled;
}
