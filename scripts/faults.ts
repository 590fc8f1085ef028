/**
 * `npm run faults [-- --count N] [--seed N] [--first N]`: 300 faults of the machine by default, in `config`, `check`, `probe` and
 * `probe --record`: system calls that fail, file systems without room, limits of the process. Expected is the old or the new
 * file, an error in words or the right answer, nothing kept, nothing left. As in test/security/faults.test.ts, which takes 40 of them.
 * `--first N` leaves out the points before the N-th.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { canMount, describePoint, FaultBench, faultPoints } from '../test/support/faults.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '1' },
  },
});
const directory = mkdtempSync(join(tmpdir(), 'faults-'));
const ends = new Map<string, number>();
const mounts = canMount();
const notMounted = { end: 'left out: nothing can be mounted', problems: [] };
let bad = 0;
try {
  const bench = new FaultBench(directory);
  for (const [at, point] of faultPoints(Number(values.count), Number(values.seed)).entries()) {
    if (at + 1 < Number(values.first)) continue;
    const { end, problems } = point.kind === 'room' && !mounts ? notMounted : await bench.hit(point);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (problems.length === 0) continue;
    bad += 1;
    console.log(`${at + 1} ${describePoint(point)} (${end})\n${problems.map((text) => `    ${text}`).join('\n')}`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
for (const [end, count] of [...ends].sort()) console.log(`${String(count).padStart(5)}  ${end}`);
console.log(`${bad} points with problems`);
process.exitCode = bad === 0 ? 0 : 1;
