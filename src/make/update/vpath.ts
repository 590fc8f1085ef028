/** Search paths: `vpath`, VPATH, GPATH and libraries. Source: GNU make manual 4.3 §4.5. */
import type { ByteString } from '../../core/bytes.ts';
import { expandReference } from '../read/expand.ts';
import { hostPath } from '../state/file-view.ts';
import type { MakeState } from '../state/make-state.ts';
import { withinLimits } from '../state/spending.ts';
import { findPercent, matchesPattern, splitWords } from '../syntax/chars.ts';
import { type FileTable, pathWords } from './file-table.ts';

/** Directories of one update, read once: VPATH and GPATH are fixed when reading is over. */
export class SearchPaths {
  private readonly table: FileTable;
  private readonly general: readonly ByteString[];
  private readonly kept: ReadonlySet<ByteString>;

  constructor(table: FileTable) {
    this.table = table;
    this.general = directoriesOf(table.make, 'VPATH');
    this.kept = new Set(directoriesOf(table.make, 'GPATH'));
  }

  get isEmpty(): boolean {
    return this.general.length === 0 && this.table.make.rules.vpaths.length === 0;
  }

  /** Where a search path has a file, undefined when none has; absolute names are not searched for. */
  find(name: ByteString): ByteString | undefined {
    if (this.isEmpty || name.startsWith('/')) return undefined;
    for (const { pattern, directories } of this.table.make.rules.vpaths) {
      if (!matchesPattern(pattern, name)) continue;
      const found = this.findIn(directories, name);
      if (found !== undefined) return found;
    }
    return this.findIn(this.general, name);
  }

  /** True when GPATH lists the directory of a name that {@link find} found for `name`. */
  isKept(found: ByteString, name: ByteString): boolean {
    return this.kept.size > 0 && this.kept.has(found.slice(0, Math.max(found.length - name.length - 1, 0)));
  }

  /**
   * `-lNAME`: the file that a pattern of `.LIBPATTERNS` names and that is here, else the one whose search path
   * comes first, else one in the directories of the system. `complain` gets elements without `%`.
   */
  findLibrary(name: ByteString, complain: (element: ByteString) => void): ByteString | undefined {
    const { make } = this.table;
    const patterns = make.globals.has('.LIBPATTERNS')
      ? splitWords(withinLimits(make, () => expandReference(make, '.LIBPATTERNS')))
      : [];
    let best: { readonly path: ByteString; readonly rank: number } | undefined;
    for (const pattern of patterns) {
      const percent = findPercent(pattern);
      if (percent.at < 0) {
        complain(pattern);
        continue;
      }
      const file = percent.text.slice(0, percent.at) + name.slice(2) + percent.text.slice(percent.at + 1);
      if (make.files.host.stat(hostPath(make.files, file)) !== undefined) return file;
      const found = this.findRanked(file);
      if (found !== undefined && (best === undefined || found.rank < best.rank)) best = found;
      for (const [at, directory] of ['/lib', '/usr/lib', '/usr/local/lib'].entries()) {
        const rank = 1e9 + at;
        if (best !== undefined && best.rank <= rank) break;
        const path = `${directory}/${file}`;
        if (make.files.host.stat(path) !== undefined) best = { path, rank };
      }
    }
    return best?.path;
  }

  /** Like {@link find}, with the place of the search path: smaller comes first. */
  private findRanked(name: ByteString): { readonly path: ByteString; readonly rank: number } | undefined {
    if (this.isEmpty || name.startsWith('/')) return undefined;
    const lists = this.table.make.rules.vpaths
      .map(({ pattern, directories }, at) => ({ pattern, directories, at }))
      .filter(({ pattern }) => matchesPattern(pattern, name));
    for (const { directories, at } of [...lists, { directories: this.general, at: 9999 }]) {
      for (const [index, directory] of directories.entries()) {
        const path = this.findIn([directory], name);
        if (path !== undefined) return { path, rank: at * 10_000 + index };
      }
    }
    return undefined;
  }

  private findIn(directories: readonly ByteString[], name: ByteString): ByteString | undefined {
    const own = this.table.files.get(name);
    const ownIsTarget = own?.isTarget ?? this.table.make.rules.targets.get(name)?.isTarget ?? false;
    for (const directory of directories) {
      const candidate = directory.endsWith('/') ? directory + name : `${directory}/${name}`;
      if (this.table.isMentioned(candidate)) {
        const file = this.table.lookup(candidate)!;
        if (!ownIsTarget || file.isTarget) return candidate;
      }
      if (this.table.exists(candidate)) return candidate;
    }
    return undefined;
  }
}

function directoriesOf(make: MakeState, variable: ByteString): ByteString[] {
  if (!make.globals.has(variable)) return [];
  return pathWords(withinLimits(make, () => expandReference(make, variable)))
    .map((word) => (word.length > 1 && word.endsWith('/') ? word.slice(0, -1) : word))
    .filter((word) => word !== '.');
}
