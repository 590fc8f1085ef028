import type { Cache } from '../../cache/cache.ts';
import { withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Cause } from '../../core/diagnostic.ts';
import { KgateError, UsageError, passTroubleOn } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { graphOf } from '../../explain/graph.ts';
import { rootCause } from '../../explain/roots/probe-root.ts';
import type { FoundRoots } from '../../explain/roots/find-roots.ts';
import { createLineReader } from '../../explain/source-lines.ts';
import { definitionCondition, explainFully } from '../../explain/symbol.ts';
import type { Host } from '../../host/host.ts';
import {
  type Configuration,
  clausesOf,
  isLogical,
  isPrompt,
  type KconfigSymbol,
  type Property,
  promptsOf,
  suggestNames,
  symbolsIn,
  visibleClausesOf,
} from '../../kconfig/index.ts';
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
import type { OwnerResult } from '../../results/owner.ts';
import type { RootCause } from '../../results/root-cause.ts';
import type { MissingSymbol, WhyResult } from '../../results/why.ts';
import { writtenValue } from '../../solve/apply.ts';
import { leastChange } from '../../solve/least-change.ts';
import type { Plan } from '../../solve/plan.ts';
import { otherCompiler } from '../check/other-compiler.ts';
import { configPath } from '../config/config-path.ts';
import { sourcePlaces, toSources } from '../config/merged-text.ts';
import { policyFindings } from '../policy-findings.ts';
import { findOwner } from '../objects/owner.ts';
import { unansweredProbes } from '../probe-diagnostics.ts';
import { createRootFinder, rootDetails } from '../root-details.ts';
import { namedSymbols } from './question.ts';
import { type TriedWords, tryArchitectures, tryToolWords } from './words.ts';

/** What {@link explainWhy} needs. */
export interface WhyOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** Recorded compilers that may be named as ones that take a flag; asked only where one is refused. */
  readonly otherProfiles?: () => readonly CompilerProfile[];
  /** `SYMBOL` or `SYMBOL=VALUE`, with or without `CONFIG_`. */
  readonly question: ByteString;
  /** What earlier runs left; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

const levels: ReadonlyMap<string, 0 | 1 | 2> = new Map([
  ['n', 0],
  ['m', 1],
  ['y', 2],
]);

function currentValue(configuration: Configuration, symbol: KconfigSymbol): string {
  const value = writtenValue(configuration, symbol);
  return value === '' && isLogical(symbol) ? 'n' : value;
}

/** Symbols that must rise before `symbol` can, dependencies before dependents; what holds already is passed over. */
function missingOnTheWay(before: Configuration, after: Configuration, symbol: KconfigSymbol): MissingSymbol[] {
  const missing: MissingSymbol[] = [];
  const seen = new Set<KconfigSymbol>();
  const visit = (at: KconfigSymbol): void => {
    if (seen.has(at)) return;
    seen.add(at);
    const from = currentValue(before, at);
    const to = currentValue(after, at);
    if (at !== symbol && (from === to || before.tristate(at) >= after.tristate(at))) return;
    for (const entry of at.entries) {
      for (const clause of clausesOf(entry)) for (const inner of symbolsIn(clause.expr)) visit(inner);
    }
    for (const prompt of promptsOf(at)) for (const inner of symbolsIn(prompt.condition)) visit(inner);
    if (at !== symbol)
      missing.push({ symbol: at.name, value: from, needed: to, location: at.entries[0]?.location ?? null });
  };
  visit(symbol);
  return missing;
}

/** What has to be set once nothing else stands against it. */
function planned(configuration: Configuration, plan: Plan): MissingSymbol[] {
  return [...plan].map(([symbol, needed]) => ({
    symbol: symbol.name,
    value: currentValue(configuration, symbol),
    needed,
    location: symbol.entries[0]?.location ?? null,
  }));
}

/** Condition lines of a symbol's definitions, and those that hold. */
function countConditions(configuration: Configuration, symbol: KconfigSymbol): WhyResult['conditions'] {
  const clauses = symbol.entries.flatMap((entry) => [...clausesOf(entry), ...visibleClausesOf(entry)]);
  const met = clauses.filter(({ expr }) => configuration.evalExpr(expr) > 0);
  return { all: clauses.length, met: met.length };
}

function definitionPrompt(properties: readonly Property[]): string | null {
  return properties.find(isPrompt)?.text ?? null;
}

/**
 * Why a symbol has its value, or not the one asked for. Throws UsageError `kernel/unknown-symbol`
 * with the nearest names, `kernel/config-failed` when conf would stop.
 */
export function explainWhy(options: WhyOptions): WhyResult {
  const { host, question, request } = options;
  return withMemo(options, (memo) => {
    const key = { words: ['why', question, request], byContent: configPath(host, request) };
    return memo.remember('results', key, () => explainOn({ ...options, host: memo.host, models: memo }));
  });
}

/** The answer about a symbol that only other architectures have; null where none has it. */
function explainUndefined(
  options: WhyOptions,
  asked: {
    readonly session: Session;
    readonly tree: ConfiguredTree;
    readonly configuration: Configuration;
    readonly name: ByteString;
    readonly wanted: string | null;
  },
): WhyResult | null {
  const { profile } = options;
  const { configuration, name, session, tree, wanted } = asked;
  const level = tree.levels.at(-1);
  const detail = rootDetails({ session, configuration, level, profile });
  const message = `${name} is not in this tree`;
  const root = detail(rootCause({ kind: 'undefined', message, symbol: name, needed: wanted ?? 'y' }));
  if (root.location === null) return null;
  const goal = wanted ?? 'y';
  const question = { host: session.host, request: options.request, name, wanted: goal };
  const tried = profile === null && goal !== 'n' ? tryArchitectures(question, [root]) : null;
  return {
    schemaVersion: 1,
    tree: describeTree(session, level),
    toolchain: describeToolchain(session, tree.toolchain),
    config: tree.source,
    symbol: name,
    readAs: null,
    type: 'unknown',
    value: '',
    wanted,
    holds: wanted === 'n',
    definitions: [],
    roots: [root],
    conditions: { all: 0, met: 0 },
    causes: [],
    graph: graphOf(name, []),
    missing: [],
    fix: tried && { words: tried.words, changes: tried.changes, effects: tried.effects },
    diagnostics: policyFindings(session.host),
  };
}

/** The root causes, those that other tools remove as one. */
function withoutSolved(found: FoundRoots | null, tried: TriedWords | null, compiler: string | null): RootCause[] {
  if (found === null || tried === null) return [...(found?.roots ?? [])];
  const left = new Set(tried.left.keys);
  const solved = found.roots.filter((_, at) => !left.has(found.keys[at] ?? ''));
  const [first] = solved;
  // Only a set of tools removes many root causes at once.
  if (first === undefined || !tried.words.includes('LLVM=1')) return [...found.roots];
  const uses = compiler === null ? '' : `; this build uses ${compiler}`;
  const message = `it takes clang and LLVM's tools${uses}`;
  const one: RootCause = { ...first, kind: 'other-compiler', message, origin: '', words: [], flag: null };
  return [one, ...found.roots.filter((root) => !solved.includes(root))];
}

/** Puts lines of the fragments in place of those of the text that they were merged into. */
function sourcesOf({ asked, merged }: ConfiguredTree): {
  readonly place: (location: Location | null) => Location | null;
  readonly causes: (causes: readonly Cause[]) => readonly Cause[];
} {
  if (merged === null) return { place: (location) => location, causes: (causes) => causes };
  const text = { ...merged, sources: asked };
  const replace = toSources(text);
  return { place: sourcePlaces(text), causes: (causes) => causes.map(replace) };
}

/** Who compiles a source file; null where the question cannot be put. */
function ownerOf(file: ByteString, { host, profile, request }: WhyOptions): OwnerResult | null {
  try {
    return findOwner({ host, request, profile, file });
  } catch (error) {
    passTroubleOn(error);
    if (error instanceof KgateError) return null;
    throw error;
  }
}

function explainOn(options: WhyOptions & Pick<SessionOptions, 'models'>): WhyResult {
  const [left = '', ...rest] = options.question.split('=');
  const typed = rest.length === 0 ? null : rest.join('=');
  const wanted = typed === null ? null : typed.replace(/^"(.*)"$/s, '$1');
  const session = openSession(options);
  const tree = configure(session);
  const configuration = configurationOf(tree);
  const insight = createInsight(session, tree.levels.at(-1));
  const { prefix } = configuration.state;
  const [named, ...others] = namedSymbols(left, {
    host: session.host,
    treeDirectory: session.request.treeDirectory,
    model: configuration.model,
    prefix,
    ownerOf: (file) => ownerOf(file, options),
  });
  const name = named?.name ?? (left.startsWith(prefix) ? left.slice(prefix.length) : left);
  const symbol = configuration.model.symbols.get(name);
  if (symbol === undefined || symbol.entries.length === 0) {
    const elsewhere = explainUndefined(options, { session, tree, configuration, name, wanted });
    if (elsewhere !== null) return elsewhere;
    const near = suggestNames(configuration.model, name, 3);
    const mention = symbol === undefined ? '' : ' (it is mentioned, but no file that was read defines it)';
    throw new UsageError('kernel/unknown-symbol', `${name}: no such symbol in this tree${mention}`, {
      ...(near.length > 0 && { hint: `did you mean ${near.join(', ')}?` }),
    });
  }
  const facts = configuration.facts(symbol);
  if (wanted !== null && isLogical(symbol) && !levels.has(wanted)) {
    throw new UsageError(
      'kernel/bad-value',
      `${wanted}: ${name} is ${symbol.type}; its values are ${symbol.type === 'bool' ? 'y and n' : 'y, m and n'}`,
    );
  }
  const form = symbol.type === 'int' ? /^-?\d+$/ : symbol.type === 'hex' ? /^(?:0[xX])?[0-9a-fA-F]+$/ : null;
  if (wanted !== null && form?.test(wanted) === false) {
    throw new UsageError('kernel/bad-value', `${wanted}: ${name} is ${symbol.type}; its value is a number`);
  }
  const value = currentValue(configuration, symbol);
  const holds = wanted === null || value === wanted;
  const level = tree.levels.at(-1);
  // Without a value the question is what keeps an option off, or what gives it another value.
  const goal = wanted ?? (isLogical(symbol) && value === 'n' ? 'y' : null);
  const finder = createRootFinder(session, configuration, insight);
  const found = goal === null || value === goal ? null : finder.find(symbol, goal);
  const detail = rootDetails({ ...options, session, configuration, level });
  const applied = goal === null || found === null ? null : leastChange(configuration, [{ symbol, wanted: goal }]);
  const inSources = sourcesOf(tree);
  const lineAt = createLineReader(session.workHost, configuration.model);
  const causes = inSources.causes(explainFully(configuration, symbol, insight, lineAt));
  const roots = (found?.roots ?? []).map((one) => {
    const root = detail(one);
    return { ...root, location: inSources.place(root.location) };
  });
  const tried =
    goal === null || found === null || applied !== null || options.profile !== null
      ? null
      : (tryToolWords({ ...options, name, wanted: goal }, found.roots) ??
        tryArchitectures({ ...options, name, wanted: goal }, roots));
  return {
    schemaVersion: 1,
    tree: describeTree(session, tree.levels.at(-1)),
    toolchain: describeToolchain(session, tree.toolchain),
    config: tree.source,
    symbol: name,
    readAs:
      named === undefined || named.how === ''
        ? null
        : { word: left, how: named.how, location: named.location, others: others.map((other) => other.name) },
    type: facts.type,
    value,
    wanted,
    holds,
    definitions: symbol.entries.map((entry) => ({
      location: entry.location,
      prompt: definitionPrompt(entry.properties),
      condition: definitionCondition(entry),
    })),
    roots: withoutSolved(found === null ? null : { ...found, roots }, tried, tree.toolchain?.name ?? null),
    conditions: countConditions(configuration, symbol),
    causes,
    graph: graphOf(name, causes),
    missing:
      applied === null
        ? planned(configuration, found?.values ?? new Map())
        : missingOnTheWay(configuration, applied.configuration, symbol),
    fix:
      applied === null
        ? tried && { words: tried.words, changes: tried.changes, effects: tried.effects }
        : { words: [], changes: applied.changes, effects: applied.effects },
    diagnostics: [
      ...unansweredProbes({ ...tree, severity: 'warning' }),
      ...otherCompiler({ ...options, tree, configuration, insight, levels: tree.levels, isWhole: false }),
      ...policyFindings(session.host),
    ],
  };
}
