/**
 * What a configuration run can take over from an earlier one: how the makefiles lead to conf, and the
 * Kconfig tree. Both are stored with everything that was seen of the machine on the way, and are taken
 * when the machine still looks the same. Where values come from is not stored: `check` and `why` read for
 * themselves. See docs/caching.md.
 */
import type { Cache } from '../../cache/cache.ts';
import { environmentKey, isIncidental, namesIncidental } from '../../cache/environment.ts';
import {
  byContent,
  createObserver,
  differenceFrom,
  joinObservations,
  type Observations,
  type Observer,
  type Recording,
} from '../../cache/observe.ts';
import { createProgramCache } from '../../cache/programs/program-cache.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { ResolvedRequest } from '../levels/build-request.ts';

/** The one conf of a goal whose recipe does nothing after it. */
export interface GoalPlan {
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /** Words after the program. */
  readonly args: readonly ByteString[];
  /** Printed before conf starts. */
  readonly output: readonly OutputChunk[];
  /** Directories made before conf starts, outer ones first. */
  readonly directories: readonly string[];
  /** Files written before conf starts; null removes. */
  readonly changes: readonly (readonly [path: string, text: ByteString | null])[];
  readonly sideEffects: readonly string[];
  readonly events: readonly MakeEvent[];
}

/** A value with the sights it rests on. */
export interface Stored<Value> {
  readonly seen: Observations;
  readonly value: Value;
}

/** What one configuration run takes from the cache and leaves in it. */
export interface ConfigCache {
  /** The host for everything in the run. */
  readonly host: Host;
  /** The plan of a goal when it still holds. */
  findPlan(request: ResolvedRequest, goal: ByteString, configName: ByteString): GoalPlan | undefined;
  /** Stores a plan that was made under a recording. */
  storePlan(
    request: ResolvedRequest,
    goal: ByteString,
    configName: ByteString,
    recording: Recording,
    plan: GoalPlan,
  ): void;
  /** A parsed tree when it still holds. The key is the environment and what `words` says. */
  findTree(words: readonly ByteString[], env: Readonly<Record<string, ByteString>>): Stored<unknown> | undefined;
  /**
   * Stores a parsed tree; `texts` are all that could name a variable: commands and macros. What is stored
   * comes back, or undefined when it cannot be.
   */
  storeTree(
    words: readonly ByteString[],
    env: Readonly<Record<string, ByteString>>,
    recording: Recording,
    texts: readonly ByteString[],
    tree: unknown,
  ): Observations | undefined;
  /** What a conf left when everything it read is as it was. */
  findResult(words: readonly ByteString[], env: Readonly<Record<string, ByteString>>): unknown;
  /** Stores what a conf left; it rests on the tree and on what conf itself read. */
  storeResult(
    words: readonly ByteString[],
    env: Readonly<Record<string, ByteString>>,
    tree: Observations,
    recording: Recording,
    result: unknown,
  ): void;
  /** What {@link remember} stored under the same question and environment, where all it saw is as it was. */
  recall(question: string): unknown;
  /** Nothing was recalled: starts what the last run of this question asked of compilers, and does not wait. */
  startLastAsked(question: string): void;
  /** The same with all it rests on. */
  recallSeen(question: string): Stored<unknown> | undefined;
  /** Stores an answer for {@link recall} that rests on what was seen. */
  keep(question: string, seen: Observations, value: unknown): void;
  /**
   * Computes and stores what comes of it, null apart. A file named `content` may be written anew: its text
   * counts.
   */
  remember<Value>(question: string, compute: () => Value, content?: ByteString | null): Value;
  /** What is seen from now on belongs to the recording. */
  readonly start: Observer['start'];
  /** What is seen from now on belongs to nobody. */
  readonly pause: Observer['pause'];
  /** Stores what programs answered. */
  save(): void;
}

/** Lays the cache over a host. */
export function createConfigCache(base: Host, cache: Cache): ConfigCache {
  const programs = createProgramCache(base, cache);
  const observer = createObserver(programs.host, cache.stamps, programs.footing);
  const { host } = observer;

  /** What {@link ConfigCache.remember} rests on beside its own sights, while it computes. */
  let gathered: { readonly recordings: Recording[]; readonly seen: Observations[]; isComplete: boolean } | null = null;

  function find<Value>(kind: 'makefiles' | 'kconfig' | 'results', key: string): Stored<Value> | undefined {
    const stored = cache.read(kind, key) as Stored<Value> | undefined;
    if (stored !== undefined && differenceFrom(stored.seen, programs.host, cache.stamps) === null) {
      gathered?.seen.push(stored.seen);
      return stored;
    }
    if (kind !== 'results') cache.onMiss?.();
    return undefined;
  }

  const planKey = (request: ResolvedRequest, goal: ByteString, configName: ByteString): string =>
    JSON.stringify([
      goal,
      request.treeDirectory,
      request.objectTree,
      request.words,
      configName,
      request.makeVersion ?? '',
      environmentKey(base.env, 'make'),
    ]);
  const confKey = (
    words: readonly ByteString[],
    env: Readonly<Record<string, ByteString>>,
    reader: 'conf' | 'tree',
  ): string => JSON.stringify([words, environmentKey(env, reader)]);

  const questionKey = (question: string): string => JSON.stringify([question, environmentKey(base.env, 'make')]);
  /** True when one of the files read could ask for a variable that keys leave out. */
  const namesLeftOut = (seen: Observations): boolean =>
    seen.files.some(([path, stamp]) => stamp !== null && namesIncidental(readText(programs.host, path), 'make'));

  return {
    host,
    start() {
      const recording = observer.start();
      gathered?.recordings.push(recording);
      return recording;
    },
    pause() {
      if (gathered !== null) gathered.isComplete = false;
      return observer.pause();
    },
    findPlan(request, goal, configName) {
      const key = planKey(request, goal, configName);
      const plan = find<GoalPlan>('makefiles', key);
      if (plan === undefined) programs.startLastAsked(key);
      return plan === undefined ? undefined : { ...plan.value, env: renewed(plan.value.env, base.env) };
    },
    storePlan(request, goal, configName, recording, plan) {
      const paths = recording.observations()?.files ?? [];
      const pause = observer.pause();
      const isNamed = paths.some(([path, stamp]) => stamp !== null && namesIncidental(readText(host, path), 'make'));
      pause.stop();
      const seen = isNamed ? undefined : recording.observations();
      if (seen !== undefined) cache.write('makefiles', planKey(request, goal, configName), { seen, value: plan });
    },
    findTree: (words, env) => find('kconfig', confKey(words, env, 'tree')),
    storeTree(words, env, recording, texts, tree) {
      const seen = texts.some((text) => namesIncidental(text, 'tree')) ? undefined : recording.observations();
      if (seen !== undefined) cache.write('kconfig', confKey(words, env, 'tree'), { seen, value: tree });
      return seen;
    },
    findResult: (words, env) => find('results', confKey(words, env, 'conf'))?.value,
    storeResult(words, env, tree, recording, result) {
      const own = recording.observations();
      if (own === undefined) return;
      cache.write('results', confKey(words, env, 'conf'), { seen: joinObservations(tree, own), value: result });
    },
    recall: (question) => find('results', questionKey(question))?.value,
    startLastAsked: (question) => programs.startLastAsked(questionKey(question)),
    recallSeen: (question) => find('results', questionKey(question)),
    keep: (question, seen, value) => cache.write('results', questionKey(question), { seen, value }),
    remember<Value>(question: string, compute: () => Value, content: ByteString | null = null): Value {
      const recording = observer.start();
      const own = { recordings: [recording], seen: [] as Observations[], isComplete: true };
      gathered = own;
      let value: Value;
      try {
        value = compute();
      } finally {
        gathered = null;
        recording.stop();
      }
      const parts = [...own.seen, ...own.recordings.map((one) => one.observations())];
      if (value === null || !own.isComplete || parts.includes(undefined)) return value;
      let seen = (parts as Observations[]).reduce(joinObservations);
      if (namesLeftOut(seen)) return value;
      if (content !== null) seen = byContent(seen, content, readText(programs.host, content));
      cache.write('results', questionKey(question), { seen, value });
      return value;
    },
    save: () => programs.save(),
  };
}

function readText(host: Host, path: ByteString): ByteString {
  try {
    return host.readFile(path) ?? '';
  } catch {
    return '';
  }
}

/** An environment of an earlier run with what keys leave out taken from this one. */
function renewed(
  env: Readonly<Record<string, ByteString>>,
  now: Readonly<Record<string, ByteString>>,
): Readonly<Record<string, ByteString>> {
  const result: Record<string, ByteString> = {};
  for (const [name, value] of Object.entries(env)) if (!isIncidental(name, 'make')) result[name] = value;
  for (const [name, value] of Object.entries(now)) if (isIncidental(name, 'make')) result[name] = value;
  return result;
}
