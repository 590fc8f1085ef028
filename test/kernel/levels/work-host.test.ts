import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { Overlay } from '../../../src/host/layers/overlay.ts';
import { createWorkHost } from '../../../src/kernel/levels/work-host.ts';

it('programs start in the scratch directory instead of one that is only in memory', () => {
  const machine = createMemoryHost({ cwd: '/tree', run: ({ cwd }) => ({ stdout: cwd }) });
  const overlay = new Overlay(machine);
  overlay.makeDirectories('/tree/o');
  const host = createWorkHost(machine, machine, { overlay });
  const run = (cwd: string, ...argv: string[]): string => host.run({ argv, cwd, env: {} }).stdout;
  expect(host.stat('o')?.kind).toBe('directory');
  expect(run('/tree', 'cc')).toBe('/tree');
  expect(run('/tree/o', 'cc')).toBe(machine.scratchDirectory());
  // Such a directory is what `pwd` prints there.
  expect(run('/tree/o', 'pwd')).toBe('/tree/o\n');
});
