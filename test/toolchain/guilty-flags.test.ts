import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGuiltyFlags, type GuiltAnswer, type Trial } from '../../src/toolchain/guilty-flags.ts';

/** A command that fails as soon as it holds one of these sets: more flags never make it succeed. */
function holding(sets: readonly (readonly number[])[]): (flags: readonly number[]) => Trial {
  return (flags) => (sets.some((set) => set.every((flag) => flags.includes(flag))) ? 'fails' : 'passes');
}

function counted(trial: (flags: readonly number[]) => Trial): { trial: typeof trial; runs: () => number } {
  let runs = 0;
  return {
    trial: (flags) => {
      runs += 1;
      return trial(flags);
    },
    runs: () => runs,
  };
}

describe('findGuiltyFlags', () => {
  const table: readonly {
    name: string;
    count: number;
    asked: readonly number[];
    sets: readonly (readonly number[])[];
    verdict: GuiltAnswer['verdict'];
    flags: readonly number[];
  }[] = [
    { name: 'the flag asked about', count: 40, asked: [39], sets: [[39]], verdict: 'asked', flags: [39] },
    { name: 'one before it', count: 40, asked: [39], sets: [[7]], verdict: 'others', flags: [7] },
    { name: 'two before it, together', count: 40, asked: [39], sets: [[7, 30]], verdict: 'others', flags: [7, 30] },
    { name: 'it and one before it', count: 40, asked: [39], sets: [[3, 39]], verdict: 'together', flags: [3, 39] },
    { name: 'it, and another by itself', count: 40, asked: [39], sets: [[39], [5]], verdict: 'both', flags: [5] },
    { name: 'no flag at all', count: 5, asked: [4], sets: [[]], verdict: 'command', flags: [] },
    {
      name: 'it is unknown what was asked',
      count: 9,
      asked: [],
      sets: [[2, 4, 8]],
      verdict: 'others',
      flags: [2, 4, 8],
    },
    { name: 'only flags that were asked about', count: 3, asked: [0, 1, 2], sets: [[1]], verdict: 'asked', flags: [1] },
    { name: 'one of two asked about', count: 6, asked: [4, 5], sets: [[5]], verdict: 'asked', flags: [5] },
  ];
  it.each(table)('$name', ({ count, asked, sets, verdict, flags }) => {
    const answer = findGuiltyFlags({ count, asked, trial: holding(sets) });
    expect(answer).toMatchObject({ verdict, flags, isMinimal: true, stoppedBy: null });
    expect(answer.runs).toBeLessThanOrEqual(64);
  });

  it('finds one of 60 flags in 20 runs', () => {
    for (let guilty = 0; guilty < 59; guilty += 1) {
      const answer = findGuiltyFlags({ count: 60, asked: [59], trial: holding([[guilty]]) });
      expect(answer).toMatchObject({ verdict: 'others', flags: [guilty], isMinimal: true });
      expect(answer.runs).toBeLessThanOrEqual(20);
    }
  });

  it('tries what was guilty before first', () => {
    const { trial, runs } = counted(holding([[17, 40]]));
    const question = { count: 60, asked: [59], trial, suspects: [[-1, 3], [5], [17, 40]] };
    expect(findGuiltyFlags(question)).toMatchObject({ verdict: 'others', flags: [17, 40], isMinimal: true });
    // Nothing, the flag, the rest, two suspects, and the second without either of its two.
    expect(runs()).toBe(7);
  });

  it('with no run left it says nothing but unknown', () => {
    const trial = (): Trial => 'fails';
    for (const asked of [[], [1], [0, 1, 2]]) {
      expect(findGuiltyFlags({ count: 3, asked, trial, maxRuns: 0 })).toMatchObject({
        verdict: 'unknown',
        runs: 0,
        stoppedBy: 'bound',
      });
    }
  });

  it('says that the bound stopped it, with a set that fails', () => {
    const guilty = Array.from({ length: 30 }, (_, index) => index * 2);
    const { trial, runs } = counted(holding([guilty]));
    const answer = findGuiltyFlags({ count: 61, asked: [60], trial, maxRuns: 64 });
    expect(runs()).toBeLessThanOrEqual(64);
    expect(answer).toMatchObject({ stoppedBy: 'bound', isMinimal: false });
    expect(holding([guilty])(answer.flags)).toBe('fails');
  });

  it('does not blame where trials have no answer', () => {
    const all = (flags: readonly number[]): Trial => (flags.length === 6 ? 'fails' : 'unknown');
    const answer = findGuiltyFlags({ count: 6, asked: [5], trial: all });
    expect(answer).toMatchObject({ verdict: 'unknown', isMinimal: false, isAskedInnocent: false });
  });

  it('is certain of a flag that fails alone even where the rest is not known', () => {
    const trial = (flags: readonly number[]): Trial =>
      flags.length === 0 ? 'passes' : flags.length === 1 && flags[0] === 5 ? 'fails' : 'unknown';
    expect(findGuiltyFlags({ count: 6, asked: [5], trial })).toMatchObject({ verdict: 'asked', flags: [5] });
  });

  const size = fc.integer({ min: 1, max: 24 });
  const monotone = size.chain((count) =>
    fc.record({
      count: fc.constant(count),
      asked: fc.uniqueArray(fc.nat(count - 1), { maxLength: 3 }),
      sets: fc.array(fc.uniqueArray(fc.nat(count - 1), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    }),
  );

  it('finds a minimal set of every failure that more flags do not turn into success', () => {
    fc.assert(
      fc.property(monotone, ({ count, asked, sets }) => {
        const trial = holding(sets);
        const answer = findGuiltyFlags({ count, asked, trial, maxRuns: 10_000 });
        expect(trial(answer.flags)).toBe('fails');
        for (const left of answer.flags) expect(trial(answer.flags.filter((flag) => flag !== left))).toBe('passes');
        expect(answer.isMinimal).toBe(true);
        const isPart = (flags: readonly number[], of: (flag: number) => boolean): boolean => flags.every(of);
        const others = Array.from({ length: count }, (_, flag) => flag).filter((flag) => !asked.includes(flag));
        if (answer.verdict === 'asked') expect(trial(asked)).toBe('fails');
        if (answer.verdict === 'asked') expect(isPart(answer.flags, (flag) => asked.includes(flag))).toBe(true);
        if (answer.verdict === 'others' && asked.length > 0) expect(trial(asked)).toBe('passes');
        if (answer.verdict === 'others' || answer.verdict === 'both') expect(trial(others)).toBe('fails');
        if (answer.verdict === 'both') expect(trial(asked)).toBe('fails');
        if (answer.verdict === 'together') {
          expect([trial(asked), trial(others)]).toEqual(['passes', 'passes']);
        }
        expect(answer.verdict).not.toBe('unknown');
      }),
    );
  });

  /** Any table of outcomes in which the whole line fails: a flag may repair what another one breaks. */
  const anyPredicate = fc.integer({ min: 1, max: 7 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      asked: fc.uniqueArray(fc.nat(count - 1), { maxLength: 2 }),
      outcomes: fc.array(fc.constantFrom<Trial>('fails', 'passes', 'unknown'), {
        minLength: 1 << count,
        maxLength: 1 << count,
      }),
      maxRuns: fc.constantFrom(3, 10, 64, 1000),
    }),
  );

  it('never claims more than the trials showed', () => {
    fc.assert(
      fc.property(anyPredicate, ({ count, asked, outcomes, maxRuns }) => {
        const whole = (1 << count) - 1;
        const seen = new Map<number, Trial>([[whole, 'fails']]);
        const bits = (flags: readonly number[]): number => flags.reduce((sum, flag) => sum | (1 << flag), 0);
        const { trial, runs } = counted((flags) => {
          const outcome = outcomes[bits(flags)] ?? 'unknown';
          // A set is never tried twice, and its flags come in the order of the line.
          expect(seen.has(bits(flags))).toBe(false);
          expect([...flags]).toEqual([...flags].sort((a, b) => a - b));
          seen.set(bits(flags), outcome);
          return outcome;
        });
        const answer = findGuiltyFlags({ count, asked, trial, maxRuns });
        expect(answer.runs).toBe(runs());
        expect(answer.runs).toBeLessThanOrEqual(maxRuns);
        expect(seen.get(bits(answer.flags))).toBe('fails');
        if (answer.isMinimal) {
          for (const left of answer.flags) {
            expect(seen.get(bits(answer.flags.filter((flag) => flag !== left)))).toBe('passes');
          }
        } else expect(answer.stoppedBy).not.toBeNull();
        if (answer.isAskedInnocent) expect(seen.get(bits(asked))).toBe('passes');
        if (answer.verdict === 'asked') {
          expect(answer.flags.every((flag) => asked.includes(flag))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
