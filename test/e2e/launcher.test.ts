import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneRepository } from '../support/clone.ts';
import { type KgateRun, kgate, kgateEnvironment, node } from '../support/kgate.ts';

let clone: Clone;
let program: string;
let version: string;
let outside: string;

beforeAll(() => {
  clone = cloneRepository();
  program = join(clone.path, 'bin/kgate');
  version = `${JSON.parse(readFileSync(join(clone.path, 'package.json'), 'utf8')).version}\n`;
  outside = mkdtempSync(join(tmpdir(), 'kgate-launcher-'));
});
afterAll(() => {
  clone.remove();
  rmSync(outside, { recursive: true, force: true });
});

/** The version, from what is built: `--version` alone needs no build. */
const buildingVersion = ['--version', 'check'];

const inClone = (path: string): string => join(clone.path, path);

function showVersion(env: Record<string, string> = {}, launcher = program): Promise<KgateRun> {
  return kgate(buildingVersion, { program: launcher, cwd: outside, env });
}

function gitStatus(): string {
  return execFileSync('git', ['status', '--porcelain'], { cwd: clone.path, encoding: 'utf8' });
}

/** Everything in the top directory that git does not track. */
function untracked(): string[] {
  const tracked = new Set(execFileSync('git', ['ls-files'], { cwd: clone.path, encoding: 'utf8' }).split('\n'));
  const tops = new Set([...tracked].map((path) => path.split('/')[0]));
  return readdirSync(clone.path).filter((name) => name !== '.git' && !tops.has(name));
}

describe('in a fresh clone', () => {
  it('sets itself up once when two start at the same moment', { timeout: 300_000 }, async () => {
    const runs = await Promise.all([showVersion(), showVersion()]);
    for (const run of runs) expect(run).toMatchObject({ exitCode: 0, stdout: version });
    const lines = runs.flatMap(({ stderr }) => stderr.split('\n')).filter((line) => line !== '');
    expect(lines.toSorted()).toEqual([
      'kgate: another kgate is setting this clone up, waiting for it ...',
      'kgate: first run: installing packages and building ...',
    ]);
    expect(gitStatus()).toBe('');
    expect(untracked()).toEqual(['dist', 'node_modules']);
  });

  it('says nothing from then on', async () => {
    expect(await showVersion()).toEqual({ exitCode: 0, stdout: version, stderr: '', signal: undefined });
  });

  it('runs by way of symbolic links', async () => {
    symlinkSync(program, join(outside, 'first'));
    symlinkSync('first', join(outside, 'second'));
    expect(await showVersion({}, join(outside, 'second'))).toMatchObject({ stdout: version, stderr: '' });
    const direct = spawnSync(join(outside, 'second'), buildingVersion, {
      cwd: '/',
      env: kgateEnvironment({ PATH: `${dirname(node)}:/usr/bin:/bin` }),
      encoding: 'utf8',
    });
    expect([direct.stdout, direct.stderr]).toEqual([version, '']);
  });

  it('builds again after a source changed, appeared or vanished', { timeout: 120_000 }, async () => {
    const built = (): number => statSync(inClone('dist/build.stamp')).mtimeMs;
    const file = inClone('src/cli/version.ts');
    const text = readFileSync(file, 'utf8');
    const steps: (() => void)[] = [
      () => appendFileSync(file, '\n// changed\n'),
      () => writeFileSync(inClone('src/core/appeared.ts'), 'export const appeared = 1;\n'),
      () => rmSync(inClone('src/core/appeared.ts')),
      () => writeFileSync(file, text),
    ];
    for (const step of steps) {
      const before = built();
      step();
      const line = 'kgate: sources have changed: building ...\n';
      expect(await showVersion()).toMatchObject({ stdout: version, stderr: line });
      expect(built()).toBeGreaterThan(before);
      expect((await showVersion()).stderr).toBe('');
    }
    expect(gitStatus()).toBe('');
  });

  it('does not build again when only times changed', async () => {
    const before = statSync(inClone('dist/cli.js')).mtimeMs;
    utimesSync(inClone('src/cli/cli.ts'), 1000, 1000);
    expect(await showVersion()).toMatchObject({ stdout: version, stderr: '' });
    expect(statSync(inClone('dist/cli.js')).mtimeMs).toBe(before);
  });

  it('names the place of a mistake in the sources in one line', async () => {
    const file = inClone('src/cli/version.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `const = 1;\n${text}`);
    const run = await showVersion();
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^kgate: sources .*\nkgate: cannot build dist: src\/cli\/version\.ts:1: .*\n$/);
    writeFileSync(file, text);
    expect(await showVersion()).toMatchObject({ exitCode: 0, stdout: version });
  });

  it.each([
    ['whose process is gone', true, 0],
    ['that was not touched for long', false, 60],
  ])('breaks a lock %s', async (_what, hasOwner, age) => {
    const lock = inClone('.kgate-setup.lock');
    mkdirSync(lock);
    if (hasOwner) {
      const dead = spawnSync('true').pid;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const namespace = statSync('/proc/self/ns/pid').ino;
      writeFileSync(join(lock, 'owner'), JSON.stringify({ pid: dead, boot: `${boot} ${namespace}` }));
    }
    const time = Date.now() / 1000 - age;
    utimesSync(lock, time, time);
    appendFileSync(inClone('src/cli/version.ts'), '\n');
    // Without a word about waiting.
    const line = 'kgate: sources have changed: building ...\n';
    expect(await showVersion()).toMatchObject({ exitCode: 0, stdout: version, stderr: line });
    expect(existsSync(lock)).toBe(false);
    execFileSync('git', ['checkout', '-q', '.'], { cwd: clone.path });
    await showVersion();
  });

  it('runs when the clone is read-only, also as a copy with other times', () => {
    const copy = join(outside, 'copy');
    execFileSync('chmod', ['755', outside]);
    mkdirSync(copy);
    // What is built needs no packages.
    const parts = ['bin', 'dist', 'scripts', 'src', 'package.json', 'package-lock.json'];
    execFileSync('cp', ['-r', ...parts.map(inClone), copy]);
    execFileSync('chmod', ['-R', 'a+rX,a-w', copy]);
    // Root may write anywhere, so another user tries.
    const isRoot = process.getuid?.() === 0;
    const who = isRoot ? { uid: 65534, gid: 65534 } : {};
    const runnable = isRoot ? join(outside, 'node') : node;
    if (isRoot) copyFileSync(node, runnable);
    const start = (): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(runnable, [join(copy, 'bin/kgate'), ...buildingVersion], {
        cwd: '/',
        env: kgateEnvironment(),
        encoding: 'utf8',
        ...who,
      });
    expect(start()).toMatchObject({ status: 0, stdout: version, stderr: '' });
    execFileSync('chmod', ['u+w', join(copy, 'src/cli/version.ts')]);
    appendFileSync(join(copy, 'src/cli/version.ts'), '\n');
    const stale = start();
    expect(stale).toMatchObject({ status: 0, stdout: version });
    expect(stale.stderr).toBe(`kgate: dist is older than src and cannot be rebuilt: ${copy} is not writable\n`);
    execFileSync('chmod', ['-R', 'u+w', copy]);
  });
});

describe('when it cannot be set up', () => {
  let bare: Clone;
  beforeAll(() => {
    bare = cloneRepository();
  });
  afterAll(() => {
    bare.remove();
  });

  function startBare(
    tools: string,
    ...nodeOptions: string[]
  ): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(node, [...nodeOptions, join(bare.path, 'bin/kgate'), ...buildingVersion], {
      env: { PATH: tools, TMPDIR: outside, HOME: outside },
      encoding: 'utf8',
    });
  }

  it('says so in one line without npm', () => {
    const run = startBare('/nowhere');
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(
      /^kgate: first run: .*\nkgate: cannot install the packages kgate is built with: npm not found \(log: \S+\)\n$/,
    );
  });

  it('quotes npm in one line and names its log when the network fails', () => {
    const tools = join(outside, 'tools');
    mkdirSync(tools);
    const words = 'npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org failed\n';
    writeFileSync(join(tools, 'npm'), `#!/bin/sh\nprintf '${words}'\nexit 1\n`, { mode: 0o755 });
    const run = startBare(`${tools}:/usr/bin:/bin`);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    const [, line = ''] = run.stderr.trimEnd().split('\n');
    expect(line).toMatch(/^kgate: cannot install .*: network request to https:\/\/registry\.npmjs\.org failed \(log: /);
    const log = /\(log: (.*)\)$/.exec(line)?.[1] ?? '';
    expect(readFileSync(log, 'utf8')).toBe(words);
    expect(readdirSync(bare.path).filter((name) => name.startsWith('.kgate'))).toEqual([]);
  });

  it('says so in one line on an old Node', () => {
    const old = join(outside, 'old.cjs');
    writeFileSync(
      old,
      "Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } });\n" +
        "Object.defineProperty(process, 'version', { value: 'v18.20.8' });\n",
    );
    const run = startBare('/usr/bin:/bin', '--require', old);
    const message = 'kgate: Node.js 20.19 or newer is needed, this is v18.20.8\n';
    expect(run).toMatchObject({ status: 2, stdout: '', stderr: message });
  });
});
