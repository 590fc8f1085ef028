/**
 * Conditions on symbols as a list of cases, one of which has to hold: each says which values some symbols may have. What
 * a makefile asks for becomes such a list.
 */

import type { ByteString } from '../../core/bytes.ts';

/** Values that a symbol may have: those listed, or all others. */
export interface Allowed {
  /** Every value there is, in order; null for texts and numbers. */
  readonly domain: readonly string[] | null;
  readonly isExcluded: boolean;
  /** Sorted. Never the whole domain. */
  readonly values: readonly string[];
}

/** Symbols with prefix, and what each may be; symbols that do not matter are absent. */
export type Case = ReadonlyMap<ByteString, Allowed>;

/** A case that always holds, and nothing else. */
export const always: readonly Case[] = [new Map()];

/** No case at all. */
export const never: readonly Case[] = [];

/** Cases kept in one list. */
const maxCases = 600;

/** Lists up to this length are made as wide as they can be; for longer ones that takes too long. */
const maxWidened = 48;

/** Boxes tried for the largest cases of a table. */
const maxBoxes = 5000;

/** The values given, null where that is every value there is. */
export function allowed(
  domain: readonly string[] | null,
  values: Iterable<string>,
  isExcluded = false,
): Allowed | null {
  const sorted = [...new Set(values)].sort();
  if (domain === null) return isExcluded && sorted.length === 0 ? null : { domain, isExcluded, values: sorted };
  return sorted.length >= domain.length ? null : { domain, isExcluded: false, values: sorted };
}

function isEmpty({ isExcluded, values }: Allowed): boolean {
  return !isExcluded && values.length === 0;
}

function both(left: Allowed, right: Allowed): Allowed {
  const { domain } = left;
  const keep = (one: Allowed, value: string): boolean => one.values.includes(value) !== one.isExcluded;
  if (left.isExcluded && right.isExcluded) {
    return { domain, isExcluded: true, values: [...new Set([...left.values, ...right.values])].sort() };
  }
  const [listed, other] = left.isExcluded ? [right, left] : [left, right];
  return { domain, isExcluded: false, values: listed.values.filter((value) => keep(other, value)) };
}

function without({ domain, isExcluded, values }: Allowed): Allowed | null {
  if (domain === null) return allowed(null, values, !isExcluded);
  return allowed(
    domain,
    domain.filter((value) => !values.includes(value)),
  );
}

function either(left: Allowed, right: Allowed): Allowed | null {
  const [inverseLeft, inverseRight] = [without(left), without(right)];
  if (inverseLeft === null || inverseRight === null) return null;
  return without(both(inverseLeft, inverseRight));
}

function isSame(left: Allowed, right: Allowed): boolean {
  return left.isExcluded === right.isExcluded && left.values.join() === right.values.join();
}

/** True where everything that `small` lets pass, `large` does, too. */
function covers(large: Case, small: Case): boolean {
  for (const [symbol, wide] of large) {
    const narrow = small.get(symbol);
    if (narrow === undefined || !isSame(both(narrow, wide), narrow)) return false;
  }
  return true;
}

function areApart(left: readonly Case[], right: readonly Case[]): boolean {
  const symbols = new Set(left.flatMap((one) => [...one.keys()]));
  return right.every((one) => [...one.keys()].every((symbol) => !symbols.has(symbol)));
}

/** One case, wider in a symbol by what another one lets pass; null where none is. */
function widened(from: Case, of: Case): { readonly of: Case; readonly to: Case } | null {
  for (const [symbol, value] of from) {
    const own = of.get(symbol);
    if (own === undefined || isSame(both(own, value), value)) continue;
    const rest = new Map(from);
    rest.delete(symbol);
    if (!covers(rest, of)) continue;
    const wide = either(own, value);
    if (wide !== null && isSame(wide, own)) continue;
    const to = new Map(of);
    if (wide === null) to.delete(symbol);
    else to.set(symbol, wide);
    return { of, to };
  }
  return null;
}

/** Lists of cases, joined; notes when one grew too long to be kept. */
export class CaseAlgebra {
  /** True once cases were left out. */
  isCut = false;
  private readonly valueOf: (symbol: ByteString) => string;

  /** `valueOf` has the values of now, by which the nearest cases are kept. */
  constructor(valueOf: (symbol: ByteString) => string) {
    this.valueOf = valueOf;
  }

  /** Symbols that have to change for a case. */
  distance(one: Case): number {
    let count = 0;
    for (const [symbol, { isExcluded, values }] of one) {
      if (values.includes(this.valueOf(symbol)) === isExcluded) count += 1;
    }
    return count;
  }

  /** One of two lists. */
  or(left: readonly Case[], right: readonly Case[]): readonly Case[] {
    if (left.length === 0) return right;
    return right.length === 0 ? left : this.simplified([...left, ...right]);
  }

  /** Both lists at once. */
  and(left: readonly Case[], right: readonly Case[]): readonly Case[] {
    if (left === always || right === never) return right;
    if (right === always || left === never) return left;
    const found: Case[] = [];
    for (const one of left) {
      for (const other of right) {
        const joined = join(one, other);
        if (joined !== null) found.push(joined);
      }
      if (found.length > maxCases * 4) break;
    }
    // Of conditions that have no symbol in common none covers another one.
    return found.length <= maxCases && areApart(left, right) ? found : this.simplified(found);
  }

  /** Where a list does not hold. */
  not(cases: readonly Case[]): readonly Case[] {
    let result: readonly Case[] = always;
    for (const one of cases) {
      const outside: Case[] = [];
      for (const [symbol, value] of one) {
        const inverse = without(value);
        if (inverse !== null) outside.push(new Map([[symbol, inverse]]));
      }
      result = this.and(result, outside.length === 0 ? never : outside);
      if (result.length === 0) return never;
    }
    return result;
  }

  /** The largest cases that hold nothing but points of a table where `holds` says so. */
  fromTable(symbols: readonly TableSymbol[], holds: (point: readonly string[]) => boolean): readonly Case[] {
    const boxes = symbols.reduce((product, { values }) => product * (2 ** values.length - 1), 1);
    const points: (readonly string[])[] = [];
    for (const point of product(symbols.map(({ values }) => values))) if (holds(point)) points.push(point);
    if (points.length === 0) return never;
    if (points.length === symbols.reduce((count, { values }) => count * values.length, 1)) return always;
    if (boxes > maxBoxes)
      return this.simplified(
        points.map((point) =>
          caseOf(
            symbols,
            point.map((one) => [one]),
          ),
        ),
      );
    const isTrue = new Set(points.map((point) => point.join('\0')));
    const found: Case[] = [];
    for (const box of product(symbols.map(({ values }) => subsets(values)))) {
      let fits = true;
      for (const point of product(box)) {
        if (isTrue.has(point.join('\0'))) continue;
        fits = false;
        break;
      }
      if (fits) found.push(caseOf(symbols, box));
    }
    return this.simplified(found);
  }

  /** Without cases that another one covers; two that differ in one symbol become one. */
  private simplified(cases: readonly Case[]): readonly Case[] {
    let list = [...cases];
    if (list.length > maxCases) {
      const distances = new Map(list.map((one) => [one, this.distance(one)]));
      list.sort((one, other) => distances.get(one)! - distances.get(other)! || one.size - other.size);
      list = list.slice(0, maxCases);
      this.isCut = true;
    }
    for (let at = 0; at < list.length; at++) {
      for (let next = at + 1; next < list.length; next++) {
        const [left, right] = [list[at]!, list[next]!];
        if (covers(left, right)) list.splice(next--, 1);
        else if (covers(right, left)) {
          list.splice(at--, 1);
          break;
        } else {
          const wide = list.length > maxWidened ? null : (widened(left, right) ?? widened(right, left));
          if (wide === null) continue;
          // The wider case takes the place of one, and covers the other where they differed in one symbol alone.
          list.splice(list.indexOf(wide.of), 1, wide.to);
          at = -1;
          break;
        }
      }
    }
    return list.length === 1 && list[0]!.size === 0 ? always : list;
  }
}

/** A symbol of a table with the values that are tried. */
export interface TableSymbol {
  readonly name: ByteString;
  readonly domain: readonly string[] | null;
  /** For a text the last one is {@link otherText}. */
  readonly values: readonly string[];
  /** True where makefiles see the value in quotes. */
  readonly isQuoted: boolean;
}

/** A text that no makefile compares with. */
export const otherText = '\u0001';

function caseOf(symbols: readonly TableSymbol[], box: readonly (readonly string[])[]): Case {
  const found = new Map<ByteString, Allowed>();
  for (const [index, { name, domain, values }] of symbols.entries()) {
    const taken = box[index]!;
    const isOpen = domain === null && taken.includes(otherText);
    const value = isOpen
      ? allowed(
          null,
          values.filter((one) => !taken.includes(one)),
          true,
        )
      : allowed(domain, taken);
    if (value !== null) found.set(name, value);
  }
  return found;
}

function join(left: Case, right: Case): Case | null {
  const joined = new Map(left);
  for (const [symbol, value] of right) {
    const before = joined.get(symbol);
    const after = before === undefined ? value : both(before, value);
    if (isEmpty(after)) return null;
    joined.set(symbol, after);
  }
  return joined;
}

function subsets(values: readonly string[]): string[][] {
  const found: string[][] = [];
  for (let bits = 1; bits < 2 ** values.length; bits++) {
    found.push(values.filter((_, index) => (bits >> index) % 2 === 1));
  }
  return found;
}

function* product<Value>(lists: readonly (readonly Value[])[], from = 0): Generator<readonly Value[]> {
  if (from >= lists.length) {
    yield [];
    return;
  }
  for (const value of lists[from]!) for (const rest of product(lists, from + 1)) yield [value, ...rest];
}
