import type { Cache } from '../../cache/cache.ts';
import { withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Cause } from '../../core/diagnostic.ts';
import { formatLocation } from '../../core/location.ts';
import { DifferenceWalk, lineValue } from '../../explain/difference.ts';
import { asksIdentity, IdentitySymbols } from '../../explain/identity-question.ts';
import { explainStop } from '../../explain/stop.ts';
import type { Host } from '../../host/host.ts';
import { type BuildRequest, describeToolchain, describeTree, eventDiagnostic } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type {
  ComparedStop,
  ComparedSymbol,
  ComparedToolchain,
  DiffToolchainResult,
  IdentityDifference,
} from '../../results/diff-toolchain.ts';
import { policyFindings } from '../policy-findings.ts';
import { compareKconfigProbes, compareMakeProbes, pairShellCalls } from './compared-probes.ts';
import { answersOf, type ComparedSide, readSide } from './compared-side.ts';
import { callsBehind, compareVariables, explainEnvironmentVariable } from './compared-variables.ts';
import { type NamedToolchain, readToolchainWord } from './toolchain-word.ts';

/** What {@link diffToolchains} needs. */
export interface DiffToolchainOptions {
  readonly host: Host;
  /** The tree, the configuration and the make words that are the same for both. */
  readonly request: BuildRequest;
  /** The two words, as typed. */
  readonly a: ByteString;
  readonly b: ByteString;
  /** The record of a name, alias or file; null when there is none. */
  readonly findProfile: (name: ByteString) => CompilerProfile | null;
  /** Answers of programs of earlier runs; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

/** Identity of a stop on both sides: where it stands, else what it says. */
function eventKey(event: MakeEvent, side: ComparedSide): string {
  const { code, line, location } = event;
  return location === null ? side.mask(line) : `${code} ${formatLocation(location)}`;
}

/** What only one side reports: make, and conf where it stops. */
function onlyOn(side: ComparedSide, other: ComparedSide): ComparedStop[] {
  const known = new Set(other.events.map((event) => eventKey(event, other)));
  const stops: ComparedStop[] = [];
  for (const event of side.events) {
    if (known.has(eventKey(event, side))) continue;
    // Where the other one never came, that it has no such stop says nothing.
    if (other.make === null && side.make !== null && !side.tree.events.includes(event)) continue;
    const { causes } = explainStop(event, side.configuration, side.insight);
    const notes = event.afterStop ? ['make stops earlier and does not come this far'] : [];
    stops.push({ side: side.name, diagnostic: { ...eventDiagnostic(event), causes, notes } });
  }
  const reported = new Set(other.confDiagnostics.map((one) => other.mask(one.message)));
  for (const diagnostic of side.confDiagnostics) {
    if (!reported.has(side.mask(diagnostic.message))) stops.push({ side: side.name, diagnostic });
  }
  return stops;
}

interface SymbolComparison {
  readonly different: ComparedSymbol[];
  readonly identity: IdentityDifference[];
  readonly unknown: ComparedSymbol[];
}

/** Symbols whose line in `.config` is not the same. */
function compareSymbols(
  a: ComparedSide,
  b: ComparedSide,
  walk: DifferenceWalk,
  identities: IdentitySymbols,
): SymbolComparison {
  const comparison: SymbolComparison = { different: [], identity: [], unknown: [] };
  if (a.configuration === null || b.configuration === null) return comparison;
  const { symbols } = a.configuration.model;
  const others = b.configuration.model.symbols;
  for (const name of new Set([...symbols.keys(), ...others.keys()])) {
    const [one, other] = [symbols.get(name), others.get(name)];
    const [left, right] = [lineValue(a.configuration, one), lineValue(b.configuration, other)];
    if (left === right) continue;
    if (identities.has(name)) {
      comparison.identity.push({ name, a: left, b: right });
      continue;
    }
    const { causes, isUnknown } = walk.explain(name);
    const type = (one ?? other)?.type ?? 'unknown';
    (isUnknown ? comparison.unknown : comparison.different).push({ symbol: name, type, a: left, b: right, causes });
  }
  comparison.different.sort((one, other) => depthOf(one.causes) - depthOf(other.causes));
  return comparison;
}

/** Symbols between the one that differs and its probe: what comes from a probe itself is reported first. */
function depthOf(causes: readonly Cause[]): number {
  return Math.max(0, ...causes.map((cause) => depthOf(cause.causes) + (cause.kind === 'symbol' ? 1 : 0)));
}

function describe(side: ComparedSide): ComparedToolchain {
  const { configuration, named, session, tree } = side;
  return {
    word: named.word,
    variables: named.variables,
    profile: named.profile?.name ?? null,
    toolchain: describeToolchain(session, tree.toolchain),
    symbols: configuration === null ? null : tree.source.symbols,
  };
}

function newWalk(a: ComparedSide, b: ComparedSide): DifferenceWalk | null {
  if (a.configuration === null || b.configuration === null) return null;
  const makes = a.make === null || b.make === null ? null : { a: a.make.evaluation, b: b.make.evaluation };
  const answers = answersOf(a, b);
  return new DifferenceWalk({
    a: a.configuration,
    b: b.configuration,
    ...answers,
    environment: (name) => (makes === null ? [] : explainEnvironmentVariable(makes.a, makes.b, name, answers)),
  });
}

function notesOf(a: ComparedSide, b: ComparedSide): string[] {
  const notes = [a, b].flatMap(({ named }) => named.note ?? []);
  for (const side of [a, b]) {
    const assumed = side.session.probes.assumed().length;
    if (assumed > 0) notes.push(`${side.name} has no answer to ${assumed} probes; --unknown-probe decided`);
    if (side.configuration === null)
      notes.push(`conf stops with ${side.name}: symbols, variables and what comes after are not compared`);
  }
  return notes;
}

function compare(host: Host, options: DiffToolchainOptions): DiffToolchainResult {
  const { findProfile, request } = options;
  const read = (word: ByteString): NamedToolchain =>
    readToolchainWord(word, { host, findProfile, common: request.variables });
  // Both words are understood before the first compiler is started.
  const named = { a: read(options.a), b: read(options.b) };
  const a = readSide({ host, request, name: 'A', named: named.a });
  const b = readSide({ host, request, name: 'B', named: named.b });
  const walk = newWalk(a, b);
  const pairs = a.make === null || b.make === null ? new Map() : pairShellCalls(a.make, b.make);
  const nothing = { different: [], identity: [], unknown: [] };
  const configurations = [a, b].flatMap(({ configuration }) => configuration ?? []);
  const { make: firstMake } = a;
  const identities = new IdentitySymbols(
    configurations,
    (name) => firstMake !== null && callsBehind(firstMake.evaluation, name).some(asksIdentity),
  );
  const kconfig = compareKconfigProbes({ a, b }, identities);
  const make = compareMakeProbes({ a, b }, pairs);
  const symbols = walk === null ? nothing : compareSymbols(a, b, walk, identities);
  const variables = compareVariables({ a, b, pairs });
  const stops = [...onlyOn(a, b), ...onlyOn(b, a)];
  const probes = [...kconfig.different, ...make.different];
  const unknown = {
    probes: [...kconfig.unknown, ...make.unknown],
    symbols: symbols.unknown,
    variables: variables.unknown,
  };
  const isDifferent = [probes, symbols.different, variables.different, stops].some((list) => list.length > 0);
  const isUnknown = Object.values(unknown).some((list) => list.length > 0);
  return {
    schemaVersion: 1,
    verdict: isDifferent ? 'different' : isUnknown ? 'unknown' : 'same',
    tree: describeTree(a.session, a.make ?? a.tree.levels.at(-1)),
    config: a.tree.source,
    a: describe(a),
    b: describe(b),
    notes: notesOf(a, b),
    probes,
    symbols: symbols.different,
    variables: variables.different,
    stops,
    identity: {
      symbols: symbols.identity,
      variables: variables.identity,
      probes: [...kconfig.identity, ...make.identity],
    },
    unknown,
    diagnostics: policyFindings(host),
  };
}

/**
 * What two toolchains make of the same tree and configuration: which probes they answer differently, what follows
 * in the configuration and the makefiles, and why. Throws UsageError for a word that names no toolchain,
 * HostError for one that is not there.
 */
export function diffToolchains(options: DiffToolchainOptions): DiffToolchainResult {
  return withMemo(options, (memo) => compare(memo.host, options));
}
