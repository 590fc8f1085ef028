import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KillBench } from '../support/kills.ts';

const count = 30;

describe('kgate config, killed', () => {
  let directory: string;
  let bench: KillBench;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kills-'));
    bench = new KillBench(directory);
    await bench.measure();
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves the old or the new file, and after the next start nothing', async () => {
    const problems: string[] = [];
    const ends = new Set<string>();
    for (let at = 0; at < count; at += 1) {
      const result = await bench.kill(at / count, at % 3 !== 0);
      ends.add(result.end);
      problems.push(...result.problems.map((text) => `${at}, ${result.end}: ${text}`));
    }
    expect(problems).toEqual([]);
    // Some were killed in the middle of their work.
    expect([...ends].some((end) => end.endsWith('scratch left'))).toBe(true);
  }, 300_000);
});
