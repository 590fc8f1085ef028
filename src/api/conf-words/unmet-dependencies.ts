/** What conf says of a select that overrules dependencies: the lines on both sides, and the changes that bring them together. */

import { type Cause, cause, type Fix } from '../../core/diagnostic.ts';
import { decidingSymbols, explainSymbol } from '../../explain/symbol.ts';
import { type Configuration, type KconfigSymbol, printExpression } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type AppliedPlan } from '../../solve/apply.ts';
import { configFix, fixCandidates, selectFixes } from '../../solve/fixes.ts';

/** Fixes shown. */
const maxFixes = 2;

/** The finding with the conditions that are not met, the selects that hold, and fixes that were tried. */
export function withUnmetCauses(one: Diagnostic, configuration: Configuration): Diagnostic {
  if (one.code !== 'kconfig/unmet-dependencies' || one.causes.length > 0) return one;
  const symbol = configuration.model.symbols.get(one.args.symbol);
  if (symbol === undefined) return one;
  const facts = configuration.facts(symbol);
  if (!facts.unmet) return one;
  const seen = new Set<KconfigSymbol>([symbol]);
  const causes: Cause[] = [];
  const wanting = new Set<KconfigSymbol>();
  for (const { clauses } of facts.definitions) {
    for (const { clause, isLimiting } of clauses) {
      if (!isLimiting) continue;
      const deciding = decidingSymbols(clause.expr, configuration);
      for (const each of deciding) wanting.add(each);
      const text = printExpression(clause.expr, configuration);
      const below = deciding.map((each) => explainSymbol(configuration, each, seen));
      causes.push({
        ...cause('dependency', `${symbol.name} depends on ${text}`, clause.location, below),
        symbol: symbol.name,
      });
    }
  }
  const selectors = facts.selects.map(({ selector }) => selector);
  for (const { property, selector } of facts.selects) {
    const below = [explainSymbol(configuration, selector, seen)];
    causes.push({
      ...cause('select', `${selector.name} selects ${symbol.name} all the same`, property.location, below),
      symbol: selector.name,
    });
  }
  const symbols = [...wanting, ...selectors].filter(({ entries }) => entries.length > 0);
  return { ...one, causes, fixes: fixesOf(configuration, symbol, symbols) };
}

/** Changes after which the symbol, and what else they touch, has its dependencies. */
function fixesOf(configuration: Configuration, symbol: KconfigSymbol, symbols: readonly KconfigSymbol[]): Fix[] {
  const isMet = ({ changes, configuration: after, effects }: AppliedPlan): boolean => {
    const names = [symbol.name, ...changes.map((change) => change.symbol), ...effects.map((effect) => effect.symbol)];
    return names.every((name) => {
      const touched = after.model.symbols.get(name);
      return (
        touched === undefined ||
        !after.facts(touched).unmet ||
        (touched !== symbol && configuration.facts(touched).unmet)
      );
    });
  };
  return selectFixes(fixCandidates(configuration, { symbols }), isMet)
    .slice(0, maxFixes)
    .map((candidate) => configFix(candidate, true));
}
