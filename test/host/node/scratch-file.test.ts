import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { writeScratchFile } from '../../../src/host/node/scratch-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-scratch-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

it('writes bytes into a private file, with the directories it needs', () => {
  const path = join(directory, 'new/file');
  expect(writeScratchFile(path, 'a\xff\n')).toBe(true);
  expect(readFileSync(path)).toEqual(Buffer.from([0x61, 0xff, 0x0a]));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(writeScratchFile(path, 'b')).toBe(true);
  expect(readFileSync(path, 'latin1')).toBe('b');
});

it('replaces a link and leaves what it leads to', () => {
  writeFileSync(join(directory, 'victim'), 'mine');
  symlinkSync('victim', join(directory, 'file'));
  expect(writeScratchFile(join(directory, 'file'), 'theirs')).toBe(true);
  expect(readFileSync(join(directory, 'victim'), 'latin1')).toBe('mine');
});

it('is false where nothing can be written', () => {
  writeFileSync(join(directory, 'file'), '');
  expect(writeScratchFile(join(directory, 'file/below'), 'x')).toBe(false);
});

it('the host writes below its scratch directory and nowhere else', () => {
  const host = createNodeHost({ scratchPath: join(directory, 'own') });
  expect(host.writeScratchFile(join(directory, 'own/a'), 'x')).toBe(true);
  for (const path of ['other', 'own/../other', 'ownother']) {
    expect(host.writeScratchFile(join(directory, 'x').slice(0, -1) + path, 'x')).toBe(false);
  }
  expect(existsSync(join(directory, 'other'))).toBe(false);
});
