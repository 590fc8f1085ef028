import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { normalPath } from '../../host/paths.ts';
import type { DialectName } from '../../kconfig/index.ts';

/** A file the user named: where it is, and how to speak of it. */
export interface NamedFile {
  /** As typed; messages use it. */
  readonly name: ByteString;
  /** Absolute. */
  readonly path: ByteString;
}

/** What the user typed, in make's terms; every command that looks at a tree takes it. */
export interface BuildRequest {
  /** The tree as the user named it, for reports; it is `host.cwd`, to which `-C` has moved. */
  readonly treeName: ByteString;
  /** `-O` or `O=`, as typed; relative to the tree, as for the kernel's make. Null when absent. */
  readonly objectDirectory: ByteString | null;
  /** `VAR=VALUE` words in the order typed, `O=` left out. */
  readonly variables: readonly ByteString[];
  readonly configFile: NamedFile | null;
  /** `--fragment`: files that are merged over the configuration, in order; none when absent. */
  readonly fragments?: readonly NamedFile[];
  /** `--defconfig`: a configuration goal of the tree (`defconfig`, `foo_defconfig`). */
  readonly defconfig: ByteString | null;
  /** `--make-version`; the version of the make on PATH when absent or null. */
  readonly makeVersion?: ByteString | null;
  /** `--goal`: what make is to update; `prepare` with the reading of plain make when absent. */
  readonly goals?: readonly ByteString[];
  /** `--dialect`; the one that the tree shows when absent or null. */
  readonly dialect?: DialectName | null;
  /** `--kconfig`: the top Kconfig file; makefiles are then left alone. */
  readonly topFile?: ByteString | null;
}

/** A request whose tree was looked at. */
export interface ResolvedRequest extends BuildRequest {
  /** Absolute directory of the tree. */
  readonly treeDirectory: ByteString;
  /** Absolute directory objects go to; equals `treeDirectory` for a build in place. */
  readonly objectTree: ByteString;
  readonly isOutOfTree: boolean;
  /** `VAR=VALUE` words for make, `O=` included. */
  readonly words: readonly ByteString[];
  /** The top Kconfig file where makefiles are not followed, else null. */
  readonly plainTopFile: ByteString | null;
  /** Where the module is that is built against the tree, as typed; null where the tree itself is built. */
  readonly moduleDirectory: ByteString | null;
}

/**
 * Top Kconfig files in the order they are looked for: Linux, BusyBox and Buildroot, coreboot, Unikraft, uClibc-ng, crosstool-NG.
 */
const topFiles = ['Kconfig', 'Config.in', 'src/Kconfig', 'Config.uk', 'extra/Configs/Config.in', 'config/config.in'];

/** Names GNU make looks for. */
const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];

/** The first of {@link topFiles} a directory has. */
export function findTopFile(host: Host, directory: ByteString): ByteString | undefined {
  return topFiles.find((name) => host.stat(`${directory}/${name}`)?.kind === 'file');
}

/** True where make finds a makefile without `-f`. */
export function hasMakefile(host: Host, directory: ByteString): boolean {
  return makefiles.some((name) => host.stat(`${directory}/${name}`)?.kind === 'file');
}

/** True for a directory that has what a tree with makefiles and Kconfig files has at its top. */
export function isKconfigTree(host: Host, directory: ByteString): boolean {
  return hasMakefile(host, directory) && findTopFile(host, directory) !== undefined;
}

/**
 * True for a directory that modules are built against and that has no Kconfig: a package of headers, or an object
 * directory, each with a makefile and the configuration that a build has left.
 */
export function isPreparedTree(host: Host, directory: ByteString): boolean {
  return hasMakefile(host, directory) && host.stat(`${directory}/include/config/auto.conf`)?.kind === 'file';
}

/**
 * `M=` of the command line, else `KBUILD_EXTMOD`, which may be of the environment. Source: Linux top Makefile,
 * `KBUILD_EXTMOD`.
 */
export function moduleDirectoryOf(host: Host, variables: readonly ByteString[]): ByteString | null {
  const value = (name: string): ByteString | undefined =>
    variables.findLast((word) => new RegExp(`^${name}:?:?=`).test(word))?.replace(/^[^=]*=/, '');
  return (value('M') ?? value('KBUILD_EXTMOD') ?? host.env['KBUILD_EXTMOD'] ?? '').trim() || null;
}

function isDirectory(host: Host, path: ByteString): boolean {
  return host.stat(path)?.kind === 'directory';
}

/**
 * Looks at the tree a request names. `allowsPlain`: a directory without makefiles will do. Throws UsageError
 * `kernel/not-a-kconfig-tree`, `kernel/no-kconfig-file`, `kernel/goal-not-made` or `kernel/bad-object-directory`, each with a hint.
 */
export function resolveRequest(host: Host, request: BuildRequest, allowsPlain = false): ResolvedRequest {
  const treeDirectory = host.cwd;
  const named = request.topFile ?? null;
  if (named !== null && host.stat(normalPath(treeDirectory, named))?.kind !== 'file') {
    throw new UsageError('kernel/no-kconfig-file', `--kconfig ${named}: no such file in ${request.treeName}`, {
      hint: 'give the top Kconfig file, relative to the tree',
    });
  }
  const topFile = named ?? findTopFile(host, treeDirectory);
  const isMade = hasMakefile(host, treeDirectory);
  const moduleDirectory = moduleDirectoryOf(host, request.variables);
  // A module needs no Kconfig: `auto.conf` is the configuration.
  const isForModule = moduleDirectory !== null && isMade;
  if (!isForModule && (topFile === undefined || !(isMade || allowsPlain))) {
    throw new UsageError(
      'kernel/not-a-kconfig-tree',
      `${request.treeName}: no ${isMade || allowsPlain ? 'Kconfig' : 'Makefile'} in it, so it is not the top of a Kconfig source tree`,
      {
        hint: isPreparedTree(host, treeDirectory)
          ? 'modules are built against it: give the directory of the module with M=DIR'
          : 'give the directory that has both Makefile and Kconfig with -C DIR',
      },
    );
  }
  const lost = request.goals?.find(
    (goal) => goal.endsWith('/') && !isForModule && !isDirectory(host, normalPath(treeDirectory, goal)),
  );
  if (lost !== undefined) {
    throw new UsageError(
      'kernel/goal-not-made',
      `${lost}: no such directory: make has nothing to do for it and says nothing`,
      {
        hint: 'give a directory of the tree',
      },
    );
  }
  // KBUILD_OUTPUT of the environment means the same to make as O= on its command line.
  const typed = request.objectDirectory ?? host.env['KBUILD_OUTPUT'] ?? '';
  const objectTree = typed === '' ? treeDirectory : normalPath(treeDirectory, typed);
  const kind = host.stat(objectTree)?.kind;
  if (kind !== undefined && kind !== 'directory') {
    throw new UsageError('kernel/bad-object-directory', `${typed}: not a directory`, {
      hint: 'give a directory for objects with -O DIR',
    });
  }
  const isOutOfTree = objectTree !== normalPath(treeDirectory, '.');
  const words = isOutOfTree ? [...request.variables, `O=${objectTree}`] : [...request.variables];
  const isPlain = allowsPlain && (named !== null || !isMade);
  // Makefiles give the name to a shell, which takes it for others.
  if (isOutOfTree && !isPlain && /[\s$]/.test(objectTree)) {
    throw new UsageError('kernel/bad-object-directory', `${objectTree}: make takes no blanks and no $ in its name`, {
      hint: 'give another directory for objects with -O DIR',
    });
  }
  const plainTopFile = isPlain ? (topFile ?? null) : null;
  return { ...request, treeDirectory, objectTree, isOutOfTree, words, plainTopFile, moduleDirectory };
}
