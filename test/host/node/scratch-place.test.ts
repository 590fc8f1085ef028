import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeScratch, newScratchPath, removeScratch, sweepScratch } from '../../../src/host/node/scratch-place.ts';

const own = `kgate-${process.getuid?.() ?? 0}`;
let temporary: string;
const before = process.env['TMPDIR'];
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'place-'));
  process.env['TMPDIR'] = temporary;
});
afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(temporary, { recursive: true, force: true });
});

describe('a scratch directory', () => {
  it('is in a directory for its user alone, and takes it along when it is the last', () => {
    const [one, other] = [newScratchPath(), newScratchPath()];
    makeScratch(one);
    makeScratch(other);
    expect(dirname(one)).toBe(join(temporary, own));
    for (const path of [one, dirname(one)]) expect(statSync(path).mode & 0o777).toBe(0o700);
    removeScratch(one);
    expect(readdirSync(temporary)).toEqual([own]);
    removeScratch(other);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is removed while a program of a killed run still writes into it', async () => {
    const path = newScratchPath();
    makeScratch(path);
    for (let at = 0; at < 3000; at += 1) writeFileSync(join(path, `f${at}`), '');
    const script = 'for i in $(seq 200); do : 2>/dev/null >"$0/new$i" || exit; sleep 0.001; done';
    const writer = spawn('/bin/sh', ['-c', script, path], { stdio: 'ignore' });
    await once(writer, 'spawn');
    removeScratch(path);
    expect(readdirSync(temporary)).toEqual([]);
    writer.kill();
  });

  it('is never one that is there already', () => {
    const path = newScratchPath();
    mkdirSync(path, { recursive: true });
    expect(() => makeScratch(path)).toThrow(expect.objectContaining({ code: 'host/no-scratch' }));
  });

  it('closes a directory that others may look into', () => {
    mkdirSync(join(temporary, own));
    chmodSync(join(temporary, own), 0o777);
    makeScratch(newScratchPath());
    expect(statSync(join(temporary, own)).mode & 0o777).toBe(0o700);
  });

  it.each(['link', 'file'])('lies next to a %s that another process has put in its place', (kind) => {
    mkdirSync(join(temporary, 'target'));
    if (kind === 'link') symlinkSync('target', join(temporary, own));
    else writeFileSync(join(temporary, own), '');
    const path = newScratchPath();
    makeScratch(path);
    expect(dirname(path)).toBe(temporary);
    expect(basename(path).startsWith(`${own}-`)).toBe(true);
    expect(readdirSync(join(temporary, 'target'))).toEqual([]);
    removeScratch(path);
    expect(existsSync(path)).toBe(false);
  });
});

describe('sweepScratch', () => {
  /** A name like that of this process, of another one. */
  const named = (pid: number, change: (parts: string[]) => void = () => {}): string => {
    const parts = basename(newScratchPath()).split('-');
    parts[0] = String(pid);
    change(parts);
    const path = join(temporary, own, parts.join('-'));
    mkdirSync(join(path, 'deep'), { recursive: true });
    return path;
  };

  it('removes what belongs to no process any more, and nothing else', () => {
    const dead = named(2 ** 22 + 5);
    const reused = named(1);
    const running = named(process.ppid, (parts) => (parts[1] = '0'));
    const ofOtherMachine = named(2 ** 22 + 6, (parts) => (parts[2] = 'abcdef0112345'));
    const old = named(2 ** 22 + 7, (parts) => (parts[2] = 'abcdef0112345'));
    utimesSync(old, 1, 1);
    const foreign = join(temporary, own, 'something');
    mkdirSync(foreign);
    sweepScratch();
    const left = [dead, reused, running, ofOtherMachine, old, foreign].map((path) => existsSync(path));
    expect(left).toEqual([false, false, true, true, false, true]);
  });

  it('leaves nothing when nothing is left', () => {
    named(2 ** 22 + 5);
    sweepScratch();
    expect(readdirSync(temporary)).toEqual([]);
  });
});
