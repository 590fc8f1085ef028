import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory } from '../../../src/host/node/make-directory.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-mkdir-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('makeDirectory', () => {
  it('makes what is missing, and is content with what is there', () => {
    for (const path of ['a/b/c', 'a/b/c', 'a/d', '.']) makeDirectory(join(directory, path), 0o700);
    expect(statSync(join(directory, 'a/b/c')).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'a/d')).isDirectory()).toBe(true);
  });

  it('follows a link to a directory', () => {
    makeDirectory(join(directory, 'real'), 0o755);
    symlinkSync('real', join(directory, 'link'));
    makeDirectory(join(directory, 'link/below'), 0o755);
    expect(statSync(join(directory, 'real/below')).isDirectory()).toBe(true);
  });

  it.each(['file/below', 'dangling/below', 'loop/below'])('throws for %s', (path) => {
    writeFileSync(join(directory, 'file'), '');
    symlinkSync('nowhere', join(directory, 'dangling'));
    symlinkSync('loop', join(directory, 'loop'));
    expect(() => makeDirectory(join(directory, path), 0o755)).toThrow(/ENOTDIR|ENOENT|ELOOP/);
  });

  it('ends where nothing can be made, which Node’s own does not', { timeout: 30_000 }, () => {
    const script = `import { makeDirectory } from './src/host/node/make-directory.ts';
      try { makeDirectory('/proc/nowhere/below', 0o755); } catch (error) { console.log(error.code); }`;
    const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect([run.signal, run.stdout]).toEqual([null, 'ENOENT\n']);
  });
});
