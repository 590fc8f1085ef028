/** `kgate fix SYMBOL=VALUE …`: the smallest change with which symbols have values. */
import type { ByteString } from '../../core/bytes.ts';
import { type Configuration, writeConfig } from '../../kconfig/index.ts';
import type { TreeInsight } from '../../kernel/index.ts';
import type { FixAnswer, FixProof, FixResult } from '../../results/fix.ts';
import { Costs } from '../../solve/costs.ts';
import { Search } from '../../solve/search.ts';
import { createRootFinder, rootDetails } from '../root-details.ts';
import { answerOf, Judge } from './answers.ts';
import { allowedNames, type Asked, askedValues, hasAskedValue, keptValue } from './asked.ts';
import type { FixBase } from './base.ts';
import type { FixFindings, FixOptions } from './fix.ts';
import { proofOf } from './proof.ts';
import { reasonsOf } from './reasons.ts';

/** Answers where the user does not say how many. */
const usualAnswers = 3;

/** What {@link findValues} needs. */
export interface ValuesQuestion extends FixOptions {
  readonly base: FixBase;
  readonly insight: TreeInsight;
  readonly words: readonly ByteString[];
}

/** The answers to the question, or why there are none. */
export function findValues(options: ValuesQuestion): FixFindings {
  const { base, words } = options;
  const asked = askedValues(base.configuration, words);
  const kept = (options.keep ?? []).map((word) => keptValue(base.configuration, word));
  const requests = [...asked, ...kept].map(({ request }) => request);
  const ended = (verdict: FixResult['verdict'], answers: readonly FixAnswer[], proof: FixProof | null = null) => ({
    requests,
    verdict,
    answers,
    proof,
    applied: null,
  });
  if (asked.every(({ request }) => request.holds)) return ended('holds', []);
  return searchValues(options, asked, kept, ended);
}

function searchValues(
  options: ValuesQuestion,
  asked: readonly Asked[],
  kept: readonly Asked[],
  ended: (verdict: FixResult['verdict'], answers: readonly FixAnswer[], proof?: FixProof | null) => FixFindings,
): FixFindings {
  const { allow = [], base, insight, isStopped = () => false, max = usualAnswers } = options;
  const { configuration, isWritten, session, tree } = base;
  const allowed = allowedNames(configuration, allow);
  const costs = new Costs({ configuration, isWritten, allowed });
  const all = [...asked, ...kept];
  const holds = (changed: Configuration): boolean =>
    all.every(({ symbol, wanted }) => hasAskedValue(changed, symbol, wanted));
  const search = new Search(
    {
      state: configuration.state,
      goals: asked.map(({ goal }) => goal),
      keep: kept.map(({ goal }) => goal),
      isFixed: costs.isFixed,
      costOf: costs.costOf,
    },
    isStopped,
  );
  const judge = new Judge({ base, costs, holds, max });
  const end = search.run(judge.judge);
  const finder = createRootFinder(session, configuration, insight);
  if (end.status === 'impossible') {
    const detail = rootDetails({ ...options, session, configuration, level: tree.levels.at(-1) });
    return ended(
      'impossible',
      [],
      proofOf({ configuration, costs, asked: all, conflict: end.conflict, finder, detail }),
    );
  }
  const best = judge.best();
  const isPreliminary = end.status === 'stopped';
  const answers = best.map((one) =>
    answerOf(one, base, isPreliminary, reasonsOf(configuration, one.applied, asked, finder)),
  );
  const [first] = best;
  if (first === undefined) return ended('undecided', []);
  const applied = { text: writeConfig(first.applied.configuration), path: base.path };
  return { ...ended('fixed', answers), applied };
}
