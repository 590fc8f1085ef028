import type { ByteString } from '../../core/bytes.ts';
import { HostError, passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';

/** A file found through the two search roots: the working directory, then `$srctree`. */
export interface FoundFile {
  readonly path: string;
  readonly text: ByteString;
}

/**
 * Opens a file as conf does; undefined when it is in neither place, `unreadable` when the name is
 * a directory. Source: docs/kconfig-semantics.md §1.6.
 */
export function openFile(
  host: Host,
  cwd: string,
  env: Readonly<Record<string, ByteString>>,
  name: string,
  absent?: Map<string, boolean>,
): FoundFile | 'unreadable' | undefined {
  const paths = [name.startsWith('/') ? name : `${cwd}/${name}`];
  const { srctree } = env;
  if (srctree !== undefined && !name.startsWith('/')) {
    paths.push(srctree.startsWith('/') ? `${srctree}/${name}` : `${cwd}/${srctree}/${name}`);
    if (isAbsent(host, cwd, name, absent)) paths.shift();
  }
  for (const path of paths) {
    try {
      const text = host.readFile(path);
      if (text !== undefined) return { path, text };
    } catch (error) {
      passTroubleOn(error);
      if (!(error instanceof HostError)) throw error;
      if (error.code !== 'host/unreadable') return 'unreadable';
    }
  }
  return undefined;
}

/**
 * True when the top directory of a name is missing in the working directory, so that a failing
 * open per file can be saved. `absent` remembers the answers of one run.
 */
function isAbsent(host: Host, cwd: string, name: string, absent: Map<string, boolean> | undefined): boolean {
  const slash = name.indexOf('/');
  if (absent === undefined || slash <= 0) return false;
  const top = name.slice(0, slash);
  let known = absent.get(top);
  if (known === undefined) {
    known = host.stat(`${cwd}/${top}`) === undefined;
    absent.set(top, known);
  }
  return known;
}
