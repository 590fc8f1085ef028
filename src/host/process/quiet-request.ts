/** Requests whose programs write nothing on the side: bytecode, stores of answers, the index of git. */
import { constants, copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../host.ts';
import { makeDirectory } from '../node/make-directory.ts';
import { absolutePath, parentPath, toFsPath } from '../paths.ts';

/**
 * Variables with which programs write nothing on the side, where they have no value: Python its bytecode next
 * to the sources, git the index that `status` has refreshed, ccache its store. Source: Python 3.11 documentation,
 * "Environment variables"; git(1), `GIT_OPTIONAL_LOCKS`; ccache 4.8 manual, `disable`.
 */
const quietEnvironment: Readonly<Record<string, ByteString>> = {
  PYTHONDONTWRITEBYTECODE: '1',
  GIT_OPTIONAL_LOCKS: '0',
  CCACHE_DISABLE: '1',
};

/** Programs that print the environment: they get it as it is. */
const printsEnvironment = /(?:^|\/)(?:env|printenv)$/;

/** Commands of git that write the index even where they take no locks. Source: git 2.39, builtin/diff.c, update-index.c. */
const writesIndex: ReadonlySet<string> = new Set(['diff', 'update-index', 'describe', 'diff-index', 'diff-files']);

/** The index of the work tree that a directory is in; null where there is none. */
function indexOf(directory: ByteString): ByteString | null {
  for (let at = directory; ; at = parentPath(at)) {
    const place = `${at === '/' ? '' : at}/.git`;
    const stats = statSync(toFsPath(place), { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return `${place}/index`;
    if (stats?.isFile() === true) {
      const named = /^gitdir: (.+)$/m.exec(readFileSync(toFsPath(place), 'latin1'))?.[1];
      return named === undefined ? null : `${absolutePath(at, named)}/index`;
    }
    if (at === '/' || at === '') return null;
  }
}

/** A copy of the index for a question that would write it; null for any other program. */
function copiedIndex({ argv, cwd, env }: CommandRequest, scratch: () => ByteString): ByteString | null {
  if (!/(?:^|\/)git$/.test(argv[0] ?? '') || env['GIT_INDEX_FILE'] !== undefined || env['GIT_DIR'] !== undefined)
    return null;
  let directory = cwd;
  let at = 1;
  for (; argv[at]?.startsWith('-') === true; at += 1) {
    if (argv[at] === '-C') directory = absolutePath(directory, argv[(at += 1)] ?? '');
    else if (/^--(?:git-dir|work-tree|namespace)/.test(argv[at] ?? '')) return null;
    else if (argv[at] === '-c') at += 1;
  }
  if (!writesIndex.has(argv[at] ?? '')) return null;
  try {
    const index = indexOf(directory);
    if (index === null) return null;
    const place = scratch();
    makeDirectory(place, 0o700);
    const copy = `${place}/index-${process.pid}-${(copies += 1)}`;
    copyFileSync(toFsPath(index), toFsPath(copy), constants.COPYFILE_FICLONE);
    return copy;
  } catch {
    // No index, or none that can be read: git says so itself.
    return null;
  }
}

/** Copies made by this thread so far; makes their names unique. */
let copies = 0;

/** A request that writes nothing on the side, and what removes that which it needs for it. */
export interface QuietRequest {
  readonly request: CommandRequest;
  readonly release: () => void;
}

/** Makes a request quiet; `scratch` gives a private directory. */
export function quietRequest(asked: CommandRequest, scratch: () => ByteString): QuietRequest {
  if (printsEnvironment.test(asked.argv[0] ?? '')) return { request: asked, release: () => {} };
  const copy = copiedIndex(asked, scratch);
  const index = copy === null ? {} : { GIT_INDEX_FILE: copy };
  const release = (): void => {
    if (copy !== null) rmSync(toFsPath(copy), { force: true });
  };
  return { request: { ...asked, env: { ...quietEnvironment, ...index, ...asked.env } }, release };
}
