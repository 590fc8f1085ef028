import type { ConfigChange } from '../core/diagnostic.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import type { Plan } from './plan.ts';

/** A configuration with a plan applied, and the values that changed. */
export interface AppliedPlan {
  readonly plan: Plan;
  readonly configuration: Configuration;
  /** The plan as changes, in the order of the symbols' first mention. */
  readonly changes: readonly ConfigChange[];
  /** Every other symbol whose written value differs, same order. */
  readonly effects: readonly ConfigChange[];
}

/** Value as `.config` writes it; empty when it has no line. */
export function writtenValue(configuration: Configuration, symbol: KconfigSymbol): string {
  return configuration.isWritten(symbol) ? configuration.value(symbol) : '';
}

/** The same between quotes for a string. */
function quotedValue(configuration: Configuration, symbol: KconfigSymbol): string {
  const value = writtenValue(configuration, symbol);
  if (symbol.type !== 'string' || !configuration.isWritten(symbol)) return value;
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Applies a plan to a copy of `configuration`; the original is untouched. */
export function applyPlan(configuration: Configuration, plan: Plan): AppliedPlan {
  const after = configuration.clone();
  for (const [symbol, value] of plan) after.setUserValue(symbol, value);
  return compareWith(configuration, after, plan);
}

/** What a plan changed. */
export function compareWith(before: Configuration, after: Configuration, plan: Plan): AppliedPlan {
  const changes: ConfigChange[] = [];
  const effects: ConfigChange[] = [];
  for (const symbol of before.model.symbols.values()) {
    if (symbol.entries.length === 0) continue;
    const from = quotedValue(before, symbol);
    const to = quotedValue(after, symbol);
    if (plan.has(symbol)) changes.push({ symbol: symbol.name, from, to });
    else if (from !== to) effects.push({ symbol: symbol.name, from, to });
  }
  return { plan, configuration: after, changes, effects };
}
