/** By whose value a source file is built: what kbuild's lists of its directory, and of those above, say of its object. */
import type { MakefileScan } from '../../make/index.ts';

/** What builds a file. */
export interface Builders {
  /** `y`, `m`, or the name of a symbol without prefix, for each list that has the object or what it is a part of. */
  readonly lists: ReadonlySet<string>;
  /** Symbols that make it a part of something: `name-$(CONFIG_X)`. */
  readonly parts: ReadonlySet<string>;
}

/** A makefile and its path below the tree. */
interface ScannedMakefile {
  readonly path: string;
  readonly scan: MakefileScan;
}

/** Answers for one tree; makefiles are looked at when a file below them is asked for. */
export class BuiltBy {
  private readonly byDirectory = new Map<string, ScannedMakefile[]>();
  private readonly lists = new Map<ScannedMakefile, Lists>();

  private bySymbol: Map<string, string[]> | undefined;

  constructor(makefiles: readonly ScannedMakefile[]) {
    for (const makefile of makefiles) {
      const directory = directoryOf(makefile.path);
      const known = this.byDirectory.get(directory);
      if (known === undefined) this.byDirectory.set(directory, [makefile]);
      else known.push(makefile);
    }
  }

  /** What builds a `.c` or `.S` file; without lists where none is found that names its object as it is. */
  buildersOf(path: string): Builders {
    const found = { lists: new Set<string>(), parts: new Set<string>() };
    const object = path.replace(/\.[cS]$/, '.o');
    for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
      const own = directory === '' ? object : object.slice(directory.length + 1);
      for (const makefile of this.byDirectory.get(directory) ?? []) {
        this.collect(this.listsOf(makefile), own, found, new Set());
      }
      if (directory === '') return found;
    }
  }

  /** Files without ending that the lists of one symbol have, parts of its composites included. */
  sourcesOf(symbol: string): readonly string[] {
    this.bySymbol ??= this.sortBySymbol();
    return this.bySymbol.get(symbol) ?? [];
  }

  private sortBySymbol(): Map<string, string[]> {
    const sorted = new Map<string, string[]>();
    for (const [directory, makefiles] of this.byDirectory) {
      for (const makefile of makefiles) {
        const lists = this.listsOf(makefile);
        for (const object of lists.keys()) {
          const found = { lists: new Set<string>(), parts: new Set<string>() };
          this.collect(lists, object, found, new Set());
          const path = `${directory === '' ? '' : `${directory}/`}${object.slice(0, -'.o'.length)}`;
          for (const symbol of found.lists) {
            const known = sorted.get(symbol);
            if (known === undefined) sorted.set(symbol, [path]);
            else known.push(path);
          }
        }
      }
    }
    return sorted;
  }

  private listsOf(makefile: ScannedMakefile): Lists {
    const known = this.lists.get(makefile) ?? readLists(makefile);
    this.lists.set(makefile, known);
    return known;
  }

  private collect(lists: Lists, object: string, found: Found, seen: Set<string>): void {
    if (seen.has(object)) return;
    seen.add(object);
    for (const { target, condition } of lists.get(object) ?? []) {
      if (target === 'obj' || target === 'lib') found.lists.add(condition);
      else {
        if (condition !== 'y' && condition !== 'm') found.parts.add(condition);
        this.collect(lists, `${target}.o`, found, seen);
      }
    }
  }
}

interface Found {
  readonly lists: Set<string>;
  readonly parts: Set<string>;
}

/** Lists that have an object, by object. */
type Lists = ReadonlyMap<string, readonly { readonly target: string; readonly condition: string }[]>;

const listName = /^([\w./+-]+?)-(?:(y|m|objs)|\$[({]CONFIG_(\w+)[)}])$/;

function readLists({ scan }: ScannedMakefile): Lists {
  const lists = new Map<string, { target: string; condition: string }[]>();
  for (const { kind, left, right } of scan.statements) {
    if (kind !== 'assignment' || !right.includes('.o')) continue;
    const name = listName.exec(left.trim());
    if (name === null) continue;
    const entry = { target: name[1] ?? '', condition: name[3] ?? (name[2] === 'm' ? 'm' : 'y') };
    for (const word of right.replace(/\\\n/g, ' ').split(/\s+/)) {
      if (!/^[\w./+-]+\.o$/.test(word)) continue;
      const known = lists.get(word);
      if (known === undefined) lists.set(word, [entry]);
      else known.push(entry);
    }
  }
  return lists;
}

function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}
