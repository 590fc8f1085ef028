import { setFlagsFromString } from 'node:v8';

/**
 * Limits of the evaluating thread. Deeply nested input recurses in the evaluators; the default stack
 * of 4 MiB is for ordinary programs.
 */
export const workerLimits = { stackSizeMb: 64 } as const;

/**
 * A run is over before code that was compiled at length pays off, and nearly all it allocates lives
 * to the end. Less inlining takes two thirds off the compiler's time, a young generation that is
 * large at once spares the copies made while V8 lets it grow (bench/kconfig-cold.md). What outlives it is dropped with each make
 * of a walk: a heap that may grow by half before it is collected stays a third smaller, and takes no longer (bench/results/check.md).
 */
const flags = ['--max-inlined-bytecode-size-cumulative=100', '--min-semi-space-size=16', '--heap-growing-percent=50'];

/** Newest Node whose V8 is known to have the flags; V8 complains on stderr about one it does not know. */
const newestNodeMajor = 24;

/** Sets V8 up for threads that are started after the call; it changes speed and nothing else. */
export function tuneForWorker(): void {
  if (Number.parseInt(process.versions.node, 10) > newestNodeMajor) return;
  for (const flag of flags) setFlagsFromString(flag);
}
