/**
 * What the last run of a tree asked compilers, kept apart from their answers: when those are gone or no longer
 * right, the next run starts all of it at once, ahead of reading the tree. Only programs whose answers rest on files
 * alone are in it; they change nothing, whatever is made of the answer.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import type { Cache } from '../cache.ts';

/** Most requests of a set, and most bytes of their inputs together. */
const maxRequests = 500;
const maxInputBytes = 256 * 1024;

/** A set as stored; environments are shared, most requests have the same. */
interface StoredSet {
  readonly environments: readonly Readonly<Record<string, ByteString>>[];
  readonly requests: readonly (readonly [request: Omit<CommandRequest, 'env'>, environment: number])[];
}

/** The set of one run, and what was started of the last one. */
export class LastAsked {
  private readonly cache: Cache;
  private readonly asked = new Map<string, CommandRequest>();
  private readonly running = new Map<string, CommandRequest>();
  private key: string | null = null;
  private inputBytes = 0;
  /** Something was asked that had no answer: the set may be another one. */
  private isNew = false;

  constructor(cache: Cache) {
    this.cache = cache;
  }

  /** The stored set of a key, which becomes the key of this run; empty for any key but the first. */
  open(key: string): CommandRequest[] {
    if (this.key !== null) return [];
    this.key = key;
    const stored = this.cache.read('asked', key) as StoredSet | undefined;
    return (stored?.requests ?? []).flatMap(([request, at]) => {
      const env = stored?.environments[at];
      return env === undefined ? [] : [{ ...request, env }];
    });
  }

  /** A request was started ahead; `group` and `question` tell what its answer depends on. */
  start(group: string, question: string, request: CommandRequest): void {
    this.running.set(`${group}\0${question}`, request);
  }

  /** The request that was started for the same question, once; its environment differs in what does not matter. */
  started(group: string, question: string): CommandRequest | undefined {
    const name = `${group}\0${question}`;
    const request = this.running.get(name);
    this.running.delete(name);
    return request;
  }

  /** True when a request was started for this question and nobody has asked yet. */
  isRunning(group: string, question: string): boolean {
    return this.running.has(`${group}\0${question}`);
  }

  /** This run asks a request; `isNew` when it had no answer. */
  note(group: string, question: string, request: CommandRequest, isNew: boolean): void {
    this.isNew ||= isNew;
    const name = `${group}\0${question}`;
    this.inputBytes += request.input?.length ?? 0;
    if (this.asked.has(name) || this.asked.size >= maxRequests || this.inputBytes > maxInputBytes) return;
    this.asked.set(name, request);
  }

  /** Stores the set; `portable` takes out of a request what is another in every run. */
  save(portable: (request: CommandRequest) => CommandRequest): void {
    if (this.key === null || !this.isNew) return;
    const indexes = new Map<string, number>();
    const environments: Readonly<Record<string, ByteString>>[] = [];
    const requests = [...this.asked.values()].map((request) => {
      const { env, ...rest } = portable(request);
      const text = JSON.stringify(env);
      const at = indexes.get(text) ?? environments.push(env) - 1;
      indexes.set(text, at);
      return [rest, at] as const;
    });
    this.cache.write('asked', this.key, { environments, requests } satisfies StoredSet);
    this.isNew = false;
  }
}
