import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createOverlayHost } from '../../../src/host/layers/overlay-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';

describe('createOverlayHost', () => {
  const base = createMemoryHost({
    cwd: '/tree',
    files: { Kconfig: 'old', 'lib/Kconfig': 'lib', '/elsewhere/file': 'e' },
    env: { A: '1' },
  });
  const overlay = createOverlayHost(
    base,
    new Map([
      ['Kconfig', 'new'],
      ['lib/added', ''],
      ['/build/deep/.config', 'CONFIG_A=y\n'],
    ]),
  );

  it.each([
    ['Kconfig', 'new'],
    ['./lib/../Kconfig', 'new'],
    ['/tree/Kconfig', 'new'],
    ['lib/added', ''],
    ['/build/deep/.config', 'CONFIG_A=y\n'],
    ['../build/deep/.config', 'CONFIG_A=y\n'],
    ['lib/Kconfig', 'lib'],
    ['/elsewhere/file', 'e'],
    ['lib/none', undefined],
    ['/elsewhere/Kconfig', undefined],
  ])('reads %s', (path, text) => {
    expect(overlay.readFile(path)).toBe(text);
  });

  it('gives size and kind of added files and of the directories they need', () => {
    expect(overlay.stat('Kconfig')).toMatchObject({ kind: 'file', size: 3 });
    expect(overlay.stat('/build')).toMatchObject({ kind: 'directory' });
    expect(overlay.stat('/build/deep')).toMatchObject({ kind: 'directory' });
    expect(overlay.stat('/build/other')).toBeUndefined();
    expect(overlay.stat('lib/Kconfig')).toMatchObject({ kind: 'file', size: 3 });
  });

  it('is newer than what it shadows', () => {
    expect(overlay.stat('Kconfig')?.mtimeMs).toBeGreaterThan(base.stat('Kconfig')?.mtimeMs ?? Number.NaN);
  });

  it('lists added entries once, in order', () => {
    expect(overlay.readDirectory('.')).toEqual(['Kconfig', 'lib']);
    expect(overlay.readDirectory('lib')).toEqual(['Kconfig', 'added']);
    expect(overlay.readDirectory('/')).toEqual(['build', 'elsewhere', 'tree']);
    expect(overlay.readDirectory('/build')).toEqual(['deep']);
    expect(overlay.readDirectory('/none')).toBeUndefined();
  });

  it('has canonical names for added files', () => {
    expect(overlay.realPath('../build/./deep/.config')).toBe('/build/deep/.config');
    expect(overlay.realPath('/build/none')).toBeUndefined();
  });

  it('leaves the base as it is and passes the rest on', () => {
    expect(base.readFile('Kconfig')).toBe('old');
    expect([overlay.cwd, overlay.env]).toEqual(['/tree', { A: '1' }]);
    expect(overlay.run({ argv: ['cc'], cwd: '/', env: {} }).outcome).toBe('not-found');
    expect(base.calls).toHaveLength(1);
  });
});

describe('createOverlayHost on a machine with links', () => {
  let directory: string;
  let host: Host;
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-overlay-')));
    mkdirSync(join(directory, 'real/sub'), { recursive: true });
    symlinkSync('real', join(directory, 'link'));
    writeFileSync(join(directory, 'real/target'), 'target');
    symlinkSync('target', join(directory, 'real/.config'));
    host = createNodeHost({ cwd: directory, env: {} });
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  it('finds a file by any directory name that leads to it', () => {
    const overlay = createOverlayHost(host, new Map([['link/file', 'x']]));
    for (const path of ['link/file', 'real/file', `${directory}/real/./file`]) {
      expect(overlay.readFile(path)).toBe('x');
      expect(overlay.stat(path)?.kind).toBe('file');
    }
    for (const path of ['link', 'real']) expect(overlay.readDirectory(path)).toContain('file');
    expect(overlay.realPath('link/file')).toBe(`${directory}/real/file`);
  });

  it('shadows a link, not the file it leads to', () => {
    const overlay = createOverlayHost(host, new Map([['link/.config', 'mine']]));
    expect(overlay.readFile('real/.config')).toBe('mine');
    expect(overlay.readFile('real/target')).toBe('target');
  });

  it('makes directories below a link', () => {
    const overlay = createOverlayHost(host, new Map([['link/new/deep/file', 'x']]));
    expect(overlay.readFile('real/new/deep/file')).toBe('x');
    expect(overlay.stat('real/new')?.kind).toBe('directory');
    expect(overlay.readDirectory('real')).toContain('new');
  });
});
