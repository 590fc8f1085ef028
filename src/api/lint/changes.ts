/** Findings on lines that have changed. */
import type { Host } from '../../host/host.ts';
import { classifyFileName } from '../../lint/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { lineMap } from './fix/edits.ts';
import type { LintChanges } from '../../results/lint.ts';

/** The changed lines of a file with the patch or commit that each is of, as far as that is known; `all`: the file is new. */
export type LineOrigins = ReadonlyMap<number, number | null> | 'all';

/** A tree of which only the changed lines count. */
export interface ChangedTree {
  /** The tree with the changes in it. */
  readonly host: Host;
  /** By path below the tree. */
  readonly lines: ReadonlyMap<string, LineOrigins>;
  readonly source: LintChanges['source'];
  readonly patches: LintChanges['patches'];
  /** For each finding the index of its patch in `patches`. */
  origins(diagnostics: readonly Diagnostic[]): (number | null)[];
}

/** The same changes in a host whose files have been edited since; lines that are new there are none of them. */
export function movedChanges(tree: ChangedTree, host: Host): ChangedTree {
  const lines = new Map<string, LineOrigins>();
  for (const [path, changed] of tree.lines) {
    const [before, after] = changed === 'all' ? [] : [tree.host.readFile(path), host.readFile(path)];
    if (changed === 'all' || before === undefined || after === undefined || before === after) lines.set(path, changed);
    else {
      const map = lineMap(before, after);
      lines.set(
        path,
        new Map([...changed].flatMap(([line, of]) => (map.has(line) ? [[map.get(line) ?? line, of] as const] : []))),
      );
    }
  }
  return { ...tree, host, lines };
}

/** Files of a change that lint looks at and that are there behind it. */
export function changedPaths({ host, lines }: ChangedTree): ReadonlySet<string> {
  const paths = [...lines].filter(
    ([path, changed]) =>
      (changed === 'all' || changed.size > 0) && classifyFileName(path) !== undefined && host.stat(path) !== undefined,
  );
  return new Set(paths.map(([path]) => path));
}

/** Findings whose line is a changed one. A line that is continued counts with the lines behind it that have the name in question. */
export function onChangedLines<One extends Diagnostic>(diagnostics: readonly One[], tree: ChangedTree): One[] {
  const texts = new Map<string, readonly string[]>();
  const linesIn = (file: string): readonly string[] => {
    const known = texts.get(file) ?? (tree.host.readFile(file) ?? '').split('\n');
    texts.set(file, known);
    return known;
  };
  return diagnostics.filter(({ args, location }) => {
    const changed = location === null ? undefined : tree.lines.get(location.file);
    if (location === null || changed === undefined) return false;
    if (changed === 'all' || changed.has(location.line)) return true;
    const name = 'symbol' in args && typeof args.symbol === 'string' ? args.symbol : null;
    if (name === null || name === '') return false;
    const lines = linesIn(location.file);
    for (let at = location.line; lines[at - 1]?.endsWith('\\') === true; at++) {
      if (changed.has(at + 1) && hasWord(lines[at] ?? '', name)) return true;
    }
    return false;
  });
}

/** The name stands there with nothing of a longer name around it but the prefix. */
function hasWord(line: string, name: string): boolean {
  for (let at = line.indexOf(name); at !== -1; at = line.indexOf(name, at + 1)) {
    const before = line.slice(0, at).replace(/CONFIG_$/, '');
    if (!/\w$/.test(before) && !/^\w/.test(line.slice(at + name.length))) return true;
  }
  return false;
}
