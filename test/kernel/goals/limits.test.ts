import { expect, it } from 'vitest';
import { goalLimits, MakeCount } from '../../../src/kernel/goals/limits.ts';

it('a make too deep, and one too many, are not entered', () => {
  const count = new MakeCount();
  const problems: (string | null)[] = [];
  count.enter(() => count.enter(() => problems.push(count.problem(2), count.problem())));
  expect(problems).toEqual(['makes nested more than 2 deep', null]);
  expect(count.problem(2)).toBeNull();
  while (count.depth === 0 && count.problem() === null) count.enter(() => undefined);
  expect(count.problem()).toBe(`more than ${goalLimits.makes} makes`);
});

it('a make that fails is left', () => {
  const count = new MakeCount();
  expect(() =>
    count.enter(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(count.depth).toBe(0);
});
