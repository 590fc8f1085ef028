/** Why a question has no answer: the smallest part of it that cannot hold, in the words of `kgate why`. */
import type { RootFinder } from '../../explain/roots/find-roots.ts';
import { formatLocation } from '../../core/location.ts';
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
    roots.push(...finder.over(changed).find(last.symbol, last.wanted).roots.map(detail));
    for (const root of roots) {
      const step = root.via.at(-1);
      if (step === undefined || inConflict.length < 2) continue;
      conflicts.push({ message: `${step.symbol}: ${step.text}`, location: step.location, symbol: step.symbol });
    }
  }
  const distinct = new Map(
    conflicts.map((one) => [`${one.message}\0${one.location === null ? '' : formatLocation(one.location)}`, one]),
  );
  return { requests: inConflict.map(({ request }) => request.word), conflicts: [...distinct.values()], roots };
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
