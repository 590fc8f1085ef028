import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { kgate, kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** Start-up stays below this multiple of `node -e 0`. */
const bound = 1.5;
const rounds = 20;

function timeMs(args: readonly string[]): number {
  const begin = performance.now();
  const { status } = spawnSync(node, args, { env: kgateEnvironment(), stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')}: status ${status}`);
  return performance.now() - begin;
}

describe('kgate --version', () => {
  beforeAll(async () => {
    await kgate(['--version']);
  });

  it(`takes less than ${bound} times what an empty Node takes`, { timeout: 120_000, retry: 2 }, () => {
    // The fastest of each, taken in turn: what other processes add does not count.
    let bare = Number.POSITIVE_INFINITY;
    let full = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round += 1) {
      bare = Math.min(bare, timeMs(['-e', '0']));
      full = Math.min(full, timeMs([launcher, '--version']));
    }
    expect(full / bare).toBeLessThan(bound);
  });
});
