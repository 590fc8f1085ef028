/** Answers that need more than the configuration: another tool or compiler, and values with it. */
import type { ByteString } from '../../core/bytes.ts';
import type { ConfigChange } from '../../core/diagnostic.ts';
import type { RootFinder } from '../../explain/roots/find-roots.ts';
import type { FixAnswer, FixNeed } from '../../results/fix.ts';
import type { RootCause, RootKind } from '../../results/root-cause.ts';
import { applyPlan } from '../../solve/apply.ts';
import { factSymbols } from '../../solve/facts.ts';
import { type Candidate, Search, type SearchEnd } from '../../solve/search.ts';
import { answerOf } from './answers.ts';
import { type Asked, hasAskedValue } from './asked.ts';
import { tryArchitectures, tryToolWords } from '../why/words.ts';
import type { FixBase } from './base.ts';
import type { FixOptions } from './fix-options.ts';
import { reasonsOf } from './reasons.ts';
import { type Costs, isOpening } from '../../solve/costs.ts';
import { planOf } from '../../solve/least-change.ts';
import type { Problem } from '../../solve/problem.ts';

/** Root causes that are outside the configuration, and that something at hand can change. */
const outside: ReadonlySet<RootKind> = new Set([
  'compiler',
  'other-compiler',
  'tool-missing',
  'tool-old',
  'file-missing',
  'probe',
]);

/** Candidates that are looked at. */
const maxCandidates = 3;

/** What {@link answerWithNeeds} needs. */
export interface NeedsOptions {
  readonly base: FixBase;
  readonly asked: readonly Asked[];
  readonly costs: Costs;
  readonly problem: Problem;
  readonly finder: RootFinder;
  readonly detail: (root: RootCause) => RootCause;
  readonly isStopped: () => boolean;
}

/**
 * The smallest change of the configuration after which only tools, compilers and files stand against the request; null where
 * something else does, and how the search ended: a contradiction that is left has no tool in it. It is not tested: what other tools would answer is not known.
 */
export function answerWithNeeds(options: NeedsOptions): { readonly answer: FixAnswer | null; readonly end: SearchEnd } {
  const { base, isStopped, problem } = options;
  const { model } = base.configuration;
  let answer: FixAnswer | null = null;
  let left = maxCandidates;
  const search = new Search({ ...problem, facts: factSymbols(model) }, isStopped);
  const end = search.run((candidate) => {
    answer = tryCandidate(options, candidate);
    left -= 1;
    return answer !== null || left <= 0 ? 'enough' : 'other kind';
  });
  return { answer, end };
}

function tryCandidate({ asked, base, costs, detail, finder }: NeedsOptions, candidate: Candidate): FixAnswer | null {
  if (candidate.facts.size === 0) return null;
  const plan = planOf(costs, candidate);
  const applied = applyPlan(base.asRead, plan);
  const needs = new Map<string, FixNeed>();
  for (const { symbol, wanted } of asked) {
    if (hasAskedValue(applied.configuration, symbol, wanted)) continue;
    const { keys, roots } = finder.over(applied.configuration).find(symbol, wanted);
    for (const [at, root] of roots.entries()) {
      if (!outside.has(root.kind)) return null;
      needs.set(keys[at] ?? root.message, { message: needOf(root), root: detail(root) });
    }
  }
  if (needs.size === 0) return null;
  const answer = answerOf({ applied, candidate }, base, false, reasonsOf(base.asRead, applied, asked, finder));
  // The values that have to be written; what they become here is another thing.
  const written = new Map([...plan].map(([symbol, value]) => [symbol.name, value]));
  const to = <Change extends ConfigChange>(change: Change): Change => ({
    ...change,
    to: written.get(change.symbol) ?? change.to,
  });
  return {
    ...answer,
    requested: answer.requested.map(to),
    changes: answer.changes.map(to),
    needs: [...needs.values()],
    effects: [],
    lost: [],
    verified: false,
  };
}

/** What is needed, in a few words. */
function needOf({ flag, file, kind, message, tool }: RootCause): string {
  if (tool !== null) return tool.wanted === null ? tool.name : `${tool.name} >= ${tool.wanted}`;
  if (flag !== null) return `a compiler that takes ${flag}`;
  if (file !== null) return file;
  return kind === 'other-compiler' ? `other tools: ${message}` : `another answer: ${message}`;
}

/**
 * The answer for one symbol that words for make lead to, other tools or another architecture, tried on a configuration of its
 * own; null where none do.
 */
export function answerWithWords(
  options: Pick<FixOptions, 'host' | 'request' | 'profile'>,
  { symbol: name, wanted }: { readonly symbol: ByteString; readonly wanted: string },
  roots: readonly RootCause[],
): FixAnswer | null {
  const [first] = roots;
  if (options.profile !== null || first === undefined) return null;
  const question = { host: options.host, request: options.request, name, wanted };
  const tried = tryToolWords(question, roots) ?? tryArchitectures(question, roots);
  if (tried === null) return null;
  const isRequested = ({ symbol }: ConfigChange): boolean => symbol === name;
  const changes = tried.changes.filter((change) => !isRequested(change));
  return {
    requested: tried.changes.filter(isRequested),
    changes: changes.map((change) => ({ ...change, reason: null, location: null })),
    needs: [{ message: tried.words.join(' '), root: first }],
    effects: tried.effects,
    lost: [],
    taints: changes.map(({ symbol }) => symbol).filter(isOpening),
    verified: true,
    isPreliminary: false,
  };
}
