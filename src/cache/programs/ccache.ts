/**
 * What an answer through ccache depends on apart from the compiler: ccache's own program and settings. It gives the
 * compiler's answers, be it from its own store; settings by which it starts another program are not followed.
 * Source: ccache(1) 4.8, and `ccache -p`.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { absolutePath, baseName } from '../../host/paths.ts';
import { toolRole } from '../../toolchain/tool-role.ts';

/** A call through ccache: in front of the compiler's name, or under it. */
export interface CcacheCall {
  /** ccache as it is called, to be asked itself. */
  readonly ccache: ByteString;
  /** The compiler's words, its path first. */
  readonly argv: readonly ByteString[];
  /** Paths looked at on the way to the compiler, and files of settings. */
  readonly files: readonly ByteString[];
}

/** Settings by which a program other than the compiler of that name is started. */
const choosesPrograms = /^(?:compiler|path|prefix_command|prefix_command_cpp|remote_storage|secondary_storage)$/;

/** True where `path`, as the system resolves it, is ccache. */
function isCcache(host: Host, path: ByteString): boolean {
  return baseName(host.realPath(path) ?? path) === 'ccache';
}

/** Reads a call whose program, found at `path`, is ccache; null for any other, and where no compiler is found. */
export function readCcacheCall(host: Host, request: CommandRequest, path: ByteString): CcacheCall | null {
  if (!isCcache(host, path)) return null;
  const [program = '', ...rest] = request.argv;
  const isInFront = baseName(program) === 'ccache';
  const [name = '', ...words] = isInFront ? rest : [baseName(program), ...rest];
  if (toolRole(name) !== 'compiler') return null;
  const files: ByteString[] = [];
  const search = (request.env['PATH'] ?? '').split(':');
  const candidates = name.includes('/') ? [name] : search.map((entry) => (entry === '' ? name : `${entry}/${name}`));
  for (const candidate of candidates) {
    const place = absolutePath(request.cwd, candidate);
    files.push(place);
    const stat = host.stat(place);
    if (stat?.kind !== 'file' || !stat.isExecutable || isCcache(host, place)) continue;
    return { ccache: path, argv: [place, ...words], files: [...files, ...settings(request.env)] };
  }
  return null;
}

function settings(env: CommandRequest['env']): ByteString[] {
  const { CCACHE_CONFIGPATH, CCACHE_CONFIGPATH2, CCACHE_DIR, HOME = '/', XDG_CONFIG_HOME, XDG_CACHE_HOME } = env;
  return [
    CCACHE_CONFIGPATH,
    CCACHE_CONFIGPATH2,
    CCACHE_DIR === undefined ? undefined : `${CCACHE_DIR}/ccache.conf`,
    `${HOME}/.ccache/ccache.conf`,
    `${XDG_CONFIG_HOME ?? `${HOME}/.config`}/ccache/ccache.conf`,
    `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/ccache/ccache.conf`,
    '/etc/ccache.conf',
    '/usr/etc/ccache.conf',
    '/usr/local/etc/ccache.conf',
  ].filter((path): path is ByteString => path?.startsWith('/') === true);
}

/** True when `ccache -p` shows no setting that starts another program. */
export function isPlainCcache(stdout: ByteString): boolean {
  const shown = [...stdout.matchAll(/^\(.*\) (\w+) = ?(.*)$/gm)];
  return shown.length > 0 && shown.every(([, key = '', value]) => !choosesPrograms.test(key) || value === '');
}
