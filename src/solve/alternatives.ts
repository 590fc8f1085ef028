import type { Configuration, Expr, KconfigSymbol, Tristate } from '../kconfig/index.ts';
import { promptsOf } from '../kconfig/index.ts';

/**
 * Backward chaining over the finalised expressions: which sets of user values could lift a symbol
 * to a value, or push it below one. The sets are guesses in a good order; nothing is promised until
 * a caller has applied one and evaluated again.
 */
export type Plan = ReadonlyMap<KconfigSymbol, string>;

/** Sets kept per step; bounds the product of alternatives. */
const maxPlans = 8;

/** Steps from the goal to a user value. */
const maxDepth = 14;

const letters = ['n', 'm', 'y'] as const;
const nothing: Plan = new Map();

interface Search {
  readonly configuration: Configuration;
  /** Symbols on the current path; meeting one again would be circular. */
  readonly path: Set<string>;
}

function merge(left: Plan, right: Plan): Plan | null {
  if (left.size === 0) return right;
  if (right.size === 0) return left;
  const merged = new Map(left);
  for (const [symbol, value] of right) {
    const known = merged.get(symbol);
    if (known !== undefined && known !== value) {
      if (known === 'n' || value === 'n') return null;
      merged.set(symbol, 'y');
    } else merged.set(symbol, value);
  }
  return merged;
}

/** Every combination of one plan per list, smallest first. */
function product(lists: readonly (readonly Plan[])[]): Plan[] {
  let combined: Plan[] = [nothing];
  for (const list of lists) {
    const next: Plan[] = [];
    for (const left of combined) {
      for (const right of list) {
        const plan = merge(left, right);
        if (plan !== null) next.push(plan);
      }
    }
    combined = smallest(next);
    if (combined.length === 0) return [];
  }
  return combined;
}

function smallest(plans: readonly Plan[]): Plan[] {
  return [...plans].sort((left, right) => left.size - right.size).slice(0, maxPlans);
}

function withoutCircle(search: Search, key: string, body: () => Plan[]): Plan[] {
  if (search.path.has(key) || search.path.size > maxDepth) return [];
  search.path.add(key);
  try {
    return smallest(body());
  } finally {
    search.path.delete(key);
  }
}

function raiseSymbol(search: Search, symbol: KconfigSymbol, wanted: Tristate): Plan[] {
  const { configuration } = search;
  if (symbol.kind === 'constant' || symbol.entries.length === 0)
    return configuration.tristate(symbol) >= wanted ? [nothing] : [];
  if (configuration.tristate(symbol) >= wanted) return [nothing];
  if (symbol.type !== 'bool' && symbol.type !== 'tristate') return [];
  return withoutCircle(search, `+${symbol.id}`, () => {
    const plans: Plan[] = [];
    for (const prompt of promptsOf(symbol)) {
      const level = symbol.type === 'bool' ? 2 : wanted;
      for (const plan of raiseExpr(search, prompt.condition, symbol.type === 'bool' ? 1 : wanted)) {
        const own = merge(plan, new Map([[symbol, letters[level]]]));
        if (own !== null) plans.push(own);
      }
    }
    for (const property of symbol.properties) {
      if (property.kind !== 'default') continue;
      plans.push(
        ...product([raiseExpr(search, property.condition, wanted), raiseExpr(search, property.value, wanted)]),
      );
    }
    if (promptsOf(symbol).length === 0) {
      for (const property of symbol.selectedBy.slice(0, 12)) {
        const selector = property.entry.symbol;
        if (selector === null) continue;
        plans.push(...product([raiseSymbol(search, selector, wanted), raiseExpr(search, property.condition, wanted)]));
      }
    }
    return plans;
  });
}

function lowerSymbol(search: Search, symbol: KconfigSymbol, most: Tristate): Plan[] {
  const { configuration } = search;
  if (configuration.tristate(symbol) <= most) return [nothing];
  if (symbol.kind !== 'symbol') return [];
  return withoutCircle(search, `-${symbol.id}`, () => {
    const facts = configuration.facts(symbol);
    const plans: Plan[] = [];
    const selects = facts.selects.filter((select) => select.value > most);
    if (selects.length > 0) {
      const each = selects.map((select) => [
        ...lowerSymbol(search, select.selector, most),
        ...lowerExpr(search, select.property.condition, most),
      ]);
      return product(each);
    }
    if (facts.visibility > 0) {
      if (symbol.choice === null) plans.push(new Map([[symbol, letters[most]]]));
      else
        for (const member of symbol.choice.members)
          if (member !== symbol && configuration.visibility(member) > 0) plans.push(new Map([[member, 'y']]));
    }
    plans.push(...lowerExpr(search, symbol.directDependency, most));
    if (facts.default !== null && promptsOf(symbol).length === 0) {
      const { condition, value } = facts.default.property;
      plans.push(...lowerExpr(search, condition, most), ...lowerExpr(search, value, most));
    }
    return plans;
  });
}

function raiseExpr(search: Search, expr: Expr | null, wanted: Tristate): Plan[] {
  if (expr === null || search.configuration.evalExpr(expr) >= wanted) return [nothing];
  switch (expr.kind) {
    case 'symbol':
      return raiseSymbol(search, expr.symbol, wanted);
    case 'not':
      return lowerExpr(search, expr.operand, (2 - wanted) as Tristate);
    case 'and':
      return product([raiseExpr(search, expr.left, wanted), raiseExpr(search, expr.right, wanted)]);
    case 'or':
      return smallest([...raiseExpr(search, expr.left, wanted), ...raiseExpr(search, expr.right, wanted)]);
    default:
      return compare(search, expr, true);
  }
}

function lowerExpr(search: Search, expr: Expr | null, most: Tristate): Plan[] {
  if (expr === null) return [];
  if (search.configuration.evalExpr(expr) <= most) return [nothing];
  switch (expr.kind) {
    case 'symbol':
      return lowerSymbol(search, expr.symbol, most);
    case 'not':
      return raiseExpr(search, expr.operand, (2 - most) as Tristate);
    case 'and':
      return smallest([...lowerExpr(search, expr.left, most), ...lowerExpr(search, expr.right, most)]);
    case 'or':
      return product([lowerExpr(search, expr.left, most), lowerExpr(search, expr.right, most)]);
    default:
      return compare(search, expr, false);
  }
}

/** Comparisons of a bool or tristate with y, m or n; others are left to the user. */
function compare(search: Search, expr: Extract<Expr, { left: KconfigSymbol }>, shouldHold: boolean): Plan[] {
  const isEqual = expr.kind === '=';
  if (!isEqual && expr.kind !== '!=') return [];
  const level = letters.indexOf(expr.right.name as 'n' | 'm' | 'y') as -1 | Tristate;
  if (level < 0 || (expr.left.type !== 'bool' && expr.left.type !== 'tristate')) return [];
  const mustBe = isEqual === shouldHold;
  if (mustBe) {
    const now = search.configuration.tristate(expr.left);
    return now < (level as Tristate)
      ? raiseSymbol(search, expr.left, level as Tristate)
      : lowerSymbol(search, expr.left, level as Tristate);
  }
  if (level === 0) return raiseSymbol(search, expr.left, 1);
  return lowerSymbol(search, expr.left, 0);
}

function searchOf(configuration: Configuration): Search {
  return { configuration, path: new Set() };
}

/** Sets of user values that may lift `symbol` to `wanted` or more; smallest first, unverified. */
export function plansToRaise(configuration: Configuration, symbol: KconfigSymbol, wanted: Tristate): Plan[] {
  return raiseSymbol(searchOf(configuration), symbol, wanted);
}

/** Sets of user values that may push `symbol` to `most` or less; smallest first, unverified. */
export function plansToLower(configuration: Configuration, symbol: KconfigSymbol, most: Tristate): Plan[] {
  return lowerSymbol(searchOf(configuration), symbol, most);
}
