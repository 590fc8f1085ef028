/**
 * The calls that a policy refused, contained or kept in memory, each with the place in the tree that asked for it.
 * One thread evaluates one text after the other, so that the text that asks right now is a single value.
 */

import type { ByteString } from '../core/bytes.ts';
import type { Location } from '../core/location.ts';
import type { ShellPolicy } from '../core/shell-policy.ts';
import { baseName, isBelow, normalPath, parentPath } from './paths.ts';

/** The text that asks: a `$(shell …)`, a macro, a line of a recipe. */
export interface ShellOrigin {
  /** As the shell would get it. */
  readonly text: ByteString;
  /** Null for what kgate itself asks. */
  readonly location: Location | null;
}

/** One call that a policy kept from the machine. */
export interface PolicyCall extends ShellOrigin {
  /**
   * `refused`: a program was not started; `contained`: a program that is no tool ran in the sandbox; `in-memory`: a
   * file that the text itself writes and that is kept in memory; `assumed`: a question of kgate's own that was not
   * asked, and `text` is the answer that is taken instead.
   */
  readonly kind: 'refused' | 'contained' | 'in-memory' | 'assumed';
  /** The program with its words, or the path that would have been written. */
  readonly argv: readonly ByteString[];
  readonly reason: string;
}

/** Calls that are kept; more are counted. */
const maxCalls = 2000;

/** The log of a policy, for a host and all hosts made from it. */
export class PolicyLog {
  readonly policy: ShellPolicy;
  /** Each call once, in the order they were asked for. */
  readonly calls: PolicyCall[] = [];
  /** Calls beyond those kept. */
  more = 0;
  /** The exit status to take for a program that is refused, or null to leave it unknown; set by the caller. */
  decideUnknown: ((argv: readonly ByteString[], reason: string) => number | null) | null = null;
  /** The same for a program that would run in the sandbox, in its place; set while answers are tried. */
  decideContained: ((argv: readonly ByteString[], reason: string) => number | null) | null = null;
  /** Why programs that may be started are not in a container; null where they are, or none was started. */
  missingWall: string | null = null;
  private origin: ShellOrigin | null = null;
  private readonly known = new Set<string>();

  /** Directories that texts may be expected to write to: the tree, where the build goes. Absolute. */
  private readonly places: readonly ByteString[];

  constructor(policy: ShellPolicy, places: readonly ByteString[] = []) {
    this.policy = policy;
    this.places = places;
  }

  /**
   * True for a file below the tree or where the build goes, by the place that writing would reach: links are followed
   * in the directories, and in the file itself unless a new one is put in its place. `follow` gives that place, see
   * `canonicalPath`.
   */
  isOwn(follow: (path: ByteString) => ByteString | null, path: ByteString, isNew: boolean): boolean {
    const full = normalPath('/', path);
    const parent = follow(parentPath(full));
    const reached = isNew && parent !== null ? normalPath(parent, baseName(full)) : follow(full);
    return reached !== null && this.places.some((place) => isBelow(follow(place) ?? place, reached));
  }

  /** Notes that a text would have written or removed a file, absolute, unless that is where it belongs. */
  noteWrite(path: ByteString): void {
    if (!this.places.some((place) => isBelow(place, path))) this.note('in-memory', [path], 'kept in memory');
  }

  /** Runs `body`; calls that are refused in it are noted for `origin`. */
  asking<Result>(origin: ShellOrigin, body: () => Result): Result {
    const outer = this.origin;
    this.origin = origin;
    try {
      return body();
    } finally {
      this.origin = outer;
    }
  }

  /** Notes a call; the same one again changes nothing. */
  note(kind: PolicyCall['kind'], argv: readonly ByteString[], reason: string): void {
    const { text, location } = this.origin ?? { text: argv.join(' '), location: null };
    const key = JSON.stringify([kind, text, location?.file, location?.line, argv[0]]);
    if (this.known.has(key)) return;
    if (this.calls.length >= maxCalls) {
      this.more += 1;
      return;
    }
    this.known.add(key);
    this.calls.push({ kind, text, location, argv, reason });
  }
}

/** Runs `body` for `origin` on a host with a policy or without one. */
export function askingFor<Result>(log: PolicyLog | null, origin: ShellOrigin, body: () => Result): Result {
  return log === null ? body() : log.asking(origin, body);
}
