import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../../src/host/host.ts';
import { canRunInShell, createShellRunner, type ShellRunner } from '../../../src/host/process/shell-runner.ts';
import { processesWith } from '../../support/processes.ts';

let directory: string;
let shell: ShellRunner;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-shell-'));
  const made = createShellRunner(`${directory}/scratch`, 'a');
  if (made === null) throw new Error('no /bin/sh');
  shell = made;
});
afterEach(() => {
  shell.stop();
  rmSync(directory, { recursive: true, force: true });
});

const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };
const limits = { timeoutMs: 10_000, maxOutputBytes: 100_000 };

function request(argv: string[], more: Partial<CommandRequest> = {}): CommandRequest {
  return { argv, cwd: directory, env: environment, ...more };
}

/** An executable of this test's own, which is no shell by its name. */
function program(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

describe('a shell that runs programs', () => {
  it.each([0, 1, 2, 3, 100, 125, 128, 193, 255])('gives status %i and both outputs', async (status) => {
    const tool = program('tool', `echo out; printf 'err\\n\\n' >&2; exit ${status}`);
    const wanted = { outcome: 'exited', status, signal: null, stdout: 'out\n', stderr: 'err\n\n' };
    expect(await shell.run(request([tool]), limits)).toMatchObject(wanted);
  });

  it.each([126, 127, 129, 137, 192])(
    'leaves status %i, which may be something else, to a direct start',
    async (status) => {
      const tool = program('tool', `exit ${status}`);
      expect(await shell.run(request([tool]), limits)).toBeNull();
      expect(await shell.run(request(['echo', 'next']), limits)).toMatchObject({ stdout: 'next\n' });
    },
  );

  it('leaves a program that a signal ends, and one that writes too much, to a direct start', async () => {
    expect(await shell.run(request([program('tool', 'kill -TERM $$')]), limits)).toBeNull();
    expect(await shell.run(request([program('many', 'yes')]), limits)).toBeNull();
    expect(await shell.run(request(['printf', '%0100000d', '7']), limits)).toMatchObject({ status: 0 });
    expect(await shell.run(request(['printf', '%0100001d', '7']), limits)).toBeNull();
  });

  it('passes the environment and nothing else, odd names and values included', async () => {
    const env = {
      PATH: '/usr/bin:/bin',
      EMPTY: '',
      QUOTE: `it's "$HOME" \`x\` \\`,
      LINES: 'a\nb',
      BYTES: '\xe9\xff',
      HOME: '/nowhere',
    };
    for (const more of [
      {},
      { 'ODD.NAME': '1' },
      { OPTIND: 'x' },
      { TERM: 'none', MAIL: '/x', PS1: '$(', PS4: '`', MAILPATH: ':' },
    ]) {
      const wanted = { ...env, ...more };
      const result = await shell.run(request(['env', '-0'], { env: wanted }), limits);
      const entries = Object.entries(wanted).map(([name, value]) => `${name}=${value}`);
      expect(
        result?.stdout
          .split('\0')
          .filter((entry) => entry !== '')
          .toSorted(),
      ).toEqual(entries.toSorted());
    }
    expect((await shell.run(request(['/usr/bin/env'], { env: {} }), limits))?.stdout).toBe('');
  });

  it('passes words and input byte by byte, and no input where there is none', async () => {
    const word = String.fromCharCode(...Array.from({ length: 255 }, (_, index) => index + 1));
    expect((await shell.run(request(['printf', '%s|', word, '']), limits))?.stdout).toBe(`${word}||`);
    const input = `${word}\n$x \`y\` \\\n\n`;
    expect((await shell.run(request(['cat'], { input }), limits))?.stdout).toBe(input);
    expect((await shell.run(request(['cat']), limits))?.stdout).toBe('');
    // What a compiler is given comes through a pipe, as from the shell's own `echo … |`.
    const kind = await shell.run(request(['stat', '-L', '-c', '%F', '/dev/stdin'], { input: 'x\n' }), limits);
    expect(kind?.stdout).toBe('fifo\n');
  });

  it('keeps one program after another apart, however long their scripts are', async () => {
    for (let round = 0; round < 60; round++) {
      const env = { ...environment, LONG: `${round}`.padEnd(round % 3 === 0 ? 100 : 7000 + round * 40, "it's ") };
      const result = await shell.run(request(['printenv', 'LONG'], { env }), limits);
      expect(result).toMatchObject({ status: 0, stdout: `${env.LONG}\n`, stderr: '' });
      const compiler = request(['cat'], { env, input: `${'x'.repeat(round * 50)}\n` });
      expect((await shell.run(compiler, limits))?.stdout).toBe(compiler.input);
    }
  });

  it('what a program leaves running cannot write into a later answer', async () => {
    const tool = program('tool', '(sleep 0.3; echo late) & echo soon');
    expect((await shell.run(request([tool]), limits))?.stdout).toBe('soon\n');
    const slow = program('slow', 'sleep 0.6; echo own');
    expect((await shell.run(request([slow]), limits))?.stdout).toBe('own\n');
  });

  it('leaves a program to a direct start where its own files cannot be written', async () => {
    rmSync(`${directory}/scratch`, { recursive: true });
    expect(await shell.run(request(['echo', 'lost']), limits)).toBeNull();
    mkdirSync(`${directory}/scratch/a.2.out`, { recursive: true });
    expect(await shell.run(request(['echo', 'lost']), limits)).toBeNull();
  });

  it('ends a program and its children when the time is over, and is of no use any more', async () => {
    const mark = `37.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const tool = program('tool', `echo begun; sleep ${mark} & sleep ${mark}`);
    const result = await shell.run(request([tool]), { ...limits, timeoutMs: 400 });
    expect(result).toMatchObject({ outcome: 'timed-out', status: null, stdout: 'begun\n' });
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
    expect(shell.isFree).toBe(false);
  });

  it('stops at once with what it runs, and takes its files with it', async () => {
    const mark = `38.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const run = shell.run(request([program('tool', `sleep ${mark}`)]), limits);
    await expect.poll(() => processesWith(mark).length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(shell.isFree).toBe(false);
    shell.stop();
    expect(await run).toBeNull();
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
    expect(existsSync(`${directory}/scratch`) ? readdirSync(`${directory}/scratch`) : []).toEqual([]);
  });
});

it.each([
  [[], {}],
  [['A=b'], {}],
  [['-x'], {}],
  [['sh', '-c', 'true'], {}],
  [['/usr/bin/bash'], {}],
  [['cc'], { input: 'no newline' }],
  [['cc'], { input: 'a\0b\n' }],
  [['cc'], { input: 'kgate-end-of-input\n' }],
  [['cc'], { input: `${'x'.repeat(5000)}\n` }],
  [['cc'], { env: { '-u': 'PATH' } }],
] as const)('%j with %j is started directly', (argv, more) => {
  expect(canRunInShell(request([...argv], more))).toBe(false);
});
