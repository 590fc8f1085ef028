/** What one run of conf reads of a tree: `source` lines with `$(SRCARCH)` name another file for each architecture. */
import type { StaticFile, StaticSource } from '../../kconfig/index.ts';
import type { SourceGraph } from './source-graph.ts';

/** The files that are read for one architecture; of the whole tree where there are none. */
export interface Reading {
  /** Directory below `arch/`; empty where the tree does not read by architecture. */
  readonly arch: string;
  readonly files: ReadonlySet<string>;
}

/** Every reading of a tree. A line with a macro that names no architecture counts for every file that it can mean. */
export function readingsOf(files: ReadonlyMap<string, StaticFile>, sources: SourceGraph): readonly Reading[] {
  const archs = new Set<string>();
  for (const [path, { sources: lines }] of files) {
    for (const line of lines) {
      const targets = targetsByArch(path, line, sources);
      if (targets !== null && !isOfArch(path)) for (const arch of targets.keys()) archs.add(arch);
    }
  }
  const names = archs.size === 0 ? [''] : [...archs].sort();
  // Where the top has a file, what it does not lead to is of other projects: examples, templates, modules.
  const tops = sources.starts.filter((path) => path === 'Kconfig' || path === 'Config.in');
  const starts = tops.length > 0 ? tops : sources.starts;
  return names.map((arch) => ({ arch, files: filesFor(arch, starts, files, sources) }));
}

function filesFor(
  arch: string,
  starts: readonly string[],
  files: ReadonlyMap<string, StaticFile>,
  sources: SourceGraph,
): ReadonlySet<string> {
  const found = new Set(starts);
  const waiting = [...starts];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const line of files.get(path)?.sources ?? []) {
      const byArch = isOfArch(path) ? null : targetsByArch(path, line, sources);
      for (const target of byArch?.get(arch) ?? (byArch === null ? sources.targetsOf(path, line) : [])) {
        if (found.has(target)) continue;
        found.add(target);
        waiting.push(target);
      }
    }
  }
  return found;
}

/** True for a file of one architecture: what it reads is of that one. */
function isOfArch(path: string): boolean {
  return /^arch\/[^/]+\//.test(path);
}

/** `arch/$(SRCARCH)/…`, whatever stands before it for the top of the tree. */
const byArchitecture = /^(?:\$[^/]*\/)?arch\/\$(?:\(\w+\)|\{\w+\}|\w+)\/([^$]*)$/;

/** Targets by architecture of a line with a macro that can name files of several; null for every other line. */
function targetsByArch(
  path: string,
  line: StaticSource,
  sources: SourceGraph,
): ReadonlyMap<string, readonly string[]> | null {
  const rest = byArchitecture.exec(line.path)?.[1];
  if (rest === undefined) return null;
  const found = new Map<string, string[]>();
  for (const target of sources.targetsOf(path, line)) {
    const arch = /^arch\/([^/]+)\//.exec(target)?.[1];
    if (arch !== undefined && target === `arch/${arch}/${rest}`) found.set(arch, [target]);
  }
  return found;
}
