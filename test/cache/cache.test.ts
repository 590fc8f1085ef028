import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheDirectory, cacheInfo, cacheLimit, clearCache, openCache } from '../../src/cache/cache.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-cache-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const names = (): string[] => readdirSync(directory).sort();

describe('the directory', () => {
  it.each([
    [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/kgate'],
    [{ HOME: '/h' }, '/h/.cache/kgate'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '/h/.cache/kgate'],
    [{ XDG_CACHE_HOME: '/x', KGATE_NO_CACHE: '1' }, null],
    [{ XDG_CACHE_HOME: '/x', KGATE_NO_CACHE: '0' }, '/x/kgate'],
    [{}, null],
  ])('of %o is %s', (env, expected) => {
    expect(cacheDirectory(env as Record<string, string>)).toBe(expected);
  });
});

describe('a record', () => {
  it('comes back as it was, typed arrays and all, to another process of the same version', () => {
    const value = { list: ['a', '\xff'], numbers: Int32Array.of(1, -1) };
    openCache({ directory, version: '1' }).write('kconfig', 'key', value);
    expect(openCache({ directory, version: '1' }).read('kconfig', 'key')).toEqual(value);
  });

  it('is only for its key, its kind and its version', () => {
    const cache = openCache({ directory, version: '1' });
    cache.write('kconfig', 'key', 1);
    expect(cache.read('kconfig', 'other')).toBeUndefined();
    expect(cache.read('makefiles', 'key')).toBeUndefined();
    expect(openCache({ directory, version: '2' }).read('kconfig', 'key')).toBeUndefined();
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
    ['with a wrong byte', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes.at(-1)! ^ 1)])],
    ['of another key', (bytes: Buffer) => bytes.subarray(0, 0)],
    ['of something else', () => Buffer.from('#!/bin/sh\n')],
  ])('%s is a miss', (_, damage) => {
    const cache = openCache({ directory, version: '1' });
    cache.write('kconfig', 'key', { a: 1 });
    const path = join(directory, names()[0] ?? '');
    writeFileSync(path, damage(readFileSync(path)));
    expect(cache.read('kconfig', 'key')).toBeUndefined();
    cache.write('kconfig', 'key', { a: 2 });
    expect(cache.read('kconfig', 'key')).toEqual({ a: 2 });
  });

  it('in a place for another key is a miss', () => {
    const cache = openCache({ directory, version: '1' });
    cache.write('kconfig', 'one', 1);
    const one = join(directory, names()[0] ?? '');
    cache.write('kconfig', 'two', 2);
    const two =
      names()
        .map((name) => join(directory, name))
        .find((path) => path !== one) ?? '';
    writeFileSync(two, readFileSync(one));
    expect(cache.read('kconfig', 'two')).toBeUndefined();
  });

  it('leaves nothing half written behind, and is for the user alone', () => {
    openCache({ directory: join(directory, 'new'), version: '1' }).write('kconfig', 'key', 1);
    expect(readdirSync(join(directory, 'new'))).toHaveLength(1);
    expect(statSync(join(directory, 'new')).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, 'new', readdirSync(join(directory, 'new'))[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  it('is not written where there is no directory to be had', () => {
    writeFileSync(join(directory, 'file'), '');
    const cache = openCache({ directory: join(directory, 'file', 'kgate'), version: '1' });
    expect(() => cache.write('kconfig', 'key', 1)).not.toThrow();
    expect(cache.read('kconfig', 'key')).toBeUndefined();
  });
});

describe('the size', () => {
  it('is bounded: what was used longest ago goes first', () => {
    const cache = openCache({ directory, version: '1', maxBytes: 4000 });
    const write = (key: string): void => cache.write('kconfig', key, 'x'.repeat(1500));
    write('old');
    const old = names()[0] ?? '';
    utimesSync(join(directory, old), 1, 1);
    write('two');
    write('three');
    expect(names()).toHaveLength(2);
    expect(names()).not.toContain(old);
    expect(cache.read('kconfig', 'three')).toBe('x'.repeat(1500));
  });

  it('is bounded by age as well', () => {
    openCache({ directory, version: '1' }).write('kconfig', 'old', 1);
    const old = join(directory, names()[0] ?? '');
    const days = (count: number): number => Date.now() / 1000 - count * 86_400;
    utimesSync(old, days(89), days(89));
    openCache({ directory, version: '1' }).write('kconfig', 'two', 1);
    expect(names()).toHaveLength(2);
    utimesSync(old, days(91), days(91));
    openCache({ directory, version: '1' }).write('kconfig', 'three', 1);
    expect(names()).toHaveLength(2);
    expect(openCache({ directory, version: '1' }).read('kconfig', 'old')).toBeUndefined();
  });

  it('is smaller for what is out of use: with the same value and date, and plain once it is used again', () => {
    const value = 'abc '.repeat(100_000);
    openCache({ directory, version: '1' }).write('results', 'large', value);
    const path = join(directory, names()[0] ?? '');
    const { size } = statSync(path);
    const twoDaysAgo = Math.floor(Date.now() / 1000) - 2 * 86_400;
    utimesSync(path, twoDaysAgo, twoDaysAgo);
    openCache({ directory, version: '1' }).write('kconfig', 'other', 1);
    expect(statSync(path).size).toBeLessThan(size / 10);
    expect(statSync(path).mtimeMs).toBe(twoDaysAgo * 1000);
    expect(openCache({ directory, version: '2' }).read('results', 'large')).toBeUndefined();
    expect(openCache({ directory, version: '1' }).read('results', 'large')).toBe(value);
    expect(statSync(path).size).toBe(size);
    expect(openCache({ directory, version: '1' }).read('results', 'large')).toBe(value);
  });

  it('is smaller at once for what only a run with changes reads', () => {
    const value = 'abc '.repeat(100_000);
    openCache({ directory, version: '1' }).write('walks', 'large', value);
    const path = join(directory, names()[0] ?? '');
    expect(statSync(path).size).toBeLessThan(value.length / 10);
    expect(openCache({ directory, version: '1' }).read('walks', 'large')).toBe(value);
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    expect(openCache({ directory, version: '1' }).read('walks', 'large')).toBeUndefined();
  });

  it('is kept while several processes write', () => {
    const [one, two] = [1, 2].map(() => openCache({ directory, version: '1', maxBytes: 20_000 }));
    for (let round = 0; round < 40; round += 1) {
      one?.write('kconfig', `one ${round}`, 'x'.repeat(1000));
      two?.write('kconfig', `two ${round}`, 'x'.repeat(1000));
    }
    // Each looks again when it has written as much as is left.
    expect(cacheInfo(directory, '1').bytes).toBeLessThan(2 * 20_000);
    openCache({ directory, version: '1', maxBytes: 20_000 }).write('kconfig', 'last', 1);
    expect(cacheInfo(directory, '1').bytes).toBeLessThanOrEqual(20_000);
  });

  it.each([
    ['', undefined],
    ['0', 0],
    ['1234', 1234],
    ['500M', 500 * 2 ** 20],
    ['2G', 2 ** 31],
    ['2gib', 2 ** 31],
  ])('of KGATE_CACHE_SIZE=%s is %s', (text, bytes) => {
    expect(cacheLimit({ KGATE_CACHE_SIZE: text })).toBe(bytes);
  });

  it.each(['-1', '1.5G', 'much', '1X'])('KGATE_CACHE_SIZE=%s is an error', (text) => {
    expect(() => cacheLimit({ KGATE_CACHE_SIZE: text })).toThrow(/KGATE_CACHE_SIZE=.*not a size/);
  });

  it('does not count or remove files that are not records', () => {
    writeFileSync(join(directory, 'notes'), 'mine');
    openCache({ directory, version: '1' }).write('kconfig', 'key', 1);
    // What a kgate that was killed had begun to write, and a file of another user with a similar name.
    writeFileSync(join(directory, '.tmp-1-abc-1'), 'half');
    writeFileSync(join(directory, '.tmp-notes'), 'mine');
    mkdirSync(join(directory, `kconfig-${'0'.repeat(40)}`));
    expect(cacheInfo(directory, '1').files).toBe(1);
    expect(clearCache(directory)).toMatchObject({ removed: { files: 2 }, left: 0 });
    expect(names()).toEqual(['.tmp-notes', `kconfig-${'0'.repeat(40)}`, 'notes']);
    expect(cacheInfo(directory, '1')).toMatchObject({ directory, files: 0, bytes: 0, newestMs: null });
  });

  it('of a directory that is not there is nothing', () => {
    expect(cacheInfo(join(directory, 'none'), '1')).toMatchObject({ directory: join(directory, 'none'), files: 0 });
    mkdirSync(join(directory, 'empty'));
    expect(clearCache(join(directory, 'empty')).removed.files).toBe(0);
  });

  it('is shown by kind, and what another build wrote apart', () => {
    openCache({ directory, version: '1' }).write('kconfig', 'key', 'x'.repeat(100));
    openCache({ directory, version: '2' }).write('programs', 'key', 1);
    const info = cacheInfo(directory, '1');
    expect(info.kinds).toMatchObject({ kconfig: { files: 1 }, programs: { files: 1 }, results: { files: 0 } });
    expect(info.ofOthers.files).toBe(1);
    expect(info.kinds.kconfig.bytes).toBeGreaterThan(100);
    expect(info.bytes).toBe(info.kinds.kconfig.bytes + info.kinds.programs.bytes);
  });
});
