import { UsageError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import { normalPath } from '../host/paths.ts';

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
  /** `--defconfig`: a configuration goal of the tree (`defconfig`, `foo_defconfig`). */
  readonly defconfig: ByteString | null;
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
}

/**
 * Looks at the tree a request names. Throws UsageError `kernel/not-a-kconfig-tree` or
 * `kernel/bad-object-directory`, each with a hint.
 */
export function resolveRequest(host: Host, request: BuildRequest): ResolvedRequest {
  const treeDirectory = host.cwd;
  for (const name of ['Makefile', 'Kconfig']) {
    if (host.stat(`${treeDirectory}/${name}`)?.kind !== 'file') {
      throw new UsageError(
        'kernel/not-a-kconfig-tree',
        `${request.treeName}: no ${name} in it, so it is not the top of a Kconfig source tree`,
        { hint: 'give the directory that has both Makefile and Kconfig with -C DIR' },
      );
    }
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
  return { ...request, treeDirectory, objectTree, isOutOfTree, words };
}
