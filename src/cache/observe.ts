/**
 * Writes down what a computation sees of the machine through its {@link Host}, and later tells whether
 * the machine still looks the same. A result that depends on its key and on these sights alone is
 * still right then. Each file is stamped before it is read: a write in between makes a later miss.
 */
import { layerHost } from '../host/layers/layer-host.ts';
import { createHash } from 'node:crypto';
import type { ByteString } from '../core/bytes.ts';
import { HostError } from '../core/errors.ts';
import { type FileStamp, hasStamp, isSettled, type StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult, FileStat, Host } from '../host/host.ts';
import { absolutePath } from '../host/paths.ts';

/** A file that was read; `digest` is set where the stamp alone would not show the next write. */
export type SeenFile = readonly [path: ByteString, stamp: FileStamp, digest: string | null];

/** Stands for the stamp of a file of which the content counts and nothing else; it always has a digest. */
const anyStamp = '*';

/** The same sights, with one file taken by its content: who writes it anew, as it was, changes nothing. */
export function byContent(seen: Observations, path: ByteString, text: ByteString): Observations {
  const file: SeenFile = [path, anyStamp, digestOf(text)];
  return { ...seen, files: seen.files.map((one) => (one[0] === path && one[1] !== null ? file : one)) };
}

/** A program that has to be run again to know its answer, and what it said. */
export interface AskedProgram {
  readonly request: CommandRequest;
  readonly result: Pick<CommandResult, 'outcome' | 'status' | 'stdout' | 'stderr'>;
}

/** All sights of one computation; plain data. */
export interface Observations {
  readonly files: readonly SeenFile[];
  /** Paths whose existence and kind were asked for: `-` nothing, `f` file, `x` program, `d` directory, `o` other. */
  readonly looks: readonly (readonly [path: ByteString, what: string])[];
  /** Paths whose time or size was looked at. */
  readonly exact: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  readonly lists: readonly (readonly [path: ByteString, digest: string | null])[];
  /** Names asked for in their directories: also a link that leads nowhere is there. */
  readonly entries: readonly (readonly [path: ByteString, isThere: boolean])[];
  readonly links: readonly (readonly [path: ByteString, target: ByteString | null])[];
  /** What {@link StampSource.system} told, where it was asked. */
  readonly system: string | null;
  readonly asked: readonly AskedProgram[];
}

/** What an answer of a program rests on. */
export type Footing =
  | {
      readonly kind: 'files';
      readonly files: readonly (readonly [path: ByteString, stamp: FileStamp])[];
      /** True when the answer is `uname`'s. */
      readonly system: boolean;
      /** The compiler that answers, where it is one: as it was called, and its version in its own words. */
      readonly compiler?: readonly [command: ByteString, words: ByteString];
    }
  /** Only another run can tell. */
  | { readonly kind: 'asked' }
  /** Not even that: the answer must not be kept. */
  | { readonly kind: 'unknown' };

/** A host that writes down for whoever listens. */
export interface Observer {
  readonly host: Host;
  /** Starts a new list of sights; sights go to the list started last, and to no other. */
  start(): Recording;
  /** Sights go nowhere until the recording that is returned is stopped. */
  pause(): Recording;
}

/** One list of sights. */
export interface Recording {
  /** Ends it; recordings end in the reverse order of their start. */
  stop(): void;
  /** Undefined when something was seen that cannot be looked at again. */
  observations(): Observations | undefined;
}

function digestOf(text: ByteString): string {
  return createHash('sha1').update(text, 'latin1').digest('hex');
}

function lookOf(host: Host, path: ByteString): string {
  return kindOf(host.stat(path));
}

function kindOf(stat: FileStat | undefined): string {
  if (stat === undefined) return '-';
  if (stat.kind === 'file') return stat.isExecutable ? 'x' : 'f';
  return stat.kind === 'directory' ? 'd' : 'o';
}

function listOf(host: Host, path: ByteString): string | null {
  const names = host.readDirectory(path);
  return names === undefined ? null : digestOf(names.join('\0'));
}

function isSame(a: AskedProgram['result'], b: AskedProgram['result']): boolean {
  return a.outcome === b.outcome && a.status === b.status && a.stdout === b.stdout && a.stderr === b.stderr;
}

/** The sights of one recording while they come in. */
class Sights {
  readonly files = new Map<ByteString, { stamp: FileStamp; digest: string | null }>();
  readonly looks = new Map<ByteString, string>();
  readonly exact = new Map<ByteString, FileStamp>();
  readonly lists = new Map<ByteString, string | null>();
  readonly entries = new Map<ByteString, boolean>();
  readonly links = new Map<ByteString, ByteString | null>();
  readonly programs = new Map<CommandRequest, CommandResult>();
  isComplete = true;

  toObservations(stamps: StampSource, footing: (request: CommandRequest) => Footing): Observations | undefined {
    if (!this.isComplete) return undefined;
    const asked: AskedProgram[] = [];
    let system: string | null = null;
    const held = new Map<ByteString, FileStamp>();
    for (const [request, { outcome, status, stdout, stderr }] of this.programs) {
      const rests = footing(request);
      if (rests.kind === 'unknown' || (outcome !== 'exited' && rests.kind === 'asked')) return undefined;
      if (rests.kind === 'asked') asked.push({ request, result: { outcome, status, stdout, stderr } });
      else {
        for (const [path, stamp] of rests.files) held.set(path, stamp);
        if (rests.system) system = stamps.system();
      }
    }
    for (const [path, stamp] of this.exact) {
      const known = held.get(path);
      // What a program rests on says more of the same file.
      if (known != null && stamp !== null && known.startsWith(`${stamp}:`)) continue;
      // Two looks at one file that differ: it was changed while we looked.
      if (known !== undefined && known !== stamp) return undefined;
      held.set(path, stamp);
    }
    return {
      files: [...this.files].map(([path, { stamp, digest }]) => [path, stamp, digest] as const),
      looks: [...this.looks],
      exact: [...held],
      lists: [...this.lists],
      entries: [...this.entries],
      links: [...this.links],
      system,
      asked,
    };
  }
}

/**
 * Wraps a host. `footing` tells what the answer to a program rests on; it is asked after the program
 * was run. Paths below the scratch directory are left out: they are new in every run.
 */
export function createObserver(
  base: Host,
  stamps: StampSource,
  footing: (request: CommandRequest) => Footing,
): Observer {
  /** The last one listens; null stands for a pause. */
  const listeners: (Sights | null)[] = [];
  let scratch: ByteString | undefined;

  /** The absolute path to write down, undefined when nobody listens or it is of no interest. */
  function place(path: ByteString): ByteString | undefined {
    if ((listeners.at(-1) ?? null) === null) return undefined;
    const full = absolutePath(base.cwd, path);
    return scratch !== undefined && full.startsWith(scratch) ? undefined : full;
  }

  function readFile(path: ByteString): ByteString | undefined {
    const full = place(path);
    const sights = listeners.at(-1) ?? null;
    if (full === undefined || sights === null) return base.readFile(path);
    const known = sights.files.get(full);
    const stamp = known === undefined ? stamps.stamp(full) : known.stamp;
    let text: ByteString | undefined;
    try {
      text = base.readFile(path);
    } catch (error) {
      if (error instanceof HostError && error.code === 'host/not-a-file') sights.looks.set(full, lookOf(base, full));
      else sights.isComplete = false;
      throw error;
    }
    // What is there but not in the stamp, or the other way round, was changing just now.
    if ((text === undefined) !== (stamp === null)) sights.isComplete = false;
    if (known === undefined) {
      const digest = text === undefined || isSettled(stamp, stamps.now()) ? null : digestOf(text);
      sights.files.set(full, { stamp, digest });
    }
    return text;
  }

  function stat(path: ByteString): FileStat | undefined {
    const found = base.stat(path);
    const full = place(path);
    const sights = listeners.at(-1) ?? null;
    if (full === undefined || sights === null) return found;
    if (!sights.looks.has(full)) sights.looks.set(full, kindOf(found));
    if (found === undefined) return undefined;
    const need = (): void => {
      if (sights.exact.has(full)) return;
      const stamp = stamps.stamp(full);
      if (!isSettled(stamp, stamps.now())) sights.isComplete = false;
      sights.exact.set(full, stamp);
    };
    return {
      kind: found.kind,
      isExecutable: found.isExecutable,
      get size() {
        need();
        return found.size;
      },
      get mtimeMs() {
        need();
        return found.mtimeMs;
      },
    };
  }

  const host = layerHost(base, {
    scratchDirectory() {
      scratch = base.scratchDirectory();
      return scratch;
    },
    readFile,
    stat,
    readDirectory(path) {
      const names = base.readDirectory(path);
      const full = place(path);
      const lists = listeners.at(-1)?.lists;
      if (full !== undefined && lists?.has(full) === false) {
        lists.set(full, names === undefined ? null : digestOf(names.join('\0')));
      }
      return names;
    },
    hasEntry(path) {
      const isThere = base.hasEntry(path);
      const full = place(path);
      if (full !== undefined) listeners.at(-1)?.entries.set(full, isThere);
      return isThere;
    },
    realPath(path) {
      const target = base.realPath(path);
      const full = place(path);
      const links = listeners.at(-1)?.links;
      if (full !== undefined && links?.has(full) === false) links.set(full, target ?? null);
      return target;
    },
    run(request) {
      const result = base.run(request);
      const sights = listeners.at(-1) ?? null;
      if (sights === null) return result;
      sights.programs.set(request, result);
      // Nobody can go there again.
      if (scratch !== undefined && request.cwd.startsWith(scratch)) sights.isComplete = false;
      return result;
    },
  });

  function listen(sights: Sights | null): Recording {
    listeners.push(sights);
    return {
      stop: () => void listeners.splice(listeners.lastIndexOf(sights)),
      observations: () => sights?.toObservations(stamps, footing),
    };
  }
  return { host, start: () => listen(new Sights()), pause: () => listen(null) };
}

/**
 * Why the machine no longer looks as it did, or null when it does. Programs that must be asked anew are
 * started first and run while files are looked at.
 */
export function differenceFrom(seen: Observations, host: Host, stamps: StampSource): string | null {
  host.prefetch?.(seen.asked.map(({ request }) => request));
  if (seen.system !== null && seen.system !== stamps.system()) return 'the system is another one';
  for (const [path, stamp, digest] of seen.files) {
    if (stamp !== anyStamp && stamps.stamp(path) !== stamp) return `${path} was changed`;
    if (digest !== null && !isUnchanged(host, path, digest)) return `${path} was changed`;
  }
  for (const [path, stamp] of seen.exact) if (!hasStamp(stamps, path, stamp)) return `${path} was changed`;
  for (const [path, what] of seen.looks) if (lookOf(host, path) !== what) return `${path} is not what it was`;
  for (const [path, digest] of seen.lists) if (listOf(host, path) !== digest) return `${path} has other entries`;
  for (const [path, isThere] of seen.entries) {
    if (host.hasEntry(path) !== isThere) return `${path} came or went`;
  }
  for (const [path, target] of seen.links) {
    if ((host.realPath(path) ?? null) !== target) return `${path} leads elsewhere`;
  }
  for (const { request, result } of seen.asked) {
    if (!isSame(host.run(request), result)) return `${request.argv.join(' ')} answers otherwise`;
  }
  return null;
}

/** What two computations saw, together. */
export function joinObservations(a: Observations, b: Observations): Observations {
  return {
    files: [...a.files, ...b.files],
    looks: [...a.looks, ...b.looks],
    exact: [...a.exact, ...b.exact],
    lists: [...a.lists, ...b.lists],
    entries: [...a.entries, ...b.entries],
    links: [...a.links, ...b.links],
    system: a.system ?? b.system,
    asked: [...a.asked, ...b.asked],
  };
}

function isUnchanged(host: Host, path: ByteString, digest: string): boolean {
  try {
    const text = host.readFile(path);
    return text !== undefined && digestOf(text) === digest;
  } catch {
    return false;
  }
}
