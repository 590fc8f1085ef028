import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { Overlay } from '../../../src/host/layers/overlay.ts';
import { createWorkHost } from '../../../src/kernel/levels/work-host.ts';

it('programs start elsewhere where their directory is only in memory', () => {
  const machine = createMemoryHost({ cwd: '/tree', run: ({ cwd }) => ({ stdout: cwd }) });
  const overlay = new Overlay(machine);
  overlay.makeDirectories('/tree/o');
  const host = createWorkHost(machine, machine, { overlay });
  const run = (cwd: string, ...argv: string[]): string => host.run({ argv, cwd, env: {} }).stdout;
  expect(host.stat('o')?.kind).toBe('directory');
  expect(run('/tree', 'cc')).toBe('/tree');
  expect(run('/tree/o', 'cc')).toBe(machine.standIn('/tree/o'));
  // Such a directory is what `pwd` prints there.
  expect(run('/tree/o', 'pwd')).toBe('/tree/o\n');
});

it('names that begin with .. are found from a directory that is only in memory', () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-work-')));
  const tree = join(directory, 'tree');
  mkdirSync(join(tree, 'scripts'), { recursive: true });
  mkdirSync(join(directory, 'away'));
  writeFileSync(join(tree, 'scripts/say.sh'), '#!/bin/bash\ncat ../word; pwd >&2\n', { mode: 0o755 });
  writeFileSync(join(tree, 'word'), 'tree\n');
  writeFileSync(join(directory, 'word'), 'above\n');
  symlinkSync('../away', join(tree, 'link'));
  const machine = createNodeHost({ cwd: tree, env: { PATH: '/usr/bin:/bin' } });
  try {
    const overlay = new Overlay(machine);
    overlay.makeDirectories(join(tree, 'o'));
    const host = createWorkHost(machine, machine, { overlay });
    const at = (path: string): string => `${tree}/o/${path}`;
    expect(host.readFile(at('../word'))).toBe('tree\n');
    expect(host.stat(at('../scripts/say.sh'))).toMatchObject({ kind: 'file', isExecutable: true });
    expect(host.readDirectory(at('../scripts'))).toEqual(['say.sh']);
    expect(host.hasEntry(at('../scripts'))).toBe(true);
    expect(host.realPath(at('../scripts'))).toBe(join(tree, 'scripts'));
    // A link of the machine is followed before the `..` behind it.
    expect(host.readFile(`${tree}/link/../word`)).toBe('above\n');
    const run = host.run({ argv: ['../scripts/say.sh'], cwd: join(tree, 'o'), env: { PATH: '/usr/bin:/bin' } });
    expect(run).toMatchObject({ status: 0, stdout: 'tree\n' });
    expect(run.stderr).toMatch(/\/o\n$/);
    expect(readdirSync(tree).sort()).toEqual(['link', 'scripts', 'word']);
  } finally {
    machine.close();
    rmSync(directory, { recursive: true });
  }
});
