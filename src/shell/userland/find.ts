import type { ByteString } from '../../core/bytes.ts';
import { statFile, write } from '../run/services.ts';
import type { Shell } from '../run/state.ts';
import { failQuietly } from './operands.ts';

/**
 * `find . -path ./FILE -newer OTHER`, with which makefiles of U-Boot ask whether the configuration is newer; null for all
 * other words. Source: POSIX.1-2017 XCU find.
 */
export function runFind(shell: Shell, args: readonly ByteString[]): number | null {
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
