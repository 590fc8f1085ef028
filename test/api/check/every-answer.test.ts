import { describe, expect, it } from 'vitest';
import { tryEveryAnswer } from '../../../src/api/check/every-answer.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { type DecideUnknown, restrictHost } from '../../../src/probe/index.ts';

/** Runs with a policy whose questions are `argv` words; `outcome` is computed from the answers. */
function tryWith(outcome: (ask: (name: string) => number | null) => string | null) {
  const host = restrictHost(createMemoryHost(), { policy: 'deny' });
  let decide: DecideUnknown | null = null;
  const answers = tryEveryAnswer({
    host,
    profile: null,
    outcome: () => {
      decide = host.policyLog?.decideUnknown ?? null;
      return outcome((name) => decide?.([name], 'unknown') ?? null);
    },
  });
  return { answers, left: host.policyLog?.decideUnknown };
}

describe('tryEveryAnswer', () => {
  it('counts the combinations that lead to the same outcome, and lets go of the policy', () => {
    expect(tryWith((ask) => [ask('a'), ask('b')].length.toString())).toEqual({ answers: 4, left: null });
  });

  it('asks a question that only follows from one answer in that case only', () => {
    expect(tryWith((ask) => ((ask('a') === 0 ? ask('b') : 1) === null ? 'x' : 'y')).answers).toBe(3);
  });

  it('is null where one answer changes the outcome, and where there are too many', () => {
    expect(tryWith((ask) => String(ask('a'))).answers).toBeNull();
    expect(tryWith((ask) => ['a', 'b', 'c', 'd'].map(ask).length.toString()).answers).toBeNull();
    expect(tryWith(() => null).answers).toBeNull();
  });

  it('is null without a policy, which could leave something open', () => {
    expect(tryEveryAnswer({ host: createMemoryHost(), profile: null, outcome: () => 'x' })).toBeNull();
  });
});
