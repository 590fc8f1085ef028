import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type KgateRun, kgate, kgateEnvironment, node } from '../support/kgate.ts';
import { processesWith } from '../support/processes.ts';

let bundle: string;
let program: string;
beforeAll(async () => {
  bundle = mkdtempSync(join(tmpdir(), 'kgate-frame-'));
  program = join(bundle, 'frame.js');
  writeFileSync(join(bundle, 'package.json'), '{"type":"module"}');
  const support = join(import.meta.dirname, '../support');
  const banner = "import{createRequire as testRequire}from'node:module';const require=testRequire(import.meta.url);";
  await build({
    entryPoints: { frame: join(support, 'frame-entry.ts'), worker: join(support, 'frame-worker-entry.ts') },
    outdir: bundle,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    banner: { js: banner },
  });
});
afterAll(() => {
  rmSync(bundle, { recursive: true, force: true });
});

let directory: string;
let temporary: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-main-')));
  temporary = join(directory, 'tmp');
  mkdirSync(temporary);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function frame(...args: string[]): Promise<KgateRun> {
  return kgate(args, { program, cwd: directory, env: { TMPDIR: temporary } });
}

function start(...args: string[]): ChildProcess {
  const env = kgateEnvironment({ TMPDIR: temporary });
  return spawn(node, [program, ...args], { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Status or signal, once the process and its pipes are closed. */
function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  const limit = performance.now() + 20_000;
  while (!isTrue()) {
    if (performance.now() > limit) throw new Error('waited in vain');
    await sleep(20);
  }
}

function newMark(): string {
  return `41.${process.pid}${Math.floor(Math.random() * 1e6)}`;
}

describe('output', () => {
  it('prints stdout, stderr and the exit status of the outcome', async () => {
    const run = await frame('check', 'DO=text', 'COUNT=1');
    expect(run).toMatchObject({ exitCode: 1, stdout: 'line of 16 bytes', stderr: 'note é\n' });
  });

  it('brings a large text through a pipe, also when the reader is slow', async () => {
    const child = start('check', 'DO=text', 'COUNT=1000000');
    await sleep(1500);
    let size = 0;
    child.stdout?.on('data', (data: Buffer) => {
      size += data.length;
    });
    child.stderr?.resume();
    expect(await ended(child)).toBe(1);
    expect(size).toBe(16_000_000);
  });

  it('is quiet when the reader goes away', async () => {
    const child = start('check', 'DO=text', 'COUNT=1000000');
    let errors = '';
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended(child)).toBe(1);
    expect(errors).toBe('note é\n');
  });

  it('does not pass over a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const env = kgateEnvironment({ TMPDIR: temporary });
    const child = spawn(node, [program, 'check', 'DO=text', 'COUNT=10'], { env, stdio: ['ignore', full, 'pipe'] });
    let errors = '';
    child.stderr?.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    expect(await ended(child)).toBe(2);
    expect(errors).toContain('kgate: cannot write standard output: ENOSPC\n');
    closeSync(full);
  });

  it('ends at once by a signal while a reader keeps it waiting', async () => {
    const child = start('check', 'DO=text', 'COUNT=1000000');
    await sleep(1500);
    child.kill('SIGINT');
    const end = ended(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await end).toBe('SIGINT');
  });

  it('writes files as bytes, below the -C directory', async () => {
    mkdirSync(join(directory, 'a/b'), { recursive: true });
    const run = await frame('config', 'x', 'DO=write', 'TO=out', '-C', 'a', '-C', 'b');
    expect(run).toMatchObject({ exitCode: 0, stdout: 'written\n', stderr: '' });
    expect(readFileSync(join(directory, 'a/b/out'), 'latin1')).toBe('bytes \xe9\xff\n');
    expect(readdirSync(join(directory, 'a/b'))).toEqual(['out']);
  });

  it('prints nothing and exits 2 when a file cannot be written', async () => {
    const run = await frame('config', 'x', 'DO=write', 'TO=none/out');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toBe('kgate: cannot write none/out: No such file or directory\n');
  });
});

describe('programs', () => {
  it('run in the main thread with exact bytes and environment', async () => {
    const run = await frame('check', 'DO=shell', 'TEXT=printf "\\351"; pwd; env | grep -c .; exit 3');
    const result = JSON.parse(run.stdout);
    // What the frame was given, what keeps programs from writing (docs/untrusted-trees.md), and PWD, which sh itself adds.
    const quiet = ['CCACHE_DISABLE', 'GIT_OPTIONAL_LOCKS', 'PYTHONDONTWRITEBYTECODE'];
    const count = new Set([...Object.keys(kgateEnvironment({ TMPDIR: temporary })), ...quiet]).size + 1;
    expect(result).toMatchObject({ outcome: 'exited', status: 3, stdout: `\xe9${directory}\n${count}\n` });
  });

  it('run side by side in a batch, results in order', async () => {
    // Each waits for a file that the other makes: one after the other they would never end.
    const run = await frame(
      'check',
      'DO=batch',
      'TEXT=touch a; while ! test -e b; do sleep 0.02; done; echo 1|touch b; while ! test -e a; do sleep 0.02; done; echo 2',
    );
    const results: { stdout: string }[] = JSON.parse(run.stdout);
    expect(results.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n']);
  });

  it('find a scratch directory that is gone afterwards', async () => {
    const run = await frame('check', 'DO=scratch', 'INTO=name', 'TEXT=test -d $(cat name) && echo there');
    expect(JSON.parse(run.stdout).stdout).toBe('there\n');
    const name = readFileSync(join(directory, 'name'), 'utf8').trim();
    expect(name.startsWith(temporary)).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('signals', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a hanging compiler and its children, exit status %i', async (signal, status) => {
    const mark = newMark();
    writeFileSync(join(directory, 'cc'), `#!/bin/sh\ntrap '' INT TERM HUP\nsleep ${mark} &\nsleep ${mark}\n`, {
      mode: 0o755,
    });
    const child = start('check', 'DO=scratch', 'INTO=name', 'TEXT=./cc');
    await until(() => processesWith(mark).length >= 2);
    const begin = performance.now();
    child.kill(signal);
    expect(await ended(child)).toBe(status);
    expect(performance.now() - begin).toBeLessThan(5000);
    await until(() => processesWith(mark).length === 0 && processesWith(join(directory, 'cc')).length === 0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('do not wait for a daemon that holds the pipes', async () => {
    const mark = newMark();
    const child = start('check', 'DO=shell', `TEXT=setsid sleep ${mark}`);
    await until(() => processesWith(mark).some((pid) => pid !== child.pid && !processName(pid).startsWith('node')));
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
    for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
  });

  it('end an evaluation that never comes back', async () => {
    const child = start('check', 'DO=spin', 'INTO=begun');
    await until(() => existsSync(join(directory, 'begun')));
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
  });
});

it('an evaluation that never comes back is ended after its time, with the error of one that ends by itself', async () => {
  const run = await frame('check', 'DO=spin', 'INTO=begun', '--time-limit', '0.5');
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toMatch(
    /^kgate: the time limit of 0\.5 s was over.* \[host\/time-limit\]\n {2}hint: --time-limit /,
  );
});

describe('a command that looks for the wish to stop', () => {
  function begin(what: string): { child: ChildProcess; texts: { stdout: string; stderr: string } } {
    const child = start('fix', 'A', `DO:=${what}`, 'INTO:=begun');
    const texts = { stdout: '', stderr: '' };
    child.stdout?.on('data', (data: Buffer) => (texts.stdout += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (texts.stderr += data.toString()));
    return { child, texts };
  }

  it('prints what it has after the first Ctrl-C, exit status 130', async () => {
    const { child, texts } = begin('search');
    await until(() => existsSync(join(directory, 'begun')));
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
    expect(texts).toEqual({
      stdout: 'the best so far\n',
      stderr: 'kgate: stopping, the best answer so far follows; Ctrl-C again ends at once\n',
    });
  });

  it('ends at once by a second one', async () => {
    const { child, texts } = begin('deaf');
    await until(() => existsSync(join(directory, 'begun')));
    child.kill('SIGINT');
    await until(() => texts.stderr.includes('stopping'));
    child.kill('SIGINT');
    expect(await ended(child)).toBe(130);
    expect(texts.stdout).toBe('');
  });

  it('ends at once by SIGTERM', async () => {
    const { child, texts } = begin('deaf');
    await until(() => existsSync(join(directory, 'begun')));
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(143);
    expect(texts).toEqual({ stdout: '', stderr: '' });
  });
});

function processName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}

describe('errors', () => {
  it('of the user are one line and a hint', async () => {
    const run = await frame('check', 'DO=usage');
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr: 'kgate: the tree is wrong\n  hint: take another\n' });
  });

  it.each([
    ['internal', 'two is three'],
    ['surprise', 'TypeError: x is undefined'],
    ['exit', 'Error: the evaluation ended without a result'],
  ])('of kgate itself (%s) ask for a report', async (what, message) => {
    const run = await frame('check', `DO=${what}`);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr.replace(/node v[\d.]+/, 'node')).toBe(
      `kgate: internal error: ${message} (kgate 0.0.0-source, node); please report\n` +
        '  hint: KGATE_DEBUG=1 adds the stack\n',
    );
  });

  it('show their stack with KGATE_DEBUG=1 only', async () => {
    const run = await kgate(['check', 'DO=surprise'], { program, env: { KGATE_DEBUG: '1' } });
    expect(run.stderr).toMatch(/^kgate: internal error: .*\n(?:.*\n)*\s+at run /);
  });

  it('of memory are reported as such', async () => {
    const run = await kgate(['check', 'DO=memory'], { program, env: { NODE_OPTIONS: '--max-old-space-size=64' } });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('kgate: out of memory [host/no-memory]\n  hint: NODE_OPTIONS=--max-old-space-size=');
  });

  it('has a deep stack for deeply nested input', async () => {
    expect(await frame('check', 'DO=deep', 'COUNT=200000')).toMatchObject({ exitCode: 0, stdout: '200000' });
  });
});

describe('-C', () => {
  it('leads to one line when there is no such directory', async () => {
    const run = await frame('check', '-C', 'none');
    expect(run).toMatchObject({ exitCode: 2, stdout: '', stderr: 'kgate: -C none: No such file or directory\n' });
    writeFileSync(join(directory, 'file'), '');
    expect((await frame('check', '-Cfile')).stderr).toBe('kgate: -C file: Not a directory\n');
  });
});
