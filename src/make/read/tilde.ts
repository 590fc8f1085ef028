/** `~` and `~USER` at the beginning of a name. Source: GNU make manual 4.3 §4.4; observed with make 4.3. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { MakeState } from '../state/make-state.ts';
import { expandReference } from './expand.ts';
import { withinLimits } from '../state/spending.ts';

/**
 * The name with the home directory in place of `~` or `~USER`, as it is where there is none. The home directory is the value of
 * the variable HOME, else that of the environment. Users are those of `/etc/passwd`.
 */
export function expandTilde(make: MakeState, name: ByteString): ByteString {
  return expandWith(make.files.host, name, () => {
    const value = make.globals.has('HOME') ? withinLimits(make, () => expandReference(make, 'HOME')) : '';
    return value === '' ? (make.env['HOME'] ?? '') : value;
  });
}

/** The same for a word of the command line, where the makefiles have set nothing yet. */
export function expandTildeOfWord({ env, files }: MakeState, name: ByteString): ByteString {
  return expandWith(files.host, name, () => env['HOME'] ?? '');
}

function expandWith(host: Host, name: ByteString, ownHome: () => ByteString): ByteString {
  if (name.charCodeAt(0) !== 126) return name;
  const slash = name.indexOf('/');
  const end = slash < 0 ? name.length : slash;
  const user = name.slice(1, end);
  const home = user === '' ? ownHome() : homeOf(host, user);
  return home === '' ? name : home + name.slice(end);
}

/** Source: passwd(5). */
function homeOf(host: Host, user: ByteString): ByteString {
  const lines = host.readFile('/etc/passwd')?.split('\n') ?? [];
  const fields = lines.find((line) => line.startsWith(`${user}:`))?.split(':');
  return fields?.[5] ?? '';
}
