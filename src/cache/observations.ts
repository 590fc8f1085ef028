/** Everything that a computation saw of the machine, as plain data, and the check whether the machine still looks so. */
import { passTroubleOn } from '../core/errors.ts';
import { createHash } from 'node:crypto';
import type { ByteString } from '../core/bytes.ts';
import { type FileStamp, hasStamp, type StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult, FileStat, Host } from '../host/host.ts';
import { parentPath } from '../host/paths.ts';

/** A file that was read; `digest` is set where the stamp alone would not show the next write. */
export type SeenFile = readonly [path: ByteString, stamp: FileStamp, digest: string | null];

/** In place of the stamp of a file whose content counts and nothing else; such a file always has a digest. */
export const anyStamp = '*';

/**
 * The ways of looking at a path: `look` for what it is, see {@link lookOf}; `list` for the entries of a directory; `entry`
 * for a name in its directory, which is also there for a link that leads nowhere; `link` for where links lead.
 */
export const lookKinds = ['look', 'list', 'entry', 'link'] as const;

/** One of {@link lookKinds}. */
export type LookKind = (typeof lookKinds)[number];

/** A program that has to run again to show its answer, and the answer that it gave. */
export interface RepeatedProgram {
  readonly request: CommandRequest;
  readonly result: Pick<CommandResult, 'outcome' | 'status' | 'stdout' | 'stderr'>;
}

/** All sights of one computation. */
export interface Observations {
  readonly files: readonly SeenFile[];
  /** Paths whose time or size was looked at, and files that answers of programs depend on. */
  readonly exact: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  /** Looks at paths, each with a text that is the same while the machine shows the same. */
  readonly looks: Readonly<Record<LookKind, readonly (readonly [path: ByteString, shown: string])[]>>;
  /** Directories as they were before the first look into them: with the same stamp their entries are the same. */
  readonly directories: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  /** The text of {@link StampSource.system}, where it was asked for. */
  readonly system: string | null;
  readonly repeated: readonly RepeatedProgram[];
  /** Variables of the environment that no key holds and that a text names, with their values; null: not set. */
  readonly environment: readonly (readonly [name: ByteString, value: ByteString | null])[];
}

/** Identity of a text. */
export function digestOf(text: ByteString | Uint8Array): string {
  const hash = createHash('sha1');
  return (typeof text === 'string' ? hash.update(text, 'latin1') : hash.update(text)).digest('hex');
}

/** What is at a path: `-` nothing, `f` file, `x` program, `d` directory, `o` other. */
export function lookOf(stat: FileStat | undefined): string {
  if (stat === undefined) return '-';
  if (stat.kind === 'file') return stat.isExecutable ? 'x' : 'f';
  return stat.kind === 'directory' ? 'd' : 'o';
}

/** Identity of the entries of a directory; empty without the directory. */
export function listDigest(names: readonly ByteString[] | undefined): string {
  return names === undefined ? '' : digestOf(names.join('\0'));
}

function shownBy(host: Host, kind: LookKind, path: ByteString): string {
  switch (kind) {
    case 'look':
      return lookOf(host.stat(path));
    case 'list':
      return listDigest(host.readDirectory(path));
    case 'entry':
      return String(host.hasEntry(path));
    case 'link':
      return host.realPath(path) ?? '';
  }
}

/** The directory whose stamp shows that a look gives the same again; null for a look at more than an entry. */
export function placeOf(kind: LookKind, path: ByteString, shown: string): ByteString | null {
  if (kind === 'list') return path;
  if (kind === 'link' || (kind === 'look' && shown !== '-') || /\/\.{0,2}$/.test(path)) return null;
  return parentPath(path);
}

function hasContent(host: Host, path: ByteString, digest: string): boolean {
  try {
    const text = host.readFile(path);
    return text !== undefined && digestOf(text) === digest;
  } catch (error) {
    passTroubleOn(error);
    return false;
  }
}

/**
 * Why the machine no longer looks as it did, or null when it does. Programs that must run again are started first
 * and run while files are looked at.
 */
export function differenceFrom(seen: Observations, host: Host, stamps: StampSource): string | null {
  for (const difference of differencesFrom(seen, host, stamps)) return difference.words;
  return null;
}

/** How a path is not as it was: content or time; the entries of a directory; what it is, or more than one of these. */
export type PathChange = 'content' | 'entries' | 'presence';

/** All paths that are not as they were; null where something else is another one: a program's answer, the system. */
export function changedPaths(seen: Observations, host: Host, stamps: StampSource): Map<ByteString, PathChange> | null {
  const changed = new Map<ByteString, PathChange>();
  for (const { change, path } of differencesFrom(seen, host, stamps)) {
    if (path === null) return null;
    changed.set(path, (changed.get(path) ?? change) === change ? change : 'presence');
  }
  return changed;
}

/** What was seen of everything but some paths. */
export function withoutPaths(seen: Observations, paths: { has(path: ByteString): boolean }): Observations {
  const without = <Entry extends readonly [ByteString, ...unknown[]]>(entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(([path]) => !paths.has(path));
  const { directories, exact, files, looks } = seen;
  const { entry, link, list, look } = looks;
  return {
    ...seen,
    files: without(files),
    exact: without(exact),
    looks: { entry: without(entry), link: without(link), list: without(list), look: without(look) },
    directories: without(directories),
  };
}

interface Difference {
  /** Null for what is no path. */
  readonly path: ByteString | null;
  readonly change: PathChange;
  readonly words: string;
}

/** Something else than a path is another one. */
const other = { path: null, change: 'presence' } as const;

function* differencesFrom(seen: Observations, host: Host, stamps: StampSource): Iterable<Difference> {
  const written = (path: ByteString, stamp: FileStamp): Difference => {
    const isThere = stamp !== null && stamps.stamp(path) !== null;
    return { path, change: isThere ? 'content' : 'presence', words: `${path} was changed` };
  };
  host.prefetch?.(seen.repeated.map(({ request }) => request));
  for (const [name, value] of seen.environment) {
    if ((host.env[name] ?? null) !== value) yield { ...other, words: `${name} is another one` };
  }
  if (seen.system !== null && seen.system !== stamps.system()) yield { ...other, words: 'the system is another one' };
  for (const [path, stamp, digest] of seen.files) {
    if (stamp === anyStamp) continue;
    const isSame = stamps.stamp(path) === stamp;
    if (!isSame || (digest !== null && !hasContent(host, path, digest))) yield written(path, stamp);
  }
  for (const [path, stamp] of seen.exact) {
    if (!hasStamp(stamps, path, stamp)) yield written(path, stamp);
  }
  const unchanged = new Set<ByteString>();
  for (const [path, stamp] of seen.directories) if (stamps.stamp(path) === stamp) unchanged.add(path);
  for (const kind of lookKinds) {
    for (const [path, shown] of seen.looks[kind]) {
      const place = placeOf(kind, path, shown);
      if (place !== null && unchanged.has(place)) continue;
      if (shownBy(host, kind, path) !== shown)
        yield { path, change: kind === 'list' ? 'entries' : 'presence', words: `${path} is not what it was (${kind})` };
    }
  }
  for (const { request, result } of seen.repeated) {
    const { outcome, status, stderr, stdout } = host.run(request);
    const isSame = outcome === result.outcome && status === result.status;
    if (!isSame || stdout !== result.stdout || stderr !== result.stderr) {
      yield { ...other, words: `${request.argv.join(' ')} gives another answer` };
    }
  }
  // Programs that have just run may have written them.
  for (const [path, stamp, digest] of seen.files) {
    if (stamp === anyStamp && digest !== null && !hasContent(host, path, digest)) yield written(path, stamp);
  }
}
