/**
 * Values that one run computes and later runs take over. A value is kept together with everything that its computation
 * saw of the machine, and taken over when the key is the same and the machine still looks the same. A computation may
 * remember parts of itself: what a part saw, in this run or in the one that kept it, counts as seen by the whole.
 * See docs/caching.md.
 */
import { randomUUID } from 'node:crypto';
import { serialize } from 'node:v8';
import type { ByteString } from '../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../host/host.ts';
import { layerHost } from '../host/layers/layer-host.ts';
import type { Cache, RecordKind } from './cache.ts';
import { type EnvironmentReader, environmentKey, incidentalNames, namesIncidental } from './environment.ts';
import type { KeptDigests, StampedPath } from './contents.ts';
import {
  changedPaths,
  type Comparison,
  differenceFrom,
  type Observations,
  type PathChange,
  renewed,
  withCommits,
  withoutPaths,
} from './observations.ts';
import { Observer } from './observe.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';
import { ProgramCache } from './programs/program-cache.ts';

/** What identifies a kept value, apart from its kind. */
export interface MemoKey {
  /** Everything that the computation is given and does not look at through the host; it must survive JSON. */
  readonly words: readonly unknown[];
  /** The environment of the computation; the host's when absent. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** The program that reads the environment; make when absent. */
  readonly reader?: EnvironmentReader;
  /** Absolute path of a file whose content counts and not its times. */
  readonly byContent?: ByteString | null;
  /** The value holds at any time of day: what `date` prints does not count. */
  readonly keepsTime?: boolean;
}

/**
 * Notes a text that could name a variable of the environment that the key leaves out. For make, such a variable then has
 * to have the same value; any other value is not kept.
 */
export type NoteText = (text: ByteString) => void;

/** What the last computation of a key has left for one that is carried out again. */
export interface Leavings {
  readonly value: unknown;
  /** Paths that are not as they were then. */
  readonly changed: ReadonlyMap<ByteString, PathChange>;
  /** What was seen then counts as seen by this computation, the changed paths excepted. */
  take(): void;
}

/** Parts of a computation that only a computation of the same key can use. */
export interface Trace {
  /** Null where nothing was left, and where something is different that is no path. */
  readonly before: () => Leavings | null;
  /** Leaves something for the next computation; it must survive structured cloning. */
  readonly leave: (value: unknown) => void;
}

/** What a run takes over from earlier runs and leaves to later ones. */
export interface Memo {
  /** The machine; what a computation sees through it is written down. */
  readonly host: Host;
  /** False where nothing is taken over or kept: every value is computed. */
  readonly isKept: boolean;
  /**
   * The kept value of a key where everything that its computation saw is unchanged; otherwise computes it and keeps
   * it, null excepted. For makefiles each text that is read is noted by itself.
   */
  remember<Value>(kind: RecordKind, key: MemoKey, compute: (note: NoteText, trace: Trace) => Value): Value;
  /** Runs a part of a computation on which its value does not depend; a surrounding computation still does. */
  aside<Result>(body: () => Result): Result;
}

/** A value that was computed, or the part of an earlier one that was kept. */
export type Remembered<Whole, Part> =
  | { readonly kind: 'computed'; readonly whole: Whole }
  | { readonly kind: 'kept'; readonly part: Part };

/** {@link Memo.remember} for a computation that gives more than what is kept of it; `partOf` gives null to keep nothing. */
export function rememberPart<Whole, Part>(
  memo: Memo,
  kind: RecordKind,
  key: MemoKey,
  compute: (note: NoteText) => Whole,
  partOf: (whole: Whole) => Part | null,
): Remembered<Whole, Part> {
  const computed: Whole[] = [];
  const part = memo.remember<Part | null>(kind, key, (note) => {
    const whole = compute(note);
    computed.push(whole);
    return partOf(whole);
  });
  const [whole] = computed;
  return whole === undefined ? { kind: 'kept', part: part as Part } : { kind: 'computed', whole };
}

/** A memo on which nothing is kept. */
export function withoutMemo(host: Host): Memo {
  const trace: Trace = { before: () => null, leave: () => {} };
  return { host, isKept: false, remember: (_kind, _key, compute) => compute(() => {}, trace), aside: (body) => body() };
}

/** What {@link withMemo} needs; the options of every command that takes something over have these members. */
export interface MemoOptions {
  readonly host: Host;
  /** What earlier runs left, and this one leaves; absent or null: nothing is kept. */
  readonly cache?: Cache | null;
  /** A recorded compiler, which starts no programs: nothing is kept either. */
  readonly profile?: object | null;
}

/** Runs `body` with a memo over a host; then stores what programs answered. */
export function withMemo<Result>({ cache, host, profile }: MemoOptions, body: (memo: Memo) => Result): Result {
  if (cache == null || profile != null) return body(withoutMemo(host));
  const programs = new ProgramCache(host, cache);
  try {
    return body(createMemo(programs, cache));
  } finally {
    programs.save();
  }
}

interface Kept {
  readonly seen: Observations;
  readonly value: unknown;
  /** Names what was left with it; absent: nothing was. */
  readonly leavings?: string;
  /** Names the digests of the files that were seen, which are in a file of their own. */
  readonly contents: string;
}

/** Digests of the files of {@link contentPaths}, in their order. */
interface KeptContents {
  readonly name: string;
  readonly digests: Uint8Array;
}

/** Files whose content counts. */
function contentPaths({ files, held }: Observations): readonly StampedPath[] {
  return [...files, ...held];
}

/** What a computation has left, in a file of its own: a value that holds is used without. */
interface KeptLeavings {
  readonly name: string;
  readonly value: unknown;
}

/** The key of the digests that are kept with a value. */
function contentsName(kind: RecordKind, name: string): string {
  return `${kind} ${name}`;
}

function createMemo(programs: ProgramCache, cache: Cache): Memo {
  const { host: base } = programs;
  let snapshot: Snapshot | null = null;
  const answered = new WeakMap<CommandRequest, CommandRequest>();
  // A program that has just shown whether a kept value holds has the same answer for the computation.
  const run = (request: CommandRequest): CommandResult => {
    const asked = snapshot?.host.asked(request);
    if (asked === undefined) return base.run(request);
    answered.set(request, asked.request);
    return asked.result;
  };
  const observer = new Observer(layerHost(base, { run }), cache.stamps, (request) =>
    programs.dependencies(answered.get(request) ?? request),
  );
  const within = <Result>(body: (snapshot: Snapshot) => Result): Result => {
    const outer = snapshot;
    snapshot ??= openSnapshot(base, cache.stamps);
    try {
      return body(snapshot);
    } finally {
      snapshot = outer;
    }
  };
  const { contents } = programs;
  /** What the computation of a kept value that does not hold has left. */
  const leavingsOf = (
    kept: Kept,
    { changed, machine, name }: { changed: ReadonlyMap<ByteString, PathChange>; machine: Comparison; name: string },
  ): Leavings | null => {
    const left = cache.read('walks', name) as KeptLeavings | undefined;
    if (left === undefined || left.name !== kept.leavings) return null;
    const take = (): void => {
      const same = withoutPaths(kept.seen, changed);
      observer.add(machine.hasMoved ? renewed(same, machine) : same);
    };
    return { value: left.value, changed, take };
  };
  /** The digests that were kept with a value. */
  const digestsOf = (kept: Kept, name: string): KeptDigests | null => {
    const found = cache.read('contents', name) as KeptContents | undefined;
    return found?.name === kept.contents ? { paths: contentPaths(kept.seen), digests: found.digests } : null;
  };
  /** Keeps a value with digests of the files that it rests on. */
  const keep = (kind: RecordKind, name: string, kept: Omit<Kept, 'contents'>): void => {
    const digests = contents.pack(contentPaths(kept.seen));
    const own = randomUUID();
    cache.write('contents', contentsName(kind, name), { name: own, digests } satisfies KeptContents);
    cache.write(kind, name, { ...kept, contents: own } satisfies Kept);
  };
  /** Sights that hold with other stamps: the next run shall find these. */
  const renew = (kind: RecordKind, name: string, kept: Kept, machine: Comparison): Observations => {
    const { isSettled, ...seen } = renewed(kept.seen, machine);
    // The paths and what they hold are the same, and so are the digests.
    if (isSettled) cache.write(kind, name, { ...kept, seen } satisfies Kept);
    return seen;
  };
  return {
    host: observer.host,
    isKept: true,
    aside: (body) => observer.aside(body),
    remember: <Value>(kind: RecordKind, key: MemoKey, compute: (note: NoteText, trace: Trace) => Value): Value =>
      within(({ host, stamps }) => {
        const { words, env = base.env, reader = 'make', byContent = null, keepsTime = false } = key;
        const name = JSON.stringify([words, environmentKey(env, reader)]);
        const kept = cache.read(kind, name) as Kept | undefined;
        const machine: Comparison = { host, stamps, contents, hasMoved: false, isOtherCommit: false };
        let changed: ReadonlyMap<ByteString, PathChange> | null = null;
        if (kept !== undefined) {
          const { leavings, seen, value } = kept;
          contents.offer(() => digestsOf(kept, contentsName(kind, name)));
          if (leavings !== undefined) changed = changedPaths(seen, machine);
          const holds = leavings === undefined ? differenceFrom(seen, machine) === null : changed?.size === 0;
          if (holds) {
            observer.add(machine.hasMoved ? renew(kind, name, kept, machine) : seen);
            return value as Value;
          }
        }
        if (kind !== 'results') cache.onMiss?.();
        const namedIn = (text: ByteString): readonly ByteString[] => incidentalNames(text, reader);
        // Only make's environment is that of the host.
        const note: NoteText = (text) => {
          if (reader === 'make') observer.noteVariables(namedIn(text));
          else if (namesIncidental(text, reader)) observer.add(null);
        };
        let left: KeptLeavings | null = null;
        const trace: Trace = {
          before: () => (kept === undefined || changed === null ? null : leavingsOf(kept, { changed, machine, name })),
          leave: (what) => (left = { name: randomUUID(), value: what }),
        };
        const options = { byContent, keepsTime, ...(reader === 'make' && { namedIn }) };
        const { value, seen } = observer.observe(() => compute(note, trace), options);
        if (seen === null || value === null || base.budget?.isOver === true) return value;
        const leavings = left as KeptLeavings | null;
        if (leavings !== null) cache.write('walks', name, leavings);
        keep(kind, name, {
          seen: withCommits(seen, () => serialize(value)),
          value,
          ...(leavings !== null && { leavings: leavings.name }),
        });
        return value;
      }),
  };
}
