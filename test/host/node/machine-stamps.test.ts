import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { machineStamps, stampFile } from '../../../src/host/node/machine-stamps.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-stamps-'));
  writeFileSync(join(directory, 'file'), 'text\n');
  symlinkSync('file', join(directory, 'link'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it('has the numbers that stat(1) prints, of the file behind a link too', () => {
  const path = join(directory, 'file');
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const { stdout } = spawnSync('stat', ['-c', '%d:%i:%s:%Y', path], { encoding: 'latin1' });
  const [dev, ino, , size, mtimeMs] = stampFile(path)?.split(':') ?? [];
  expect([dev, ino, size, Number(mtimeMs) / 1000].join(':')).toBe(stdout.trimEnd());
  expect(stampFile(join(directory, 'link'))).toBe(stampFile(path));
});

it('is null for a path that leads nowhere, and another one once the file is written', () => {
  const path = join(directory, 'new');
  expect(stampFile(path)).toBeNull();
  writeFileSync(path, 'a');
  const first = stampFile(path);
  writeFileSync(path, 'ab');
  expect(stampFile(path)).not.toBe(first);
});

it('reads the first bytes, and none of what cannot be read', () => {
  expect(machineStamps.head(join(directory, 'file'), 3)).toBe('tex');
  expect(machineStamps.head(join(directory, 'file'), 100)).toBe('text\n');
  expect(machineStamps.head(join(directory, 'none'), 3)).toBe('');
});

it('names the system as uname(1) does', () => {
  const uname = (option: string): string => spawnSync('uname', [option], { encoding: 'latin1' }).stdout.trimEnd();
  expect(machineStamps.system().split('\n')).toEqual(['-s', '-n', '-r', '-v', '-m'].map(uname));
});
