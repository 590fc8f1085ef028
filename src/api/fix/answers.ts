/** Candidates of a search as answers: evaluated, compared, ranked. */
import type { ConfigChange } from '../../core/diagnostic.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import type { FixAnswer, FixChange } from '../../results/fix.ts';
import { type AppliedPlan, applyPlan, compareWith } from '../../solve/apply.ts';
import { type Costs, isOpening } from '../../solve/costs.ts';
import { planOf } from '../../solve/least-change.ts';
import type { Candidate, Judgement } from '../../solve/search.ts';
import { changedConfiguration, type FixBase } from './base.ts';

/** Candidates that hold, of about the same cost, among which the one with the fewest effects is looked for. */
const maxHolding = 10;

/** Candidates that the real evaluation refuses before the search is given up. */
const maxRefused = 40;

/** Difference of cost up to which a candidate is an alternative: less than one more change. */
const tolerance = 5;

/** A candidate that holds. */
export interface Holding {
  readonly candidate: Candidate;
  readonly applied: AppliedPlan;
}

/** How a candidate is evaluated. */
export interface JudgeOptions {
  readonly base: FixBase;
  readonly costs: Costs;
  /** True where the changed configuration has what was asked for. */
  readonly holds: (changed: Configuration) => boolean;
  /** The same for what is dearer to find out; asked last. */
  readonly holdsInFull?: (applied: AppliedPlan) => boolean;
  readonly max: number;
}

/** Takes candidates in the order of their cost, until there are enough. */
export class Judge {
  readonly holding: Holding[] = [];
  /** Candidates that the evaluation refused. */
  refused = 0;
  private readonly options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.options = options;
  }

  readonly judge = (candidate: Candidate): Judgement => {
    const { base, costs, holds, holdsInFull } = this.options;
    const [first] = this.holding;
    if (first !== undefined && candidate.cost > first.candidate.cost + tolerance) return 'enough';
    base.session.host.progress.step('searching for the smallest change');
    const applied = applyPlan(base.asRead, planOf(costs, candidate));
    if (!holds(applied.configuration) || holdsInFull?.(applied) === false) {
      this.refused += 1;
      return this.refused >= maxRefused ? 'enough' : 'not this';
    }
    this.holding.push({ candidate, applied });
    return this.holding.length >= Math.max(maxHolding, this.options.max) ? 'enough' : 'other kind';
  };

  /**
   * The best ones, least cost and fewest effects first. Each is evaluated once more from the text that the user would have:
   * what holds only in memory is left out.
   */
  best(): Holding[] {
    const { base, holds, max } = this.options;
    const sorted = this.holding.toSorted(
      (left, right) =>
        left.candidate.cost - right.candidate.cost ||
        lostOf(left.applied, base).length - lostOf(right.applied, base).length ||
        left.applied.effects.length - right.applied.effects.length,
    );
    const best: Holding[] = [];
    for (const { applied, candidate } of sorted) {
      if (best.length >= max) break;
      const fresh = changedConfiguration(base, candidate.values);
      if (!holds(fresh)) this.refused += 1;
      else best.push({ candidate, applied: compareWith(base.configuration, fresh, applied.plan) });
    }
    return best;
  }
}

/** Settings of the user's own lines that a change loses. */
function lostOf({ effects }: AppliedPlan, { configuration, isWritten }: FixBase): ConfigChange[] {
  return effects.filter(({ symbol, to }) => {
    const found = configuration.model.symbols.get(symbol);
    const user = found === undefined ? null : configuration.userValue(found);
    return found !== undefined && user !== null && isWritten(found) && user.text !== (to === '' ? 'n' : to);
  });
}

/** A holding candidate as an answer; `reasonOf` says why a change is needed. */
export function answerOf(
  { applied, candidate }: Holding,
  base: FixBase,
  isPreliminary: boolean,
  reasonOf: (symbol: KconfigSymbol) => Pick<FixChange, 'reason' | 'location'>,
): FixAnswer {
  const requested: ConfigChange[] = [];
  const changes: FixChange[] = [];
  const ids = new Map([...applied.plan.keys()].map((symbol) => [symbol.name, symbol]));
  // In the order in which they have to be given: what a choice had before goes first.
  for (const change of applied.changes) {
    const symbol = ids.get(change.symbol);
    if (symbol === undefined) continue;
    if (candidate.requested.has(symbol.id)) requested.push(change);
    else changes.push({ ...change, ...reasonOf(symbol) });
  }
  const taints = changes.filter(({ symbol, to }) => isOpening(symbol) && to !== 'n' && to !== '');
  return {
    requested,
    changes,
    needs: [],
    effects: applied.effects,
    lost: lostOf(applied, base),
    taints: taints.map(({ symbol }) => symbol),
    verified: true,
    isPreliminary,
  };
}
