import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../../src/core/errors.ts';
import { addName, writeFileAtomically } from '../../../src/host/node/write-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-write-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const at = (name: string): string => join(directory, name);

describe('writeFileAtomically', () => {
  it('writes bytes and leaves nothing else behind', () => {
    expect(writeFileAtomically(directory, '.config', 'a\xe9\xff\n')).toBe(true);
    expect(readFileSync(at('.config'), 'latin1')).toBe('a\xe9\xff\n');
    expect(readdirSync(directory)).toEqual(['.config']);
    const umask = process.umask();
    expect(statSync(at('.config')).mode & 0o777).toBe(0o666 & ~umask);
  });

  it('keeps the mode of the file it replaces', () => {
    writeFileSync(at('file'), 'old');
    chmodSync(at('file'), 0o640);
    writeFileAtomically(directory, 'file', 'new');
    expect(readFileSync(at('file'), 'utf8')).toBe('new');
    expect(statSync(at('file')).mode & 0o7777).toBe(0o640);
  });

  it('replaces the file instead of changing it under a reader', () => {
    writeFileSync(at('file'), 'old');
    const before = statSync(at('file')).ino;
    writeFileAtomically(directory, 'file', 'new');
    expect(statSync(at('file')).ino).not.toBe(before);
  });

  it('does not touch a file that holds these bytes already', () => {
    writeFileSync(at('file'), 'same');
    utimesSync(at('file'), 1000, 1000);
    const before = statSync(at('file'));
    expect(writeFileAtomically(directory, 'file', 'same')).toBe(false);
    const { ino, mtimeMs, ctimeMs } = statSync(at('file'));
    expect({ ino, mtimeMs, ctimeMs }).toEqual({ ino: before.ino, mtimeMs: 1_000_000, ctimeMs: before.ctimeMs });
    expect(writeFileAtomically(directory, 'file', 'SAME')).toBe(true);
  });

  it('writes through a link and keeps it', () => {
    mkdirSync(at('store'));
    writeFileSync(at('store/file'), 'old');
    symlinkSync('store/file', at('link'));
    writeFileAtomically(directory, 'link', 'new');
    expect(readlinkSync(at('link'))).toBe('store/file');
    expect(readFileSync(at('store/file'), 'utf8')).toBe('new');
    symlinkSync('store/fresh', at('dangling'));
    writeFileAtomically(directory, 'dangling', 'made');
    expect(lstatSync(at('dangling')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at('store/fresh'), 'utf8')).toBe('made');
  });

  it('takes names that are no UTF-8', () => {
    writeFileAtomically(directory, 'caf\xe9', 'x');
    expect(readdirSync(directory, { encoding: 'latin1' })).toEqual(['caf\xe9']);
  });

  it('gets over what a killed process of the same number left', () => {
    writeFileSync(at(`.file.kgate-${process.pid}`), 'half');
    writeFileAtomically(directory, 'file', 'new');
    expect(readdirSync(directory)).toEqual(['file']);
    expect(readFileSync(at('file'), 'utf8')).toBe('new');
  });

  it('takes the longest name there is', () => {
    const name = 'x'.repeat(255);
    writeFileAtomically(directory, name, 'new');
    expect(readdirSync(directory)).toEqual([name]);
  });

  it('writes to /dev/null without replacing it', () => {
    writeFileAtomically(directory, '/dev/null', 'x');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it.each([
    ['a directory', 'directory', 'cannot write directory: is a directory'],
    ['a FIFO', 'fifo', 'cannot write fifo: is no regular file'],
    ['a missing directory', 'none/file', 'cannot write none/file: No such file or directory'],
    ['a file as directory', 'file/below', 'cannot write file/below: Not a directory'],
    ['an endless link', 'loop', 'cannot write loop: Too many levels of symbolic links'],
  ])('refuses %s', (_what, path, message) => {
    mkdirSync(at('directory'));
    execFileSync('mkfifo', [at('fifo')]);
    writeFileSync(at('file'), '');
    symlinkSync('loop', at('loop'));
    const before = readdirSync(directory);
    const write = (): boolean => writeFileAtomically(directory, path, 'x');
    expect(write).toThrow(HostError);
    expect(write).toThrow(message);
    expect(readdirSync(directory)).toEqual(before);
  });
});

describe('a new file', () => {
  it('replaces a link and has its own mode', () => {
    writeFileSync(at('kept'), 'kept');
    chmodSync(at('kept'), 0o600);
    symlinkSync('kept', at('link'));
    writeFileAtomically(directory, 'link', 'new', { isNew: true });
    expect(lstatSync(at('link')).mode & 0o777).toBe(0o666 & ~process.umask());
    expect([readFileSync(at('link'), 'utf8'), readFileSync(at('kept'), 'utf8')]).toEqual(['new', 'kept']);
    expect(readdirSync(directory)).toEqual(['kept', 'link']);
  });
});

describe('addName', () => {
  it('gives the file itself another name, in place of what has it', () => {
    writeFileSync(at('file'), 'text');
    writeFileSync(at('file.old'), 'older');
    writeFileSync(at(`.file.old.kgate-${process.pid}`), 'left by a killed process');
    expect(addName(directory, 'file', 'file.old')).toBe(true);
    expect(addName(directory, 'file', 'file.old')).toBe(true);
    expect(statSync(at('file.old')).ino).toBe(statSync(at('file')).ino);
    expect(readdirSync(directory)).toEqual(['file', 'file.old']);
  });

  it('says when it cannot', () => {
    writeFileSync(at('file'), 'text');
    mkdirSync(at('directory'));
    expect(addName(directory, 'none', 'file.old')).toBe(false);
    expect(addName(directory, 'file', 'directory')).toBe(false);
    expect(addName(directory, 'file', 'missing/file')).toBe(false);
    expect(readdirSync(directory)).toEqual(['directory', 'file']);
  });
});
