/**
 * What a configuration run can take over from an earlier one: how the makefiles lead to conf, and the
 * Kconfig tree. Both are stored with everything that was seen of the machine on the way, and are taken
 * when the machine still looks the same. Where values come from is not stored: `check` and `why` read for
 * themselves. See docs/caching.md.
 */
import type { Cache } from '../cache/cache.ts';
import { environmentKey, isIncidental, namesIncidental } from '../cache/environment.ts';
import { createObserver, differenceFrom, type Observations, type Observer, type Recording } from '../cache/observe.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import type { OutputChunk } from '../kconfig/index.ts';
import type { MakeEvent } from '../make/index.ts';
import { createProgramCache } from '../probe/program-cache.ts';
import type { ResolvedRequest } from './build-request.ts';

/** The one conf of a goal whose recipe does nothing after it. */
export interface GoalPlan {
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /** Words after the program. */
  readonly args: readonly ByteString[];
  /** Printed before conf starts. */
  readonly output: readonly OutputChunk[];
  /** Files written before conf starts; null removes. */
  readonly changes: readonly (readonly [path: string, text: ByteString | null])[];
  readonly sideEffects: readonly string[];
  readonly events: readonly MakeEvent[];
}

/** A value with the sights it rests on. */
interface Stored<Value> {
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
  findTree(words: readonly ByteString[], env: Readonly<Record<string, ByteString>>): unknown;
  /** Stores a parsed tree; `texts` are all that could name a variable: commands and macros. */
  storeTree(
    words: readonly ByteString[],
    env: Readonly<Record<string, ByteString>>,
    recording: Recording,
    texts: readonly ByteString[],
    tree: unknown,
  ): void;
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

  function find<Value>(kind: 'makefiles' | 'kconfig', key: string): Value | undefined {
    const stored = cache.read(kind, key) as Stored<Value> | undefined;
    if (stored !== undefined && differenceFrom(stored.seen, programs.host, cache.stamps) === null) return stored.value;
    cache.onMiss?.();
    return undefined;
  }

  function store(kind: 'makefiles' | 'kconfig', key: string, recording: Recording, value: unknown): void {
    const seen = recording.observations();
    if (seen !== undefined) cache.write(kind, key, { seen, value });
  }

  const planKey = (request: ResolvedRequest, goal: ByteString, configName: ByteString): string =>
    JSON.stringify([
      goal,
      request.treeDirectory,
      request.objectTree,
      request.words,
      configName,
      environmentKey(base.env, 'make'),
    ]);
  const treeKey = (words: readonly ByteString[], env: Readonly<Record<string, ByteString>>): string =>
    JSON.stringify([words, environmentKey(env, 'conf')]);

  return {
    host,
    start: () => observer.start(),
    pause: () => observer.pause(),
    findPlan(request, goal, configName) {
      const plan = find<GoalPlan>('makefiles', planKey(request, goal, configName));
      return plan === undefined ? undefined : { ...plan, env: renewed(plan.env, base.env) };
    },
    storePlan(request, goal, configName, recording, plan) {
      const paths = recording.observations()?.files ?? [];
      const pause = observer.pause();
      const isNamed = paths.some(([path, stamp]) => stamp !== null && namesIncidental(readText(host, path), 'make'));
      pause.stop();
      if (!isNamed) store('makefiles', planKey(request, goal, configName), recording, plan);
    },
    findTree: (words, env) => find('kconfig', treeKey(words, env)),
    storeTree(words, env, recording, texts, tree) {
      if (texts.some((text) => namesIncidental(text, 'conf'))) return;
      store('kconfig', treeKey(words, env), recording, tree);
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
