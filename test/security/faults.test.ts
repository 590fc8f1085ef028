import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canMount, describePoint, FaultBench, faultPoints } from '../support/faults.ts';

const mounts = canMount();

/** The record takes seven times as long; `npm run faults` has it, too. */
const points = faultPoints(60, 2)
  .filter(({ command, kind }) => command !== 'record' && (mounts || kind !== 'room'))
  .slice(0, 40);

it('a system call that fails ends in words or does not matter, and nothing of it is kept or left', async () => {
  const failed: string[] = [];
  const ends = new Set<string>();
  // Two side by side: each waits for its processes.
  const work = async (mine: typeof points): Promise<void> => {
    const directory = mkdtempSync(join(tmpdir(), 'faults-'));
    try {
      const bench = new FaultBench(directory);
      for (const point of mine) {
        const { end, problems } = await bench.hit(point);
        ends.add(end);
        if (problems.length > 0) failed.push(`${describePoint(point)}: ${problems.join('; ')}`);
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  await Promise.all([0, 1].map((half) => work(points.filter((_, at) => at % 2 === half))));
  expect(failed).toEqual([]);
  // The points hit something: runs are refused for several reasons, and others go on.
  expect([...ends].filter((end) => end.startsWith('host/')).length).toBeGreaterThan(2);
  expect(ends).toContain('answered');
}, 600_000);
