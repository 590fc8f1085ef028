import { withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath } from '../../host/paths.ts';
import { describeToolchain } from '../../kernel/index.ts';
import { placesBelow } from '../../kernel/objects/build-entry.ts';
import { deviceTreesOf } from '../../kernel/objects/build-cases.ts';
import { DirectoryObjects } from '../../kernel/objects/built-objects.ts';
import { OwnerSearch, type OwnerWay } from '../../kernel/objects/owner-chains.ts';
import type { ObjectKind } from '../../results/objects.ts';
import type { OwnerChain, OwnerResult, WantedSymbol } from '../../results/owner.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
import { type BuildTarget, includedBy, isHeader, pathInTree, readBuildWord } from './build-words.ts';
import { type BuildOptions, type Entered, enterTree, startDescent } from './objects.ts';

/** What {@link findOwner} needs. */
export interface OwnerOptions extends BuildOptions {
  /** A source file, an object, a directory or a device tree, from the top of the tree or absolute; or a module's name. */
  readonly file: ByteString;
  /** Where the user stands; a file that is not found from the top of the tree is looked for from here. */
  readonly startDirectory?: ByteString;
}

const noSuchFile = 'there is no such file in the tree; a build may make it';

/** Chains in a result. */
const maxChains = 6;

/**
 * What must be set for a source file, a module or a directory to be built: every line from the one that names it up to the
 * top of the build, with the symbols it asks for. Throws KgateError when the question cannot be put.
 */
export function findOwner(options: OwnerOptions): OwnerResult {
  return withMemo(options, (memo) => searchOwner(enterTree(options, memo), options));
}

function searchOwner(entered: Entered, options: OwnerOptions): OwnerResult {
  const { entry, session } = entered;
  const { srcarch } = entry.tree;
  const { startDirectory } = options;
  const target = isHeader(options.file)
    ? null
    : readBuildWord(session, options.file, { srcarch, ...(startDirectory !== undefined && { startDirectory }) });
  const path = target?.path ?? pathInTree(session, options.file, startDirectory);
  const file = target?.kind === 'directory' ? `${path}/` : path;
  const notes: string[] = [];
  const exists = session.host.stat(absolutePath(session.request.treeDirectory, file)) !== undefined;
  const result = (
    status: OwnerResult['status'],
    chains: readonly OwnerChain[],
    missing: readonly WantedSymbol[],
  ): OwnerResult => {
    return {
      schemaVersion: 1,
      tree: entry.tree,
      toolchain: describeToolchain(session, entry.toolchain),
      config: entry.config,
      file,
      status,
      chains,
      missing,
      notes,
      diagnostics: probeDiagnostics({ session, toolchain: entry.toolchain, severity: 'error' }),
    };
  };
  if (target === null) {
    if (!exists) notes.push(noSuchFile);
    notes.push(
      file.endsWith('.dtsi')
        ? 'device trees take it in: ask for a .dts file'
        : 'a header is not compiled itself: ask for the source files that include it',
    );
    return result('header', [], []);
  }
  if (!exists && target.kind === 'source') notes.push(noSuchFile);
  if (target.kind === 'device-tree') notes.push('the goal dtbs makes device trees');
  const { ways, built } = searchWays(entered, target);
  const chains = ways
    .map((way): OwnerChain => {
      const kind = built.get(way.object) ?? kindOf(way);
      return { object: way.object, kind, isBuilt: built.has(way.object) && way.isMet, steps: way.steps };
    })
    .sort((left, right) => Number(right.isBuilt) - Number(left.isBuilt) || unmet(left).length - unmet(right).length);
  if (chains.some((chain) => chain.isBuilt))
    return result(
      'built',
      chains.filter((chain) => chain.isBuilt),
      [],
    );
  const directlyBuilt = [...built.keys()][0];
  if (directlyBuilt !== undefined) {
    notes.push(`${directlyBuilt} is built, but no line that names it was found`);
    return result('built', chains.slice(0, maxChains), []);
  }
  if (chains.length > 0) return result('not-built', chains.slice(0, maxChains), unmet(chains[0]!));
  const ownArch = /^arch\/([^/]+)\//.exec(file)?.[1];
  if (ownArch !== undefined && srcarch !== null && ownArch !== srcarch) {
    notes.push(`this build is for ${srcarch}: ask with ARCH=${ownArch}`);
  }
  if (/^(?:scripts|tools)\//.test(file)) {
    notes.push('programs of scripts/ and tools/ are made while the build is prepared, which is not followed');
  }
  const includers = exists ? includedBy(session, file) : [];
  if (includers.length > 0) notes.push(`it is included by ${includers.join(', ')}: ask for that file`);
  else notes.push('no makefile on the way from the top to its directory names it');
  return result('unknown', [], []);
}

/** Ways to any of the objects, and those of them that are built. */
function searchWays(
  entered: Entered,
  target: BuildTarget,
): { readonly ways: OwnerWay[]; readonly built: Map<ByteString, ObjectKind | null> } {
  const { entry, session } = entered;
  const isDirectory = target.kind === 'directory';
  const objects = isDirectory ? [`${target.path}/`] : target.objects;
  const directories = target.directories.filter((at) => !isDirectory || at !== target.path);
  const place = placesBelow(session.request.treeDirectory);
  const descent = startDescent(entered);
  const search = new OwnerSearch(descent, place, new Map(entry.handedDown));
  const built = new Map<ByteString, ObjectKind | null>();
  for (const directory of target.directories) {
    for (const make of entry.makes) search.enter(make, directory, true);
    const trees = deviceTreesOf(directory);
    const start = trees === null ? null : search.makefileOf(trees);
    if (start !== null) search.enter(start.make, directory, true);
  }
  for (const directory of target.directories) {
    const evaluation = search.entered(directory);
    if (evaluation === undefined) continue;
    if (isDirectory && directory === target.path) built.set(objects[0]!, null);
    for (const { name, kind, partOf } of new DirectoryObjects(evaluation, directory, place).list()) {
      for (const made of target.counted === 'source' ? [name] : [name, partOf]) {
        if (made !== null && objects.includes(made) && !built.has(made)) built.set(made, kind);
      }
    }
  }
  const ways = objects.flatMap((object) => search.find(object, directories));
  if (isDirectory || (ways.some((way) => way.isMet) && built.size > 0)) return { ways, built };
  // Named from elsewhere, by a path with `..`: only the whole walk shows it.
  for (const elsewhere of directoriesNaming(entered, objects, built)) {
    for (const make of entry.makes) search.enter(make, elsewhere, true);
    ways.push(...objects.flatMap((object) => search.find(object, [elsewhere])));
  }
  return { ways, built };
}

/** Directories anywhere in the build that build one of the objects. */
function directoriesNaming(
  entered: Entered,
  objects: readonly ByteString[],
  built: Map<ByteString, ObjectKind | null>,
): ByteString[] {
  const { entry, session } = entered;
  const place = placesBelow(session.request.treeDirectory);
  const found: ByteString[] = [];
  const descent = startDescent(entered);
  for (const make of entry.makes) {
    descent.walk(make, null, ({ directory }, evaluation) => {
      // Names of other directories are rare; only those are worth a list.
      const words = evaluation.expand('$(obj-y) $(obj-m) $(real-obj-y) $(real-obj-m) $(lib-y)');
      if (!words.includes('../')) return;
      const own = new DirectoryObjects(evaluation, directory, place).list();
      for (const { name, kind } of own) {
        if (!objects.includes(name)) continue;
        built.set(name, kind);
        if (!found.includes(directory)) found.push(directory);
      }
    });
  }
  return found;
}

function kindOf(way: OwnerWay): ObjectKind | null {
  const last = way.steps.find((step) => /^(?:hostprogs|userprogs|lib|extra|always|obj)/.test(step.text))?.text ?? '';
  if (last.startsWith('hostprogs')) return 'host-program';
  if (last.startsWith('userprogs')) return 'user-program';
  if (last.startsWith('lib')) return 'library';
  if (last.startsWith('extra')) return 'extra';
  if (last.startsWith('always')) return 'always';
  return null;
}

/** Symbols of a chain that are not what they have to be, each once. */
function unmet(chain: OwnerChain): WantedSymbol[] {
  const found = new Map<string, WantedSymbol>();
  for (const step of chain.steps) for (const symbol of step.symbols) if (!symbol.isMet) found.set(symbol.name, symbol);
  return [...found.values()];
}
