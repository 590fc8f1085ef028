/** Which project file a run has. */
import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { posix } from 'node:path';
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { absolutePath, normalPath, parentPath, toFsPath } from '../../host/paths.ts';

/** Names of project files, in the order of preference. */
export const projectNames = ['kgate.config.json', 'kgate.config.jsonc', 'kgate.config.yaml'] as const;

/** The text of a project file, and where it is. */
export interface FoundProject {
  /** As the user would name it from where the run starts. */
  readonly name: ByteString;
  /** Absolute and normal. */
  readonly path: ByteString;
  readonly text: ByteString;
}

/** A found file that is not read, and why. */
export interface RefusedProject {
  readonly path: ByteString;
  readonly reason: string;
}

/** True for a file that was read. */
export function isRead(found: FoundProject | RefusedProject): found is FoundProject {
  return 'text' in found;
}

function statOf(path: ByteString): Stats | undefined {
  try {
    return statSync(toFsPath(path), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A path as it is named from a directory: relative where it is below or near, else absolute. */
export function nameFrom(directory: ByteString, path: ByteString): ByteString {
  const relative = posix.relative(directory, path) || '.';
  return relative.startsWith('../../../') ? path : relative;
}

/** A path without links, as far as it is there. */
export function realPathOf(path: ByteString): ByteString {
  try {
    return realpathSync.native(toFsPath(path), { encoding: 'latin1' });
  } catch {
    return path === '/' ? path : absolutePath(realPathOf(parentPath(path)), path.slice(path.lastIndexOf('/') + 1));
  }
}

/** The file of `--project`, or the one in the directory of that name. Throws UsageError where there is none. */
export function readNamedProject(start: ByteString, name: ByteString): FoundProject {
  const named = normalPath(start, name);
  const path = statOf(named)?.isDirectory() === true ? fileIn(named) : named;
  if (path === null || statOf(path)?.isFile() !== true) {
    throw new UsageError('usage/project', `--project ${decodeBytes(name)}: no such file`, {
      hint: "'kgate init' writes a first one",
    });
  }
  if (!/\.(?:jsonc?|ya?ml)$/.test(path)) {
    throw new UsageError(
      'usage/project',
      `--project ${decodeBytes(name)}: a project file ends in .json, .jsonc or .yaml`,
    );
  }
  const shown = path === named ? name : nameFrom(start, path);
  return { name: shown, path, text: textOf(path, shown) };
}

/** The project file in a directory; null without one. Throws UsageError for two. */
function fileIn(directory: ByteString): ByteString | null {
  const there = projectNames
    .map((name) => absolutePath(directory, name))
    .filter((path) => statOf(path)?.isFile() === true);
  const [path = null, other] = there;
  if (path === null || other === undefined) return path;
  throw new UsageError('usage/project', `${decodeBytes(path)} and ${decodeBytes(other)}: two project files`, {
    hint: '--project FILE names one',
  });
}

function textOf(path: ByteString, name: ByteString): ByteString {
  try {
    return readFileSync(toFsPath(path), 'latin1');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'cannot be read';
    throw new UsageError('usage/project', `${decodeBytes(name)}: ${code}`);
  }
}

/**
 * The nearest project file in a directory or above it; null without one. A file of another user is not read, unless the
 * directory is that user's as well: what is in /tmp says nothing about a tree below it.
 */
export function findProject(start: ByteString): FoundProject | RefusedProject | null {
  const user = process.getuid?.();
  const owners = new Set([0, user, statOf(start)?.uid]);
  for (let at = normalPath(start, '.'); ; at = parentPath(at)) {
    const path = fileIn(at);
    if (path !== null) {
      const owner = statOf(path)?.uid;
      if (user !== undefined && !owners.has(owner)) return { path, reason: `belongs to user ${owner}` };
      const name = nameFrom(start, path);
      return { name, path, text: textOf(path, name) };
    }
    if (at === '/') return null;
  }
}
