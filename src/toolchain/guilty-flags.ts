/**
 * Which flags of a command that fails make it fail. A pure search over "does it fail with these flags alone?":
 * the flag that was asked about is tried by itself, the others are tried without it, and what fails is made
 * smaller until no member can be left out. Divide and conquer first, as for a predicate where more flags never
 * turn a failure into success; what that finds is verified, and where the compiler is not so simple delta debugging goes on.
 * Source: U. Junker, QuickXplain, AAAI 2004; A. Zeller and R. Hildebrandt, ddmin, IEEE TSE 28(2), 2002.
 */

/** How the command ends with some of its flags. Failing in another way than the whole command is `passes`. */
export type Trial = 'fails' | 'passes' | 'unknown';

/** What {@link findGuiltyFlags} needs. Flags are numbers from 0 in the order of the command line. */
export interface GuiltQuestion {
  /** Number of flags on the line; with all of them the command fails. */
  readonly count: number;
  /** Those that were asked about; empty when that is unknown. */
  readonly asked: readonly number[];
  /** Runs the command with these flags alone, in order. */
  readonly trial: (flags: readonly number[]) => Trial;
  /** Most trials made; 64 when absent. */
  readonly maxRuns?: number;
  /** Sets that made other commands fail, ascending: they are tried before the search begins. */
  readonly suspects?: readonly (readonly number[])[];
}

/** Which flags are to blame. */
export interface GuiltAnswer {
  /**
   * `asked`: the flags asked about fail by themselves. `others`: the rest fails without them. `both`: each part
   * fails without the other. `together`: only in combination. `command`: it fails without any flag. `unknown`:
   * trials had no answer, or too many would have been needed.
   */
  readonly verdict: 'asked' | 'others' | 'both' | 'together' | 'command' | 'unknown';
  /** A set that fails, ascending; for `both` the one among the others. Empty for `command`. */
  readonly flags: readonly number[];
  /** True when trials showed that leaving out any one of {@link flags} ends the failure. */
  readonly isMinimal: boolean;
  /** True when the flags asked about were tried by themselves and passed. */
  readonly isAskedInnocent: boolean;
  /** Trials made. */
  readonly runs: number;
  /** What kept the search from its end; null for nothing. */
  readonly stoppedBy: 'bound' | 'unknown' | null;
}

/** Trials for one command by default. */
export const defaultMaxRuns = 64;

/** Ends the search when the bound is met. */
class BoundReached extends Error {}

/** Finds the smallest set of flags that fails. Never throws; at most `maxRuns` trials. */
export function findGuiltyFlags(question: GuiltQuestion): GuiltAnswer {
  return new Search(question).run();
}

interface Minimum {
  readonly flags: readonly number[];
  readonly isMinimal: boolean;
}

class Search {
  private readonly question: GuiltQuestion;
  private readonly known = new Map<string, Trial>();
  private readonly maxRuns: number;
  private runs = 0;
  private isBounded = false;
  /** Smallest failing set seen while the current minimum is looked for. */
  private smallest: readonly number[] = [];

  constructor(question: GuiltQuestion) {
    this.question = question;
    this.maxRuns = question.maxRuns ?? defaultMaxRuns;
  }

  run(): GuiltAnswer {
    const { count } = this.question;
    const all = Array.from({ length: count }, (_, index) => index);
    const asked = [...new Set(this.question.asked)].filter((flag) => flag >= 0 && flag < count).sort((a, b) => a - b);
    const others = all.filter((flag) => !asked.includes(flag));
    this.known.set(all.join(), 'fails');
    const empty = this.attempt([]);
    if (empty === 'fails') return this.answer('command', { flags: [], isMinimal: true }, false);
    if (asked.length === 0 || others.length === 0) {
      const minimum = this.minimize(all);
      const isFound = minimum.isMinimal || minimum.flags.length < count;
      return this.answer(isFound ? (asked.length === 0 ? 'others' : 'asked') : 'unknown', minimum, false);
    }
    const alone = this.attempt(asked);
    const without = this.attempt(others);
    const isInnocent = alone === 'passes';
    if (without === 'fails') {
      return this.answer(alone === 'fails' ? 'both' : 'others', this.minimize(others), isInnocent);
    }
    if (alone === 'fails') return this.answer('asked', this.minimize(asked), false);
    const minimum = this.minimize(all);
    const hasAsked = minimum.flags.some((flag) => asked.includes(flag));
    const hasOthers = minimum.flags.some((flag) => !asked.includes(flag));
    if (hasAsked && hasOthers) {
      const isCertain = minimum.isMinimal || (isInnocent && without === 'passes');
      return this.answer(isCertain ? 'together' : 'unknown', minimum, isInnocent);
    }
    return this.answer(hasAsked ? 'asked' : 'others', minimum, isInnocent);
  }

  private answer(verdict: GuiltAnswer['verdict'], minimum: Minimum, isAskedInnocent: boolean): GuiltAnswer {
    const stoppedBy = this.isBounded ? 'bound' : minimum.isMinimal ? null : 'unknown';
    return { verdict, ...minimum, isAskedInnocent, runs: this.runs, stoppedBy };
  }

  /** The outcome with these flags alone, each set tried once; `unknown` when the bound is met. */
  private attempt(flags: readonly number[]): Trial {
    try {
      return this.test(flags);
    } catch (error) {
      if (!(error instanceof BoundReached)) throw error;
      return 'unknown';
    }
  }

  private test(flags: readonly number[]): Trial {
    const key = flags.join();
    let outcome = this.known.get(key);
    if (outcome === undefined) {
      if (this.runs >= this.maxRuns) {
        this.isBounded = true;
        throw new BoundReached();
      }
      this.runs += 1;
      outcome = this.question.trial(flags);
      this.known.set(key, outcome);
    }
    if (outcome === 'fails' && flags.length < this.smallest.length) this.smallest = flags;
    return outcome;
  }

  private fails(flags: readonly number[]): boolean {
    return this.test(flags) === 'fails';
  }

  /** A failing subset of a failing set, as small as the trials allow. */
  private minimize(flags: readonly number[]): Minimum {
    this.smallest = flags;
    try {
      const start = this.suspect(flags) ?? this.divided(flags);
      const end = this.debugDelta(start);
      return { flags: end, isMinimal: this.isVerified(end) };
    } catch (error) {
      if (!(error instanceof BoundReached)) throw error;
      return { flags: this.smallest, isMinimal: false };
    }
  }

  /** A suspect set among these flags that fails. */
  private suspect(flags: readonly number[]): readonly number[] | null {
    const { suspects = [] } = this.question;
    const inside = suspects.filter((set) => set.length > 0 && set.every((flag) => flags.includes(flag)));
    return inside.find((set) => this.fails(set)) ?? null;
  }

  private divided(flags: readonly number[]): readonly number[] {
    const found = this.divide([], false, flags).sort((a, b) => a - b);
    return this.fails(found) ? found : this.smallest;
  }

  /** Part of `flags` that fails with `background`; right where more flags never turn a failure into success. */
  private divide(background: readonly number[], isChanged: boolean, flags: readonly number[]): number[] {
    if (isChanged && this.fails([...background].sort((a, b) => a - b))) return [];
    if (flags.length <= 1) return [...flags];
    const middle = flags.length >> 1;
    const left = flags.slice(0, middle);
    const right = flags.slice(middle);
    const ofRight = this.divide([...background, ...left], left.length > 0, right);
    const ofLeft = this.divide([...background, ...ofRight], ofRight.length > 0, left);
    return [...ofLeft, ...ofRight];
  }

  /** ddmin: what is left fails at every step, and at the end no single member can be left out. */
  private debugDelta(start: readonly number[]): readonly number[] {
    let current = start;
    // A set that division has found is most often the end: single members first.
    let parts = current.length;
    while (current.length > 1) {
      const size = Math.ceil(current.length / parts);
      const chunks: (readonly number[])[] = [];
      for (let at = 0; at < current.length; at += size) chunks.push(current.slice(at, at + size));
      const next = this.smaller(current, chunks);
      if (next !== null) {
        current = next;
        parts = 2;
      } else if (size === 1) break;
      else parts = Math.min(parts * 2, current.length);
    }
    return current;
  }

  /** A failing chunk, or a failing rest without one; null when there is none. */
  private smaller(current: readonly number[], chunks: readonly (readonly number[])[]): readonly number[] | null {
    if (chunks.length < 2) return null;
    // Chunks of one are looked at as rests: that is what the end rests on.
    const isLast = chunks.length === current.length;
    if (!isLast) for (const chunk of chunks) if (this.fails(chunk)) return chunk;
    for (const chunk of chunks) {
      const rest = current.filter((flag) => !chunk.includes(flag));
      if (this.fails(rest)) return rest;
    }
    return null;
  }

  /** True when trials showed that the set without any one of its members passes. */
  private isVerified(flags: readonly number[]): boolean {
    return flags.every((left) => this.known.get(flags.filter((flag) => flag !== left).join()) === 'passes');
  }
}
