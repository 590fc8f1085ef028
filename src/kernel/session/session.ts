/** The first phase of every question: a tree is opened, and nothing is read or asked yet. */

import { type Memo, withoutMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { createRepeatHost, namesScratch } from '../../host/layers/repeat-host.ts';
import { type OverlayHolder, showOverlay } from '../../host/layers/overlay-host.ts';
import type { Dialect } from '../../kconfig/index.ts';
import type { CompilerProfile, Place, ShellWitness } from '../../probe/index.ts';
import { type BuildRequest, type ResolvedRequest, resolveRequest } from '../levels/build-request.ts';
import { dialectOf } from '../levels/generation.ts';
import { makeVersionOf } from '../levels/make-version.ts';
import type { MakeRun } from '../levels/top-makefile.ts';
import { createWorkHost } from '../levels/work-host.ts';
import { FlagTrials } from '../stops/compile-flags.ts';
import { createProbeAnswers, type ProbeAnswers } from './probe-answers.ts';

/** What {@link openSession} needs. */
export interface SessionOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  /** A recorded compiler that replaces the machine's; null asks the machine. */
  readonly profile: CompilerProfile | null;
  /** What earlier runs left; its host replaces `host`. Absent, or with a profile: nothing is taken over. */
  readonly memo?: Memo;
  /**
   * What earlier runs left of Kconfig trees, where `memo` takes nothing over: a tree with where everything in it comes from.
   * Its host is `host`. Absent, or with a profile: every tree is parsed.
   */
  readonly models?: Memo | undefined;
  /** A directory without makefiles will do: conf is then run on its top Kconfig file. */
  readonly allowsPlain?: boolean;
  /** A compiler that is not there does not end the question: the caller reports it. */
  readonly allowsMissingCompiler?: boolean;
  /** Watches what real programs answer; `places` are the tree's directories. */
  readonly witness?: (places: readonly Place[]) => ShellWitness;
}

/** One tree, one set of words, one toolchain. Only the files of a running goal and the record of probes change. */
export interface Session {
  readonly request: ResolvedRequest;
  /** The machine. */
  readonly host: Host;
  /** The machine with the object directory, which is in memory where it does not exist yet. */
  readonly base: Host;
  /** The same with the files that the goal writes that was run last. */
  readonly workHost: Host;
  readonly workFiles: OverlayHolder;
  /** The recorded compiler; null for the machine's. */
  readonly profile: CompilerProfile | null;
  /** What earlier runs left, and this one leaves. */
  readonly memo: Memo;
  /** See {@link SessionOptions.models}; null where every tree is parsed. */
  readonly models: Memo | null;
  /** Rules of the tree's conf. */
  readonly dialect: Dialect;
  /** Answers `$(shell …)`, and keeps what was asked. */
  readonly probes: ProbeAnswers;
  /** Whether compilers and linkers take their flags. */
  readonly flagTrials: FlagTrials;
  /** The machine for questions to compilers that walks of one build have in common. */
  readonly compilers: Host;
  readonly makeVersion: MakeRun['makeVersion'];
  /** Name of the configuration file, from conf's directory. */
  readonly configName: ByteString;
  readonly allowsMissingCompiler: boolean;
}

/** Opens a tree. Throws UsageError for a request that cannot be served. */
export function openSession(options: SessionOptions): Session {
  const { allowsMissingCompiler = false, allowsPlain = false, profile } = options;
  const memo = (profile === null ? options.memo : undefined) ?? withoutMemo(options.host);
  const { host } = memo;
  const request = resolveRequest(host, options.request, allowsPlain);
  const base = withObjectTree(host, request);
  const workFiles: OverlayHolder = { overlay: new Overlay(base) };
  const workHost = createWorkHost(base, host, workFiles);
  const places = placesOf(request);
  const witness = options.witness?.(places);
  const probes = createProbeAnswers(workHost, host, profile, { places, ...(witness !== undefined && { witness }) });
  const { announceShell: announce, tryOut } = probes;
  const place = { cwd: request.treeDirectory, env: host.env };
  return {
    request,
    host,
    base,
    workHost,
    workFiles,
    profile,
    memo,
    models: profile === null ? (options.models ?? null) : null,
    dialect: dialectOf(host, request),
    probes,
    flagTrials: new FlagTrials({ tryOut, place, ...(announce !== undefined && { announce }) }),
    compilers: createRepeatHost(host, namesScratch(host)),
    makeVersion: makeVersionOf(host, request.makeVersion ?? null),
    configName: configName(host, request),
    allowsMissingCompiler,
  };
}

/** Directories that commands of this build name, with marks that replace them in every build. */
function placesOf({ treeDirectory, objectTree, isOutOfTree }: ResolvedRequest): Place[] {
  const tree: Place = [treeDirectory, '<srctree>'];
  return isOutOfTree ? [tree, [objectTree, '<objtree>']] : [tree];
}

/** An object directory that does not exist yet is made to exist, in memory, as make would make it. */
function withObjectTree(host: Host, request: ResolvedRequest): Host {
  if (!request.isOutOfTree || host.stat(request.objectTree) !== undefined) return host;
  const overlay = new Overlay(host, { mtimeMs: Date.now() });
  overlay.makeDirectories(`${request.objectTree}/include/config`);
  return showOverlay(host, { overlay });
}

/** Name of the configuration file: KCONFIG_CONFIG as a make word, else of the environment, else `.config`. */
export function configName(host: Host, request: ResolvedRequest): ByteString {
  const prefix = 'KCONFIG_CONFIG=';
  const word = request.variables.findLast((candidate) => candidate.startsWith(prefix));
  return word?.slice(prefix.length) ?? host.env['KCONFIG_CONFIG'] ?? '.config';
}
