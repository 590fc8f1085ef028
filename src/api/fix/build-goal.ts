/**
 * Which values of symbols make a file, a module or a directory be built: a goal for the search, and whether a given
 * configuration reaches it by the real walk.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Configuration, KconfigModel } from '../../kconfig/index.ts';
import { type ConfiguredTree, openBuild, readTop } from '../../kernel/index.ts';
import { BuildCases, deviceTreesOf, directoriesAbove } from '../../kernel/objects/build-cases.ts';
import { enterBuild, placesBelow } from '../../kernel/objects/build-entry.ts';
import { DirectoryObjects } from '../../kernel/objects/built-objects.ts';
import { type Descent, wordOf } from '../../kernel/objects/descend.ts';
import { findMakefiles } from '../../kernel/objects/find-makefiles.ts';
import { OwnerSearch, type OwnerWay } from '../../kernel/objects/owner-chains.ts';
import type { SymbolTypes } from '../../kernel/objects/symbol-values.ts';
import { formatLocation } from '../../core/location.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import type { ObjectKind } from '../../results/objects.ts';
import { atomHolds, atomsOf, type BuildWay, isPartOf, keyOf, valuesIn } from './build-atoms.ts';
import { type BuildTarget, includedBy, readBuildWord } from '../objects/build-words.ts';
import { type Entered, startDescent } from '../objects/objects.ts';

/** What has to hold for something to be built. */
export interface BuildGoal {
  readonly target: BuildTarget;
  /** Any of them will do, those with fewest atoms first; one without atoms always holds, none at all: no line names it. */
  readonly ways: readonly BuildWay[];
  /**
   * True where no other values build it, as far as makefiles of the directories on the way go; false where something is
   * opaque, there are too many ways to list, or no line names it.
   */
  readonly isComplete: boolean;
  /** Conditions and names that follow from more than symbols, each with its place; they count as they are now. */
  readonly opaque: readonly string[];
  /** What the user should know, in sentences of the tool. */
  readonly notes: readonly string[];
  /** Directories that name the target; the check looks there. */
  readonly directories: readonly ByteString[];
}

/** Choices of {@link BuildGoals.goal}. */
export interface BuildGoalOptions {
  /** Only what is linked into the kernel or the program counts. */
  readonly builtin?: boolean;
  readonly startDirectory?: ByteString;
}

interface FoundWays {
  readonly ways: readonly BuildWay[];
  readonly objects: readonly ByteString[];
  readonly directories: readonly ByteString[];
  readonly isCut: boolean;
}

/** Ways listed, and objects of a directory looked at. */
const maxWays = 256;
const maxListed = 600;

/** Symbols named that the tree does not have. */
const maxAbsent = 5;

/** Types of a model's symbols. */
export function typesOf(model: KconfigModel): SymbolTypes {
  return (name) => {
    const symbol = model.symbols.get(name);
    if (symbol === undefined || symbol.entries.length === 0 || symbol.type === 'unknown') return undefined;
    return symbol.type;
  };
}

/** Questions about what one build makes; makefiles are read once for all of them. */
export class BuildGoals {
  private readonly entered: Entered;
  private readonly types: SymbolTypes;
  private readonly descent: Descent;
  private readonly search: OwnerSearch;
  private readonly cases: BuildCases;

  constructor(entered: Entered, types: SymbolTypes) {
    const { entry, session } = entered;
    this.entered = entered;
    this.types = types;
    const place = placesBelow(session.request.treeDirectory);
    const descent = startDescent(entered);
    this.descent = descent;
    this.search = new OwnerSearch(descent, place, new Map(entry.handedDown));
    this.cases = new BuildCases({
      search: this.search,
      types,
      quotesTexts: session.dialect.writing.autoConfQuotes,
      valueOf: valuesIn(entry.texts.autoConf),
      makes: entry.makes,
      top: () => {
        const { evaluation, cwd } = readTop(openBuild(session, entry.texts, entry.directory, entry.before)).working;
        return { evaluation, readFile: (name) => descent.readFile(absolutePath(cwd, name)) };
      },
    });
  }

  /**
   * What has to hold for a word's thing to be built. Throws UsageError `usage/no-source`, `usage/header` or
   * `usage/not-in-tree` for a word that names nothing that a build makes.
   */
  goal(word: ByteString, { builtin = false, startDirectory }: BuildGoalOptions = {}): BuildGoal {
    const { entry, session } = this.entered;
    const { srcarch } = entry.tree;
    const target = readBuildWord(session, word, { srcarch, ...(startDirectory !== undefined && { startDirectory }) });
    return this.goalOf(target, builtin);
  }

  /** The same for a word that was read. */
  goalOf(target: BuildTarget, builtin: boolean): BuildGoal {
    this.enter(target.directories[0] ?? '.');
    this.cases.algebra.isCut = false;
    const { value, opaque } = this.cases.log.watch(() => this.findWays(target, builtin));
    const { ways, objects, directories } = value;
    const isCut = this.cases.algebra.isCut || value.isCut || objects.length >= maxListed;
    return {
      target,
      ways,
      isComplete: !isCut && opaque.length === 0 && (ways.length > 0 || this.linesNaming(target).length > 0),
      opaque,
      notes: this.notesOn(target, ways, builtin),
      directories,
    };
  }

  private findWays(target: BuildTarget, builtin: boolean): FoundWays {
    const objects = target.kind === 'directory' ? this.objectsBelow(target.path) : target.objects;
    let directories: readonly ByteString[] = target.directories;
    let ways = objects.flatMap((object) => this.waysOf(object, target, directories, builtin));
    if (ways.length === 0 && target.kind !== 'directory') {
      const elsewhere = this.directoriesNaming(objects).filter((one) => !directories.includes(one));
      ways = objects.flatMap((object) => this.waysOf(object, target, elsewhere, builtin));
      directories = [...directories, ...elsewhere];
    }
    const unique = [...new Map(ways.map((way) => [keyOf(way.atoms), way])).values()];
    unique.sort((one, other) => one.atoms.length - other.atoms.length);
    const nearest = unique.length > maxWays ? this.nearest(unique) : unique;
    // What one condition alone brings needs no second one.
    const least = nearest.filter((way, index) => !nearest.slice(0, index).some((one) => isPartOf(one, way)));
    return { ways: least, objects, directories, isCut: nearest.length < unique.length };
  }

  /** Those ways that lack least, as many as are listed. */
  private nearest(ways: readonly BuildWay[]): BuildWay[] {
    const value = valuesIn(this.entered.entry.texts.autoConf);
    const lacking = new Map(
      ways.map((way) => [way, way.atoms.filter((atom) => !atomHolds(atom, value(`CONFIG_${atom.symbol}`))).length]),
    );
    return [...ways].sort((one, other) => lacking.get(one)! - lacking.get(other)!).slice(0, maxWays);
  }

  /** Whether the walk through this configuration's build makes it; with `builtin`, as a part of the kernel. */
  isBuilt(goal: BuildGoal, builtin = false): boolean {
    return this.builtObjects(goal, builtin).length > 0;
  }

  /** The objects of a goal that are built. */
  builtObjects({ target, directories }: BuildGoal, builtin = false): ByteString[] {
    const below = target.kind === 'directory' ? new Set(this.objectsBelow(target.path)) : null;
    const places = below === null ? directories : [...new Set([...below].map(parentOf)), ...directories];
    const found = new Set<ByteString>();
    for (const directory of places) {
      this.enter(directory);
      const opened = this.search.makefileOf(directory);
      if (opened === null || !opened.isEntered) continue;
      const needBuiltin = wordOf(opened.make, 'need-builtin');
      const place = placesBelow(this.entered.session.request.treeDirectory);
      for (const { name, kind, partOf } of new DirectoryObjects(opened.evaluation, directory, place).list()) {
        if (!this.counts(kind, needBuiltin !== '', target, builtin)) continue;
        for (const made of target.counted === 'source' ? [name] : [name, partOf]) {
          if (made === null) continue;
          if (target.counted === 'whole' && made === name && partOf !== null) continue;
          if (below === null ? target.objects.includes(made) : below.has(made)) found.add(made);
        }
      }
    }
    return [...found];
  }

  private counts(kind: ObjectKind, isBuiltIn: boolean, target: BuildTarget, builtin: boolean): boolean {
    // A module is listed as what is linked, and by its parts.
    if (kind === 'module') return !builtin && target.counted !== 'source';
    if (kind === 'module-part') return !builtin;
    // A directory that only modules lead to makes nothing of what obj-y lists.
    if (kind === 'built-in') return isBuiltIn && (builtin || !target.isModuleFile);
    return target.counted !== 'whole' && (isBuiltIn || !builtin);
  }

  private waysOf(
    object: ByteString,
    target: BuildTarget,
    directories: readonly ByteString[],
    builtin: boolean,
  ): BuildWay[] {
    const { algebra } = this.cases;
    const own = target.kind === 'directory' ? [parentOf(object), ...directoriesAbove(parentOf(object))] : directories;
    const found = this.cases.object(object, target.counted, own);
    const further = builtin ? [found.otherBuiltIn] : [found.module, found.other];
    // The many ways of a directory are sifted later.
    let cases =
      target.kind === 'directory'
        ? [found.builtIn, ...further].flat()
        : further.reduce((all, one) => algebra.or(all, one), found.builtIn);
    // An object of both lists is built in, and there is no module.
    if (target.isModuleFile && !builtin) cases = algebra.and(found.module, algebra.not(found.builtIn));
    return cases.flatMap(atomsOf).map((atoms) => ({ atoms, object }));
  }

  /** What a directory's own makefile lists; where that is only directories, what those list. */
  private objectsBelow(directory: ByteString): ByteString[] {
    const found: ByteString[] = [];
    const seen = new Set<ByteString>();
    let level: ByteString[] = [directory];
    while (found.length === 0 && level.length > 0 && seen.size < maxListed) {
      const next: ByteString[] = [];
      for (const at of level) {
        if (seen.has(at)) continue;
        seen.add(at);
        this.enter(at);
        const lists = this.cases.lists(at);
        for (const name of lists?.listed() ?? []) {
          if (!name.startsWith(`${at}/`)) continue;
          if (name.endsWith('/')) next.push(name.slice(0, -1));
          else if (/\.(?:o|dtbo?)$/.test(name) && found.length < maxListed) found.push(name);
        }
      }
      level = next;
    }
    return found.length > 0 ? found : this.namedElsewhere(directory);
  }

  /** Objects of a directory that makefiles of others list. */
  private namedElsewhere(directory: ByteString): ByteString[] {
    for (const above of [...directoriesAbove(directory), ...this.includersAround(directory)]) {
      const lists = this.cases.lists(above);
      if (lists === null) continue;
      const named = [...lists.listed(true)].filter((name) => name.startsWith(`${directory}/`) && name.endsWith('.o'));
      if (named.length > 0) return named.slice(0, maxListed);
    }
    return [];
  }

  /** Directories anywhere whose makefiles name an object by its file name, or take in one that does. */
  private directoriesNaming(objects: readonly ByteString[]): ByteString[] {
    const { entry, session } = this.entered;
    const { host, request } = session;
    const bases = objects
      .map((object) => object.slice(object.lastIndexOf('/') + 1))
      .filter((name) => name.includes('.'));
    const tree = { host, treeDirectory: request.treeDirectory, srcarch: entry.tree.srcarch };
    const namesOne = (text: ByteString): boolean => bases.some((base) => text.includes(base));
    const naming = findMakefiles(tree, namesOne);
    const parts = naming.map(({ file }) => nameOf(file)).filter((name) => !/^(?:Makefile|Kbuild)$/.test(name));
    const includers =
      parts.length === 0 ? [] : findMakefiles(tree, (text) => parts.some((part) => text.includes(part)));
    const found = [...naming, ...includers].map(({ directory }) => (directory === '' ? '.' : directory));
    const around = objects.slice(0, 1).flatMap((object) => this.includersAround(parentOf(object)));
    return [...new Set([...around, ...found])].slice(0, maxListed);
  }

  /** Directories next to those above one whose makefiles take in the makefiles there: drivers/gpu/drm/amd/amdgpu. */
  private includersAround(directory: ByteString): ByteString[] {
    const { host, request } = this.entered.session;
    const chain = [directory, ...directoriesAbove(directory)].filter((above) => above !== '.');
    const found: ByteString[] = [];
    for (const above of chain.slice(1)) {
      for (const name of host.readDirectory(`${request.treeDirectory}/${above}`) ?? []) {
        const next = `${above}/${name}`;
        if (name.includes('.') || chain.includes(next)) continue;
        const text = this.textOf(`${next}/Makefile`) ?? this.textOf(`${next}/Kbuild`);
        if (text === undefined || !/^[ \t]*-?include[ \t]/m.test(text)) continue;
        const files = this.cases.lists(next)?.makefile.files ?? [];
        if (files.some((file) => chain.includes(parentOf(this.inTree(file))))) found.push(next);
      }
    }
    return found;
  }

  private textOf(file: ByteString): ByteString | undefined {
    return this.descent.readFile(`${this.entered.session.request.treeDirectory}/${file}`);
  }

  private inTree(file: ByteString): ByteString {
    const { treeDirectory } = this.entered.session.request;
    const full = normalPath(treeDirectory, file);
    return full.startsWith(`${treeDirectory}/`) ? full.slice(treeDirectory.length + 1) : file;
  }

  private enter(directory: ByteString): void {
    for (const make of this.entered.entry.makes) this.search.enter(make, directory, true);
    const trees = deviceTreesOf(directory);
    const start = trees === null ? null : this.search.makefileOf(trees);
    if (start !== null) this.search.enter(start.make, directory, true);
  }

  /** Why no configuration builds something: symbols that the tree does not have, or no line that names it. */
  private whyNone(target: BuildTarget): string[] {
    const ways = this.linesNaming(target);
    const absent = new Map<ByteString, string>();
    for (const { location, symbols } of ways.flatMap(({ steps }) => steps)) {
      const missing = symbols.find(
        ({ name, isMet }) => !isMet && this.types(name.replace(/^CONFIG_/, '')) === undefined,
      );
      if (missing === undefined || location === null) continue;
      absent.set(
        missing.name,
        `${formatLocation(location)} asks for ${missing.name}, which this tree does not have here`,
      );
    }
    if (absent.size > 0) return [...absent.values()].slice(0, maxAbsent);
    const { session } = this.entered;
    const includers = target.kind === 'source' ? includedBy(session, target.path) : [];
    if (includers.length > 0) return [`it is included by ${includers.join(', ')}: ask for that file`];
    return [`no makefile that a build with any configuration reads names ${target.word}`];
  }

  /** Chains of lines that name something, whatever they ask for. */
  private linesNaming({ kind, path, objects, directories }: BuildTarget): OwnerWay[] {
    const names = kind === 'directory' ? [`${path}/`] : objects;
    const above = directories.filter((directory) => directory !== path);
    return names.flatMap((name) => this.search.find(name, above));
  }

  private notesOn(target: BuildTarget, ways: readonly BuildWay[], builtin: boolean): string[] {
    const notes: string[] = [];
    if (target.kind === 'device-tree') notes.push('the goal dtbs makes device trees');
    if (target.isModuleFile && ways.length === 0 && !builtin) {
      const isInKernel = target.objects.some((object) => {
        return this.cases.object(object, 'whole', target.directories).builtIn.length > 0;
      });
      if (isInKernel) notes.push(`${target.word} is never a module: its object can only be built in`);
    }
    const ownArch = /^arch\/([^/]+)\//.exec(target.path)?.[1];
    const { srcarch } = this.entered.entry.tree;
    if (ownArch !== undefined && srcarch !== null && ownArch !== srcarch) {
      notes.push(`this build is for ${srcarch}: ask with ARCH=${ownArch}`);
    }
    if (ways.length === 0 && /(?:^|\/)(?:spl|tpl|vpl)(?:\/|$)/.test(target.path)) {
      notes.push('what only SPL, TPL or VPL of U-Boot consist of is not followed');
    }
    return ways.length > 0 ? notes : [...notes, ...this.whyNone(target)];
  }
}

/** Questions about the build of a tree with a configuration, which may be another one than the tree has. */
export function buildGoalsOf(
  tree: ConfiguredTree,
  configuration: Configuration | null = tree.configuration,
): BuildGoals {
  const entry = enterBuild({ ...tree, configuration });
  const model = configuration?.model;
  return new BuildGoals({ session: tree.session, entry }, model === undefined ? () => undefined : typesOf(model));
}

function nameOf(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parentOf(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}
