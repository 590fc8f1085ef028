/** Looks at one input: what reads it must end in time that grows with it, alike each time, and throw nothing but its own errors. */
import { KgateError } from '../../src/core/errors.ts';
import { type Target, targets } from './targets.ts';

/** What is wrong with an input. */
export interface Finding {
  readonly target: string;
  /** `crash`: something else than a KgateError was thrown; `hang`: no end within the limit; `growth`: time grows faster than the input. */
  readonly kind: 'crash' | 'hang' | 'growth' | 'unstable';
  /** The input; for `growth` what is repeated stands in `unit`, between `input` and `tail`. */
  readonly input: string;
  readonly unit?: string;
  readonly tail?: string;
  /** The words of an error, or the times. */
  readonly what: string;
}

/** Time of this process in milliseconds, which others on the machine do not lengthen. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What reading gives, as one text; errors of ours count as a result. */
function resultOf(target: Target, input: string): string {
  let value: unknown;
  try {
    value = target.read(input);
  } catch (error) {
    if (!(error instanceof KgateError) || error.code === 'internal/bug') throw error;
    value = [error.code, error.message];
  }
  // Models lead back into themselves: each object is shown once.
  const shown = new Set<unknown>();
  const text = JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one === 'bigint') return String(one);
    if (typeof one !== 'object' || one === null) return one;
    if (shown.has(one)) return 'shown before';
    shown.add(one);
    return one instanceof Map || one instanceof Set ? [...one] : one;
  });
  return text ?? '';
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return `${error.name}: ${error.message}\n${frames.slice(0, 6).join('\n')}`;
}

/** A crash or two results that differ; null where all is well. */
export function examine(name: string, input: string, isTwice: boolean, target = targets[name]!): Finding | null {
  try {
    const result = resultOf(target, input);
    if (isTwice && resultOf(target, input) !== result) {
      return { target: name, kind: 'unstable', input, what: 'two readings differ' };
    }
    return null;
  } catch (error) {
    return { target: name, kind: 'crash', input, what: wordsOf(error) };
  }
}

/** Sizes, in bytes, between which an input is doubled. */
const smallest = 16 * 1024;
const largest = 512 * 1024;
/** Below this the clock says little. */
const shortMs = 40;
/** Times more that twice the input may take, on average over the doublings that are long enough to be measured. */
const mostGrowth = 2.6;
/** One reading that takes this long ends the measurement. */
const longMs = 3000;

/** The time of reading `head`, many times `unit`, and `tail`, at growing sizes; a finding where it grows faster than they do. */
export function examineGrowth(
  name: string,
  head: string,
  unit: string,
  tail: string,
  limit = largest,
  target = targets[name]!,
): Finding | null {
  const times: number[] = [];
  for (let size = smallest; size <= limit; size *= 2) {
    const input = head + unit.repeat(Math.ceil(size / unit.length)) + tail;
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 2; round++) {
      const before = spentMs();
      try {
        resultOf(target, input);
      } catch (error) {
        return { target: name, kind: 'crash', input: head, unit, tail, what: `${size} bytes: ${wordsOf(error)}` };
      }
      best = Math.min(best, spentMs() - before);
      if (best < shortMs || best > 500) break;
    }
    times.push(best);
    if (best > longMs) break;
  }
  const long = times.filter((time) => time >= shortMs);
  const steps = long.length - 1;
  const growth = steps < 1 ? 1 : (long[steps]! / long[0]!) ** (1 / steps);
  const isLong = long.length > 0 && long[steps]! > longMs;
  if (!isLong && (steps < 2 || growth <= mostGrowth)) return null;
  const what = `${times.map((time) => time.toFixed(0)).join(', ')} ms from ${smallest} bytes on, each twice the size before`;
  return { target: name, kind: 'growth', input: head, unit, tail, what };
}
