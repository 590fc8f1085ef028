import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Everything below a directory that a stray write would change: path, kind, mode, size, modification
 * time and (below 1 MiB) content. `skip` names top-level entries to leave out.
 */
export function snapshotTree(directory: string, skip: readonly string[] = []): Map<string, string> {
  const entries = new Map<string, string>();
  const visit = (path: string): void => {
    const stat = lstatSync(path);
    const name = relative(directory, path) || '.';
    if (skip.includes(name)) return;
    if (stat.isDirectory()) {
      entries.set(name, `directory ${stat.mode} ${stat.mtimeMs}`);
      for (const child of readdirSync(path)) visit(join(path, child));
    } else if (stat.isSymbolicLink()) {
      entries.set(name, `link ${readlinkSync(path)}`);
    } else {
      const content =
        stat.isFile() && stat.size < 1_048_576 ? createHash('sha1').update(readFileSync(path)).digest('hex') : '';
      entries.set(name, `file ${stat.mode} ${stat.size} ${stat.mtimeMs} ${content}`);
    }
  };
  visit(directory);
  return entries;
}
