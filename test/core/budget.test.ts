import { expect, test } from 'vitest';
import { Budget } from '../../src/core/budget.ts';
import type { Location } from '../../src/core/location.ts';

const line = (number: number): Location => ({ file: 'Makefile', line: number });

test('the time is over once the clock says so, at the line that was worked on, and stays over', () => {
  let now = 0;
  const budget = new Budget({ limitMs: 1000, now: () => now });
  expect(budget.spend(10_000, line(1))).toBe(false);
  now = 1001;
  // The clock is looked at each some thousand steps.
  expect(budget.spend(1, line(2))).toBe(false);
  budget.at(line(3));
  expect(budget.spend(10_000, null)).toBe(true);
  expect(budget.isOver).toBe(true);
  expect(budget.spend(1, line(4))).toBe(true);
  expect(budget.overAt).toEqual(line(3));
  expect(budget.leftMs()).toBe(-1);
});

test('a long run says now and then where it is', () => {
  let now = 0;
  const places: Location[] = [];
  const budget = new Budget({ limitMs: 60_000, now: () => now, onPlace: (place) => places.push(place) });
  for (now = 0; now < 2000; now += 50) budget.spend(10_000, line(now));
  expect(places.map((place) => place.line)).toEqual([1050, 1300, 1550, 1800]);
});
