import type { Cache } from '../../cache/cache.ts';
import { withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { DeadRoots } from '../../explain/dead/dead-roots.ts';
import { createLineReader } from '../../explain/source-lines.ts';
import type { Host } from '../../host/host.ts';
import { type Configuration, type KconfigSymbol, promptsOf } from '../../kconfig/index.ts';
import {
  type BuildRequest,
  type ConfiguredTree,
  configurationOf,
  configure,
  createInsight,
  describeToolchain,
  describeTree,
  openSession,
  type Session,
  type SessionOptions,
} from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { DeadCount, DeadKind, DeadQuestion, DeadReason, DeadResult } from '../../results/dead.ts';
import { outsideSymbols } from '../../solve/dead/outside.ts';
import { Possibilities } from '../../solve/dead/possibilities.ts';
import { Witnesses, witnessWith } from '../../solve/dead/witnesses.ts';
import { definedSymbol, unknownSymbol } from '../asked-symbol.ts';
import { policyFindings } from '../policy-findings.ts';
import { unansweredProbes } from '../probe-diagnostics.ts';
import { type Candidate, candidatesOf, choiceCandidates, hasEffect, isCounted } from './candidates.ts';
import { causeDetails } from './cause-details.ts';
import { type DeadItem, Findings } from './findings.ts';

/** Configurations that show little before no more are made, and how many candidates one has to show. */
const maxCredit = 24;
const usualGain = 1;

/** What {@link findDead} needs. */
export interface DeadOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  readonly otherProfiles?: () => readonly CompilerProfile[];
  /** Symbols that are asked about, with or without `CONFIG_`; all when empty. */
  readonly words: readonly ByteString[];
  /** What earlier runs left; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

/**
 * What no configuration of the architecture can turn on, off or show, with the proof in root causes. The SAT solver has to be
 * loaded (`loadSatSolver`). Throws UsageError `kernel/unknown-symbol`, and `kernel/config-failed` where conf or make stops
 * before there is a tree.
 */
export function findDead(options: DeadOptions): DeadResult {
  const { request, words } = options;
  return withMemo(options, (memo) => {
    const key = { words: ['dead', words, request] };
    return memo.remember('results', key, () => findOn({ ...options, host: memo.host, models: memo }));
  });
}

function findOn(options: DeadOptions & Pick<SessionOptions, 'models'>): DeadResult {
  const session = openSession(options);
  const tree = configure(session);
  const configuration = configurationOf(tree);
  const asked = askedSymbols(configuration, options.words);
  const { model, state } = configuration;
  const possibilities = new Possibilities(state.flat, outsideSymbols(model), session.host.progress);
  try {
    const { formula } = possibilities;
    const symbols = asked.length > 0 ? asked : model.symbols.values();
    const candidates = candidatesOf(model, formula, symbols);
    if (asked.length === 0) candidates.push(...choiceCandidates(model, formula));
    const survey = asked.length > 0 ? null : new Survey(configuration, possibilities, candidates);
    const witnesses = survey === null ? null : new Witnesses(configuration, survey.look);
    const rest = decide(possibilities, candidates, survey);
    const findings = collect(options, { session, tree, configuration, possibilities, witnesses }, rest);
    return {
      schemaVersion: 1,
      tree: describeTree(session, tree.levels.at(-1)),
      toolchain: describeToolchain(session, tree.toolchain),
      config: tree.source,
      asked: asked.map((symbol) => verdictOf(symbol, findings, formula.free.has(symbol.id))),
      symbols: countSymbols(model.symbols.values(), model.choices.length),
      counts: countsOf(findings),
      ...findings.result(),
      free: [...formula.free].map(([id, reason]) => ({ symbol: state.flat.symbolNames[id] ?? '', reason })),
      diagnostics: [...unansweredProbes({ ...tree, severity: 'warning' }), ...policyFindings(session.host)],
    };
  } finally {
    possibilities.dispose();
  }
}

function askedSymbols({ model, state }: Configuration, words: readonly ByteString[]): KconfigSymbol[] {
  return words.map((word) => {
    const symbol = definedSymbol(model, word, state.prefix);
    if (symbol === undefined) throw unknownSymbol(model, word);
    return symbol;
  });
}

interface Context {
  readonly session: Session;
  readonly tree: ConfiguredTree;
  readonly configuration: Configuration;
  readonly possibilities: Possibilities;
  readonly witnesses: Witnesses | null;
}

/** Notes what is alive in configurations of many kinds: most of all that is. */
class Survey {
  private left: readonly Candidate[];
  private readonly configuration: Configuration;
  private readonly possibilities: Possibilities;
  private readonly symbols = new Map<number, KconfigSymbol>();
  /** Falls with each configuration that shows little; at 0 only the solver is asked. */
  private credit = maxCredit;

  constructor(configuration: Configuration, possibilities: Possibilities, candidates: readonly Candidate[]) {
    this.configuration = configuration;
    this.possibilities = possibilities;
    this.left = candidates;
    for (const symbol of configuration.model.symbols.values()) this.symbols.set(symbol.id, symbol);
  }

  /** Takes what has an effect in a configuration off the list; gives their number. */
  readonly look = (made: Configuration): number => {
    const before = this.left.length;
    this.left = this.left.filter((candidate) => {
      if (!hasEffect(candidate, made)) return true;
      this.possibilities.note(candidate.literal);
      return false;
    });
    return before - this.left.length;
  };

  /** A model of the solver is the way to a board or a processor: all that is possible with it is looked at. */
  readonly follow = (picked: readonly number[]): void => {
    if (this.credit <= 0) return;
    const members = picked.flatMap((id) => this.symbols.get(id) ?? []);
    const gained = this.look(witnessWith(this.configuration, members));
    this.credit = Math.min(maxCredit, this.credit + (gained >= usualGain ? 1 : -1));
  };
}

/** The candidates that are worth a question: all of a symbol that can be on, and that it never is. */
function decide(possibilities: Possibilities, candidates: readonly Candidate[], survey: Survey | null): Candidate[] {
  const find = (some: readonly Candidate[]): void =>
    possibilities.find(
      some.map(({ literal }) => literal),
      survey?.follow,
    );
  find(candidates.filter(({ kind }) => kind === 'never-on'));
  const dead = new Set<KconfigSymbol>();
  for (const { kind, literal, symbol } of candidates) {
    if (kind === 'never-on' && symbol !== null && possibilities.of(literal) !== 'possible') dead.add(symbol);
  }
  const rest = candidates.filter(({ kind, symbol }) => kind === 'never-on' || symbol === null || !dead.has(symbol));
  find(rest);
  return rest;
}

/** The candidates that are dead, with their root causes. */
function collect(options: DeadOptions, context: Context, candidates: readonly Candidate[]): Findings {
  const { configuration, possibilities, session, tree, witnesses } = context;
  const insight = createInsight(session, tree.levels.at(-1));
  const lineAt = createLineReader(session.workHost, configuration.model);
  const of = { configuration, insight, lineAt, possibilities, witnesses };
  const roots = { tree: new DeadRoots(of, false), tools: new DeadRoots(of, true) };
  const items: DeadItem[] = [];
  const hidden = new Set<Candidate['choice']>();
  for (const candidate of candidates) {
    const { choice, kind, literal, property, symbol } = candidate;
    const found = possibilities.of(literal);
    if (found === 'possible' || found === 'unknown') continue;
    const because: DeadReason = found === 'impossible' ? 'tree' : 'tools';
    if (kind === 'hidden-choice') hidden.add(choice);
    const finder = roots[because];
    const about = symbol ?? choice?.symbol ?? null;
    if (about === null) continue;
    if (kind === 'always-on') items.push({ ...candidate, because, ways: [finder.alwaysOn(about)] });
    else if (kind === 'never-on') items.push({ ...candidate, because, ways: finder.neverOn(about) });
    else if (property !== null && (kind === 'hidden-prompt' || kind === 'hidden-choice')) {
      items.push({ ...candidate, because, ways: finder.neverVisible(about, property) });
    } else if (property !== null) items.push({ ...candidate, because, ways: finder.neverApplies(about, property) });
  }
  // The prompts in a choice that is never shown are said with it.
  const shown = items.filter(({ kind, symbol }) => kind !== 'hidden-prompt' || !hidden.has(symbol?.choice ?? null));
  const detail = causeDetails(
    { ...options, session, configuration, level: tree.levels.at(-1) },
    options.words.length > 0,
  );
  return new Findings(shown, detail);
}

function verdictOf(symbol: KconfigSymbol, { findings }: Findings, isFree: boolean): DeadQuestion {
  const about = findings.flatMap((one, at) => (one.symbol === symbol.name ? [at] : []));
  const isDead = about.some((at) => findings[at]?.kind === 'never-on' || findings[at]?.kind === 'always-on');
  return { symbol: symbol.name, verdict: isDead ? 'dead' : isFree ? 'undecided' : 'alive', findings: about };
}

function countSymbols(symbols: Iterable<KconfigSymbol>, choices: number): DeadResult['symbols'] {
  const counted = [...symbols].filter(isCounted);
  const withPrompt = counted.filter((symbol) => promptsOf(symbol).length > 0).length;
  return { all: counted.length, withPrompt, choices };
}

const kinds: readonly DeadKind[] = [
  'never-on',
  'always-on',
  'hidden-prompt',
  'hidden-choice',
  'idle-default',
  'idle-select',
];

function countsOf({ findings }: Findings): DeadCount[] {
  return kinds.flatMap((kind) =>
    (['tree', 'tools'] as const).flatMap((because) => {
      const of = findings.filter((one) => one.kind === kind && one.because === because);
      const withPrompt = of.filter(({ prompt }) => prompt !== null).length;
      return of.length === 0 ? [] : [{ kind, because, number: of.length, withPrompt }];
    }),
  );
}
