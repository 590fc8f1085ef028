/** What the machine knows of root causes: packages, compilers that take a flag, architectures that have a symbol. */
import type { ByteString } from '../core/bytes.ts';
import { createLineReader } from '../explain/source-lines.ts';
import { RootFinder } from '../explain/roots/find-roots.ts';
import type { Host } from '../host/host.ts';
import { type Configuration, suggestNames } from '../kconfig/index.ts';
import { compilersAtHand, describeTree, type Session, type TreeInsight } from '../kernel/index.ts';
import type { MakeLevel } from '../kernel/levels/top-makefile.ts';
import { listPackages, packageFor } from '../kernel/stops/packages.ts';
import { type CompilerProfile, probeFlag } from '../probe/index.ts';
import type { RootCause, RootTool } from '../results/root-cause.ts';
import { usualTriplets } from '../toolchain/architectures.ts';
import { otherRecords } from './check/toolchain-fix.ts';
import { definedElsewhere } from './mismatch/symbols-below.ts';

/** Compilers of each kind that are named. */
const maxCompilers = 4;

/** A search for root causes over the configuration of a session. */
export function createRootFinder(session: Session, configuration: Configuration, insight: TreeInsight): RootFinder {
  return new RootFinder({ configuration, insight, lineAt: createLineReader(session.workHost, configuration.model) });
}

/** What {@link rootDetails} needs. */
export interface RootDetailOptions {
  readonly session: Session;
  readonly configuration: Configuration;
  /** The make that read the tree last. */
  readonly level: MakeLevel | undefined;
  readonly profile: CompilerProfile | null;
  readonly otherProfiles?: (() => readonly CompilerProfile[]) | undefined;
}

/** A function that adds to a root cause what the machine knows of it; each question is asked once. */
export function rootDetails(options: RootDetailOptions): (root: RootCause) => RootCause {
  const { configuration, level, session } = options;
  const { host } = session;
  const srcarch = describeTree(session, level).srcarch;
  const compilers = new Map<string, readonly string[]>();
  const takers = (flag: string): readonly string[] => {
    let known = compilers.get(flag);
    if (known === undefined) compilers.set(flag, (known = compilersThatTake(flag, options, srcarch)));
    return known;
  };
  return (root) => {
    const { flag, kind, symbol, tool } = root;
    if (kind === 'tool-missing' && tool !== null) return { ...root, tool: withPackage(tool, host) };
    if (kind === 'file-missing') return withHeader(root, host);
    if (kind === 'compiler' && flag !== null) return { ...root, compilers: takers(flag) };
    if (kind !== 'undefined' || symbol === null) return root;
    return withOrigin(root, symbol, configuration, session, srcarch);
  };
}

function withPackage(tool: RootTool, host: Host): RootTool {
  const found = packageFor({ kind: 'program', name: tool.name }, host);
  return found === null ? tool : { ...tool, packages: listPackages(found.names), command: found.command };
}

/** The package of a header that a probe looked for. */
function withHeader(root: RootCause, host: Host): RootCause {
  const name = root.file?.endsWith('.h') === true ? root.file.slice(root.file.lastIndexOf('/') + 1) : undefined;
  const found = name === undefined ? null : packageFor({ kind: 'header', name }, host);
  if (name === undefined || found === null) return root;
  const { command, names } = found;
  return { ...root, tool: { name, found: null, wanted: null, packages: listPackages(names), command } };
}

/** Who has a symbol that this tree does not: another architecture, or a symbol of a name that is near. */
function withOrigin(
  root: RootCause,
  symbol: string,
  { model }: Configuration,
  session: Session,
  srcarch: string | null,
): RootCause {
  const { host, request } = session;
  const elsewhere = definedElsewhere(host, request.treeDirectory, new Set([symbol]), srcarch);
  const architectures = elsewhere.get(symbol) ?? [];
  const [first] = architectures;
  if (first !== undefined) {
    const named = architectures.map(({ directory }) => `ARCH=${directory}`).slice(0, maxCompilers);
    const message = `${symbol} is not in this architecture (${srcarch ?? 'ARCH'})`;
    return { ...root, message, origin: `${named.join(', ')} has it`, location: first.location };
  }
  const near = suggestNames(model, symbol, 2);
  return near.length === 0 ? root : { ...root, origin: `did you mean ${near.join(' or ')}?` };
}

/** Recorded compilers, and those on PATH, that take a flag and can build for the architecture. */
function compilersThatTake(
  flag: ByteString,
  { level, profile, otherProfiles, session }: RootDetailOptions,
  srcarch: string | null,
): string[] {
  const records = otherRecords({ profile, ...(otherProfiles !== undefined && { otherProfiles }) }, srcarch);
  const takes = records.filter((one) => probeFlag({ kind: 'profile', profile: one }, flag).verdict === 'accepted');
  const named = takes.slice(0, maxCompilers).map(({ name }) => `${name} (recorded)`);
  // Under a policy a question of our own would count as one that the tree asked.
  if (session.profile !== null || level === undefined || session.host.policyLog !== null) return named;
  const prefix = level.evaluation.expand('$(CROSS_COMPILE)').trim();
  const { host } = session;
  const [triplet] = usualTriplets(srcarch ?? '');
  const target = triplet === undefined ? [] : [`--target=${triplet}`];
  const isTaken = (cc: readonly ByteString[]): boolean =>
    probeFlag({ kind: 'tool', host, cc }, flag).verdict === 'accepted';
  const onPath = [
    ...compilersAtHand(host, 'gcc', prefix).filter(({ name }) => isTaken([name])),
    ...compilersAtHand(host, 'clang', '').filter(({ name }) => isTaken([name, ...target])),
  ];
  return [...onPath.slice(0, maxCompilers).map(({ name }) => name), ...named];
}
