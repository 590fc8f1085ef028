/**
 * `npm run kills [-- --count N]`: SIGKILLs spread over the whole time that `kgate config` takes, which is measured first, 1,000 by
 * default: `.config` is the old or the new one, and the next start leaves nothing of the killed run. As in
 * test/security/kills.test.ts, which takes 30 of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { KillBench } from '../test/support/kills.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '1000' } } });
const directory = mkdtempSync(join(tmpdir(), 'kills-'));
const ends = new Map<string, number>();
let bad = 0;
try {
  const bench = new KillBench(directory);
  const { coldMs, warmMs } = await bench.measure();
  console.log(`${Math.round(coldMs)} ms cold, ${Math.round(warmMs)} ms warm`);
  const count = Number(values.count);
  for (let at = 0; at < count; at += 1) {
    const { end, problems } = await bench.kill(at / count, at % 2 === 0);
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (problems.length === 0) continue;
    bad += 1;
    console.log(`${at + 1} (${end}): ${problems.join('; ')}`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
for (const [end, count] of [...ends].sort()) console.log(`${String(count).padStart(5)}  ${end}`);
console.log(`${bad} kills with problems`);
process.exitCode = bad === 0 ? 0 : 1;
