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
  readonly tops: readonly string[];
  /** Files that a line can mean; empty when none is there. */
  targetsOf(path: string, source: StaticSource): readonly string[];
  /** Operands that are on wherever the file is read; empty for a top file and one that nothing reads. */
  contextOf(path: string): readonly Conjunct[];
  /** Operands that stand around an entry: those of its blocks, and of all lines that read its file. */
  around(path: string, entry: Entry): readonly Conjunct[];
}

/** Files that a project's own makefiles give to conf. */
const topFiles =
  /^(?:Kconfig|Config\.in|src\/Kconfig|Kconfig\.zephyr|extra\/Configs\/Config\.in|vgasrc\/Kconfig|arch\/[^/]+\/(?:um\/)?Kconfig)$/;
/** References that lead to the top of the tree. */
const treeRoot = /^(?:\$\(?\{?(?:srctree|src|SRCTREE|ZEPHYR_BASE|KERNEL_DIR)\}?\)?\/)+/;
/** References of any other kind. */
const reference = /\$(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\{[^}]*\}|\w+)/g;

/** Sorts out the `source` lines of files parsed one by one, by path below the tree. */
export function createSourceGraph(files: ReadonlyMap<string, StaticFile>, reader: ConditionReader): SourceGraph {
  const paths = [...files.keys()];
  const targets = new Map<StaticSource, readonly string[]>();
  const places = new Map<string, SourcePlace[]>();
  for (const [path, file] of files) {
    for (const source of file.sources) {
      const found = targetsIn(paths, files, path, source);
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
  const named = paths.filter((path) => topFiles.test(path) && !path.startsWith('arch/') && !places.has(path));
  const tops = named.length > 0 ? named : paths.filter((path) => topFiles.test(path) || files.get(path)?.hasMainMenu);
  return new Graph(tops, reached, places, targets, reader);
}

class Graph implements SourceGraph {
  private readonly contexts = new Map<string, readonly Conjunct[]>();
  private readonly reached: ReadonlySet<string>;
  private readonly places: ReadonlyMap<string, readonly SourcePlace[]>;
  private readonly targets: ReadonlyMap<StaticSource, readonly string[]>;
  private readonly reader: ConditionReader;

  readonly tops: readonly string[];

  constructor(
    tops: readonly string[],
    reached: ReadonlySet<string>,
    places: ReadonlyMap<string, readonly SourcePlace[]>,
    targets: ReadonlyMap<StaticSource, readonly string[]>,
    reader: ConditionReader,
  ) {
    this.tops = tops;
    this.reached = reached;
    this.places = places;
    this.targets = targets;
    this.reader = reader;
  }

  placesOf(path: string): readonly SourcePlace[] {
    return this.places.get(path) ?? [];
  }

  isReached(path: string): boolean {
    return this.reached.has(path);
  }

  targetsOf(_path: string, source: StaticSource): readonly string[] {
    return this.targets.get(source) ?? [];
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
    return [...blocks, ...this.contextOf(path)];
  }

  /** Conditions of a block and of those around it. */
  private blocksAround(block: Entry): Conjunct[] {
    const found: Conjunct[] = [];
    for (let at: Entry | null = block; at !== null; at = at.enclosing) {
      for (const clause of at.clauses) found.push(...this.reader.conjunctsOf(clause.expr));
    }
    return found;
  }
}

function targetsIn(
  paths: readonly string[],
  files: ReadonlyMap<string, StaticFile>,
  path: string,
  source: StaticSource,
): readonly string[] {
  let text = source.path.replace(treeRoot, '');
  if (source.isRelative) text = `${path.slice(0, path.lastIndexOf('/') + 1)}${text}`;
  if (!/[$*?[]/.test(text)) {
    const plain = normal(text);
    return plain !== undefined && files.has(plain) ? [plain] : [];
  }
  const pattern = pathPattern(text);
  return paths.filter((one) => pattern.test(one));
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
  const parts = marked.split(/(\0|\*|\?)/).map((part) => {
    if (part === '\0') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** True when a `source` line names its file without references and wildcards. */
export function isPlainSource(source: StaticSource): boolean {
  return !/[$*?[]/.test(source.path.replace(treeRoot, ''));
}
