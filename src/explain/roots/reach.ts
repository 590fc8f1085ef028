/** From the values that root causes name to a change of the configuration that really leads to a goal. */
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import { isLogical } from '../../kconfig/index.ts';
import type { Plan } from '../../solve/alternatives.ts';
import { type AppliedPlan, applyPlan, writtenValue } from '../../solve/apply.ts';
import type { RootFinder } from './find-roots.ts';

/** Times that a change is completed: what it switches on may hide what it needs. */
const maxRounds = 4;

/** A value that is to be reached. */
export interface Goal {
  readonly symbol: KconfigSymbol;
  readonly wanted: string;
}

/** True where a symbol has a value; one that is not written is n. */
export function hasValue(configuration: Configuration, { symbol, wanted }: Goal): boolean {
  const value = writtenValue(configuration, symbol);
  return value === wanted || (wanted === 'n' && value === '' && isLogical(symbol));
}

/**
 * Applies a plan, and where a goal is missed what the changed configuration lacks for it. Gives the last change, with the goals
 * that it reaches; null where nothing is to be changed.
 */
export function reach(
  configuration: Configuration,
  goals: readonly Goal[],
  first: Plan,
  finderFor: (changed: Configuration) => RootFinder,
): { readonly applied: AppliedPlan; readonly reached: ReadonlySet<Goal> } | null {
  let plan = new Map(first);
  if (plan.size === 0) return null;
  let applied = applyPlan(configuration, plan);
  for (let round = 0; round < maxRounds; round += 1) {
    const missed = goals.filter((goal) => !hasValue(applied.configuration, goal));
    if (missed.length === 0) break;
    const finder = finderFor(applied.configuration);
    const next = new Map(plan);
    for (const { symbol, wanted } of missed) {
      for (const [one, value] of finder.find(symbol, wanted).values) next.set(one, value);
    }
    if ([...next].every(([symbol, value]) => plan.get(symbol) === value)) break;
    plan = next;
    applied = applyPlan(configuration, plan);
  }
  return { applied, reached: new Set(goals.filter((goal) => hasValue(applied.configuration, goal))) };
}
