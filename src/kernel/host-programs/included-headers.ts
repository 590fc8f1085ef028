/**
 * The files that a source takes in, read off its text: every `#include`, whatever conditional it is in, but for those
 * that the words of the call decide. What the tree has is followed; what is left is for the compiler to find on the
 * machine.
 */
import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { normalPath, parentPath } from '../../host/paths.ts';
import { type Branch, type Directives, type Include, readDirectives, type Test } from './directives.ts';

/** Where includes are looked for. */
export interface HeaderSearch {
  /** Directories of `-iquote`. */
  readonly quoted: readonly string[];
  /** Directories of `-I` and the like. */
  readonly included: readonly string[];
  /** Macros of `-D`. */
  readonly defines: ReadonlySet<ByteString>;
}

/** What a source takes in. */
export interface Inclusion {
  /** Files of the tree, the source first. */
  readonly files: readonly string[];
  /** Names that no file of the tree has, with the places that ask for them. */
  readonly outside: ReadonlyMap<ByteString, readonly AskingPlace[]>;
  /** Branches in which a macro makes a name. */
  readonly computed: readonly (Branch | null)[];
  /** True when a text has what is not followed. */
  readonly isOpaque: boolean;
}

/** A line that takes in a header: its file, and the branch that it is in. */
export interface AskingPlace {
  readonly file: string;
  readonly branch: Branch | null;
}

/** How conditions turn out; undefined for one that is not known. */
export type KnownConditions = (condition: ByteString) => boolean | undefined;

/** One file with the places of what it takes in. */
interface ReadFile {
  /** Null for a file of unknown content, and for one that is not followed. */
  readonly directives: Directives | null;
  readonly isOpaque: boolean;
  readonly includes: readonly { readonly include: Include; readonly at: string | null }[];
}

/** Macros that no compiler of a Linux machine defines for a host program by itself. */
const neverDefined: ReadonlySet<ByteString> = new Set(
  '__KERNEL__ __APPLE__ __MACH__ _WIN32 __WIN32__ __CYGWIN__ __MINGW32__ _MSC_VER __FreeBSD__ __NetBSD__ __OpenBSD__ __sun __sun__'.split(
    ' ',
  ),
);

/** True where one of the conditions that a branch is in is known to turn out otherwise. */
export function isOut(branch: Branch | null, known: KnownConditions): boolean {
  const fails = ({ condition, wanted }: Test): boolean => known(condition) === !wanted;
  for (let at = branch; at !== null; at = at.outer) if (at.tests.some(fails)) return true;
  return false;
}

/** True for the branch that a file's guard opens. */
function isFirstTime({ outer, tests }: Branch, isGuard: (macro: ByteString) => boolean): boolean {
  const [test, ...more] = tests;
  if (outer !== null || test === undefined || more.length > 0 || test.wanted) return false;
  return test.condition.startsWith('defined ') && isGuard(test.condition.slice('defined '.length));
}

/** Everything that some files may take in. */
export class Reading {
  readonly roots: readonly string[];
  /** What the words of the call say of conditions. */
  readonly known: KnownConditions;
  private readonly read: ReadonlyMap<string, ReadFile>;

  constructor(roots: readonly string[], known: KnownConditions, read: ReadonlyMap<string, ReadFile>) {
    this.roots = roots;
    this.known = known;
    this.read = read;
  }

  /** All files that may be taken in. */
  get paths(): Iterable<string> {
    return this.read.keys();
  }

  has(path: string): boolean {
    return this.read.has(path);
  }

  /** What is taken in where conditions turn out as they are known to. */
  within(known: KnownConditions): Inclusion {
    const files = new Set(this.roots);
    const outside = new Map<ByteString, AskingPlace[]>();
    const computed: (Branch | null)[] = [];
    let isOpaque = false;
    for (const path of files) {
      const file = this.read.get(path);
      if (file?.isOpaque === true) isOpaque = true;
      for (const { at, include } of file?.includes ?? []) {
        const { branch, name } = include;
        if (isOut(branch, known)) continue;
        if (name === null) computed.push(branch);
        else if (at !== null) files.add(at);
        else {
          const places = outside.get(name);
          if (places === undefined) outside.set(name, [{ file: path, branch }]);
          else places.push({ file: path, branch });
        }
      }
    }
    return { files: [...files], outside, computed, isOpaque };
  }

  /**
   * Names outside of the tree that are taken in whatever conditions turn out to be; `isGuard` is true for a macro that
   * keeps a file, which alone defines it, from being taken in twice.
   */
  surely(
    isGuard: (macro: ByteString, file: string) => boolean,
  ): { readonly name: ByteString; readonly file: string }[] {
    const files = new Set(this.roots);
    const names: { name: ByteString; file: string }[] = [];
    for (const path of files) {
      for (const { at, include } of this.read.get(path)?.includes ?? []) {
        const { branch, name } = include;
        if (name === null || !(branch === null || isFirstTime(branch, (macro) => isGuard(macro, path)))) continue;
        if (at === null) names.push({ name, file: path });
        else files.add(at);
      }
    }
    return names;
  }

  /** The directives of one of the files; null where they are not known. */
  directivesOf(path: string): Directives | null {
    return this.read.get(path)?.directives ?? null;
  }

  /** True for a file that another one takes in. */
  isTakenIn(path: string): boolean {
    for (const { includes } of this.read.values()) if (includes.some(({ at }) => at === path)) return true;
    return false;
  }
}

/** Directories in their order, with what they were searched for. */
interface Places {
  readonly directories: readonly string[];
  /** Where a name was found; null where it was not. */
  readonly known: Map<ByteString, string | null>;
}

/** Files as {@link HeaderReader} looks at them. */
export interface HeaderFiles {
  readonly host: Host;
  /** True for a path that belongs to the build, not to the machine. */
  readonly isOwn: (path: string) => boolean;
  /** False for the last part of paths of which none has come into being; absent where that is not known. */
  readonly mayAppear?: (name: ByteString) => boolean;
}

/** Reads sources; each file once. */
export class HeaderReader {
  private readonly files: HeaderFiles;
  private readonly texts = new Map<string, Directives | null>();
  /** Files that define a macro, or take its definition away. */
  private readonly definers = new Map<ByteString, Set<string>>();
  /** Files seen; one that is not there may be made later. */
  private readonly found = new Set<string>();

  private readonly places = new Map<string, Places>();

  constructor(files: HeaderFiles) {
    this.files = files;
  }

  /** What some files may take in, with all that they lead to, and what the words of the call say of conditions. */
  read(paths: readonly string[], search: HeaderSearch): Reading {
    const doubtful = new Set<ByteString>();
    for (;;) {
      const assumed = new Set<ByteString>();
      const known: KnownConditions = (condition) => {
        const macro = condition.startsWith('defined ') ? condition.slice('defined '.length) : '';
        const isDefined = search.defines.has(macro);
        if (doubtful.has(macro) || (!isDefined && !neverDefined.has(macro))) return undefined;
        assumed.add(macro);
        return isDefined;
      };
      const read = this.readAll(paths, search, known);
      const wrong = [...assumed].filter((macro) => this.isDefinedIn(macro, read, known));
      if (wrong.length === 0) return new Reading(paths, known, read);
      for (const macro of wrong) doubtful.add(macro);
    }
  }

  /** True for a macro that a file, and none of the others that were read, defines or takes away. */
  isOnlyIn(macro: ByteString, file: string): boolean {
    const definers = this.definers.get(macro);
    return definers?.size === 1 && definers.has(file);
  }

  /** True where one of some files defines a macro, or takes its definition away, in a branch that may be taken. */
  isDefinedIn(macro: ByteString, files: { has(path: string): boolean }, known: KnownConditions): boolean {
    for (const path of this.definers.get(macro) ?? []) {
      if (!files.has(path)) continue;
      const definitions = this.texts.get(path)?.definitions ?? [];
      if (definitions.some((one) => one.macro === macro && !isOut(one.branch, known))) return true;
    }
    return false;
  }

  /** Files of the tree that some names between angle brackets lead to. */
  locateAll(names: Iterable<ByteString>, search: HeaderSearch): string[] {
    const included = this.placesOf(search.included);
    const paths = new Set<string>();
    for (const name of included.directories.length === 0 ? [] : names) {
      const at = this.locate(name, included);
      if (at !== null) paths.add(at);
    }
    return [...paths];
  }

  private readAll(
    paths: readonly string[],
    search: HeaderSearch,
    known: KnownConditions,
  ): ReadonlyMap<string, ReadFile> {
    const included = this.placesOf(search.included);
    const quoted = this.placesOf([...search.quoted, ...search.included]);
    const read = new Map<string, ReadFile>();
    const waiting = [...paths];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (read.has(path)) continue;
      const directives = this.directivesOf(path);
      const includes: { include: Include; at: string | null }[] = [];
      for (const include of directives?.includes ?? []) {
        const { branch, isNext, isQuoted, name } = include;
        if (isOut(branch, known)) continue;
        const at = name === null ? null : this.find(path, name, isNext, isQuoted, { included, quoted });
        if (at !== null) waiting.push(at);
        includes.push({ include, at });
      }
      read.set(path, { directives: directives ?? null, isOpaque: directives === null, includes });
    }
    return read;
  }

  /** Undefined for a file of unknown content; null for one that is not followed. */
  private directivesOf(path: string): Directives | null | undefined {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const text = this.textOf(path);
    if (text === undefined) return undefined;
    const directives = readDirectives(text);
    this.texts.set(path, directives);
    for (const { macro } of directives?.definitions ?? []) {
      const definers = this.definers.get(macro);
      if (definers === undefined) this.definers.set(macro, new Set([path]));
      else definers.add(path);
    }
    return directives;
  }

  private textOf(path: string): ByteString | undefined {
    try {
      return this.files.host.readFile(path);
    } catch (error) {
      passTroubleOn(error);
      return undefined;
    }
  }

  private find(
    path: string,
    name: ByteString,
    isNext: boolean,
    isQuoted: boolean,
    { included, quoted }: Readonly<Record<'included' | 'quoted', Places>>,
  ): string | null {
    if (isNext) return this.locate(name, this.placesOf(placesAfter(path, name, included.directories)));
    if (!isQuoted) return this.locate(name, included);
    return this.locate(name, this.placesOf([parentPath(path)])) ?? this.locate(name, quoted);
  }

  /** Those of some directories that belong to the build. */
  private placesOf(directories: readonly string[]): Places {
    const key = directories.join('\n');
    let places = this.places.get(key);
    if (places === undefined) {
      const own = directories.filter((path) => this.files.isOwn(path));
      this.places.set(key, (places = { directories: own, known: new Map() }));
    }
    return places;
  }

  private locate(name: ByteString, places: Places): string | null {
    const known = places.known.get(name);
    if (typeof known === 'string') return known;
    if (known === null && this.files.mayAppear?.(name.slice(name.lastIndexOf('/') + 1)) === false) return null;
    const found = this.search(name, places.directories);
    places.known.set(name, found);
    return found;
  }

  private search(name: ByteString, directories: readonly string[]): string | null {
    if (name.startsWith('/')) return this.isFile(name) ? name : null;
    for (const directory of directories) {
      const path = normalPath(directory, name);
      if (this.isFile(path)) return path;
    }
    return null;
  }

  private isFile(path: string): boolean {
    if (this.found.has(path)) return true;
    const isThere = this.files.host.stat(path)?.kind === 'file';
    if (isThere) this.found.add(path);
    return isThere;
  }
}

/** The directories behind the one that a file was found in: `#include_next` goes on from there. */
function placesAfter(path: string, name: ByteString, places: readonly string[]): readonly string[] {
  return places.slice(places.findLastIndex((place) => normalPath(place, name) === path) + 1);
}
