/** Lines of the tree's files as they are written. */
import type { Location } from '../core/location.ts';
import type { Host } from '../host/host.ts';
import type { KconfigModel } from '../kconfig/index.ts';

/** Files that are kept, the one used last first. */
const maxFiles = 64;

/**
 * A function that gives a line of a Kconfig file, continued lines joined and blanks made one; null for a file that was not read
 * or is gone.
 */
export function createLineReader(host: Host, model: KconfigModel): (location: Location) => string | null {
  const paths = new Map(model.files.map(({ name, path }) => [name, path]));
  const known = new Map<string, readonly string[] | null>();
  const linesOf = (file: string): readonly string[] | null => {
    let lines = known.get(file);
    if (lines === undefined) {
      const path = paths.get(file);
      lines = (path === undefined ? undefined : host.readFile(path))?.split('\n') ?? null;
      if (known.size >= maxFiles) known.clear();
      known.set(file, lines);
    }
    return lines;
  };
  return ({ file, line }) => {
    const lines = linesOf(file);
    if (lines === null) return null;
    let text = lines[line - 1] ?? '';
    for (let next = line; text.endsWith('\\') && next < lines.length; next += 1) {
      text = `${text.slice(0, -1)} ${lines[next] ?? ''}`;
    }
    const joined = text.replace(/\s+/g, ' ').trim();
    return joined === '' ? null : joined;
  };
}
