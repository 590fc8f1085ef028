/** The least change with which symbols have values, and the changes after which a symbol has another one. */
import { type Configuration, isLogical, type KconfigSymbol } from '../kconfig/index.ts';
import { type AppliedPlan, applyPlan, writtenValue } from './apply.ts';
import { asRead } from './as-read.ts';
import { Costs } from './costs.ts';
import type { Plan } from './plan.ts';
import type { Goal, Problem } from './problem.ts';
import { type Candidate, type Judgement, Search } from './search.ts';

/** A value that is to be reached. */
export interface WantedValue {
  readonly symbol: KconfigSymbol;
  readonly wanted: string;
}

/** Candidates of the least cost among which the one with the fewest effects is looked for. */
const maxEqual = 4;

/** Candidates that the evaluation refuses, or that change a symbol, before a search ends. */
const maxRefused = 20;
const maxChanges = 4;

/** Difference of cost up to which a change is one of the alternatives: less than two more symbols. */
const tolerance = 19;

/** A search ends after this time, in milliseconds. */
const timeLimit = 3000;

/** True where a symbol has a value; one that is not written is n. */
export function hasValue(configuration: Configuration, { symbol, wanted }: WantedValue): boolean {
  const value = writtenValue(configuration, symbol);
  return value === wanted || (wanted === 'n' && value === '' && isLogical(symbol));
}

/** What changes of a configuration start from. */
interface Start {
  /** With the user values that conf drops. */
  readonly configuration: Configuration;
  /** Where all that is known of the user's lines is their values. */
  readonly costs: Costs;
}

const known = new WeakMap<Configuration, Start>();

function startOf(given: Configuration): Start {
  let start = known.get(given);
  if (start === undefined) {
    const configuration = asRead(given);
    const isWritten = (symbol: KconfigSymbol): boolean => {
      const user = configuration.userValue(symbol);
      return user !== null && user.text !== configuration.defaultText(symbol);
    };
    start = { configuration, costs: new Costs({ configuration, isWritten, allowed: new Set() }) };
    known.set(given, start);
  }
  return start;
}

/** Ends after the time limit. */
function deadline(): () => boolean {
  const end = performance.now() + timeLimit;
  return () => performance.now() > end;
}

function problemOf({ configuration, costs: { costOf, isFixed } }: Start, goals: readonly Goal[]): Problem {
  return { state: configuration.state, goals, keep: [], isFixed, costOf };
}

/** The user values of a candidate. */
export function planOf(costs: Costs, { values }: Candidate): Plan {
  const plan = new Map<KconfigSymbol, string>();
  for (const [id, value] of values) {
    const symbol = costs.symbol(id);
    if (symbol !== undefined) plan.set(symbol, value);
  }
  return plan;
}

/**
 * The least change with which all values are there, applied to a copy; null where there is none, or none was found in time.
 */
export function leastChange(given: Configuration, wanted: readonly WantedValue[]): AppliedPlan | null {
  const goals = wanted.map(
    ({ symbol, wanted: value }): Goal => ({
      alternatives: [[{ symbol: symbol.id, relation: 'is', value }]],
      isRequest: true,
    }),
  );
  const start = startOf(given);
  const { configuration, costs } = start;
  const found: AppliedPlan[] = [];
  let least = Number.POSITIVE_INFINITY;
  let refused = 0;
  new Search(problemOf(start, goals), deadline()).run((candidate): Judgement => {
    if (candidate.cost > least) return 'enough';
    const applied = applyPlan(configuration, planOf(costs, candidate));
    if (!wanted.every((one) => hasValue(applied.configuration, one))) {
      refused += 1;
      return refused > maxRefused ? 'enough' : 'not this';
    }
    least = candidate.cost;
    found.push(applied);
    return found.length >= maxEqual ? 'enough' : 'other kind';
  });
  const [best] = found.sort((left, right) => left.effects.length - right.effects.length);
  return best ?? null;
}

/** Changes after which a symbol that is on is off, or the other way round, the cheapest first; each was evaluated. */
export function changesOf(given: Configuration, symbol: KconfigSymbol): AppliedPlan[] {
  if (!isLogical(symbol)) return [];
  const start = startOf(given);
  const { configuration, costs } = start;
  const value = configuration.tristate(symbol) > 0 ? 'n' : 'y';
  const goal: Goal = { alternatives: [[{ symbol: symbol.id, relation: 'is', value }]], isRequest: false };
  const found: AppliedPlan[] = [];
  let least = Number.POSITIVE_INFINITY;
  let refused = 0;
  new Search(problemOf(start, [goal]), deadline()).run((candidate): Judgement => {
    if (candidate.cost > least + tolerance) return 'enough';
    const applied = applyPlan(configuration, planOf(costs, candidate));
    if (!hasValue(applied.configuration, { symbol, wanted: value })) {
      refused += 1;
      return refused > maxRefused ? 'enough' : 'not this';
    }
    least = Math.min(least, candidate.cost);
    found.push(applied);
    return found.length >= maxChanges ? 'enough' : 'other kind';
  });
  return found;
}
