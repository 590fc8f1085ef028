import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRequest, CommandResult } from '../../../src/host/host.ts';
import { createCommandRunner } from '../../../src/host/process/run-command.ts';
import { runCommandSync } from '../../../src/host/process/run-command-sync.ts';
import { processesWith } from '../../support/processes.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-run-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const scratch = (): string => join(directory, 'scratch');
const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

type Run = (request: CommandRequest) => Promise<CommandResult>;
const runners: [string, Run][] = [
  ['blocking', async (request) => runCommandSync(request, scratch)],
  ['asynchronous', (request) => createCommandRunner(scratch).run(request)],
  [
    'shell',
    async (request) => {
      const runner = createCommandRunner(scratch);
      runner.warmUp();
      try {
        return await runner.run(request);
      } finally {
        runner.stop();
      }
    },
  ],
];

function request(argv: string[], more: Partial<CommandRequest> = {}): CommandRequest {
  return { argv, cwd: directory, env: environment, ...more };
}

describe.each(runners)('%s runner', (_name, run) => {
  it('gives status and both outputs, untouched', async () => {
    const result = await run(request(['sh', '-c', 'echo out; printf "err\\n\\n" >&2; exit 3']));
    expect(result).toMatchObject({ outcome: 'exited', status: 3, signal: null, stdout: 'out\n', stderr: 'err\n\n' });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  it('keeps every byte of the output', async () => {
    const result = await run(request(['printf', '\\000\\001\\200\\303\\251\\377\\r\\n']));
    expect(result.stdout).toBe('\0\x01\x80\xc3\xa9\xff\r\n');
  });

  it('hands input over byte by byte', async () => {
    const input = String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index));
    expect((await run(request(['cat'], { input }))).stdout).toBe(input);
  });

  it('gives empty input when there is none', async () => {
    expect(await run(request(['cat']))).toMatchObject({ status: 0, stdout: '' });
  });

  it('does not mind a program that leaves its input alone', async () => {
    const result = await run(request(['true'], { input: 'x'.repeat(1 << 20) }));
    expect(result).toMatchObject({ outcome: 'exited', status: 0 });
  });

  it('passes the environment and nothing else', async () => {
    const result = await run(request(['env'], { env: { PATH: '/usr/bin:/bin', GREETING: 'gr\xc3\xbc\xc3\x9fe' } }));
    expect(result.stdout.split('\n').toSorted()).toEqual(['', 'GREETING=gr\xc3\xbc\xc3\x9fe', 'PATH=/usr/bin:/bin']);
  });

  it.each([
    ['UTF-8', '\xc3\xa9'],
    ['Latin-1', "caf\xe9 it's"],
    ['every byte but NUL', String.fromCharCode(...Array.from({ length: 255 }, (_, index) => index + 1))],
  ])('passes an argument of %s', async (_what, word) => {
    const result = await run(request(['printf', '%s|', word, 'b']));
    expect(result.stdout).toBe(`${word}|b|`);
  });

  it('passes environment values that are no UTF-8 and sets no PWD of its own', async () => {
    const result = await run(request(['env'], { env: { PATH: '/usr/bin:/bin', NAME: '\xe9\xff' } }));
    const lines = result.stdout.split('\n');
    expect(lines).toContain('NAME=\xe9\xff');
    expect(lines.filter((line) => /^(?:OLD)?PWD=/.test(line))).toEqual([]);
    expect(readdirSync(scratch())).toEqual([]);
  });

  it('runs in a directory whose name is no UTF-8', async () => {
    mkdirSync(Buffer.from(`${directory}/d\xe9`, 'latin1'));
    const result = await run(request(['/bin/pwd', '-P'], { cwd: `${directory}/d\xe9` }));
    expect(result.stdout).toBe(`${directory}/d\xe9\n`);
  });

  it('looks a program up in the PATH of the request', async () => {
    writeFileSync(join(directory, 'cc'), '#!/bin/sh\necho mine\n', { mode: 0o755 });
    const found = await run(request(['cc'], { env: { PATH: `/nowhere:${directory}` } }));
    expect(found.stdout).toBe('mine\n');
    const relative = await run(request(['./cc']));
    expect(relative.stdout).toBe('mine\n');
  });

  // Source: POSIX.1-2017 XCU 2.8.2: 127 when a command is not found, 126 when it cannot be executed.
  it('separates a missing program from one that cannot be run', async () => {
    writeFileSync(join(directory, 'plain'), '#!/bin/sh\n');
    expect(await run(request(['no-such-program']))).toMatchObject({ outcome: 'not-found', status: 127 });
    expect(await run(request(['./nothing']))).toMatchObject({ outcome: 'not-found', status: 127 });
    expect(await run(request(['./plain']))).toMatchObject({ outcome: 'not-executable', status: 126 });
    expect(await run(request(['.']))).toMatchObject({ outcome: 'not-found', status: 127 });
    expect(await run(request(['true'], { cwd: join(directory, 'gone') }))).toMatchObject({ outcome: 'not-found' });
    expect(await run(request([]))).toMatchObject({ outcome: 'not-found', status: 127 });
    expect(await run(request(['printf', 'a\0b']))).toMatchObject({ outcome: 'not-executable' });
  });

  it('reports a program with a missing interpreter', async () => {
    writeFileSync(join(directory, 'cc'), '#!/no/such/shell\n');
    chmodSync(join(directory, 'cc'), 0o755);
    expect(await run(request(['./cc']))).toMatchObject({ outcome: 'not-found', status: 127 });
  });

  it('reports the signal that ended a program', async () => {
    const result = await run(request(['sh', '-c', 'kill -TERM $$']));
    expect(result).toMatchObject({ outcome: 'signaled', status: null, signal: 'SIGTERM' });
  });

  it('ends a program and its children when the time is over', async () => {
    const mark = `37.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const start = performance.now();
    const result = await run(request(['sh', '-c', `echo begun; sleep ${mark} & sleep ${mark}`], { timeoutMs: 400 }));
    expect(result).toMatchObject({ outcome: 'timed-out', status: null, stdout: 'begun\n' });
    expect(performance.now() - start).toBeLessThan(10_000);
    // Killed at once, but a busy machine takes its time to bury them.
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
  });

  it('ends a program that ignores polite signals', async () => {
    const result = await run(request(['sh', '-c', "trap '' TERM INT; while :; do :; done"], { timeoutMs: 300 }));
    expect(result.outcome).toBe('timed-out');
  });

  it('does not wait for a daemon that left the group with the output in its hands', async () => {
    const mark = `39.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const start = performance.now();
    const result = await run(
      request(['sh', '-c', `echo begun; setsid sleep ${mark} & sleep 0.1`], { timeoutMs: 2000 }),
    );
    // A thread that is blocked cannot look; it has the time limit.
    const outcome = _name === 'blocking' ? { outcome: 'timed-out', status: null } : { outcome: 'exited', status: 0 };
    expect(result).toMatchObject({ ...outcome, stdout: 'begun\n' });
    expect(performance.now() - start).toBeLessThan(10_000);
    if (_name === 'blocking') for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
  });

  it('waits for what a program left in its own group, as make does', async () => {
    const result = await run(request(['sh', '-c', 'echo begun; (sleep 1; echo late) &']));
    expect(result).toMatchObject({ outcome: 'exited', status: 0, stdout: 'begun\nlate\n' });
  });

  it('ends a program that writes too much', async () => {
    const mark = `y${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const result = await run(request(['sh', '-c', `yes ${mark} & yes ${mark}`], { maxOutputBytes: 100_000 }));
    expect(result).toMatchObject({ outcome: 'too-much-output', status: null });
    expect(result.stdout.length).toBeLessThanOrEqual(100_000);
    // Killed at once, but a busy machine takes its time to bury them.
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
  });

  it('takes output of exactly the limit', async () => {
    const result = await run(request(['printf', '%01000d', '7'], { maxOutputBytes: 1000 }));
    expect(result).toMatchObject({ outcome: 'exited', status: 0 });
    expect(result.stdout).toHaveLength(1000);
  });
});

describe('createCommandRunner', () => {
  it('does not take what it is itself running at the end for something left', async () => {
    const runner = createCommandRunner(scratch);
    runner.warmUp();
    const mark = `41.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const run = runner.run(request(['sleep', mark]));
    await expect.poll(() => processesWith(mark).length, { timeout: 5_000 }).toBe(1);
    expect(runner.stop()).toEqual([]);
    await run;
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
  });

  it('lists daemons that kept their output, and of no other', async () => {
    const runner = createCommandRunner(scratch);
    runner.warmUp();
    const mark = `40.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const tool = join(directory, 'tool-gcc');
    const lines = ['#!/bin/sh', `setsid sleep ${mark}1 &`, `setsid sleep ${mark}2 </dev/null >/dev/null 2>&1 &`];
    writeFileSync(tool, [...lines, 'echo done', ''].join('\n'), { mode: 0o755 });
    expect((await runner.run(request([tool, 'a']))).stdout).toBe('done\n');
    const direct = ['sh', '-c', `setsid sleep ${mark}3 & sleep 0.1; echo done`];
    expect((await runner.run(request(direct))).stdout).toBe('done\n');
    // On a busy machine they may not have their names before.
    await expect.poll(() => processesWith(`${mark}1`).length, { timeout: 5_000 }).toBe(1);
    await expect.poll(() => processesWith(`sleep\0${mark}2`).length, { timeout: 5_000 }).toBe(1);
    const left = runner.stop();
    expect(left.map(({ leftBy }) => leftBy.join(' ')).toSorted()).toEqual([`${tool} a`, direct.join(' ')].toSorted());
    await expect.poll(() => processesWith(mark).length, { timeout: 5_000 }).toBe(1);
    expect(processesWith(`${mark}2`)).toHaveLength(1);
    for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
  });

  it('stop kills everything that runs, children included, and starts no more', async () => {
    const runner = createCommandRunner(scratch);
    const mark = `38.${process.pid}${Math.floor(Math.random() * 1e6)}`;
    const runs = [1, 2].map(() => runner.run(request(['sh', '-c', `sleep ${mark} & sleep ${mark}`])));
    while (processesWith(mark).length < 4) await sleep(20);
    runner.stop();
    const results = await Promise.all(runs);
    expect(results.map((result) => result.outcome)).toEqual(['signaled', 'signaled']);
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
    expect((await runner.run(request(['true']))).outcome).toBe('signaled');
  });
});
