import type { ByteString } from '../core/bytes.ts';
import type { FileStamp, StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult } from '../host/host.ts';
import {
  anyStamp,
  commitOf,
  type LookKind,
  lookKinds,
  type Observations,
  placeOf,
  type RepeatedProgram,
  systemLines,
} from './observations.ts';

/** What the answer of a program depends on, apart from its words, its input and its environment. */
export type Dependencies =
  | {
      readonly kind: 'files';
      readonly files: readonly (readonly [path: ByteString, stamp: FileStamp])[];
      /** Numbers of the lines of {@link StampSource.system} that `uname` was asked for. */
      readonly system: readonly number[];
      /** The compiler that answers, where it is one: as it was called, and its version in its own words. */
      readonly compiler?: readonly [command: ByteString, words: ByteString];
    }
  /** Only another run shows whether the answer is still the same. */
  | { readonly kind: 'repeat' }
  /** Not even that: the answer must not be kept. */
  | { readonly kind: 'unknown' };

/** How {@link Sights} takes files. */
export interface SightOptions {
  /** An absolute path whose file counts by its content alone: writing it again with the same text changes nothing. */
  readonly byContent?: ByteString | null;
  /** Variables of the environment that no key holds and that the text of a file names. */
  readonly namedIn?: (text: ByteString) => readonly ByteString[];
  /** True where the time of day and the name of the machine are those of the first run, see {@link asksMoment}. */
  readonly keepsTime?: boolean;
}

/**
 * True for a question whose answer is another one in each run, and ends up in version texts and comments: `date` that is asked for the
 * present time and reads no file, `uname -n`, and `find FILE -printf '%T@\n'`, the time of a file. Source: Linux
 * scripts/mkcompile_h, init/Makefile, usr/gen_initramfs.sh `print_mtime`.
 */
function asksMoment({ argv }: CommandRequest, { status, stdout }: CommandResult): boolean {
  const [program = '', ...words] = argv;
  switch (program.slice(program.lastIndexOf('/') + 1)) {
    case 'date':
      return words.every((word) => /^(?:\+.*|-u|--utc|-R)$/s.test(word));
    case 'uname':
      return words.length === 1 && words[0] === '-n';
    case 'find': {
      const [path = '', how, format] = words;
      const isOne = words.length === 3 && how === '-printf' && format === '%T@\\n' && !path.startsWith('-');
      // More than one line is the content of a directory.
      return isOne && status === 0 && /^[\d.]+\n$/.test(stdout);
    }
    default:
      return false;
  }
}

/** The sights of one computation while they are gathered. */
export class Sights {
  readonly options: SightOptions;
  readonly files = new Map<ByteString, { readonly stamp: FileStamp; readonly digest: string | null }>();
  readonly programs = new Map<CommandRequest, CommandResult>();
  /** The directories that programs were to start in, where there is none and they started in a stand-in. */
  readonly places = new Map<CommandRequest, ByteString>();
  /** False when something was seen that cannot be looked at again. */
  isComplete = true;
  private readonly exact = new Map<ByteString, FileStamp>();
  private readonly held = new Map<ByteString, FileStamp>();
  private readonly looks: Readonly<Record<LookKind, Map<ByteString, string>>> = {
    look: new Map(),
    list: new Map(),
    entry: new Map(),
    link: new Map(),
  };
  /** Stamps of directories before the first look; undefined: changed since. */
  private readonly directories = new Map<ByteString, FileStamp | undefined>();
  private readonly repeated: RepeatedProgram[] = [];
  private readonly environment = new Map<ByteString, ByteString | null>();
  private readonly system = new Map<number, string>();

  constructor(options: SightOptions) {
    this.options = options;
  }

  /** True when the exact stamp of a path is noted. */
  hasExact(path: ByteString): boolean {
    return this.exact.has(path);
  }

  /** True when a path whose content counts is noted. */
  hasHeld(path: ByteString): boolean {
    return this.held.has(path);
  }

  /** True when a path was looked at in this way. */
  hasLook(kind: LookKind, path: ByteString): boolean {
    return this.looks[kind].has(path);
  }

  /** True when the stamp of a directory was noted. */
  hasDirectory(path: ByteString): boolean {
    return this.directories.has(path);
  }

  /** Notes the stamp that a directory had before the first look into it; undefined: the next change may not show. */
  noteDirectory(path: ByteString, stamp: FileStamp | undefined): void {
    const isKnown = this.directories.has(path);
    this.directories.set(path, isKnown && this.directories.get(path) !== stamp ? undefined : stamp);
  }

  /** Notes the stamp of a path whose time counts. */
  noteExact(path: ByteString, stamp: FileStamp): void {
    this.noteStamp(this.exact, path, stamp);
  }

  /** Notes the stamp of a path whose content counts. */
  noteHeld(path: ByteString, stamp: FileStamp): void {
    this.noteStamp(this.held, path, stamp);
  }

  /** Of two stamps for one file the one that says more counts. */
  private noteStamp(stamps: Map<ByteString, FileStamp>, path: ByteString, stamp: FileStamp): void {
    const known = stamps.get(path);
    if (known === undefined) stamps.set(path, stamp);
    else if (known === stamp || known?.startsWith(`${stamp}:`) === true) return;
    else if (known !== null && stamp?.startsWith(`${known}:`) === true) stamps.set(path, stamp);
    // The file was changed between two looks.
    else this.isComplete = false;
  }

  /** Notes what a path shows; two looks that differ mean a change in between. */
  noteLook(kind: LookKind, path: ByteString, shown: string): void {
    const known = this.looks[kind].get(path);
    if (known === undefined) this.looks[kind].set(path, shown);
    else if (known !== shown) this.isComplete = false;
  }

  /** Notes the value of a variable of the environment. */
  noteVariable(name: ByteString, value: ByteString | null): void {
    const known = this.environment.get(name);
    if (known === undefined) this.environment.set(name, value);
    else if (known !== value) this.isComplete = false;
  }

  /** Adds the sights of a part of the computation, or of the run that a part was taken over from. */
  add(seen: Observations): void {
    for (const [path, stamp, digest] of seen.files) this.addFile(path, stamp, digest);
    for (const [path, stamp] of seen.exact) this.noteExact(path, stamp);
    for (const [path, stamp] of seen.held) this.noteHeld(path, stamp);
    for (const kind of lookKinds) for (const [path, shown] of seen.looks[kind]) this.noteLook(kind, path, shown);
    for (const [path, stamp] of seen.directories) this.noteDirectory(path, stamp);
    for (const [name, value] of seen.environment) this.noteVariable(name, value);
    for (const [line, text] of seen.system) this.noteSystem(line, text);
    const known = new Set(this.repeated.map((one) => JSON.stringify(one)));
    for (const one of seen.repeated) if (!known.has(JSON.stringify(one))) this.repeated.push(one);
  }

  private noteSystem(line: number, text: string): void {
    if ((this.system.get(line) ?? text) !== text) this.isComplete = false;
    this.system.set(line, text);
  }

  private addFile(path: ByteString, stamp: FileStamp, digest: string | null): void {
    const known = this.files.get(path);
    if (known === undefined) {
      this.files.set(path, { stamp, digest });
      return;
    }
    const isSameStamp = known.stamp === stamp || known.stamp === anyStamp || stamp === anyStamp;
    const isSameText = known.digest === digest || known.digest === null || digest === null;
    if (!isSameStamp || !isSameText) this.isComplete = false;
    this.files.set(path, {
      stamp: known.stamp === anyStamp ? stamp : known.stamp,
      digest: known.digest ?? digest,
    });
  }

  /** Everything as plain data, once; null when it is not complete. */
  toObservations(
    stamps: StampSource,
    dependencies: (request: CommandRequest) => Dependencies,
    hasEntry: (path: ByteString) => boolean,
  ): Observations | null {
    for (const [request, answer] of this.programs) {
      const { outcome, status, stderr, stdout } = answer;
      if (this.options.keepsTime === true && asksMoment(request, answer)) continue;
      const own = dependencies(request);
      if (own.kind === 'unknown' || (outcome !== 'exited' && own.kind === 'repeat')) return null;
      if (own.kind === 'repeat') {
        const cwd = this.places.get(request) ?? request.cwd;
        const isAnyCommit = this.options.keepsTime === true && commitOf(request, answer) !== null;
        const result = { outcome, status, stdout, stderr };
        this.repeated.push({ request: { ...request, cwd }, result, ...(isAnyCommit && { isAnyCommit }) });
      } else {
        for (const [path, stamp] of own.files) this.noteHeld(path, stamp);
        for (const [line, text] of systemLines(stamps, own.system)) this.noteSystem(line, text);
      }
    }
    if (!this.isComplete) return null;
    // A stamp says all that a look at a file does.
    const shows = (path: ByteString): boolean =>
      this.exact.has(path) || this.held.has(path) || (this.files.get(path)?.stamp ?? anyStamp) !== anyStamp;
    const look = [...this.looks.look].filter(([path]) => !shows(path));
    const { entry, link, list } = this.looks;
    return {
      files: [...this.files].map(([path, { stamp, digest }]) => [path, stamp, digest] as const),
      exact: [...this.exact],
      held: [...this.held],
      looks: { look, list: [...list], entry: [...entry], link: [...link] },
      directories: this.settledDirectories(hasEntry),
      system: [...this.system],
      repeated: this.repeated,
      environment: [...this.environment],
    };
  }

  /** Directories whose next change shows. One with a link that leads nowhere does not say what is behind it. */
  private settledDirectories(hasEntry: (path: ByteString) => boolean): (readonly [ByteString, FileStamp])[] {
    const linked = new Set<ByteString>();
    for (const [path, shown] of this.looks.look) {
      const place = placeOf('look', path, shown);
      if (place !== null && this.directories.get(place) !== undefined && hasEntry(path)) linked.add(place);
    }
    const settled: (readonly [ByteString, FileStamp])[] = [];
    for (const [path, stamp] of this.directories) {
      if (stamp !== undefined && !linked.has(path)) settled.push([path, stamp]);
    }
    return settled;
  }
}
