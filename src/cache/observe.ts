/**
 * Writes down what a computation sees of the machine through its {@link Host}. A result that depends on its key and
 * on these sights alone is still right when the machine looks the same. Each file is stamped before it is read: a
 * write in between makes a later miss.
 */
import type { ByteString } from '../core/bytes.ts';
import { HostError } from '../core/errors.ts';
import { type FileStamp, isSettled, showsStat, timeOf, type StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult, FileStat, Host } from '../host/host.ts';
import { layerHost } from '../host/layers/layer-host.ts';
import { absolutePath, parentPath } from '../host/paths.ts';
import { anyStamp, digestOf, listDigest, lookOf, type Observations } from './observations.ts';
import { type Dependencies, type SightOptions, Sights } from './sights.ts';

/** A value with what its computation saw; null when that cannot be looked at again. */
export interface Observed<Value> {
  readonly value: Value;
  readonly seen: Observations | null;
}

/** Texts in which `$NAME` is no variable of the environment: programs, and scripts of other languages. */
const isForeign = /^(?:\x7fELF|#!.*(?:perl|python|awk))/;

/** A host that writes down what computations see; computations may contain others. */
export class Observer {
  /** The machine, observed. */
  readonly host: Host;
  private readonly base: Host;
  private readonly stamps: StampSource;
  private readonly dependencies: (request: CommandRequest) => Dependencies;
  /** The sights of every computation that runs, the innermost last: it gets all that is seen. */
  private readonly running: Sights[] = [];
  private scratch: ByteString | null = null;
  /** Paths that nothing has, by the directory of this run in which programs start in place of them. */
  private readonly standIns = new Map<ByteString, ByteString>();
  /** Files that are written later are written by programs of this run, or next to it. */
  private readonly startedAt: number;

  /**
   * `dependencies` gives what the answer to a request depends on; it is asked after the program ran. Paths below the
   * scratch directory are left out: they are new in every run.
   */
  constructor(base: Host, stamps: StampSource, dependencies: (request: CommandRequest) => Dependencies) {
    this.base = base;
    this.stamps = stamps;
    this.dependencies = dependencies;
    this.startedAt = stamps.now();
    this.host = this.observedHost();
  }

  /** Runs a computation; what it sees counts as seen by the surrounding one, too, however it ends. */
  observe<Value>(compute: () => Value, options: SightOptions = {}): Observed<Value> {
    const outer = this.running.at(-1);
    const sights = new Sights({ ...options, byContent: options.byContent ?? outer?.options.byContent ?? null });
    this.running.push(sights);
    let seen: Observations | null = null;
    let value: Value;
    try {
      value = compute();
    } finally {
      this.running.pop();
      seen = sights.toObservations(this.stamps, this.dependencies, (path) => this.base.hasEntry(path));
      this.add(seen);
    }
    return { value, seen };
  }

  /** Runs a part of the innermost computation that is none of its business: its sights go to the surrounding one. */
  aside<Result>(body: () => Result): Result {
    const inner = this.running.pop();
    try {
      return body();
    } finally {
      if (inner !== undefined) this.running.push(inner);
    }
  }

  /** The innermost computation takes over a value with these sights; null: with sights that are not known. */
  add(seen: Observations | null): void {
    const sights = this.running.at(-1);
    if (sights === undefined) return;
    if (seen === null) sights.isComplete = false;
    else sights.add(seen);
  }

  /** The innermost computation may depend on these variables of the environment. */
  noteVariables(names: readonly ByteString[]): void {
    for (const name of names) this.running.at(-1)?.noteVariable(name, this.base.env[name] ?? null);
  }

  /** Sights to write to, and the absolute path; null when nothing is observed or the path is of no interest. */
  private at(path: ByteString): readonly [sights: Sights, full: ByteString] | null {
    const sights = this.running.at(-1);
    if (sights === undefined) return null;
    const full = absolutePath(this.base.cwd, path);
    return this.scratch !== null && full.startsWith(this.scratch) ? null : [sights, full];
  }

  /** Notes how a directory is before the first look into it. */
  private openDirectory(
    place: readonly [sights: Sights, full: ByteString] | null,
    directoryOf: (full: ByteString) => ByteString,
  ): void {
    if (place === null) return;
    const [sights, full] = place;
    const directory = directoryOf(full);
    if (sights.hasDirectory(directory)) return;
    const stamp = this.stamps.stamp(directory);
    sights.noteDirectory(directory, isSettled(stamp, this.stamps.now()) ? stamp : undefined);
  }

  private observedHost(): Host {
    const { base } = this;
    return layerHost(base, {
      scratchDirectory: () => (this.scratch = base.scratchDirectory()),
      standIn: (path) => {
        this.scratch = base.scratchDirectory();
        const place = base.standIn(path);
        this.standIns.set(place, path);
        return place;
      },
      readFile: (path) => this.read(path, (host) => host.readFile(path)),
      readBytes: (path) => this.read(path, (host) => host.readBytes(path)),
      stat: (path) => this.stat(path),
      readDirectory: (path) => {
        this.openDirectory(this.at(path), (full) => full);
        const names = base.readDirectory(path);
        const [sights, full = ''] = this.at(path) ?? [];
        if (sights?.hasLook('list', full) === false) sights.noteLook('list', full, listDigest(names));
        return names;
      },
      hasEntry: (path) => {
        this.openDirectory(this.at(path), parentPath);
        const isThere = base.hasEntry(path);
        const [sights, full = ''] = this.at(path) ?? [];
        sights?.noteLook('entry', full, String(isThere));
        return isThere;
      },
      realPath: (path) => {
        const target = base.realPath(path);
        const [sights, full = ''] = this.at(path) ?? [];
        sights?.noteLook('link', full, target ?? '');
        return target;
      },
      run: (request) => this.run(request),
    });
  }

  private read<Content extends ByteString | Uint8Array>(
    path: ByteString,
    contentOf: (host: Host) => Content | undefined,
  ): Content | undefined {
    const { base, stamps } = this;
    const [sights, full = ''] = this.at(path) ?? [];
    if (sights === undefined) return contentOf(base);
    const known = sights.files.get(full);
    const stamp = known === undefined ? stamps.stamp(full) : known.stamp;
    let text: Content | undefined;
    try {
      text = contentOf(base);
    } catch (error) {
      if (error instanceof HostError && error.code === 'host/not-a-file') {
        sights.noteLook('look', full, lookOf(base.stat(full)));
      } else sights.isComplete = false;
      throw error;
    }
    // A file that is there without a stamp, or the other way round, was changed at this moment.
    if ((text === undefined) !== (stamp === null)) sights.isComplete = false;
    if (known !== undefined) return text;
    const { byContent, namedIn } = sights.options;
    if (text !== undefined && namedIn !== undefined) {
      const words = typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
      if (!isForeign.test(words)) this.noteVariables(namedIn(words));
    }
    // Programs of this run may write it again in the next one.
    const isOwn = timeOf(stamp) >= this.startedAt;
    const countsByContent = text !== undefined && (full === byContent || isOwn);
    const needsDigest = text !== undefined && (countsByContent || !isSettled(stamp, stamps.now()));
    sights.files.set(full, {
      stamp: countsByContent ? anyStamp : stamp,
      digest: needsDigest ? digestOf(text ?? '') : null,
    });
    return text;
  }

  private stat(path: ByteString): FileStat | undefined {
    const { base, stamps } = this;
    const place = this.at(path);
    this.openDirectory(place, parentPath);
    const found = base.stat(path);
    const [sights, full = ''] = place ?? [];
    if (sights === undefined) return found;
    sights.noteLook('look', full, lookOf(found));
    if (found === undefined) return undefined;
    /** The computation that looks at the rest, which need not be the one that found the file, and the stamp. */
    const look = (note: (reader: Sights, stamp: () => FileStamp) => void): void => {
      const reader = this.running.at(-1);
      if (reader === undefined) return;
      note(reader, () => {
        const stamp = stamps.stamp(full);
        // Another write at the same tick of the clock changes the content, and neither the time nor the size.
        if (!showsStat(stamp, found) && !isSettled(stamp, stamps.now())) reader.isComplete = false;
        return stamp;
      });
    };
    return {
      kind: found.kind,
      isExecutable: found.isExecutable,
      unseenMtimeMs: found.mtimeMs,
      get size() {
        look((reader, stamp) => reader.hasHeld(full) || reader.noteHeld(full, stamp()));
        return found.size;
      },
      get mtimeMs() {
        look((reader, stamp) => reader.hasExact(full) || reader.noteExact(full, stamp()));
        return found.mtimeMs;
      },
    };
  }

  private run(request: CommandRequest): CommandResult {
    const result = this.base.run(request);
    const sights = this.running.at(-1);
    if (sights === undefined) return result;
    sights.programs.set(request, result);
    if (this.scratch !== null && request.cwd.startsWith(this.scratch)) {
      const place = this.standIns.get(request.cwd);
      // A later run has another directory.
      if (place === undefined || (result.stdout + result.stderr).includes(this.scratch)) sights.isComplete = false;
      else sights.places.set(request, place);
    }
    return result;
  }
}
