/** Why a question has no answer: the smallest part of it that cannot hold, in the words of `kgate why`. */
import type { RootFinder } from '../../explain/roots/find-roots.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import type { FixConflict, FixProof } from '../../results/fix.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { applyPlan } from '../../solve/apply.ts';
import type { Costs } from '../../solve/costs.ts';
import type { SoftRequest } from '../../solve/formula/requests.ts';
import type { Conflict } from '../../solve/search.ts';
import type { Asked } from './asked.ts';

/** What {@link proofOf} needs. */
export interface ProofOptions {
  readonly configuration: Configuration;
  readonly costs: Costs;
  /** Requests and what is kept, together. */
  readonly asked: readonly Asked[];
  readonly conflict: Conflict;
  readonly finder: RootFinder;
  /** Adds what the machine knows of a root cause. */
  readonly detail: (root: RootCause) => RootCause;
}

/** The proof that a search ended with. */
export function proofOf({ asked, configuration, conflict, costs, detail, finder }: ProofOptions): FixProof {
  const goals = new Set([...conflict.goals, ...conflict.keep]);
  const inConflict = asked.filter(({ goal }) => goals.has(goal));
  const conflicts = conflict.fixed.map((request) => fixedConflict(request, configuration, costs));
  const roots = contradiction(inConflict, configuration, finder).map(({ isAsked, root }) =>
    isAsked ? { ...root, origin: 'asked for', location: null } : detail(root),
  );
  if (roots.length === 0 && conflicts.length === 0) {
    for (const { symbol } of inConflict) conflicts.push(definitionOf(symbol));
  }
  return { requests: inConflict.map(({ request }) => request.word), conflicts, roots };
}

/** A root cause; `isAsked` where it is another one of the requests. */
interface Opposed {
  readonly root: RootCause;
  readonly isAsked: boolean;
}

/**
 * With all requests but one applied, what stands against that one is the contradiction: the one for which it is another
 * request, else the last one for which there is something.
 */
function contradiction(requests: readonly Asked[], configuration: Configuration, finder: RootFinder): Opposed[] {
  let found: Opposed[] = [];
  for (const one of requests) {
    const others = new Map(requests.filter((other) => other !== one).map(({ symbol, wanted }) => [symbol, wanted]));
    const changed = others.size === 0 ? configuration : applyPlan(configuration, others).configuration;
    const names = new Set([...others.keys()].map(({ name }) => name));
    const { roots } = finder.over(changed).find(one.symbol, one.wanted);
    const opposed = roots.map((root): Opposed => ({ root, isAsked: root.symbol !== null && names.has(root.symbol) }));
    const between = opposed.filter(({ isAsked }) => isAsked);
    if (between.length > 0) return between;
    if (opposed.length > 0) found = opposed;
  }
  return found;
}

/** Where no root cause was found: what says which values there are. */
function definitionOf({ entries, name }: KconfigSymbol): FixConflict {
  const location = entries[0]?.location ?? null;
  return { message: `no values of other symbols give ${name} what is asked for`, location, symbol: name };
}

/** What the machine is stays. */
function fixedConflict({ choice, symbol }: SoftRequest, configuration: Configuration, costs: Costs): FixConflict {
  if (choice >= 0) {
    const entry = configuration.model.choices[choice];
    const prompt = entry?.prompt?.text ?? 'a choice';
    const chosen = entry === undefined ? null : configuration.chosen(entry);
    const at = chosen === null ? 'as it is' : `at ${chosen.name}`;
    const message = `"${prompt}" stays ${at}: it says what the machine is (--allow lifts it)`;
    return { message, location: entry?.location ?? null, symbol: chosen?.name ?? null };
  }
  const found = costs.symbol(symbol);
  const name = found?.name ?? '';
  const value = found === undefined ? '' : configuration.value(found);
  const message = `${name} stays ${value}: it says what the machine is (--allow ${name} lifts it)`;
  return { message, location: found?.entries[0]?.location ?? null, symbol: name };
}
