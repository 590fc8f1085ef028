import { write } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { parentPath } from '../../host/paths.ts';
import type { Shell } from '../run/state.ts';

/**
 * pwd(1), which unlike the builtin follows links; a directory that the text made is in its parent. Null when
 * these arguments are not covered. Source: GNU coreutils 9.1 observed.
 */
export function runPhysicalPwd(
  shell: Shell,
  args: readonly ByteString[],
  env: Readonly<Record<string, ByteString>>,
): number | null {
  if (args.length > 0 || env['POSIXLY_CORRECT'] !== undefined) return null;
  const { host } = shell.run.world;
  let made = '';
  let directory: string = shell.directory;
  while (host.realPath(directory) === undefined) {
    if (directory === '/' || !shell.run.overlay.owns(directory)) return null;
    made = directory.slice(directory.lastIndexOf('/')) + made;
    directory = parentPath(directory);
  }
  const real = host.realPath(directory) ?? directory;
  write(shell, 1, `${real === '/' && made !== '' ? '' : real}${made}\n`);
  return 0;
}
