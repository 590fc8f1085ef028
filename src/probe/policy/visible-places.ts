/** Which directories of the machine a program in a container sees: all that programs are made of, and nothing of the user's. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { isBelow, normalPath, parentPath } from '../../host/paths.ts';
import { toolRole } from '../../toolchain/tool-role.ts';

/** What {@link visiblePlaces} needs. */
export interface VisibleOptions {
  readonly host: Host;
  /** The tree and where its build goes, absolute. */
  readonly trees: readonly ByteString[];
  /** Variables that the user has set for make. */
  readonly variables: Readonly<Record<string, ByteString>>;
}

/** Places by how they are shown; absolute, in the order in which they are to be mounted. */
export interface VisiblePlaces {
  /** Directories below `/`. */
  readonly top: readonly ByteString[];
  /** Entries of `/` that are links, with where they lead. */
  readonly links: readonly (readonly [name: ByteString, target: ByteString])[];
  /** Directories of {@link top} that are to be empty. */
  readonly emptied: readonly ByteString[];
  /** Files of {@link top} that are not to be read. */
  readonly withheld: readonly ByteString[];
  /** Directories in what is not shown otherwise: tools of PATH and of the user's words. */
  readonly tools: readonly ByteString[];
  /** The user's own directory, null where it holds what programs are made of. */
  readonly home: ByteString | null;
  /** True for a path that only {@link tools}, {@link home} or a tree can show. */
  isHidden(path: ByteString): boolean;
}

/** Sockets, files of services and of users; what else lies below `/` is shown. */
const hiddenRoots = ['/tmp', '/var', '/run', '/home', '/root', '/dev', '/proc', '/sys', '/lost+found', '/boot'];

/** What programs are made of in hidden directories: package lists, places of OSTree and NixOS. */
const shownInside = '/var/opt /var/usrlocal /var/lib/dpkg /var/lib/rpm /var/lib/pacman /var/lib/alternatives'.split(
  ' ',
);

/** Directories of the system, which belong to no user. */
const ofSystem = ['/usr', '/etc', '/bin', '/sbin', '/lib', '/lib64'];

/** What is secret in directories that are shown; root could read it. Source: Debian 12, Fedora 40, hier(7). */
const secretPlaces = (
  'etc/shadow etc/shadow- etc/gshadow etc/gshadow- etc/sudoers etc/sudoers.d etc/ssh etc/ssl/private etc/pki/private ' +
  'etc/krb5.keytab etc/wireguard etc/openvpn etc/NetworkManager/system-connections etc/kubernetes etc/docker ' +
  'etc/security/opasswd etc/letsencrypt etc/crypttab etc/ppp usr/local/etc/ssh'
)
  .split(' ')
  .map((path) => `/${path}`);

/** Variables whose paths are the user's tools, or are for them. */
const forTools =
  /^(?:CROSS_COMPILE\w*|LLVM|\w*(?:CC|CXX|CPP|LD|AS|AR|NM|OBJCOPY|OBJDUMP|READELF|STRIP|RUSTC)|\w*FLAGS\w*|(?:RUSTUP|CARGO|PYENV)_\w+)$/;

/** Finds them. */
export function visiblePlaces({ host, trees, variables }: VisibleOptions): VisiblePlaces {
  const isDirectory = (path: ByteString): boolean => host.stat(path)?.kind === 'directory';
  const real = (path: ByteString): ByteString => host.realPath(path) ?? normalPath('/', path);
  const home = homeOf(host, real);
  const isHidden = (path: ByteString): boolean =>
    hiddenRoots.some((root) => isBelow(root, path)) || home.some((place) => isBelow(place, path));

  const top: ByteString[] = [];
  const links: [ByteString, ByteString][] = [];
  for (const name of host.readDirectory('/') ?? []) {
    const path = `/${name}`;
    const place = real(path);
    if (hiddenRoots.includes(path) || !isDirectory(path)) continue;
    if (place === path) top.push(path);
    else links.push([path, place]);
  }
  const tools = new Set(shownInside.filter(isDirectory));
  const add = (directory: ByteString): void => {
    for (const place of toolPlaces(directory, home)) if (isHidden(place) && isDirectory(place)) tools.add(place);
  };
  const isOfTree = (path: ByteString): boolean => trees.some((tree) => isBelow(tree, path));
  for (const place of toolDirectories(host, variables)) {
    if (!isDirectory(place) || isOfTree(place) || isOfTree(real(place))) continue;
    add(place);
    add(real(place));
    for (const name of host.readDirectory(place) ?? []) {
      const program = toolRole(name) === null ? undefined : host.realPath(`${place}/${name}`);
      if (program !== undefined && !isOfTree(program)) add(parentPath(program));
    }
  }
  const shown = [...tools];
  return {
    top,
    links,
    emptied: [
      ...home.filter((place) => !hiddenRoots.some((root) => isBelow(root, place))),
      ...secretPlaces.filter(isDirectory),
    ],
    withheld: [
      ...secretPlaces.filter((path) => host.stat(path)?.kind === 'file'),
      ...home
        .flatMap((place) => [`${place}/.cargo/credentials`, `${place}/.cargo/credentials.toml`])
        .filter((path) => host.stat(path)?.kind === 'file' && shown.some((place) => isBelow(place, path))),
    ],
    tools: shown.filter((place) => !shown.some((other) => other !== place && isBelow(other, place))),
    home: home[0] ?? null,
    isHidden,
  };
}

/** The user's directory as it is named and as it is; none where that is no place of its own. */
function homeOf(host: Host, real: (path: ByteString) => ByteString): ByteString[] {
  const { HOME = '' } = host.env;
  if (!HOME.startsWith('/')) return [];
  const places = [...new Set([normalPath('/', HOME), real(HOME)])];
  return places.some((place) => place === '/' || ofSystem.some((one) => isBelow(one, place))) ? [] : places;
}

/** Directories of PATH, and those that the user's words name. */
function toolDirectories(host: Host, variables: Readonly<Record<string, ByteString>>): Set<ByteString> {
  const found = new Set<ByteString>();
  const { env } = host;
  for (const entry of `${variables['PATH'] ?? ''}:${env['PATH'] ?? ''}`.split(':')) {
    if (entry.startsWith('/')) found.add(normalPath('/', entry));
  }
  for (const [name, value] of Object.entries({ ...env, ...variables })) {
    if (!forTools.test(name)) continue;
    for (const word of value.split(/[\s=:]+/)) {
      if (!word.includes('/')) continue;
      const path = normalPath(host.cwd, word.replace(/^-[A-Z]/, ''));
      // A directory, a program, or a prefix of programs.
      found.add(host.stat(path)?.kind === 'directory' ? path : parentPath(path));
    }
  }
  return found;
}

/**
 * What belongs to the programs of a directory: all next to it, as compilers and version managers are laid out; less
 * where what lies next to it is the user's own.
 */
function toolPlaces(directory: ByteString, home: readonly ByteString[]): ByteString[] {
  const above = parentPath(directory);
  const owner = home.find((place) => isBelow(place, directory));
  if (directory === owner || home.some((place) => isBelow(directory, place))) return [];
  if (above === `${owner}/.local`) {
    return ['lib', 'lib64', 'libexec', 'include', 'pipx', 'share/pipx']
      .map((name) => `${above}/${name}`)
      .concat(directory);
  }
  if (above === `${owner}/.cargo`) return [above, `${owner}/.rustup`];
  return home.some((place) => isBelow(above, place)) || hiddenRoots.includes(above) ? [directory] : [above];
}
