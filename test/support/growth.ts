/** How the time of a reading grows with its input. */

/** Sizes are doubled until one reading takes this long, in milliseconds of this process. */
const longMs = 250;
/** Below this the clock says little. */
const shortMs = 8;

/** Milliseconds of this process, which others on the machine do not lengthen. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What {@link growthOf} measures. */
export interface Growth {
  /** Times of sizes of which each is twice the one before. */
  readonly times: readonly number[];
  /** Times more for a doubling, on average over those that are long enough to be measured; 1 where there are not enough. */
  readonly factor: number;
}

/** Runs `body` at sizes from `size` on, doubled up to five times. */
export function growthOf(size: number, body: (size: number) => unknown): Growth {
  const times: number[] = [];
  for (let step = 0, at = size; step <= 5; step++, at *= 2) {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const before = spentMs();
      body(at);
      best = Math.min(best, spentMs() - before);
      if (best > longMs) break;
    }
    times.push(best);
    if (best > 20 * longMs) break;
  }
  return { times, factor: factorOf(times.filter((time) => time >= shortMs)) };
}

/** By the straight line that fits the logarithms best. */
function factorOf(times: readonly number[]): number {
  if (times.length < 3) return 1;
  const logs = times.map((time) => Math.log2(time));
  const middle = (times.length - 1) / 2;
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const rise = logs.reduce((sum, log, at) => sum + (at - middle) * (log - mean), 0);
  const run = logs.reduce((sum, _log, at) => sum + (at - middle) ** 2, 0);
  return 2 ** (rise / run);
}
