/** Answers of programs on disk: one record for each environment, see {@link answerEnvironment}. */
import { randomUUID } from 'node:crypto';
import type { ByteString } from '../../core/bytes.ts';
import type { FileStamp } from '../../host/file-stamp.ts';
import type { Cache } from '../cache.ts';
import { type Contents, type KeptDigests, type StampedPath } from '../contents.ts';
import type { SystemLine } from '../observations.ts';

/** Files, and the compiler whose answers depend on them. */
export interface AnswerFiles {
  readonly files: readonly (readonly [ByteString, FileStamp])[];
  readonly compiler: readonly [command: ByteString, words: ByteString] | null;
}

/** An answer and everything it depends on. */
export interface KnownAnswer {
  readonly status: number | null;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  readonly depends: AnswerFiles;
  /** What the answer depends on of the system, as it was then. */
  readonly system: readonly SystemLine[];
}

/** Answers of one environment, as stored. Sets of files are shared: most answers depend on the same ones. */
interface StoredAnswers {
  readonly files: readonly AnswerFiles[];
  readonly answers: readonly (readonly [
    key: string,
    answer: Omit<KnownAnswer, 'depends'> & {
      /** Index into `files`. */
      readonly depends: number;
    },
  ])[];
  readonly once: readonly string[];
  /** Names the digests of the files, which are in a record of their own. */
  readonly id: string;
}

/** See {@link KeptDigests}; `id` is that of the answers. */
interface StoredDigests {
  readonly id: string;
  readonly digests: Uint8Array;
}

/** Every file of some sets, once for each stamp. */
function filesOf(sets: readonly AnswerFiles[]): readonly StampedPath[] {
  const found = new Map<string, StampedPath>();
  for (const { files } of sets) {
    for (const file of files) if (file[1] !== null) found.set(`${file[0]}\0${file[1]}`, file);
  }
  return [...found.values()];
}

/** Most answers kept for one environment; the oldest go first. */
const maxAnswers = 4000;

/** What is known in one environment. */
export class AnswerGroup {
  readonly answers: Map<string, KnownAnswer>;
  /** Questions that came once, whose dependencies were too costly to look for then. */
  readonly once: Set<string>;
  hasChanged = false;

  constructor(stored: StoredAnswers | undefined) {
    this.answers = new Map();
    this.once = new Set(stored?.once);
    for (const [key, { depends, ...answer }] of stored?.answers ?? []) {
      const files = stored?.files[depends];
      if (files !== undefined) this.answers.set(key, { ...answer, depends: files });
    }
  }

  /** True the first time a question comes. */
  isFirst(key: string): boolean {
    if (this.once.has(key)) return false;
    this.once.add(key);
    this.hasChanged = true;
    return true;
  }

  /** Keeps an answer as the newest one. */
  keep(key: string, answer: KnownAnswer): void {
    this.answers.delete(key);
    this.answers.set(key, answer);
    this.hasChanged = true;
  }

  /** A compiler that reports another version under its old name is another compiler, whatever its files look like. */
  forgetOthers([command, words]: readonly [command: ByteString, words: ByteString]): void {
    if (words === '') return;
    for (const [key, { depends }] of this.answers) {
      const { compiler } = depends;
      if (compiler !== null && compiler[0] === command && compiler[1] !== words && compiler[1] !== '') {
        this.answers.delete(key);
      }
    }
  }

  /** The group with shared sets of files. */
  pack(id: string): StoredAnswers {
    const files: AnswerFiles[] = [];
    const indexes = new Map<string, number>();
    const answers = [...this.answers].slice(-maxAnswers).map(([key, { depends, ...answer }]) => {
      const text = JSON.stringify(depends);
      let index = indexes.get(text);
      if (index === undefined) {
        index = files.push(depends) - 1;
        indexes.set(text, index);
      }
      return [key, { ...answer, depends: index }] as const;
    });
    return { files, answers, once: [...this.once].slice(-maxAnswers), id };
  }
}

/** All groups that a run uses. */
export class Answers {
  private readonly cache: Cache;
  private readonly contents: Contents;
  private readonly groups = new Map<string, AnswerGroup>();
  /** Compilers that ran, by the words they were called with, and the versions they reported. */
  private readonly versions = new Map<ByteString, ByteString>();

  constructor(cache: Cache, contents: Contents) {
    this.cache = cache;
    this.contents = contents;
  }

  private load(name: string): AnswerGroup {
    const stored = this.cache.read('programs', name) as StoredAnswers | undefined;
    if (stored !== undefined) {
      this.contents.offer((): KeptDigests | null => {
        const kept = this.cache.read('contents', name) as StoredDigests | undefined;
        return kept?.id === stored.id ? { paths: filesOf(stored.files), digests: kept.digests } : null;
      });
    }
    return new AnswerGroup(stored);
  }

  /** The answers of an environment. */
  group(name: string): AnswerGroup {
    let group = this.groups.get(name);
    if (group === undefined) {
      group = this.load(name);
      this.groups.set(name, group);
    }
    return group;
  }

  /** A compiler ran and reported its version: answers of another version are of no use any more. */
  noteVersion(group: AnswerGroup, compiler: readonly [command: ByteString, words: ByteString]): void {
    if (this.versions.has(compiler[0])) return;
    this.versions.set(...compiler);
    group.forgetOthers(compiler);
  }

  /** Stores what this run learnt, together with what another kgate stored in the meantime. */
  save(): void {
    for (const [name, own] of this.groups) {
      if (!own.hasChanged) continue;
      const merged = this.load(name);
      for (const compiler of this.versions) merged.forgetOthers(compiler);
      for (const [key, answer] of own.answers) merged.keep(key, answer);
      for (const key of own.once) merged.once.add(key);
      const packed = merged.pack(randomUUID());
      const digests = this.contents.pack(filesOf(packed.files));
      this.cache.write('contents', name, { id: packed.id, digests } satisfies StoredDigests);
      this.cache.write('programs', name, packed);
      own.hasChanged = false;
    }
  }
}

/** A compiler whose answers are kept. */
export interface KeptCompiler {
  /** As it was called, and the version it reported then. */
  readonly command: ByteString;
  readonly version: ByteString;
  readonly answers: number;
}

/** Compilers whose answers are kept; `stored` are values of records of the kind `programs`. */
export function keptCompilers(stored: readonly unknown[]): KeptCompiler[] {
  const found = new Map<string, { command: ByteString; version: ByteString; answers: number }>();
  for (const { files, answers } of stored as readonly StoredAnswers[]) {
    for (const [, { depends }] of answers) {
      const [command, version] = files[depends]?.compiler ?? [];
      if (command === undefined || version === undefined) continue;
      const key = `${command}\0${version}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { command, version, answers: 1 });
      else known.answers += 1;
    }
  }
  return [...found.values()].sort((a, b) => (a.command < b.command ? -1 : a.command > b.command ? 1 : 0));
}
