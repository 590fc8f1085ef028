/** Sets of root causes: the smallest ones that would have to be another way for a goal to be reached. */
import type { KconfigSymbol } from '../../kconfig/index.ts';
import { isVersionAtLeast } from '../../kernel/index.ts';
import type { RootCause, RootStep } from '../../results/root-cause.ts';

/** A root cause with what its set weighs. */
export interface WeighedRoot {
  readonly root: RootCause;
  readonly weight: number;
}

/** One way to a goal: what stands against it, and the values that lead there once it does not. */
export interface Way {
  /** By what they are about, in the order in which they were met. */
  readonly roots: ReadonlyMap<string, WeighedRoot>;
  /** User values, dependencies before dependents. */
  readonly values: ReadonlyMap<KconfigSymbol, string>;
  readonly weight: number;
}

/** Ways kept per step; bounds the product of alternatives. */
const maxWays = 8;

/** The way of a goal that is reached. */
export const reached: Way = { roots: new Map(), values: new Map(), weight: 0 };

const valueWeight = 0.1;

function weightOf(roots: ReadonlyMap<string, WeighedRoot>, values: ReadonlyMap<KconfigSymbol, string>): number {
  let weight = values.size * valueWeight;
  for (const one of roots.values()) weight += one.weight;
  return weight;
}

/** A way that one root stands against. */
export function blocked(key: string, one: WeighedRoot, values: ReadonlyMap<KconfigSymbol, string> = new Map()): Way {
  const roots = new Map([[key, one]]);
  return { roots, values, weight: weightOf(roots, values) };
}

function isNewerThan(version: string | null | undefined, than: string | null | undefined): boolean {
  if (version == null || than == null || version === than) return false;
  return isVersionAtLeast(version, than);
}

/** Both ways; null where they want different values of one symbol. */
function both(left: Way, right: Way): Way | null {
  if (left === reached) return right;
  if (right === reached) return left;
  const values = new Map(left.values);
  for (const [symbol, value] of right.values) {
    const known = values.get(symbol);
    if (known !== undefined && known !== value) {
      if (known === 'n' || value === 'n') return null;
      values.set(symbol, 'y');
    } else values.set(symbol, value);
  }
  const roots = new Map(left.roots);
  for (const [key, one] of right.roots) {
    const known = roots.get(key);
    // Of two versions of one tool the newer one is needed.
    const isNewer = known !== undefined && isNewerThan(one.root.tool?.wanted, known.root.tool?.wanted);
    if (known === undefined || isNewer) roots.set(key, one);
  }
  return { roots, values, weight: weightOf(roots, values) };
}

/** The lightest ways; earlier ones first where they weigh the same. */
export function lightest(ways: readonly Way[]): Way[] {
  return [...ways].sort((left, right) => left.weight - right.weight).slice(0, maxWays);
}

/** Every combination of one way per list; none where a list has none. */
export function allOf(lists: readonly (readonly Way[])[]): Way[] {
  let combined: Way[] = [reached];
  for (const list of lists) {
    const next = combined.flatMap((left) =>
      list.flatMap((right) => {
        const way = both(left, right);
        return way === null ? [] : [way];
      }),
    );
    combined = lightest(next);
  }
  return combined;
}

/** The ways with a value more. */
export function withValue(ways: readonly Way[], symbol: KconfigSymbol, value: string): Way[] {
  const own: Way = { roots: new Map(), values: new Map([[symbol, value]]), weight: valueWeight };
  return allOf([ways, [own]]);
}

/** The ways, each root behind one step more. */
export function behind(step: RootStep, ways: readonly Way[]): Way[] {
  return ways.map((way) =>
    way.roots.size === 0
      ? way
      : {
          ...way,
          roots: new Map(
            [...way.roots].map(([key, { root, weight }]) => [
              key,
              { root: { ...root, via: [step, ...root.via] }, weight },
            ]),
          ),
        },
  );
}
