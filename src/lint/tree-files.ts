import type { Host } from '../host/host.ts';

/** What a file is to lint. */
export type LintFileKind = 'makefile' | 'kconfig' | 'source' | 'config';

/** One file of the tree that lint reads. */
export interface LintFile {
  /** Path below the tree's directory, `/` between parts. */
  readonly path: string;
  readonly kind: LintFileKind;
  /** False for a file that is only read for what it defines. */
  readonly isLinted: boolean;
}

/** Why a file or directory of the tree was left out. */
export interface SkippedPath {
  readonly path: string;
  readonly reason: string;
}

/** What {@link findLintFiles} is asked. */
export interface FileQuery {
  readonly host: Host;
  /** The tree, absolute or relative to the host's directory. */
  readonly directory: string;
  /** Kernel source architectures: of `arch/*` only these are linted. */
  readonly srcarchs?: readonly string[];
  /** Of the files that would be linted only these. */
  readonly within?: ReadonlySet<string>;
  /** Files and directories below the tree; only these are linted. */
  readonly paths?: readonly string[];
}

/** Deepest directory that is entered; the kernel's deepest is 12. */
const maxDepth = 64;
/** Directory entries looked at in all; the kernel has about 95 000. */
const maxEntries = 4_000_000;

/**
 * Endings no directory of a kernel tree has. Looking at them one by one is what makes a walk slow,
 * so entries with such a name are taken for files without asking.
 */
const fileEndings = new Set(
  'S c cc cpp cocci cfg config conf csv dts dtsi dtso gif h html in inc ini json lds log m4 o o_shipped pl png po py rb rs rst rules s sh svg sym tbl tc test txt uc xml y l yaml yml'.split(
    ' ',
  ),
);

/** Automake templates and Perl build scripts share the prefix, not the language. */
const foreignMakefiles = /\.(?:am|in|PL|orig|rej|bak)$|~$/;
const foreignKconfig = /\.(?:orig|rej|bak|rst|txt)$|~$/;

/** What a file of this name is to lint, or undefined when lint does not read it. */
export function classifyFileName(path: string): LintFileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.startsWith('Kconfig') || /^Config\.(?:in|src)/.test(name))
    return foreignKconfig.test(name) ? undefined : 'kconfig';
  if (name.startsWith('Makefile') || name.startsWith('Kbuild') || name.startsWith('Platform')) {
    return foreignMakefiles.test(name) ? undefined : 'makefile';
  }
  if (name.endsWith('.mk')) return 'makefile';
  if (/\.(?:[chS]|dts[io]?)$/.test(name)) return 'source';
  if (isConfigPath(path)) return 'config';
  return undefined;
}

/**
 * Defconfigs and fragments: `arch/ARCH/configs`, `kernel/configs`, `configs` (coreboot has `config.BOARD` there), `boards`
 * of Zephyr, and `arch/ARCH/defconfig` of old ports.
 */
function isConfigPath(path: string): boolean {
  if (/^(?:arch\/[^/]+|kernel|src)?\/?configs\/(?:.*\/)?[\w.+-]*(?:defconfig|\.config)$/.test(path)) return true;
  return /^(?:arch\/[^/]+\/defconfig|configs\/config\.[\w.+-]+|boards\/.*_defconfig)$/.test(path);
}

/** True for a makefile that kbuild does not read: tools/ is a build system of its own. */
function isForeignToKbuild(path: string): boolean {
  return path.startsWith('tools/');
}

/** Programs of the build machine and documents, whose conditions are about other things, and what a build has written. */
function isForeignSource(path: string): boolean {
  if (/^(?:tools|scripts|Documentation|doc|samples)\//.test(path)) return true;
  return /^(?:arch\/[^/]+\/)?include\/(?:generated\/|config\/|autoconf\.h$|config\.h$)/.test(path);
}

/** Scripts of the build, which can write headers. */
export function isScript(path: string): boolean {
  return /^scripts\/[^/]+\.(?:awk|pl|py|sh)$/.test(path);
}

/** What is only read for the macros that it defines: scripts, and programs that take in sources of the tree. */
function isOnlyForDefines(path: string): boolean {
  return isScript(path) || /^tools\/[^/]+\.[ch]$/.test(path);
}

/** The kconfig program's own test inputs define symbols that are none of the tree's. */
function isKconfigTestInput(path: string): boolean {
  return path.startsWith('scripts/kconfig/tests/');
}

/** True when a file below `arch/` belongs to another architecture than these. */
function isOtherArch(path: string, srcarchs: readonly string[]): boolean {
  if (!path.startsWith('arch/')) return false;
  const slash = path.indexOf('/', 5);
  return slash !== -1 && !srcarchs.includes(path.slice(5, slash));
}

/** `./a//b/` as `a/b`; the tree itself is the empty string. Undefined when it leads out of the tree. */
export function normalizeTreePath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else parts.push(part);
  }
  return parts.join('/');
}

/** True for a path that is `root` or lies below it; the tree itself is the empty string. */
export function isBelow(path: string, root: string): boolean {
  return root === '' || path === root || (path.startsWith(root) && path.charCodeAt(root.length) === 0x2f);
}

/**
 * Every makefile and Kconfig file of a tree, in byte order of the path. Symbolic links to
 * directories are not entered (what they show is found at its own place or is not of the tree),
 * nor are directories whose name starts with a dot. Kconfig files are always listed for the whole
 * tree because a symbol may be defined anywhere. `directories` has the names in every directory that was entered.
 */
export function findLintFiles(query: FileQuery): {
  files: LintFile[];
  skipped: SkippedPath[];
  directories: Map<string, readonly string[]>;
} {
  const { host, directory } = query;
  const files: LintFile[] = [];
  const skipped: SkippedPath[] = [];
  const directories = new Map<string, readonly string[]>();
  const wanted: string[] = [];
  for (const path of query.paths ?? []) {
    const normal = normalizeTreePath(path);
    if (normal === undefined) skipped.push({ path, reason: 'it is not below the tree' });
    else if (host.stat(join(directory, normal)) === undefined) skipped.push({ path, reason: 'there is no such file' });
    else wanted.push(normal);
  }
  const isNarrowed = query.paths !== undefined && query.paths.length > 0;
  const isWanted = (path: string, kind: LintFileKind): boolean => {
    if (isKconfigTestInput(path) || query.within?.has(path) === false) return false;
    if (isNarrowed) return wanted.some((root) => isBelow(path, root));
    if (query.srcarchs !== undefined && isOtherArch(path, query.srcarchs)) return false;
    return kind === 'kconfig' || !isForeignToKbuild(path);
  };

  const root = host.realPath(directory);
  if (root === undefined)
    return { files, skipped: [...skipped, { path: directory, reason: 'there is no such directory' }], directories };
  let entriesLeft = maxEntries;
  const open: { path: string; real: string; depth: number }[] = [{ path: '', real: root, depth: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const names = host.readDirectory(join(directory, at.path));
    if (names === undefined) {
      skipped.push({ path: at.path, reason: 'the directory cannot be read' });
      continue;
    }
    directories.set(at.path, names);
    entriesLeft -= names.length;
    if (entriesLeft < 0) {
      skipped.push({ path: at.path, reason: `the tree has more than ${maxEntries} entries` });
      break;
    }
    for (const name of names) {
      if (name.startsWith('.')) continue;
      const path = at.path === '' ? name : `${at.path}/${name}`;
      const kind = classifyFileName(path);
      if (isOnlyForDefines(path)) files.push({ path, kind: 'source', isLinted: false });
      if (kind === undefined && hasFileEnding(name)) continue;
      if (kind === 'source') {
        // Reading finds out what it is: asking for each of 60,000 first takes longer than the rest of the walk.
        if (!isForeignSource(path)) files.push({ path, kind, isLinted: isWanted(path, kind) });
        continue;
      }
      const full = join(directory, path);
      const stat = host.stat(full);
      if (stat === undefined) continue;
      const real = at.real === '/' ? `/${name}` : `${at.real}/${name}`;
      if (stat.kind === 'directory') {
        if (host.realPath(full) !== real) continue;
        if (at.depth + 1 >= maxDepth) skipped.push({ path, reason: `it lies more than ${maxDepth} directories deep` });
        else open.push({ path, real, depth: at.depth + 1 });
      } else if (kind !== undefined) {
        const isLinted = isWanted(path, kind);
        if (stat.kind !== 'file') {
          if (isLinted) skipped.push({ path, reason: 'it is no regular file' });
          continue;
        }
        if (isKconfigTestInput(path) || (kind === 'makefile' && !isLinted && isForeignToKbuild(path))) continue;
        const target = host.realPath(full);
        if (target !== real && (target === undefined || !isBelow(target, root))) {
          if (isLinted) skipped.push({ path, reason: 'it is a link that leads out of the tree' });
          continue;
        }
        // A link to a file that is listed under its own name would be read twice.
        if (target !== real && target !== undefined && classifyFileName(target) === kind) continue;
        files.push({ path, kind, isLinted });
      }
    }
  }
  for (const path of wanted) addNamedFile(host, directory, path, files, skipped);
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  skipped.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, skipped, directories };
}

/** Documents that trees have at the top; the names of others end like those of no makefile. */
const document = /^(?:README|COPYING|CREDITS|LICEN[CS]E|MAINTAINERS)/;

/** A file named on purpose is read as a makefile even when its name does not say so, unless it says that it is another thing. */
function addNamedFile(host: Host, directory: string, path: string, files: LintFile[], skipped: SkippedPath[]): void {
  if (files.some((file) => file.path === path)) return;
  const stat = host.stat(join(directory, path));
  if (stat?.kind !== 'file') return;
  if (host.realPath(join(directory, path)) === undefined) skipped.push({ path, reason: 'it cannot be read' });
  else {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const kind = classifyFileName(path) ?? (hasFileEnding(name) || document.test(name) ? undefined : 'makefile');
    if (kind !== undefined) files.push({ path, kind, isLinted: true });
  }
}

function hasFileEnding(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && fileEndings.has(name.slice(dot + 1));
}

/** A path of the tree as the host takes it. */
export function join(directory: string, path: string): string {
  if (directory === '' || directory === '.') return path === '' ? '.' : path;
  if (path === '') return directory;
  return directory.endsWith('/') ? directory + path : `${directory}/${path}`;
}
