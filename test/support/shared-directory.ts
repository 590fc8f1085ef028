/** What test files of one run share, made once: object directories, answers of compilers. */
import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How often a waiting process looks, and when a maker that says nothing counts as gone. */
const pollMs = 100;
const staleMs = 900_000;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** The directory that `scripts/vitest-setup.mjs` makes for a run. */
export function sharedDirectory(): string {
  const directory = process.env['KGATE_TEST_SHARED'];
  if (directory === undefined) throw new Error('vitest was started without scripts/vitest-setup.mjs');
  return directory;
}

/**
 * A directory of this name, made by `make` unless it is there already. Two processes do not make it at once; what is in it
 * must be left as it is.
 */
export function madeOnce(parent: string, name: string, make: (directory: string) => void): string {
  const directory = join(parent, name);
  const done = `${directory}.done`;
  const lock = `${directory}.lock`;
  mkdirSync(parent, { recursive: true });
  while (!existsSync(done)) {
    if (!takes(lock)) {
      Atomics.wait(sleeper, 0, 0, pollMs);
      continue;
    }
    try {
      if (existsSync(done)) break;
      rmSync(directory, { recursive: true, force: true });
      make(directory);
      writeFileSync(done, '');
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return directory;
}

function takes(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    // Taken, or left by a process that was killed.
  }
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (age < staleMs) return false;
  const now = new Date();
  utimesSync(lock, now, now);
  return true;
}
