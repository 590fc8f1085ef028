/** Root causes of a value that a symbol does not have. */
import { type Configuration, isLogical, type KconfigSymbol } from '../../kconfig/index.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { rootCause } from './probe-root.ts';
import { type RootContext, RootSearch } from './root-search.ts';
import { allOf, reached, type Way } from './ways.ts';

/** What stands between a symbol and a value. */
export interface FoundRoots {
  /** In the order of the conditions; empty where the value is reached or nothing was found. */
  readonly roots: readonly RootCause[];
  /** What each root is about, in the same order: equal for the same root of two symbols. */
  readonly keys: readonly string[];
  /** User values that lead there once the roots that no configuration removes are gone, dependencies first. */
  readonly values: ReadonlyMap<KconfigSymbol, string>;
}

const levels = ['n', 'm', 'y'];

/** Finds root causes over one configuration; what is found for one symbol serves the next. */
export class RootFinder {
  private readonly context: RootContext;
  private readonly search: RootSearch;

  constructor(context: RootContext) {
    this.context = context;
    this.search = new RootSearch(context);
  }

  /** The same search over a configuration that was changed. */
  over(configuration: Configuration): RootFinder {
    return new RootFinder({ ...this.context, configuration });
  }

  /** What stands between `symbol` and `wanted`, as `.config` writes it (strings unquoted). */
  find(symbol: KconfigSymbol, wanted: string): FoundRoots {
    const [way = reached] = this.ways(symbol, wanted);
    const roots = [...way.roots.values()].map(({ root }) => root);
    return { roots, keys: [...way.roots.keys()], values: way.values };
  }

  private ways(symbol: KconfigSymbol, wanted: string): readonly Way[] {
    const { configuration } = this.context;
    const level = levels.indexOf(wanted);
    if (!isLogical(symbol) || level < 0) return this.otherValue(symbol, wanted);
    const { modules } = configuration.model;
    if (level === 1 && symbol.type === 'tristate' && configuration.tristate(modules) === 0) {
      return allOf([this.search.raise(modules, 2), this.search.raise(symbol, 1)]);
    }
    const now = configuration.tristate(symbol);
    return now < level ? this.search.raise(symbol, level as 1 | 2) : this.search.lower(symbol, level as 0 | 1);
  }

  /** A number or a text: its prompt, and the range. */
  private otherValue(symbol: KconfigSymbol, wanted: string): readonly Way[] {
    const { configuration } = this.context;
    const shown = this.search.show(symbol);
    const { range, value } = configuration.facts(symbol);
    const values = new Map([[symbol, wanted]]);
    const base = range === null ? 10 : symbol.type === 'hex' ? 16 : 10;
    const number = Number.parseInt(wanted, base);
    const bound = (text: string): number => Number.parseInt(text, base);
    const isOutside =
      range !== null && Number.isFinite(number) && (number < bound(range.low.text) || number > bound(range.high.text));
    if (!isOutside || range === null) return allOf([shown, [{ roots: new Map(), values, weight: 0 }]]);
    const { location } = range.property;
    const between = `${range.low.text}..${range.high.text}`;
    const message = `${symbol.name} must be within ${between}, ${wanted} is not`;
    const root = rootCause({
      kind: 'range',
      message,
      origin: 'its range',
      location,
      symbol: symbol.name,
      value,
      needed: between,
    });
    return allOf([
      shown,
      [{ roots: new Map([[`range ${symbol.name}`, { root, weight: 1 }]]), values: new Map(), weight: 1 }],
    ]);
  }
}
