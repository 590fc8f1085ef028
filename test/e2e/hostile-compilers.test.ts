import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KgateRun, kgate, kgateEnvironment, launcher, node, repository } from '../support/kgate.ts';
import { processesWith } from '../support/processes.ts';

/**
 * Compilers that do what no compiler should. Each gets a diagnostic with a code, the command and the tool, in bounded
 * time; whatever happens, no process and no file is left.
 */
let directory: string;
const at = (name: string): string => join(directory, name);
/** Stands in every command line of a process that these compilers start. */
const mark = `${process.pid}${Math.floor(Math.random() * 1e6)}`;

const scripts: Readonly<Record<string, string>> = {
  hangs: `exec sleep 1${mark}`,
  deaf: `trap '' TERM INT HUP\nwhile :; do sleep 2${mark}; done`,
  floods: `exec head -c 1000000000 /dev/zero`,
  dies: 'kill -SEGV $$',
  silent: 'exit 0',
  daemon: `setsid sleep 3${mark} &\nsleep 0.1\necho 'a compiler that leaves something, version 1.0'`,
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-hostile-'));
  for (const [name, text] of Object.entries(scripts)) {
    mkdirSync(at(name));
    writeFileSync(at(`${name}/bad-gcc`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }
  mkdirSync(at('directory/bad-gcc'), { recursive: true });
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/today'), at('tree'), { recursive: true });
  const makefile = readFileSync(at('tree/Makefile'), 'latin1');
  const ask = 'export CC_VERSION_TEXT := $(shell $(CC) --version | head -n 1)\n';
  writeFileSync(at('tree/Makefile'), makefile.replace('include $(srctree)/scripts', `${ask}$&`), 'latin1');
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** What is left of a run in its temporary directory. */
let runs = 0;
function newTemporary(): string {
  const path = at(`tmp-${(runs += 1)}`);
  mkdirSync(path);
  return path;
}

const commands: Readonly<Record<string, readonly string[]>> = {
  probe: ['probe', '-O2'],
  check: ['check', 'ARCH=arm64'],
  config: ['config', 'defconfig', 'ARCH=arm64', '--output', '-'],
};

async function ask(command: string, cc: string): Promise<KgateRun> {
  const temporary = newTemporary();
  const words = [...(commands[command] ?? []), ...(command === 'probe' ? [] : ['-C', at('tree')])];
  const run = await kgate([...words, `CC=${cc}`], { env: { KGATE_NO_CACHE: '1', TMPDIR: temporary } });
  expect(readdirSync(temporary)).toEqual([]);
  expect(run.stderr).not.toMatch(/^\s+at |internal error/m);
  return run;
}

/** Kinds, what each command says, and how it ends. */
const expected: readonly (readonly [kind: string, command: string, exitCode: number, words: RegExp])[] = [
  ['hangs', 'probe', 2, /bad-gcc did not end within 10000 ms .*\[probe\/timeout\]/],
  ['hangs', 'check', 2, /bad-gcc did not end within \d+ ms: \S+bad-gcc --version \[probe\/no-answer\]/],
  ['hangs', 'config', 2, /bad-gcc did not end within \d+ ms: \S+bad-gcc --version \[probe\/no-answer\]/],
  ['deaf', 'probe', 2, /bad-gcc did not end within 10000 ms .*\[probe\/timeout\]/],
  ['deaf', 'check', 2, /bad-gcc did not end within \d+ ms: \S+bad-gcc --version \[probe\/no-answer\]/],
  ['deaf', 'config', 2, /bad-gcc did not end within \d+ ms: \S+bad-gcc --version \[probe\/no-answer\]/],
  ['floods', 'probe', 2, /bad-gcc wrote more than the limit .*\[probe\/no-answer\]/],
  ['floods', 'check', 2, /bad-gcc wrote more than the limit: \S+bad-gcc --version \[probe\/no-answer\]/],
  ['floods', 'config', 2, /bad-gcc wrote more than the limit: \S+bad-gcc --version \[probe\/no-answer\]/],
  ['dies', 'probe', 2, /bad-gcc was killed by SIGSEGV .*\[probe\/no-answer\]/],
  ['dies', 'check', 2, /bad-gcc was killed by SIGSEGV \(CC = .* \S+bad-gcc --version\) \[probe\/no-answer\]/],
  [
    'dies',
    'config',
    0,
    /^warning\[kernel\/tool-killed\]: \S+bad-gcc\s+was\s+killed\s+by\s+SIGSEGV:\s+\S+bad-gcc\s+--version/m,
  ],
  ['silent', 'probe', 2, /bad-gcc ends well and says nothing.*\[probe\/no-answer\]/],
  ['silent', 'check', 2, /bad-gcc ends well and says nothing.*asked: \S+bad-gcc --version\) \[probe\/no-answer\]/],
  ['silent', 'config', 0, /^warning\[kernel\/tool-silent\]: \S+bad-gcc\s+ends\s+well\s+and\s+says\s+nothing/m],
  ['directory', 'probe', 2, /bad-gcc: is a directory .*\[probe\/tool-missing\]/],
  ['directory', 'check', 2, /bad-gcc: is a directory \(CC = .* \S+bad-gcc --version\) \[probe\/tool-missing\]/],
  ['directory', 'config', 0, /^warning\[kernel\/tool-not-executable\]: \S+bad-gcc:\s+is\s+a\s+directory/m],
  ['daemon', 'probe', 2, /bad-gcc left 'sleep 3\d+' running.*\[host\/left-process\]/],
  ['daemon', 'check', 0, /bad-gcc left 'sleep 3\d+' running.*\[host\/left-process\]/],
  ['daemon', 'config', 0, /bad-gcc left 'sleep 3\d+' running.*\[host\/left-process\]/],
];

describe('a compiler that', () => {
  /** How a run ended, and after how long. */
  interface Timed {
    readonly run: KgateRun;
    readonly ms: number;
  }
  const waits = (kind: string): boolean => kind === 'hangs' || kind === 'deaf';
  const ahead = new Map<string, Timed>();

  async function timed(kind: string, command: string): Promise<Timed> {
    const start = performance.now();
    const run = await ask(command, at(`${kind}/bad-gcc`));
    return { run, ms: performance.now() - start };
  }

  // They only wait, so they wait together.
  beforeAll(async () => {
    const all = expected.filter(([kind]) => waits(kind));
    await Promise.all(all.map(async ([kind, command]) => ahead.set(`${kind} ${command}`, await timed(kind, command))));
  }, 60_000);

  it.each(expected)('%s: kgate %s', async (kind, command, exitCode, words) => {
    const { ms, run } = ahead.get(`${kind} ${command}`) ?? (await timed(kind, command));
    expect(run.stderr).toMatch(words);
    expect(run.exitCode).toBe(exitCode);
    // One time limit, and not one for each probe.
    expect(ms).toBeLessThan(waits(kind) ? 20_000 : 10_000);
    // Killed at once, but a busy machine takes its time to bury them.
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
  });

  it('answers is not reported', async () => {
    const run = await ask('config', 'gcc');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe.each(['check', 'config', 'probe'])('a compiler that is replaced between two probes: kgate %s', (command) => {
  it('is noticed, and nothing is kept of it', async () => {
    const place = at(`replaced-${command}`);
    mkdirSync(place);
    const tool = join(place, 'bad-gcc');
    const other = `#!/bin/sh\n# the other one\nexec gcc "$@"\n`;
    writeFileSync(join(place, 'next'), other, { mode: 0o755 });
    // Becomes the other one after its first answer.
    const script = `#!/bin/sh\ngcc "$@"\nstatus=$?\nmv '${join(place, 'next')}' "$0" && touch '${join(place, 'done')}'\nexit $status\n`;
    writeFileSync(tool, script, { mode: 0o755 });
    const words = [...(commands[command] ?? []), ...(command === 'probe' ? [] : ['-C', at('tree')]), `CC=${tool}`];
    const run = (): Promise<KgateRun> => kgate(words, { env: { XDG_CACHE_HOME: join(place, 'cache') } });
    const first = await run();
    expect(`${first.stdout}${first.stderr}`).toMatch(/tool-changed\](?:[:\n]|$)/);
    expect(`${first.stdout}${first.stderr}`).toMatch(/bad-gcc\s+was\s+changed while it was\s+asked/);
    expect(first.exitCode).toBe(command === 'probe' ? 2 : 1);
    const second = await run();
    expect(`${second.stdout}${second.stderr}`).not.toContain('tool-changed');
    expect(second.exitCode).toBe(0);
  });
});

/** Starts kgate, waits for its compiler, and ends it. */
async function interrupt(command: string, kind: string, signal: NodeJS.Signals): Promise<number | null> {
  const temporary = newTemporary();
  const words = [...(commands[command] ?? []), ...(command === 'probe' ? [] : ['-C', at('tree')])];
  const child = spawn(node, [launcher, ...words, `CC=${at(kind)}/bad-gcc`], {
    env: kgateEnvironment({ KGATE_NO_CACHE: '1', TMPDIR: temporary }),
    stdio: 'ignore',
  });
  const end = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await expect.poll(() => processesWith(mark).length, { timeout: 15_000 }).toBeGreaterThan(0);
  await sleep(100);
  child.kill(signal);
  const status = await end;
  expect(readdirSync(temporary)).toEqual([]);
  return status;
}

describe('in the middle of a compiler that hangs', () => {
  it.each([
    ['probe', 'hangs', 'SIGINT', 130],
    ['check', 'deaf', 'SIGINT', 130],
    ['config', 'hangs', 'SIGTERM', 143],
    ['config', 'deaf', 'SIGINT', 130],
  ] as const)('%s (%s) ends by %s and leaves nothing', async (command, kind, signal, status) => {
    const start = performance.now();
    expect(await interrupt(command, kind, signal)).toBe(status);
    expect(performance.now() - start).toBeLessThan(9_000);
    await expect.poll(() => processesWith(mark), { timeout: 5_000 }).toEqual([]);
  });
});

it('no zombie waits for a kgate that is gone', () => {
  const zombies = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [, name = '', state = '', parent = ''] =
          /\((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
        return state === 'Z' && parent === String(process.pid) && /^(?:bad-gcc|sleep|head)$/.test(name) ? [name] : [];
      } catch {
        return [];
      }
    });
  expect(zombies).toEqual([]);
});
