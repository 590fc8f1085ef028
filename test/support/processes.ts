import { readdirSync, readFileSync } from 'node:fs';

/** Numbers of all processes whose command line holds `mark`, zombies not counted. */
export function processesWith(mark: string): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    try {
      if (readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(mark)) found.push(Number(name));
    } catch {
      // Gone since.
    }
  }
  return found;
}
