import { expect, test } from 'vitest';
import { runSuite } from '../../scripts/make-suite.mjs';

test("GNU make 4.3's own test-suite: what is not equal is known", { timeout: 600_000 }, async () => {
  // The whole of it, with what waits for clocks and other processes: npm run suite:make.
  const { total, equal, deviations } = await runSuite({ part: true });
  expect(deviations).toEqual([]);
  expect(total).toBeGreaterThan(400);
  expect(equal / total).toBeGreaterThan(0.99);
});
