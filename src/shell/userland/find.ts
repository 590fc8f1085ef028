import type { ByteString } from '../../core/bytes.ts';
import { resolvePath, statFile, write } from '../run/services.ts';
import type { Shell } from '../run/state.ts';
import { failQuietly } from './operands.ts';

/**
 * `find . -path ./FILE -newer OTHER`, with which makefiles of U-Boot ask whether the configuration is newer; null for all
 * other words. Source: POSIX.1-2017 XCU find.
 */
export function runFind(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.join(' ') === visibleDirectories) return listVisible(shell);
  const [start, path, pattern = '', newer, other = '', ...more] = args;
  if (start !== '.' || path !== '-path' || newer !== '-newer' || other === '' || more.length > 0) return null;
  // A directory on the way could be a link, which find does not follow.
  if (!/^\.\/[\w.+-]+$/.test(pattern)) return null;
  const file = statFile(shell, pattern);
  const reference = statFile(shell, other);
  if (reference === undefined) return failQuietly(shell);
  if (file === undefined) return 0;
  // Files that a text has just written have no time.
  if (file.mtimeMs === 0 || reference.mtimeMs === 0) return null;
  if (file.mtimeMs > reference.mtimeMs) write(shell, 1, `${pattern}\n`);
  return 0;
}

/** All directories but hidden ones, as BusyBox asks for them. Source: BusyBox 1.35.0 scripts/gen_build_files.sh. */
const visibleDirectories = '. -type d ! ( -name .?* -prune )';

/** Their names; null without a policy, since find itself gives them in the order of the file system. */
function listVisible(shell: Shell): number | null {
  const { host } = shell.run.world;
  const { overlay } = shell.run;
  if (host.policyLog === null) return null;
  const visit = (path: ByteString): void => {
    write(shell, 1, `${path}\n`);
    const full = resolvePath(shell, path);
    const real = host.realPath(full);
    const names = new Set([...(host.readDirectory(full) ?? []), ...overlay.entriesOf(full).keys()]);
    for (const name of names) {
      const child = `${full}/${name}`;
      // A link is no directory.
      const isLink = real !== undefined && host.hasEntry(child) && host.realPath(child) !== `${real}/${name}`;
      if (/^\../.test(name) || isLink || overlay.stat(child)?.kind !== 'directory') continue;
      visit(`${path}/${name}`);
    }
  };
  visit('.');
  return 0;
}
