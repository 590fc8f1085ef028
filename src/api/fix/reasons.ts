/** Why a change of an answer is needed: what stands against the request without it. */
import type { RootFinder } from '../../explain/roots/find-roots.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import type { FixChange } from '../../results/fix.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { type AppliedPlan, applyPlan } from '../../solve/apply.ts';
import { hasAskedValue, type WantedSymbol } from './asked.ts';

/** Changes whose reason is looked for, each by one evaluation. */
const maxReasons = 12;

/** The reason of a change. */
export type Reason = Pick<FixChange, 'reason' | 'location'>;

const none: Reason = { reason: null, location: null };

/**
 * The condition line that asks for a change: the whole change without it is applied, and the root cause of a request that then
 * fails is about it.
 */
export function reasonsOf(
  before: Configuration,
  { plan }: AppliedPlan,
  asked: readonly WantedSymbol[],
  finder: RootFinder,
): (symbol: KconfigSymbol) => Reason {
  let left = maxReasons;
  return (symbol) => {
    left -= 1;
    if (left < 0) return none;
    const { choice } = symbol;
    const others = [...plan].filter(([one]) => one !== symbol && (choice === null || one.choice !== choice));
    const without = applyPlan(before, new Map(others)).configuration;
    const failed = asked.find((one) => !hasAskedValue(without, one.symbol, one.wanted));
    if (failed === undefined) return none;
    const { roots } = finder.over(without).find(failed.symbol, failed.wanted);
    const step = aboutSymbol(roots, symbol)?.via.at(-1);
    return step === undefined ? none : { reason: `${step.symbol}: ${step.text}`, location: step.location };
  };
}

/** The root cause that is about a symbol, else the first one with a condition. */
function aboutSymbol(roots: readonly RootCause[], { name }: KconfigSymbol): RootCause | undefined {
  return roots.find((root) => root.symbol === name) ?? roots.find(({ via }) => via.length > 0);
}
