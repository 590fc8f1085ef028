import { withMemo } from '../../cache/memo.ts';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import { describeToolchain, type Session } from '../../kernel/index.ts';
import { placesBelow } from '../../kernel/objects/build-entry.ts';
import { DirectoryObjects } from '../../kernel/objects/built-objects.ts';
import { OwnerSearch, type OwnerWay } from '../../kernel/objects/owner-chains.ts';
import type { ObjectKind } from '../../results/objects.ts';
import type { OwnerChain, OwnerResult, WantedSymbol } from '../../results/owner.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
import { type BuildOptions, type Entered, enterTree, startDescent } from './objects.ts';

/** What {@link findOwner} needs. */
export interface OwnerOptions extends BuildOptions {
  /** A source file, from the top of the tree or absolute. */
  readonly file: ByteString;
  /** Where the user stands; a file that is not found from the top of the tree is looked for from here. */
  readonly startDirectory?: ByteString;
}

/** Chains in a result. */
const maxChains = 6;

/** Suffixes of sources and what kbuild makes of them. Source: rules of scripts/Makefile.build. */
const sourceSuffixes: readonly (readonly [suffix: RegExp, made: readonly string[]])[] = [
  [/\.lds\.S$/, ['.lds']],
  [/\.(?:c|S|rs)$/, ['.o']],
  [/\.(?:cc|cpp)$/, ['.o']],
  [/\.dts$/, ['.dtb']],
  [/\.dtso$/, ['.dtbo']],
  [/\.asn1$/, ['.asn1.o']],
  [/\.[ly]$/, ['.tab.o', '.lex.o', '.o']],
];

const headerSuffix = /\.(?:h|hh|hpp|inc)$/;

/**
 * What must be set for a source file to be compiled: every line from the one that names its object up to the
 * top of the build, with the symbols it asks for. Throws KgateError when the question cannot be put.
 */
export function findOwner(options: OwnerOptions): OwnerResult {
  return withMemo(options, (memo) => searchOwner(enterTree(options, memo), options));
}

function searchOwner(entered: Entered, options: OwnerOptions): OwnerResult {
  const { entry, session } = entered;
  const file = fileInTree(session, options);
  const notes: string[] = [];
  const exists = session.host.stat(absolutePath(session.request.treeDirectory, file))?.kind === 'file';
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
  if (!exists) notes.push('there is no such file in the tree; a build may make it');
  if (headerSuffix.test(file)) {
    notes.push('a header is not compiled itself: ask for the source files that include it');
    return result('header', [], []);
  }
  const made = sourceSuffixes.find(([suffix]) => suffix.test(file));
  if (made === undefined) {
    throw new UsageError('usage/no-source', `${file}: no source file that kbuild compiles`, {
      hint: 'name a .c, .S or .rs file, from the top of the tree',
    });
  }
  const objects = made[1].flatMap((suffix) => {
    const stem = file.replace(made[0], suffix);
    // A host program is named without suffix.
    return suffix === '.o' ? [stem, stem.slice(0, -2)] : [stem];
  });
  const { ways, built } = searchWays(entered, objects);
  const chains = ways
    .map((way): OwnerChain => {
      const kind = built.get(way.object) ?? null;
      return { object: way.object, kind: kind ?? kindOf(way), isBuilt: kind !== null && way.isMet, steps: way.steps };
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
  if (made[1][0] === '.dtb' || made[1][0] === '.dtbo')
    notes.push('device trees are made by the goal dtbs, which is not followed');
  const { srcarch } = entry.tree;
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

/** The file from the top of the tree. */
function fileInTree(session: Session, { file, startDirectory }: OwnerOptions): ByteString {
  const { treeDirectory } = session.request;
  const tree = normalPath(treeDirectory, '.');
  const fromTop = normalPath(tree, file);
  const fromUser = startDirectory === undefined ? fromTop : normalPath(startDirectory, file);
  const isThere = (path: ByteString): boolean => path.startsWith(`${tree}/`) && session.host.stat(path) !== undefined;
  const path = !isThere(fromTop) && isThere(fromUser) ? fromUser : fromTop;
  if (!path.startsWith(`${tree}/`)) {
    throw new UsageError('usage/not-in-tree', `${file}: not below ${session.request.treeName}`, {
      hint: 'name a file from the top of the tree',
    });
  }
  return path.slice(tree.length + 1);
}

/** Ways to any of the objects, and those of them that are built. */
function searchWays(
  entered: Entered,
  objects: readonly ByteString[],
): { readonly ways: OwnerWay[]; readonly built: Map<ByteString, ObjectKind> } {
  const { entry, session } = entered;
  const place = placesBelow(session.request.treeDirectory);
  const descent = startDescent(entered);
  const handedDown = new Map(entry.handedDown);
  const search = new OwnerSearch(descent, place, handedDown);
  const own = parentPath(`/${objects[0] ?? ''}`).slice(1) || '.';
  for (const make of entry.makes) search.enter(make, own, true);
  const built = new Map<ByteString, ObjectKind>();
  const look = (directory: ByteString): void => {
    const evaluation = search.entered(directory);
    if (evaluation === undefined) return;
    for (const { name, kind } of new DirectoryObjects(evaluation, directory, place).list()) {
      if (objects.includes(name) && !built.has(name)) built.set(name, kind);
    }
  };
  const directories: ByteString[] = [];
  for (let at = own; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '.') {
    directories.push(at);
    look(at);
    if (at === '.') break;
  }
  const ways = objects.flatMap((object) => search.find(object, directories));
  if (ways.some((way) => way.isMet) && built.size > 0) return { ways, built };
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
  built: Map<ByteString, ObjectKind>,
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

/** Sources next to a file that include it. */
function includedBy(session: Session, file: ByteString): ByteString[] {
  const directory = parentPath(`/${file}`).slice(1);
  const base = file.slice(file.lastIndexOf('/') + 1);
  const from = absolutePath(session.request.treeDirectory, directory === '' ? '.' : directory);
  const pattern = new RegExp(
    `^[ \\t]*#[ \\t]*include[ \\t]+"(?:[^"\\n]*/)?${base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"`,
    'm',
  );
  const found: ByteString[] = [];
  for (const name of session.host.readDirectory(from) ?? []) {
    if (name === base || !/\.(?:c|h|S)$/.test(name) || found.length >= 5) continue;
    let text: ByteString | undefined;
    try {
      text = session.host.readFile(`${from}/${name}`);
    } catch {
      continue;
    }
    if (text !== undefined && pattern.test(text)) found.push(directory === '' ? name : `${directory}/${name}`);
  }
  return found;
}
