import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { kgate, kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** Start-up stays below this multiple of `node -e 0`. */
const bound = 1.5;
const rounds = 25;

/** User and system time of one run: unlike the time on the clock, what other processes do hardly shows in it. */
function cpuMs(args: readonly string[]): number {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null';
  const run = spawnSync('bash', ['-c', script, 'bash', node, ...args], { env: kgateEnvironment(), encoding: 'utf8' });
  const match = /^(\d+\.\d+) (\d+\.\d+)\n$/.exec(run.stderr);
  if (run.status !== 0 || match === null) throw new Error(`node ${args.join(' ')}: ${run.status} ${run.stderr}`);
  return 1000 * (Number(match[1]) + Number(match[2]));
}

describe('kgate --version', () => {
  beforeAll(async () => {
    await kgate(['--version']);
  });

  it(`takes less than ${bound} times what an empty Node takes`, { timeout: 120_000, retry: 2 }, () => {
    // All of each, taken in turn: the kernel counts in ticks of some milliseconds.
    let bare = 0;
    let full = 0;
    for (let round = 0; round < rounds; round += 1) {
      bare += cpuMs(['-e', '0']);
      full += cpuMs([launcher, '--version']);
    }
    expect(full / bare).toBeLessThan(bound);
  });
});
