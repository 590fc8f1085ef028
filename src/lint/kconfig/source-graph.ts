/** Which Kconfig file reads which, and what holds wherever a file is read. */
import type { Entry, StaticFile, StaticSource } from '../../kconfig/index.ts';
import type { ConditionReader, Conjunct } from './conjuncts.ts';

/** A `source` line that can read a file. */
export interface SourcePlace {
  readonly path: string;
  readonly file: StaticFile;
  readonly source: StaticSource;
}

/** The files of a tree and the `source` lines between them. */
export interface SourceGraph {
  /** `source` lines that name a file, in the order of the files; those with macros count for every file they can mean. */
  placesOf(path: string): readonly SourcePlace[];
  /** True for a file that is read from a top file, whatever the architecture. */
  isReached(path: string): boolean;
  /** Files that conf is given, one of them at a time. */
  readonly starts: readonly string[];
  /** Files that a line can mean; empty when none is there. */
  targetsOf(path: string, source: StaticSource): readonly string[];
  /** Operands that are on wherever the file is read; empty for a top file and one that nothing reads. */
  contextOf(path: string): readonly Conjunct[];
  /** Operands that stand around an entry: those of its blocks, and of all lines that read its file. */
  around(path: string, entry: Entry): readonly Conjunct[];
  /** True when one configuration can read both files: of one architecture at least, and of one project. */
  areReadTogether(one: string, other: string): boolean;
  /** True when `other` is read for every architecture for which `path` is. */
  isReadWherever(path: string, other: string): boolean;
  /** Files that lead to this one by lines without references and wildcards, and that no such line reads. */
  topsOf(path: string): ReadonlySet<string>;
}

/** Files that a project's own makefiles give to conf. */
const topFiles =
  /^(?:Kconfig|Config\.in|src\/Kconfig|Kconfig\.zephyr|extra\/Configs\/Config\.in|vgasrc\/Kconfig|arch\/[^/]+\/(?:um\/)?Kconfig)$/;
/** References that lead to the top of the tree. */
const treeRoot = /^(?:\$\(?\{?(?:srctree|src|SRCTREE|ZEPHYR_BASE|KERNEL_DIR)\}?\)?\/)+/;
/** References of any other kind. */
const reference = /\$(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\{[^}]*\}|\w+)/g;

/** Sorts out the `source` lines of files parsed one by one, by path below the tree; `areChoicesSymbols`: in conf up to Linux 6.8. */
export function createSourceGraph(
  files: ReadonlyMap<string, StaticFile>,
  reader: ConditionReader,
  areChoicesSymbols: boolean,
): SourceGraph {
  const paths = [...files.keys()];
  const nestedTops = paths.filter((path) => path.includes('/') && files.get(path)?.hasMainMenu === true);
  const nested = new Set(nestedTops.map(directoryOf));
  const targets = new Map<StaticSource, readonly string[]>();
  const places = new Map<string, SourcePlace[]>();
  for (const [path, file] of files) {
    for (const source of file.sources) {
      const found = targetsIn(paths, files, nested, path, source);
      targets.set(source, found);
      for (const target of found) {
        const list = places.get(target);
        if (list === undefined) places.set(target, [{ path, file, source }]);
        else list.push({ path, file, source });
      }
    }
  }
  const reached = new Set(paths.filter((path) => topFiles.test(path) || files.get(path)?.hasMainMenu === true));
  const waiting = [...reached];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const source of files.get(path)?.sources ?? []) {
      for (const target of targets.get(source) ?? []) {
        if (reached.has(target)) continue;
        reached.add(target);
        waiting.push(target);
      }
    }
  }
  const isOwnProject = (path: string): boolean =>
    (files.get(path)?.sources ?? []).every((source) =>
      (targets.get(source) ?? []).every((target) => target.startsWith(`${directoryOf(path)}/`)),
    );
  const projects = new Set(nestedTops.filter((path) => isOwnProject(path)).map(directoryOf));
  const named = paths.filter((path) => topFiles.test(path) && !path.startsWith('arch/') && !places.has(path));
  const starts =
    named.length > 0 ? named : paths.filter((path) => topFiles.test(path) || files.get(path)?.hasMainMenu === true);
  return new Graph(
    { files, starts, reached, places, targets, arches: findArches(files, targets), projects, areChoicesSymbols },
    reader,
  );
}

/** What is known of the files before conditions are read. */
interface GraphFacts {
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly starts: readonly string[];
  readonly reached: ReadonlySet<string>;
  readonly places: ReadonlyMap<string, readonly SourcePlace[]>;
  readonly targets: ReadonlyMap<StaticSource, readonly string[]>;
  /** Architectures that read a file; undefined for every one. */
  readonly arches: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Directories with a top file of their own that reads nothing outside. */
  readonly projects: ReadonlySet<string>;
  /** Up to Linux 6.8. */
  readonly areChoicesSymbols: boolean;
}

class Graph implements SourceGraph {
  private readonly contexts = new Map<string, readonly Conjunct[]>();
  private readonly tops = new Map<string, ReadonlySet<string>>();
  private readonly facts: GraphFacts;
  private readonly reader: ConditionReader;

  constructor(facts: GraphFacts, reader: ConditionReader) {
    this.facts = facts;
    this.reader = reader;
  }

  get starts(): readonly string[] {
    return this.facts.starts;
  }

  placesOf(path: string): readonly SourcePlace[] {
    return this.facts.places.get(path) ?? [];
  }

  isReached(path: string): boolean {
    return this.facts.reached.has(path);
  }

  targetsOf(_path: string, source: StaticSource): readonly string[] {
    return this.facts.targets.get(source) ?? [];
  }

  contextOf(path: string): readonly Conjunct[] {
    const known = this.contexts.get(path);
    if (known !== undefined) return known;
    // A file that reads itself in a circle adds nothing.
    this.contexts.set(path, []);
    let common: readonly Conjunct[] | undefined = topFiles.test(path) ? [] : undefined;
    for (const place of this.placesOf(path)) {
      const here = [...this.blocksAround(place.source.enclosing), ...this.contextOf(place.path)];
      if (common === undefined) common = here;
      else {
        const keys = new Set(here.map(({ key }) => key));
        common = common.filter(({ key }) => keys.has(key));
      }
    }
    const context = common ?? [];
    this.contexts.set(path, context);
    return context;
  }

  around(path: string, entry: Entry): readonly Conjunct[] {
    const blocks = entry.enclosing === null ? [] : this.blocksAround(entry.enclosing);
    const context = this.contextOf(path);
    return [...blocks, ...(this.isBelowChoice(entry) ? context.filter(this.passesChoice) : context)];
  }

  /** True in a choice that is a symbol: its members depend on it, which is y where what stands around it is m. */
  private isBelowChoice(entry: Entry): boolean {
    if (!this.facts.areChoicesSymbols) return false;
    for (let at = entry.enclosing; at !== null; at = at.enclosing) if (at.kind === 'choice') return true;
    return false;
  }

  private readonly passesChoice = ({ expr }: Conjunct): boolean => this.reader.isNeverModule(expr);

  areReadTogether(one: string, other: string): boolean {
    if (one === other) return true;
    if (this.projectOf(one) !== this.projectOf(other)) return false;
    const [left, right] = [this.facts.arches.get(one), this.facts.arches.get(other)];
    return left === undefined || right === undefined || [...left].some((arch) => right.has(arch));
  }

  isReadWherever(path: string, other: string): boolean {
    if (!this.areReadTogether(path, other)) return false;
    const [own, others] = [this.facts.arches.get(path), this.facts.arches.get(other)];
    return others === undefined || (own !== undefined && [...own].every((arch) => others.has(arch)));
  }

  topsOf(path: string): ReadonlySet<string> {
    const known = this.tops.get(path);
    if (known !== undefined) return known;
    const tops = new Set<string>();
    const seen = new Set([path]);
    const waiting = [path];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const places = this.placesOf(at).filter(({ source }) => isPlainSource(source));
      if (places.length === 0) tops.add(at);
      for (const place of places) {
        if (seen.has(place.path)) continue;
        seen.add(place.path);
        waiting.push(place.path);
      }
    }
    this.tops.set(path, tops);
    return tops;
  }

  private projectOf(path: string): string | undefined {
    const { projects } = this.facts;
    return projects.size === 0 ? undefined : directoriesAbove(path).find((directory) => projects.has(directory));
  }

  /** Conditions of a block and of those around it. */
  private blocksAround(block: Entry): Conjunct[] {
    const found: Conjunct[] = [];
    let isPastChoice = false;
    for (let at: Entry | null = block; at !== null; at = at.enclosing) {
      isPastChoice ||= at.kind === 'choice' && this.facts.areChoicesSymbols;
      for (const clause of at.clauses) {
        const operands = this.reader.conjunctsOf(clause.expr);
        found.push(...(isPastChoice ? operands.filter(this.passesChoice) : operands));
      }
    }
    return found;
  }
}

/** Architectures that read each file: a reference in a path below arch/ means the one that is configured. */
function findArches(
  files: ReadonlyMap<string, StaticFile>,
  targets: ReadonlyMap<StaticSource, readonly string[]>,
): Map<string, ReadonlySet<string> | undefined> {
  const arches = new Map<string, Set<string> | undefined>();
  const waiting: string[] = [];
  const add = (path: string, more: ReadonlySet<string> | undefined): void => {
    if (arches.has(path)) {
      const known = arches.get(path);
      if (known === undefined || (more !== undefined && [...more].every((arch) => known.has(arch)))) return;
      arches.set(path, more === undefined ? undefined : new Set([...known, ...more]));
    } else arches.set(path, more === undefined ? undefined : new Set(more));
    waiting.push(path);
  };
  const spread = (): void => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const own = arches.get(path);
      for (const source of files.get(path)?.sources ?? []) {
        const isChosen = own === undefined && source.path.replace(treeRoot, '').includes('$');
        for (const target of targets.get(source) ?? []) {
          // Where no architecture is to be seen, such as in soc/$(ARCH)/Kconfig, a directory is one of its own.
          const arch = isChosen ? (archOf(target) ?? directoryOf(target)) : undefined;
          add(target, arch === undefined ? own : new Set([arch]));
        }
      }
    }
  };
  const tops = [...files.keys()].filter((path) => topFiles.test(path) || files.get(path)?.hasMainMenu === true);
  for (const path of tops) if (archOf(path) === undefined) add(path, undefined);
  spread();
  // Kernels of old have a top file for each architecture.
  for (const path of tops) {
    const arch = archOf(path);
    if (arch !== undefined && !arches.has(path)) add(path, new Set([arch]));
  }
  spread();
  return arches;
}

/** Architecture of a path below `arch/`; undefined for the rest. */
function archOf(path: string): string | undefined {
  return /^arch\/([^/]+)\//.exec(path)?.[1];
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Directories of a path, the nearest first, the top of the tree left out. */
function directoriesAbove(path: string): string[] {
  const found: string[] = [];
  for (let at = directoryOf(path); at !== ''; at = directoryOf(at)) found.push(at);
  return found;
}

function targetsIn(
  paths: readonly string[],
  files: ReadonlyMap<string, StaticFile>,
  nested: ReadonlySet<string>,
  path: string,
  source: StaticSource,
): readonly string[] {
  let text = source.path.replace(treeRoot, '');
  if (source.isRelative) text = `${path.slice(0, path.lastIndexOf('/') + 1)}${text}`;
  if (!/[$*?[]/.test(text)) {
    const plain = normal(text);
    if (plain === undefined) return [];
    // The top file of a project inside the tree names its files from its own directory.
    const project = nested.size === 0 ? undefined : directoriesAbove(path).find((one) => nested.has(one));
    if (project !== undefined && files.has(`${project}/${plain}`)) return [`${project}/${plain}`];
    return files.has(plain) ? [plain] : [];
  }
  const pattern = pathPattern(text);
  return paths.filter((one) => pattern.test(one));
}

/** Paths below the tree that the plain `source` lines of a file name, those of which `isKnown` is true left out. */
export function sourcedPaths(file: StaticFile, isKnown: (path: string) => boolean): string[] {
  const paths = new Set<string>();
  for (const source of file.sources) {
    if (source.isRelative || !isPlainSource(source)) continue;
    const path = normal(source.path.replace(treeRoot, ''));
    if (path !== undefined && path !== '' && !isKnown(path)) paths.add(path);
  }
  return [...paths];
}

/** The path without `.` and `..`; undefined where it leaves the tree. */
function normal(path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** What a path with references or wildcards can mean: a reference is any text. */
function pathPattern(text: string): RegExp {
  const marked = text.replace(reference, '\0');
  const parts = marked.split(/(\0|\*|\?)/).map((part, at, all) => {
    if (part === '\0') return at > 0 && all[at - 1]?.endsWith('arch/') === true ? '[^/]*' : '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** True when a `source` line names its file without references and wildcards. */
export function isPlainSource(source: StaticSource): boolean {
  return !/[$*?[]/.test(source.path.replace(treeRoot, ''));
}
