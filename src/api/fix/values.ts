/** `kgate fix SYMBOL=VALUE …`: the smallest change with which symbols have values. */
import type { ByteString } from '../../core/bytes.ts';
import type { RootFinder } from '../../explain/roots/find-roots.ts';
import { rootCause } from '../../explain/roots/probe-root.ts';
import { type Configuration, writeConfig } from '../../kconfig/index.ts';
import { configurationOf, type TreeInsight } from '../../kernel/index.ts';
import type { FixAnswer, FixProof, FixResult } from '../../results/fix.ts';
import { Costs } from '../../solve/costs.ts';
import type { Problem } from '../../solve/problem.ts';
import { Search } from '../../solve/search.ts';
import { definedSymbol } from '../asked-symbol.ts';
import { createRootFinder, rootDetails } from '../root-details.ts';
import { answerOf, Judge } from './answers.ts';
import { allowedNames, type Asked, askedValues, hasAskedValue, keptValue, splitWord } from './asked.ts';
import type { FixBase } from './base.ts';
import { endOf, type FixFindings, type FixOptions } from './fix-options.ts';
import { proofOf } from './proof.ts';
import { answerWithNeeds, answerWithWords } from './needs.ts';
import { reasonsOf } from './reasons.ts';

/** Answers where the user does not say how many. */
export const usualAnswers = 3;

/** What {@link findValues} needs. */
export interface ValuesQuestion extends FixOptions {
  readonly base: FixBase;
  readonly insight: TreeInsight;
  readonly words: readonly ByteString[];
}

/** The answers to the question, or why there are none. */
export function findValues(options: ValuesQuestion): FixFindings {
  const { base, words } = options;
  const elsewhere = undefinedHere(options);
  if (elsewhere !== null) return elsewhere;
  const asked = askedValues(base.configuration, words);
  const kept = (options.keep ?? []).map((word) => keptValue(base.configuration, word));
  const requests = [...asked, ...kept].map(({ request }) => request);
  const ended = (verdict: FixResult['verdict'], answers: readonly FixAnswer[], proof: FixProof | null = null) => ({
    requests,
    verdict,
    answers,
    proof,
    notes: [],
    applied: null,
  });
  if (asked.every(({ request }) => request.holds)) return ended('holds', []);
  return searchValues(options, asked, kept, ended);
}

/** The answer of words for make, where one symbol is asked for. */
function ofWords(options: ValuesQuestion, asked: readonly Asked[], finder: RootFinder): FixAnswer | null {
  const [only] = asked;
  if (only === undefined || asked.length > 1) return null;
  const { symbol, wanted } = only;
  return answerWithWords(options, { symbol: symbol.name, wanted }, finder.find(symbol, wanted).roots);
}

/** The proof for a symbol that only other architectures or trees have; null where every symbol is defined, or none has it. */
function undefinedHere(options: ValuesQuestion): FixFindings | null {
  const { base, words } = options;
  const { configuration, session, tree } = base;
  const { model, state } = configuration;
  for (const word of words) {
    const { name, wanted } = splitWord(word);
    if (definedSymbol(model, name, state.prefix) !== undefined) continue;
    const plain = name.startsWith(state.prefix) ? name.slice(state.prefix.length) : name;
    const detail = rootDetails({ ...options, session, configuration, level: tree.levels.at(-1) });
    const message = `${plain} is not in this tree`;
    const root = detail(rootCause({ kind: 'undefined', message, symbol: plain, needed: wanted }));
    if (root.location === null || wanted === 'n') continue;
    const request = { word: `${plain}=${wanted}`, symbol: plain, wanted, value: '', holds: false };
    const elsewhere = words.length === 1 ? answerWithWords(options, { symbol: plain, wanted }, [root]) : null;
    if (elsewhere !== null) {
      return { requests: [request], verdict: 'fixed', answers: [elsewhere], proof: null, notes: [], applied: null };
    }
    const proof = { requests: [request.word], conflicts: [], roots: [root] };
    return { requests: [request], verdict: 'impossible', answers: [], proof, notes: [], applied: null };
  }
  return null;
}

/** Requests as a problem, what changes cost, and the test of a changed configuration. */
export function valuesProblem(
  base: Pick<FixBase, 'asRead' | 'isWritten'>,
  asked: readonly Asked[],
  kept: readonly Asked[] = [],
  allowed: ReadonlySet<ByteString> = new Set(),
): { readonly costs: Costs; readonly holds: (changed: Configuration) => boolean; readonly problem: Problem } {
  const costs = new Costs({ configuration: base.asRead, isWritten: base.isWritten, allowed });
  const all = [...asked, ...kept];
  return {
    costs,
    holds: (changed) => all.every(({ symbol, wanted }) => hasAskedValue(changed, symbol, wanted)),
    problem: {
      state: base.asRead.state,
      goals: asked.map(({ goal }) => goal),
      keep: kept.map(({ goal }) => goal),
      isFixed: costs.isFixed,
      costOf: costs.costOf,
    },
  };
}

function searchValues(
  options: ValuesQuestion,
  asked: readonly Asked[],
  kept: readonly Asked[],
  ended: (verdict: FixResult['verdict'], answers: readonly FixAnswer[], proof?: FixProof | null) => FixFindings,
): FixFindings {
  const { allow = [], base, insight, max = usualAnswers } = options;
  const isStopped = endOf(options);
  const { configuration, session, tree } = base;
  const all = [...asked, ...kept];
  const { costs, holds, problem } = valuesProblem(base, asked, kept, allowedNames(configuration, allow));
  session.host.progress.begin('searching for the smallest change');
  const search = new Search(problem, isStopped);
  const judge = new Judge({ base, costs, holds, max });
  const end = search.run(judge.judge);
  const resolved = configurationOf(tree);
  const finder = createRootFinder(session, resolved, insight);
  if (end.status === 'impossible') {
    const detail = rootDetails({ ...options, session, configuration, level: tree.levels.at(-1) });
    const words = ofWords(options, asked, finder);
    if (words !== null) return ended('fixed', [words]);
    const withNeeds = answerWithNeeds({ base, asked, costs, problem, finder, detail, isStopped });
    if (withNeeds.answer !== null) return ended('fixed', [withNeeds.answer]);
    const { conflict } = withNeeds.end.status === 'impossible' ? withNeeds.end : end;
    return ended('impossible', [], proofOf({ configuration: resolved, costs, asked: all, conflict, finder, detail }));
  }
  const best = judge.best();
  const isPreliminary = end.status === 'stopped';
  const answers = best.map((one) =>
    answerOf(one, base, isPreliminary, reasonsOf(base.asRead, one.applied, asked, finder)),
  );
  const [first] = best;
  if (first === undefined) return ended('undecided', []);
  const applied = { text: writeConfig(first.applied.configuration), path: base.path };
  return { ...ended('fixed', answers), applied };
}
