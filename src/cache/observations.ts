/** Everything that a computation saw of the machine, as plain data, and the check whether the machine still looks so. */
import { passTroubleOn } from '../core/errors.ts';
import { createHash } from 'node:crypto';
import type { ByteString } from '../core/bytes.ts';
import { type FileStamp, hasStamp, isSameKind, isSettled, stampContent, type StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult, FileStat, Host } from '../host/host.ts';
import { parentPath } from '../host/paths.ts';
import type { Contents } from './contents.ts';

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
  /** True where the name of any other commit is the same answer: nothing that is kept names this one. */
  readonly isAnyCommit?: boolean;
}

/** What git prints as the name of a commit. */
const commitName = /^([0-9a-f]{40}|[0-9a-f]{64})\n$/;

/** The commit that a program names: `git rev-parse --verify HEAD`, of Linux scripts/setlocalversion; null for any other answer. */
export function commitOf(
  { argv }: CommandRequest,
  { status, stdout }: Pick<CommandResult, 'status' | 'stdout'>,
): string | null {
  if (argv.join(' ') !== 'git rev-parse --verify HEAD' || status !== 0) return null;
  return commitName.exec(stdout)?.[1] ?? null;
}

/** Digits by which a text names a commit: git abbreviates to seven at least. */
const shortCommit = 7;

/** `seen`, where a path, or the bytes of the value that is kept with it, name a commit: as having to see that commit again. */
export function withCommits(seen: Observations, value: () => Uint8Array): Observations {
  const names = seen.repeated.flatMap((one) =>
    one.isAnyCommit === true ? one.result.stdout.slice(0, shortCommit) : [],
  );
  if (names.length === 0) return seen;
  const { directories, exact, files, held, looks } = seen;
  const lists = [directories, exact, files, held, ...lookKinds.map((kind) => looks[kind])];
  const kept = Buffer.from(value());
  const isNamed = names.some(
    (name) => kept.includes(name) || lists.some((list) => list.some(([path]) => path.includes(name))),
  );
  return isNamed ? { ...seen, repeated: seen.repeated.map(({ request, result }) => ({ request, result })) } : seen;
}

/** A line of the text of {@link StampSource.system}, and its number. */
export type SystemLine = readonly [line: number, text: string];

/** Lines of the text of {@link StampSource.system}. */
export function systemLines(source: Pick<StampSource, 'system'>, wanted: readonly number[]): readonly SystemLine[] {
  const lines = wanted.length === 0 ? [] : source.system().split('\n');
  return wanted.map((line) => [line, lines[line] ?? ''] as const);
}

/** True while the system has these lines. */
export function isSystem(source: Pick<StampSource, 'system'>, seen: readonly SystemLine[]): boolean {
  if (seen.length === 0) return true;
  const lines = source.system().split('\n');
  return seen.every(([line, text]) => lines[line] === text);
}

/** All sights of one computation. */
export interface Observations {
  readonly files: readonly SeenFile[];
  /** Paths whose time was looked at. */
  readonly exact: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  /** Paths whose content counts, though it was not read: files that answers of programs depend on, and those whose size was looked at. */
  readonly held: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  /** Looks at paths, each with a text that is the same while the machine shows the same. */
  readonly looks: Readonly<Record<LookKind, readonly (readonly [path: ByteString, shown: string])[]>>;
  /** Directories as they were before the first look into them: with the same stamp their entries are the same. */
  readonly directories: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  /** What was asked of the text of {@link StampSource.system}: its lines, by their number. */
  readonly system: readonly SystemLine[];
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

/** The machine as sights are compared with it. */
export interface Comparison {
  readonly host: Host;
  readonly stamps: StampSource;
  /** Knows files by what is in them, where their stamps are others; null: stamps alone count. */
  readonly contents: Contents | null;
  /** Set to true where a file is the same with another stamp. */
  hasMoved: boolean;
  /** Set to true where another commit counts as the same. */
  isOtherCommit: boolean;
}

/**
 * Why the machine no longer looks as it did, or null when it does. Programs that must run again are started first
 * and run while files are looked at.
 */
export function differenceFrom(seen: Observations, machine: Comparison): string | null {
  for (const difference of differencesFrom(seen, machine)) return difference.words;
  return null;
}

/** How a path is not as it was: content or time; the entries of a directory; what it is, or more than one of these. */
export type PathChange = 'content' | 'entries' | 'presence';

/**
 * All paths that are not as they were; null where something else is another one: a program's answer, the system, or the commit where
 * a path is another one, too.
 */
export function changedPaths(seen: Observations, machine: Comparison): Map<ByteString, PathChange> | null {
  const changed = new Map<ByteString, PathChange>();
  for (const { change, path } of differencesFrom(seen, machine)) {
    if (path === null) return null;
    changed.set(path, (changed.get(path) ?? change) === change ? change : 'presence');
  }
  return changed.size > 0 && machine.isOtherCommit ? null : changed;
}

/** What was seen of everything but some paths. */
export function withoutPaths(seen: Observations, paths: { has(path: ByteString): boolean }): Observations {
  const without = <Entry extends readonly [ByteString, ...unknown[]]>(entries: readonly Entry[]): readonly Entry[] =>
    entries.filter(([path]) => !paths.has(path));
  const { directories, exact, files, held, looks } = seen;
  const { entry, link, list, look } = looks;
  return {
    ...seen,
    files: without(files),
    exact: without(exact),
    held: without(held),
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

/**
 * Sights that hold, as if they had been taken now: with the stamps that things have. `isSettled` is false where one may be
 * written again without another stamp.
 */
export function renewed(
  seen: Observations,
  { contents, host, stamps }: Comparison,
): Observations & { isSettled: boolean } {
  let isAllSettled = true;
  const settled = (stamp: FileStamp): boolean => {
    const itIs = isSettled(stamp, stamps.now());
    isAllSettled &&= itIs;
    return itIs;
  };
  const files = seen.files.map((file): SeenFile => {
    const [path, stamp, digest] = file;
    const now = stamp === null || stamp === anyStamp ? stamp : stamps.stamp(path);
    if (now === null || now === stamp) return file;
    return [path, now, settled(now) ? null : (digest ?? contents?.digest(path, now) ?? null)];
  });
  const held = seen.held.map((one): (typeof seen.held)[number] => {
    const [path, stamp] = one;
    return hasStamp(stamps, path, stamp) ? one : [path, stampContent(stamps, path)];
  });
  const moved = new Map<ByteString, FileStamp>();
  for (const [path, stamp] of seen.directories) {
    const now = stamps.stamp(path);
    if (now !== stamp && settled(now)) moved.set(path, now);
  }
  // Of a link that leads nowhere the stamp of its directory does not say what is behind it.
  for (const [path, shown] of seen.looks.look) {
    const place = placeOf('look', path, shown);
    if (place !== null && moved.has(place) && host.hasEntry(path)) moved.delete(place);
  }
  const directories = seen.directories.flatMap(([path, stamp]): (typeof seen.directories)[number][] => {
    const now = stamps.stamp(path) === stamp ? stamp : moved.get(path);
    return now === undefined ? [] : [[path, now]];
  });
  return { ...seen, files, held, directories, isSettled: isAllSettled };
}

function* differencesFrom(seen: Observations, machine: Comparison): Iterable<Difference> {
  const { contents, host, stamps } = machine;
  const moves = (isSame: boolean): boolean => {
    machine.hasMoved ||= isSame;
    return isSame;
  };
  const written = (path: ByteString, stamp: FileStamp): Difference => {
    const isThere = stamp !== null && stamps.stamp(path) !== null;
    return { path, change: isThere ? 'content' : 'presence', words: `${path} was changed` };
  };
  const placed = (request: CommandRequest): CommandRequest =>
    host.stat(request.cwd) === undefined ? { ...request, cwd: host.standIn(request.cwd) } : request;
  host.prefetch?.(seen.repeated.map(({ request }) => placed(request)));
  for (const [name, value] of seen.environment) {
    if ((host.env[name] ?? null) !== value) yield { ...other, words: `${name} is another one` };
  }
  if (!isSystem(stamps, seen.system)) yield { ...other, words: 'the system is another one' };
  for (const [path, stamp, digest] of seen.files) {
    if (stamp === anyStamp) continue;
    const now = stamps.stamp(path);
    if (now === stamp && (digest === null || hasContent(host, path, digest))) continue;
    const isKnown = now !== stamp && now !== null && stamp !== null && contents !== null;
    const isSame =
      isKnown &&
      (digest === null ? contents.isSame(path, stamp, now) : isSameKind(stamp, now) && hasContent(host, path, digest));
    if (!moves(isSame)) yield written(path, stamp);
  }
  for (const [path, stamp] of seen.held) {
    if (hasStamp(stamps, path, stamp)) continue;
    const now = stampContent(stamps, path);
    // Nothing looks at it again: the next write must show.
    const isSame = contents !== null && isSettled(now, stamps.now()) && contents.isSame(path, stamp, now);
    if (!moves(isSame)) yield written(path, stamp);
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
  for (const { isAnyCommit, request, result } of seen.repeated) {
    const answer = host.run(placed(request));
    const { outcome, status, stderr, stdout } = answer;
    const isOther = outcome !== result.outcome || status !== result.status || stderr !== result.stderr;
    const isNamed = isAnyCommit === true && commitOf(request, answer)?.length === result.stdout.length - 1;
    if (!isOther && isNamed && stdout !== result.stdout) machine.isOtherCommit = true;
    else if (isOther || stdout !== result.stdout) {
      yield { ...other, words: `${request.argv.join(' ')} gives another answer` };
    }
  }
  // Programs that have just run may have written them.
  for (const [path, stamp, digest] of seen.files) {
    if (stamp === anyStamp && digest !== null && !hasContent(host, path, digest)) yield written(path, stamp);
  }
}
