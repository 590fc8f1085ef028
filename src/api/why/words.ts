/** Words for make as an answer to `why`: another toolchain or architecture, tried on a configuration of its own. */
import type { ByteString } from '../../core/bytes.ts';
import type { ConfigChange } from '../../core/diagnostic.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import type { FoundRoots } from '../../explain/roots/find-roots.ts';
import type { Host } from '../../host/host.ts';
import type { Configuration } from '../../kconfig/index.ts';
import {
  type BuildRequest,
  configurationOf,
  configure,
  createInsight,
  crossCompilersAtHand,
  openSession,
} from '../../kernel/index.ts';
import { locateProgram } from '../../probe/index.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { hasValue, leastChange } from '../../solve/least-change.ts';
import { requestWith } from '../mismatch/toolchain-words.ts';
import { createRootFinder } from '../root-details.ts';

/** What words were tried, and what they lead to. */
export interface TriedWords {
  /** `VAR=VALUE`, as they are typed. */
  readonly words: readonly ByteString[];
  /** What the configuration needs in addition to them. */
  readonly changes: readonly ConfigChange[];
  readonly effects: readonly ConfigChange[];
  /** What stands against the value with them. */
  readonly left: FoundRoots;
}

/** Configuration goals that every architecture has. */
const ofAnyArch = /^(?:defconfig|all(?:no|yes|mod|def)config|tinyconfig)$/;

/** Kinds of root causes that another toolchain may remove. */
const ofTools: ReadonlySet<RootCause['kind']> = new Set(['other-compiler', 'compiler', 'probe']);

/** What {@link tryToolWords} and {@link tryArchitectures} need. */
export interface WordsOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly name: ByteString;
  readonly wanted: string;
}

/** Words that choose other tools, where root causes are about tools: the first under which nothing but values is missing. */
export function tryToolWords(options: WordsOptions, roots: readonly RootCause[]): TriedWords | null {
  const { host, request } = options;
  if (!roots.some(({ kind }) => ofTools.has(kind)) || host.policyLog !== null) return null;
  const isGiven = (name: string): boolean => request.variables.some((word) => word.startsWith(`${name}=`));
  const hasClang = locateProgram(host, 'clang', host.env['PATH'] ?? '', host.cwd).kind === 'found';
  const candidates: ByteString[][] = [];
  for (const { origin } of roots) {
    const word = /^make (LLVM_IAS=[01])$/.exec(origin)?.[1];
    if (word !== undefined && isGiven('LLVM')) candidates.push([word]);
  }
  if (hasClang && !isGiven('LLVM')) candidates.push(['LLVM=1']);
  for (const words of candidates) {
    const tried = tryWords(options, words);
    if (tried !== null) return tried;
  }
  return null;
}

/** Words that choose the architecture which has what root causes lack here, where all of them are about that. */
export function tryArchitectures(options: WordsOptions, roots: readonly RootCause[]): TriedWords | null {
  const places = roots.map(({ kind, location }) => (kind === 'undefined' ? (location?.file ?? '') : ''));
  const named = new Set(places.map((file) => /^arch\/([^/]+)\//.exec(file)?.[1] ?? ''));
  const [architecture = ''] = named;
  return named.size === 1 && architecture !== '' ? tryArchWords(options, architecture) : null;
}

/** Words that choose an architecture. */
function tryArchWords(options: WordsOptions, architecture: string): TriedWords | null {
  const { host, request } = options;
  if (host.policyLog !== null) return null;
  const [cross] = crossCompilersAtHand(host, [architecture]);
  const words = [`ARCH=${architecture}`, ...(cross === undefined ? [] : [`CROSS_COMPILE=${cross.prefix}`])];
  // A configuration of this architecture says nothing about another one.
  const own = { ...request, configFile: null, objectDirectory: null, defconfig: request.defconfig ?? 'defconfig' };
  return tryWords(
    { ...options, request: { ...own, defconfig: ofAnyArch.test(own.defconfig) ? own.defconfig : 'defconfig' } },
    words,
  );
}

/** The configuration with words, and what leads to the value there; null where it is not reached. */
function tryWords({ host, name, request, wanted }: WordsOptions, words: readonly ByteString[]): TriedWords | null {
  try {
    const session = openSession({ host, request: requestWith(request, words), profile: null });
    const tree = configure(session);
    if (tree.run === null) return null;
    const configuration: Configuration = configurationOf(tree);
    const symbol = configuration.model.symbols.get(name);
    if (symbol === undefined || symbol.entries.length === 0) return null;
    const goal = { symbol, wanted };
    const nothing = { words, changes: [], effects: [], left: { roots: [], keys: [], values: new Map() } };
    if (hasValue(configuration, goal)) return nothing;
    const finder = createRootFinder(session, configuration, createInsight(session, tree.levels.at(-1)));
    const left = finder.find(symbol, wanted);
    const found = leastChange(configuration, [goal]);
    return found === null ? null : { words, changes: found.changes, effects: found.effects, left };
  } catch (error) {
    passTroubleOn(error);
    if (error instanceof KgateError) return null;
    throw error;
  }
}
