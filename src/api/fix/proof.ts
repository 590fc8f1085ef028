/** Why a question has no answer: the smallest part of it that cannot hold, in the words of `kgate why`. */
import type { RootFinder } from '../../explain/roots/find-roots.ts';
import type { Configuration } from '../../kconfig/index.ts';
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
  const conflicts: FixConflict[] = conflict.fixed.map((request) => fixedConflict(request, configuration, costs));
  // With all but one of them applied, what stands against the last one is the contradiction.
  const last = inConflict.at(-1);
  const roots: RootCause[] = [];
  if (last !== undefined) {
    const others = new Map(inConflict.slice(0, -1).map(({ symbol, wanted }) => [symbol, wanted]));
    const changed = others.size === 0 ? configuration : applyPlan(configuration, others).configuration;
    const found = finder.over(changed).find(last.symbol, last.wanted).roots;
    const names = new Set([...others.keys()].map(({ name }) => name));
    const between = found.filter(({ symbol }) => symbol !== null && names.has(symbol));
    for (const root of between.length > 0 ? between : found) {
      const isAsked = root.symbol !== null && names.has(root.symbol);
      roots.push(isAsked ? { ...root, origin: 'asked for', location: null } : detail(root));
    }
  }
  return { requests: inConflict.map(({ request }) => request.word), conflicts, roots };
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
