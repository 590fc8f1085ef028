/**
 * The package that has a program, a header, a library or a Python module, by distribution.
 *
 * Source of the rows: for Debian the package lists of Debian 12; for Fedora, openSUSE, Arch and Alpine the names under
 * which their package searches list the same upstream file (not checked on such a machine). Which of them a build
 * uses: Documentation/process/changes.rst of Linux 6.12.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';

/** What a build needs and does not find. */
export interface NeededThing {
  readonly kind: 'program' | 'header' | 'library' | 'python-module';
  /** `flex`, `openssl/bio.h`, `elf` (of `-lelf`), `yaml`. */
  readonly name: ByteString;
  /** The compiler that looks for a header or a library, as it is called. */
  readonly compiler?: ByteString;
}

/** Distributions whose packages are known, each with those that share its package names. */
export type Distribution = 'debian' | 'fedora' | 'suse' | 'arch' | 'alpine';

/** The package of each distribution; null where it has none. */
export type PackageNames = Readonly<Record<Distribution, string | null>>;

/** The package for something that is missing. */
export interface NeededPackage {
  /** The distribution of this machine; null for one that has no column. */
  readonly distribution: Distribution | null;
  /** The package of this machine's distribution; null where it is not known. */
  readonly name: string | null;
  /** The command that installs it here; null where `name` is. */
  readonly command: string | null;
  readonly names: PackageNames;
}

/** How the distributions are called. */
const titles: Readonly<Record<Distribution, string>> = {
  debian: 'Debian',
  fedora: 'Fedora',
  suse: 'openSUSE',
  arch: 'Arch',
  alpine: 'Alpine',
};

type Row = readonly [
  debian: string | null,
  fedora: string | null,
  suse: string | null,
  arch: string | null,
  alpine: string | null,
];

const libelf: Row = ['libelf-dev', 'elfutils-libelf-devel', 'libelf-devel', 'libelf', 'elfutils-dev'];
const libdw: Row = ['libdw-dev', 'elfutils-devel', 'libdw-devel', 'libelf', 'elfutils-dev'];
const openssl: Row = ['libssl-dev', 'openssl-devel', 'libopenssl-devel', 'openssl', 'openssl-dev'];
const gnutls: Row = ['libgnutls28-dev', 'gnutls-devel', 'libgnutls-devel', 'gnutls', 'gnutls-dev'];
const ncurses: Row = ['libncurses-dev', 'ncurses-devel', 'ncurses-devel', 'ncurses', 'ncurses-dev'];
const gmp: Row = ['libgmp-dev', 'gmp-devel', 'gmp-devel', 'gmp', 'gmp-dev'];
const mpc: Row = ['libmpc-dev', 'libmpc-devel', 'mpc-devel', 'libmpc', 'mpc1-dev'];
const yaml: Row = ['libyaml-dev', 'libyaml-devel', 'libyaml-devel', 'libyaml', 'yaml-dev'];
const zlib: Row = ['zlib1g-dev', 'zlib-devel', 'zlib-devel', 'zlib', 'zlib-dev'];
const zstd: Row = ['libzstd-dev', 'libzstd-devel', 'libzstd-devel', 'zstd', 'zstd-dev'];
const cap: Row = ['libcap-dev', 'libcap-devel', 'libcap-devel', 'libcap', 'libcap-dev'];
const uuid: Row = ['uuid-dev', 'libuuid-devel', 'libuuid-devel', 'util-linux-libs', 'util-linux-dev'];
const libc: Row = ['libc6-dev', 'glibc-devel', 'glibc-devel', 'glibc', 'musl-dev'];
const linuxHeaders: Row = [
  'linux-libc-dev',
  'kernel-headers',
  'linux-glibc-devel',
  'linux-api-headers',
  'linux-headers',
];
const gtk: Row = ['libgtk2.0-dev', 'gtk2-devel', 'gtk2-devel', 'gtk2', 'gtk+2.0-dev'];
const python: Row = ['python3-dev', 'python3-devel', 'python3-devel', 'python', 'python3-dev'];
const sdl: Row = ['libsdl2-dev', 'SDL2-devel', 'SDL2-devel', 'sdl2', 'sdl2-dev'];

/** Headers by the way they begin; the first that fits. */
const headers: readonly (readonly [RegExp, Row])[] = [
  [/^(?:gelf|libelf|nlist|elfutils\/.*)\.h$/, libelf],
  [/^(?:dwarf|elfutils\/libdw.*)\.h$/, libdw],
  // Fedora has it in a package of its own since openssl 3.2.
  [/^openssl\/engine\.h$/, ['libssl-dev', 'openssl-devel-engine', 'libopenssl-devel', 'openssl', 'openssl-dev']],
  [/^openssl\//, openssl],
  [/^gnutls\//, gnutls],
  [/^(?:ncursesw?\/)?(?:ncurses|curses|menu|panel|form|term|unctrl|tic)\.h$/, ncurses],
  [/^gmp(?:xx)?\.h$/, gmp],
  [/^mpc\.h$/, mpc],
  [
    /^(?:gcc-plugin|plugin-version|bversion|tree-pass)\.h$/,
    ['gcc-12-plugin-dev', 'gcc-plugin-devel', 'gcc12-devel', 'gcc', 'gcc'],
  ],
  [/^yaml\.h$/, yaml],
  [/^(?:zlib|zconf)\.h$/, zlib],
  [/^zstd\.h$/, zstd],
  [/^sys\/capability\.h$/, cap],
  [/^uuid\/uuid\.h$/, uuid],
  [/^Python\.h$/, python],
  [/^gtk\//, gtk],
  [/^SDL2?\//, sdl],
  [/^(?:linux|asm|asm-generic|mtd|scsi|drm|sound|video|rdma|xen|misc)\//, linuxHeaders],
  [
    new RegExp(
      `^(?:(?:sys|net|netinet|arpa|bits|gnu|rpc|protocols)/.*|(?:${
        'aio alloca argp ar arpa assert byteswap ctype dirent dlfcn elf endian err errno error execinfo fcntl features ' +
        'fnmatch fts ftw getopt glob grp iconv inttypes langinfo libgen libintl limits link locale malloc math mntent ' +
        'netdb obstack paths poll pthread pwd regex resolv sched search semaphore setjmp shadow signal spawn stdint ' +
        'stdio stdlib string strings sysexits syslog termios time uchar ucontext ulimit unistd utime utmp utmpx wchar ' +
        'wctype wordexp'
      })\\.h)$`.replaceAll(' ', '|'),
    ),
    libc,
  ],
];

/** Libraries by the name after `-l`. */
const libraries: ReadonlyMap<string, Row> = new Map([
  ['elf', libelf],
  ['dw', libdw],
  ['crypto', openssl],
  ['ssl', openssl],
  ['gnutls', gnutls],
  ['ncurses', ncurses],
  ['ncursesw', ncurses],
  ['curses', ncurses],
  ['tinfo', ncurses],
  ['menu', ncurses],
  ['panel', ncurses],
  ['menuw', ncurses],
  ['panelw', ncurses],
  ['gmp', gmp],
  ['mpc', mpc],
  ['yaml', yaml],
  ['z', zlib],
  ['zstd', zstd],
  ['cap', cap],
  ['uuid', uuid],
  ['c', libc],
  ['m', libc],
  ['pthread', libc],
  ['dl', libc],
  ['rt', libc],
  ['SDL2', sdl],
]);

/** A package of one name in all distributions. */
const everywhere = (name: string): Row => [name, name, name, name, name];

const xz: Row = ['xz-utils', 'xz', 'xz', 'xz', 'xz'];
const findutils = everywhere('findutils');
const diffutils = everywhere('diffutils');

/** Programs by name. */
const programs: ReadonlyMap<string, Row> = new Map([
  ...(
    'flex bison m4 bc perl openssl cpio zstd lz4 lzop gzip bzip2 rsync swig gcc clang lld llvm binutils make gawk sed ' +
    'grep patch tar git bash ccache wget unzip file'
  )
    .split(' ')
    .map((name): [string, Row] => [name, everywhere(name)]),
  ['python3', ['python3', 'python3', 'python3', 'python', 'python3']],
  ['awk', everywhere('gawk')],
  ['lz4c', everywhere('lz4')],
  ['xz', xz],
  // Fedora has it in a package of its own.
  ['lzma', ['xz-utils', 'xz-lzma-compat', 'xz', 'xz', 'xz']],
  ['pahole', ['pahole', 'dwarves', 'dwarves', 'pahole', 'pahole']],
  ['mkimage', ['u-boot-tools', 'uboot-tools', 'u-boot-tools', 'uboot-tools', 'u-boot-tools']],
  ['dtc', ['device-tree-compiler', 'dtc', 'dtc', 'dtc', 'dtc']],
  // Source: Documentation/rust/quick-start.rst of Linux 6.12; Alpine: its package search.
  ['rustc', ['rustc', 'rust', 'rust', 'rust', 'rust']],
  ['bindgen', ['bindgen', 'bindgen-cli', 'rust-bindgen', 'rust-bindgen', 'rust-bindgen']],
  ['depmod', everywhere('kmod')],
  ['modprobe', everywhere('kmod')],
  ['xxd', ['xxd', 'vim-common', null, 'vim', 'xxd']],
  ['pkg-config', ['pkg-config', 'pkgconf-pkg-config', 'pkg-config', 'pkgconf', 'pkgconf']],
  ['cc', everywhere('gcc')],
  ['g++', ['g++', 'gcc-c++', 'gcc-c++', 'gcc', 'g++']],
  ['ld.lld', everywhere('lld')],
  ...'llvm-ar llvm-nm llvm-objcopy llvm-objdump llvm-readelf llvm-strip'
    .split(' ')
    .map((name): [string, Row] => [name, everywhere('llvm')]),
  ...'ld as ar nm objcopy objdump strip readelf ranlib'
    .split(' ')
    .map((name): [string, Row] => [name, everywhere('binutils')]),
  ['find', findutils],
  ['xargs', findutils],
  ['diff', diffutils],
  ['cmp', diffutils],
  ['rpmbuild', ['rpm', 'rpm-build', 'rpm-build', null, null]],
  ['dpkg-buildpackage', ['dpkg-dev', null, null, null, null]],
  ['sphinx-build', ['python3-sphinx', 'python3-sphinx', 'python3-Sphinx', 'python-sphinx', 'py3-sphinx']],
]);

/** A Python module that all distributions name after the same words. */
const pythonRow = (name: string): Row => [
  `python3-${name}`,
  `python3-${name}`,
  `python3-${name}`,
  `python-${name}`,
  `py3-${name}`,
];

/** Python modules by the name that is imported. */
const pythonModules: ReadonlyMap<string, Row> = new Map([
  ['yaml', ['python3-yaml', 'python3-pyyaml', 'python3-PyYAML', 'python-yaml', 'py3-yaml']],
  ['elftools', ['python3-pyelftools', 'python3-pyelftools', 'python3-pyelftools', 'python-pyelftools', 'py3-elftools']],
  ['libfdt', ['python3-libfdt', 'python3-libfdt', 'python3-libfdt', null, 'py3-libfdt']],
  ['jsonschema', pythonRow('jsonschema')],
  ['setuptools', pythonRow('setuptools')],
  ['lxml', pythonRow('lxml')],
]);

const installs: Readonly<Record<Distribution, string>> = {
  debian: 'apt install',
  fedora: 'dnf install',
  suse: 'zypper install',
  arch: 'pacman -S',
  alpine: 'apk add',
};

/** The package of a cross compiler or of its binutils, which is named after the triplet. */
function crossRow(name: ByteString): Row | null {
  const match = /^((\w+)-linux-gnu\w*)-(gcc|ld|as|ar|nm|objcopy|objdump|strip|readelf)$/.exec(name);
  if (match === null) return null;
  const [, triplet = '', machine = '', tool = ''] = match;
  const what = tool === 'gcc' ? 'gcc' : 'binutils';
  const debian = `${what}-${triplet.replaceAll('_', '-')}`;
  return [debian, `${what}-${triplet}`, `cross-${machine}-${what}`, `${triplet}-${what}`, null];
}

/** Debian's architecture of a triplet. Source: dpkg's cputable and tupletable. */
const debianMachines: Readonly<Record<string, string>> = {
  'aarch64-linux-gnu': 'arm64',
  'alpha-linux-gnu': 'alpha',
  'arm-linux-gnueabi': 'armel',
  'arm-linux-gnueabihf': 'armhf',
  'hppa-linux-gnu': 'hppa',
  'i686-linux-gnu': 'i386',
  'loongarch64-linux-gnu': 'loong64',
  'm68k-linux-gnu': 'm68k',
  'mips-linux-gnu': 'mips',
  'mips64-linux-gnuabi64': 'mips64',
  'mips64el-linux-gnuabi64': 'mips64el',
  'mipsel-linux-gnu': 'mipsel',
  'powerpc-linux-gnu': 'powerpc',
  'powerpc64-linux-gnu': 'ppc64',
  'powerpc64le-linux-gnu': 'ppc64el',
  'riscv64-linux-gnu': 'riscv64',
  's390x-linux-gnu': 's390x',
  'sh4-linux-gnu': 'sh4',
  'sparc64-linux-gnu': 'sparc64',
  'x86_64-linux-gnu': 'amd64',
};

/** What a cross compiler looks for: the package of another machine; `row` for the compiler of this machine. */
function foreignRow(row: Row, compiler: ByteString, host: Host): Row {
  const [, triplet = '', machine = ''] =
    /(?:^|\/)((\w+)-linux-gnu\w*)-(?:gcc|g\+\+|cpp)(?:-\d+)?$/.exec(compiler) ?? [];
  const debian = debianMachines[triplet];
  if (debian === undefined || host.stat(`/lib/${triplet}/libc.so.6`) !== undefined) return row;
  const isLibc = row === libc;
  const [name] = row;
  return [
    isLibc || row === linuxHeaders ? `${name}-${debian}-cross` : `${name}:${debian}`,
    null,
    isLibc ? `cross-${machine}-glibc-devel` : null,
    isLibc ? `${triplet}-glibc` : null,
    null,
  ];
}

function rowOf(thing: NeededThing, host: Host): Row | null {
  const row = ownRow(thing);
  return row === null || thing.compiler === undefined ? row : foreignRow(row, thing.compiler, host);
}

function ownRow({ kind, name }: NeededThing): Row | null {
  switch (kind) {
    case 'program':
      return programs.get(name) ?? crossRow(name);
    case 'library':
      return libraries.get(name) ?? null;
    case 'python-module':
      return pythonModules.get(name) ?? null;
    case 'header':
      return headers.find(([pattern]) => pattern.test(name))?.[1] ?? null;
  }
}

/** The distribution of a machine, by its `os-release`; null for one whose packages are not known. */
export function distributionOf(host: Host): Distribution | null {
  const text = host.readFile('/etc/os-release') ?? host.readFile('/usr/lib/os-release') ?? '';
  const value = (name: string): string[] => {
    const line = new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
    return line.replace(/^["']|["']$/g, '').split(/\s+/);
  };
  for (const id of [...value('ID'), ...value('ID_LIKE')]) {
    if (id === 'debian' || id === 'ubuntu') return 'debian';
    if (id === 'fedora' || id === 'rhel' || id === 'centos') return 'fedora';
    if (id.startsWith('opensuse') || id === 'suse' || id === 'sles') return 'suse';
    if (id === 'arch') return 'arch';
    if (id === 'alpine') return 'alpine';
  }
  return null;
}

/** The package that has something, for all distributions and for this machine's; null where it is not known. */
export function packageFor(thing: NeededThing, host: Host): NeededPackage | null {
  const row = rowOf(thing, host);
  if (row === null) return null;
  const [debian, fedora, suse, arch, alpine] = row;
  const names: PackageNames = { debian, fedora, suse, arch, alpine };
  const distribution = distributionOf(host);
  const name = distribution === null ? null : names[distribution];
  const command = distribution === null || name === null ? null : `${installs[distribution]} ${name}`;
  return { distribution, name, command, names };
}

/** The same text for things whose lack has one cause: their package, where it is known. */
export function causeOf(thing: NeededThing, host: Host): string {
  const names = packageFor(thing, host)?.names;
  return names === undefined ? `${thing.kind} ${thing.name}` : `package ${names.debian ?? Object.values(names).join()}`;
}

/** The packages of all distributions in one line: `xz-utils (Debian), xz (Fedora, openSUSE, Arch, Alpine)`. */
export function listPackages(names: PackageNames): string {
  const places = new Map<string, string[]>();
  for (const [distribution, title] of Object.entries(titles) as [Distribution, string][]) {
    const name = names[distribution];
    if (name !== null) places.set(name, [...(places.get(name) ?? []), title]);
  }
  return [...places].map(([name, where]) => `${name} (${where.join(', ')})`).join(', ');
}
