import { spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { killHolders, outputOf } from '../../../src/host/process/left-processes.ts';
import { processesWith } from '../../support/processes.ts';

const mark = `42.${process.pid}${Math.floor(Math.random() * 1e6)}`;
afterEach(() => {
  for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
});

it('an output of its own is found, one that is shared with others is not', () => {
  const own = spawn('sleep', [mark], { stdio: ['ignore', 'pipe', 'ignore'] });
  expect(outputOf(own.pid ?? 0, 1)).toMatch(/^(?:socket|pipe):/);
  // A caller that took this for the program's own would kill every process that has it.
  expect(outputOf(own.pid ?? 0, 2)).toBeNull();
  expect(outputOf(2 ** 30, 1)).toBeNull();
});

it('who holds an output is killed, unless it belongs to what still runs', async () => {
  const one = spawn('sleep', [mark], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const link = outputOf(one.pid ?? 0, 1);
  const leftBy = (found: string): readonly string[] | undefined => (found === link ? ['gcc'] : undefined);
  expect(killHolders(leftBy, new Set([one.pid ?? 0]))).toEqual([]);
  expect(processesWith(mark)).toHaveLength(1);
  expect(killHolders(leftBy)).toEqual([{ command: `sleep ${mark}`, leftBy: ['gcc'] }]);
  await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
});
