/**
 * Which configurations build an object: the lists of its directory and the way there from the top, for all values of the
 * symbols at once. Source: scripts/Makefile.lib, scripts/Makefile.build.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Evaluation } from '../../make/index.ts';
import { always, type Case, CaseAlgebra, never } from './cases.ts';
import { wordOf } from './descend.ts';
import { type Noted, OpaqueLog } from './opaque-log.ts';
import type { OwnerSearch } from './owner-chains.ts';
import type { SubMake } from '../levels/sub-makes.ts';
import { type Counted, type ListCases, SymbolicLists } from './symbolic-lists.ts';
import type { SymbolTypes } from './symbol-values.ts';
import { SymbolicMakefile } from './symbolic-makefile.ts';

/** When a directory is entered. */
export interface DirectoryCases {
  /** For any purpose: modules, libraries, what is always made. */
  readonly entered: readonly Case[];
  /** With what `obj-y` lists: a directory of `obj-m` makes only modules. Source: `need-builtin` of scripts/Makefile.build. */
  readonly builtIn: readonly Case[];
}

/** When an object is made, by what it is made as. */
export interface ObjectCases extends ListCases {
  /** As `other`, where no directory on the way is one of `obj-m`. */
  readonly otherBuiltIn: readonly Case[];
}

/** What {@link BuildCases} needs. */
export interface BuildCasesOptions {
  readonly search: OwnerSearch;
  readonly types: SymbolTypes;
  /** True where make sees string symbols in quotes. */
  readonly quotesTexts: boolean;
  /** Value of a symbol, given with prefix, as Kconfig has it: `n` where it is not set. */
  readonly valueOf: (name: ByteString) => string;
  /** The makes that the top Makefile starts. */
  readonly makes: readonly SubMake[];
  /** The top Makefile and how its files are read; called when a directory is looked for there. */
  readonly top: () => {
    readonly evaluation: Evaluation;
    readonly readFile: (name: ByteString) => ByteString | undefined;
  };
}

/** Lists of a top Makefile or of an architecture's whose directories are built into the whole. */
const topList = /^(?:core|drivers|init|libs?|net|virt|usr|fs|crypto|block|sound|head|machdirs?)-[ym]$/;

/** The directory of device trees that one is or is in, which their own goal enters; null for another one. */
export function deviceTreesOf(directory: ByteString): ByteString | null {
  return /^arch\/[^/]+\/(?:boot\/)?dts(?=\/|$)/.exec(directory)?.[0] ?? null;
}

const nowhere: DirectoryCases = { entered: never, builtIn: never };

/** Answers about objects and directories of one build. */
export class BuildCases {
  readonly algebra: CaseAlgebra;
  readonly log = new OpaqueLog();
  private readonly options: BuildCasesOptions;
  private readonly open = new Map<ByteString, SymbolicLists | null>();
  private readonly entries = new Map<ByteString, Noted<DirectoryCases>>();
  private topLists: SymbolicLists | null = null;
  private readonly tops: ReadonlySet<ByteString>;
  /** False in trees where a directory of `obj-m` makes what `obj-y` lists, too. */
  private readonly hasNeedBuiltin: boolean;

  constructor(options: BuildCasesOptions) {
    this.options = options;
    this.algebra = new CaseAlgebra(options.valueOf);
    this.tops = new Set(options.makes.map((make) => wordOf(make, 'obj') ?? make.target));
    this.hasNeedBuiltin = options.makes.some((make) => wordOf(make, 'need-builtin') !== undefined);
  }

  /** When an object, given from the top, is made; `directories` may name it. */
  object(name: ByteString, counted: Counted, directories: readonly ByteString[]): ObjectCases {
    const { algebra } = this;
    let [builtIn, module, other, otherBuiltIn]: (readonly Case[])[] = [never, never, never, never];
    for (const directory of directories) {
      const found = this.lists(directory)?.object(name, counted);
      if (found === undefined) continue;
      if (found.builtIn.length + found.module.length + found.other.length === 0) continue;
      const way = this.entry(directory);
      builtIn = algebra.or(builtIn!, algebra.and(found.builtIn, way.builtIn));
      module = algebra.or(module!, algebra.and(found.module, way.entered));
      other = algebra.or(other!, algebra.and(found.other, way.entered));
      otherBuiltIn = algebra.or(otherBuiltIn!, algebra.and(found.other, way.builtIn));
    }
    return { builtIn: builtIn!, module: module!, other: other!, otherBuiltIn: otherBuiltIn! };
  }

  /** When a directory is entered. */
  entry(directory: ByteString): DirectoryCases {
    const known = this.entries.get(directory);
    if (known !== undefined) return this.log.recall(known);
    // Directories that lead to each other lead nowhere.
    this.entries.set(directory, { value: nowhere, opaque: [] });
    const found = this.log.watch(() => this.findEntry(directory));
    this.entries.set(directory, found);
    return found.value;
  }

  /** What a directory's makefiles list; null without a makefile. */
  lists(directory: ByteString): SymbolicLists | null {
    const known = this.open.get(directory);
    if (known !== undefined) return known;
    const makefile = this.options.search.makefileOf(directory);
    const found = makefile === null ? null : this.symbolic(makefile, directory);
    this.open.set(directory, found);
    return found;
  }

  private findEntry(directory: ByteString): DirectoryCases {
    const { algebra } = this;
    if (directory === '.') return this.tops.has('.') ? { entered: always, builtIn: always } : nowhere;
    const name = `${directory}/`;
    let [entered, builtIn]: (readonly Case[])[] = [never, never];
    for (const above of directoriesAbove(directory)) {
      const found = this.lists(above)?.directory(name);
      if (found === undefined || found.builtIn.length + found.other.length === 0) continue;
      const way = this.entry(above);
      const named = algebra.or(found.builtIn, found.other);
      entered = algebra.or(entered!, algebra.and(named, way.entered));
      builtIn = algebra.or(builtIn!, algebra.and(found.builtIn, way.builtIn));
    }
    const top = this.fromTop(name);
    entered = algebra.or(entered!, top);
    builtIn = this.hasNeedBuiltin ? algebra.or(builtIn!, top) : entered;
    const isStart = this.tops.has(directory) || deviceTreesOf(directory) === directory;
    return entered.length === 0 && isStart ? { entered: always, builtIn: always } : { entered, builtIn };
  }

  private fromTop(name: ByteString): readonly Case[] {
    if (this.topLists === null) {
      const top = this.options.top();
      this.topLists = this.symbolic(top, '.');
    }
    const lists = this.topLists;
    let cases = never;
    for (const variable of lists.makefile.names()) {
      if (topList.test(variable)) cases = this.algebra.or(cases, lists.holds(variable, name));
    }
    return cases;
  }

  private symbolic(
    { evaluation, readFile }: ReturnType<BuildCasesOptions['top']>,
    directory: ByteString,
  ): SymbolicLists {
    const { algebra } = this;
    return new SymbolicLists(
      new SymbolicMakefile({
        evaluation,
        readFile,
        types: this.options.types,
        quotesTexts: this.options.quotesTexts,
        algebra,
      }),
      directory,
      this.log,
    );
  }
}

/** The directories that a directory is in, up to the top. */
export function directoriesAbove(directory: ByteString): ByteString[] {
  const found: ByteString[] = [];
  for (let at = directory; at !== '.'; ) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '.';
    found.push(at);
  }
  return found;
}
