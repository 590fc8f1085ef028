/** `kgate fix build PATH…`: the smallest change with which files, modules and directories are built. */
import type { ByteString } from '../../core/bytes.ts';
import { type Configuration, isLogical, type KconfigModel, writeConfig } from '../../kconfig/index.ts';
import type { FixAnswer, FixConflict, FixProof, FixResult } from '../../results/fix.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { configurationOf, type TreeInsight } from '../../kernel/index.ts';
import { Costs } from '../../solve/costs.ts';
import type { Atom, Goal } from '../../solve/problem.ts';
import { type Judgement, Search } from '../../solve/search.ts';
import { createRootFinder, rootDetails } from '../root-details.ts';
import { answerOf, type Holding, Judge } from './answers.ts';
import { allowedNames, keptValue, hasAskedValue, type WantedSymbol } from './asked.ts';
import type { FixBase } from './base.ts';
import { type BuildAtom, atomHolds, type BuildWay } from './build-atoms.ts';
import { type BuildGoal, buildGoalsOf } from './build-goal.ts';
import { endOf, type FixFindings, type FixOptions } from './fix-options.ts';
import { type Reason, reasonsOf } from './reasons.ts';
import { usualAnswers } from './values.ts';

/** What {@link findBuildFix} needs. */
export interface BuildQuestion extends FixOptions {
  readonly base: FixBase;
  readonly insight: TreeInsight;
  readonly paths: readonly ByteString[];
  readonly builtin: boolean;
}

/** A thing that is to be built, and what has to hold for it. */
interface AskedBuild {
  readonly word: ByteString;
  readonly build: BuildGoal;
  readonly goal: Goal;
  readonly isBuilt: boolean;
}

/** The answers to the question. Throws UsageError for a word that names nothing that a build makes. */
export function findBuildFix(options: BuildQuestion): FixFindings {
  const { base, builtin, paths, startDirectory } = options;
  const { configuration, tree } = base;
  const builds = buildGoalsOf(tree, configuration);
  const asked = paths.map((word): AskedBuild => {
    const build = builds.goal(word, { builtin, ...(startDirectory !== undefined && { startDirectory }) });
    const alternatives = build.ways.flatMap((way) => atomsIn(way, configuration.model) ?? []);
    return { word, build, goal: { alternatives, isRequest: false }, isBuilt: builds.isBuilt(build, builtin) };
  });
  if (asked.every(({ isBuilt }) => isBuilt)) return answered(asked, 'holds', []);
  const hopeless = asked.filter(({ goal, isBuilt }) => !isBuilt && goal.alternatives.length === 0);
  if (hopeless.length > 0) {
    const isComplete = hopeless.every(({ build }) => build.isComplete);
    const conflicts = hopeless.flatMap(({ build }) =>
      build.notes.map((message) => ({ message, location: null, symbol: null })),
    );
    const proof = { requests: hopeless.map(({ word }) => `build ${word}`), conflicts, roots: [] };
    return answered(asked, isComplete ? 'impossible' : 'undecided', [], isComplete ? proof : null);
  }
  return search(options, asked);
}

function search(options: BuildQuestion, asked: readonly AskedBuild[]): FixFindings {
  const { base, builtin, insight, max = usualAnswers } = options;
  const isStopped = endOf(options);
  const { configuration, isWritten, session, tree } = base;
  const costs = new Costs({
    configuration: base.asRead,
    isWritten,
    allowed: allowedNames(configuration, options.allow ?? []),
  });
  const kept = (options.keep ?? []).map((word) => keptValue(configuration, word));
  let failed: readonly AskedBuild[] = [];
  const holds = (changed: Configuration): boolean => {
    failed = [];
    if (!kept.every(({ symbol, wanted }) => hasAskedValue(changed, symbol, wanted))) return false;
    const builds = buildGoalsOf(tree, changed);
    failed = asked.filter(({ build }) => !builds.isBuilt(build, builtin));
    return failed.length === 0;
  };
  const judge = new Judge({ base, costs, holds, max });
  const found = new Search(
    {
      state: base.asRead.state,
      goals: asked.map(({ goal }) => goal),
      keep: kept.map(({ goal }) => goal),
      isFixed: costs.isFixed,
      costOf: costs.costOf,
    },
    isStopped,
  );
  const end = found.run((candidate): Judgement => {
    const judgement = judge.judge(candidate);
    if (judgement !== 'not this' || failed.length === 0) return judgement;
    return { failed: failed.map(({ goal }) => goal) };
  });
  const finder = createRootFinder(session, configurationOf(tree), insight);
  const best = judge.best();
  const [first] = best;
  if (first === undefined) {
    const isProven = end.status === 'impossible' && asked.every(({ build }) => build.isComplete);
    if (!isProven) return answered(asked, 'undecided', []);
    const detail = rootDetails({ ...options, session, configuration, level: tree.levels.at(-1) });
    const roots = asked.flatMap(({ build }) =>
      rootsOf(build, configuration, (symbol, wanted) => finder.find(symbol, wanted).roots),
    );
    const conflicts: FixConflict[] = asked.flatMap(({ build }) =>
      build.notes.map((message) => ({ message, location: null, symbol: null })),
    );
    const requests = asked.filter(({ isBuilt }) => !isBuilt).map(({ word }) => `build ${word}`);
    return answered(asked, 'impossible', [], { requests, conflicts, roots: roots.map(detail) });
  }
  const answers = best.map((one) => {
    const wanted = asked.flatMap(({ build }) => wantedBy(build, one));
    const reasonOf = reasonsOf(base.asRead, one.applied, wanted, finder);
    return answerOf(one, base, end.status === 'stopped', (symbol): Reason => {
      const reason = reasonOf(symbol);
      const of = asked.find(({ build }) =>
        build.ways.some(({ atoms }) => atoms.some((atom) => atom.symbol === symbol.name)),
      );
      return reason.reason === null && of !== undefined
        ? { reason: `${of.word} is built for it`, location: null }
        : reason;
    });
  });
  const applied = { text: writeConfig(first.applied.configuration), path: base.path };
  return { ...answered(asked, 'fixed', answers), applied };
}

/** A way as atoms of the solver; null where it needs a symbol that the tree does not have. */
function atomsIn({ atoms }: BuildWay, model: KconfigModel): Atom[][] | null {
  const found: Atom[] = [];
  for (const { relation, symbol: name, value } of atoms) {
    const symbol = model.symbols.get(name);
    if (symbol !== undefined && symbol.entries.length > 0) {
      const isUnset = value === '' && isLogical(symbol);
      found.push({ symbol: symbol.id, relation, value: isUnset ? 'n' : value });
    } else if (!atomHolds({ symbol: name, relation, value }, '')) return null;
  }
  return [found];
}

/** Values that the way has which holds with an answer. */
function wantedBy({ ways }: BuildGoal, { applied }: Holding): WantedSymbol[] {
  const { configuration } = applied;
  const { symbols } = configuration.model;
  const valueOf = ({ symbol }: BuildAtom): string => {
    const found = symbols.get(symbol);
    return found === undefined ? '' : configuration.value(found);
  };
  const way = ways.find(({ atoms }) => atoms.every((atom) => atomHolds(atom, valueOf(atom))));
  return (way?.atoms ?? []).flatMap((atom) => {
    const symbol = symbols.get(atom.symbol);
    return symbol === undefined ? [] : [{ symbol, wanted: valueOf(atom) }];
  });
}

/** What stands against the way that lacks least. */
function rootsOf(
  { ways }: BuildGoal,
  { model, value }: Configuration,
  find: (symbol: NonNullable<ReturnType<KconfigModel['symbols']['get']>>, wanted: string) => readonly RootCause[],
): RootCause[] {
  const lacking = ways.map(({ atoms }) =>
    atoms.filter((atom) => {
      const symbol = model.symbols.get(atom.symbol);
      return !atomHolds(atom, symbol === undefined ? '' : value(symbol));
    }),
  );
  const [least = []] = lacking.sort((one, other) => one.length - other.length);
  return least.flatMap(({ relation, symbol: name, value: wanted }) => {
    const symbol = model.symbols.get(name);
    if (symbol === undefined) return [];
    const opposite = wanted === 'n' || wanted === '' ? 'y' : 'n';
    return find(symbol, relation === 'not' ? opposite : wanted === '' ? 'n' : wanted);
  });
}

function answered(
  asked: readonly AskedBuild[],
  verdict: FixResult['verdict'],
  answers: readonly FixAnswer[],
  proof: FixProof | null = null,
): FixFindings {
  const requests = asked.map(({ isBuilt, word }) => ({
    word: `build ${word}`,
    symbol: null,
    wanted: null,
    value: '',
    holds: isBuilt,
  }));
  const notes = asked.flatMap(({ build }) => [
    ...(verdict === 'impossible' ? [] : build.notes),
    ...build.opaque.map((place) => `not followed: ${place}`),
  ]);
  return { requests, verdict, answers, proof, notes, applied: null };
}
