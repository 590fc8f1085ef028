import type { ByteString } from '../core/bytes.ts';
import type { Host } from '../host/host.ts';
import type { ProgramLocation } from '../shell/run/world.ts';

/**
 * Finds a program as a POSIX shell does: a name with a slash is a path, any other is looked for in
 * the directories of `searchPath`, where an empty entry means the working directory.
 * Source: POSIX.1-2017 XCU 2.9.1.1.
 */
export function locateProgram(host: Host, name: ByteString, searchPath: ByteString, cwd: string): ProgramLocation {
  if (name === '') return { kind: 'missing' };
  if (name.includes('/')) {
    const stat = host.stat(name.startsWith('/') ? name : `${cwd}/${name}`);
    if (stat === undefined) return { kind: 'missing' };
    return stat.kind === 'file' && stat.isExecutable ? { kind: 'found', path: name } : { kind: 'denied' };
  }
  let isDenied = false;
  for (const entry of searchPath.split(':')) {
    const path = entry === '' ? name : `${entry}/${name}`;
    const stat = host.stat(path.startsWith('/') ? path : `${cwd}/${path}`);
    if (stat === undefined || stat.kind !== 'file') continue;
    if (stat.isExecutable) return { kind: 'found', path };
    isDenied = true;
  }
  return { kind: isDenied ? 'denied' : 'missing' };
}
