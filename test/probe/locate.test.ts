import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { locateProgram } from '../../src/probe/locate.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-locate-'));
  for (const name of ['one', 'two', 'one/dir']) mkdirSync(join(directory, name));
  writeFileSync(join(directory, 'one/plain'), '', { mode: 0o644 });
  for (const path of ['two/plain', 'two/both', 'one/both', 'here', 'two/dir'])
    writeFileSync(join(directory, path), '#!/bin/sh\n', { mode: 0o755 });
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** `command -v` of the shell finds the same file, and the status of a call is 127 or 126 where it finds none. */
it.each(['plain', 'both', 'here', 'dir', 'nope', './here', 'one/plain', 'one', 'two/both', './nope'])('%s', (name) => {
  const searchPath = `${directory}/one:${directory}/two:`;
  const found = locateProgram(createNodeHost(), name, searchPath, directory);
  const run = (text: string) =>
    spawnSync('/bin/sh', ['-c', text, name], { cwd: directory, env: { PATH: searchPath }, encoding: 'latin1' });
  const { status } = run('"$0"');
  const expected = status === 127 ? 'missing' : status === 126 ? 'denied' : 'found';
  expect(found.kind).toBe(expected);
  if (found.kind !== 'found') return;
  const real = run('command -v "$0"').stdout.trimEnd();
  expect(join(directory, found.path).endsWith(real) || found.path === real).toBe(true);
});

it('no name is no program', () => {
  expect(locateProgram(createNodeHost(), '', '/usr/bin', '/')).toEqual({ kind: 'missing' });
});
