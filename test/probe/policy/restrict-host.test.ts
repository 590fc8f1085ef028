import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRequest, CommandResult } from '../../../src/host/host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { restrictHost } from '../../../src/probe/policy/restrict-host.ts';
import { processesWith } from '../../support/processes.ts';

let directory: string;
let tree: string;
let server: Server;
let port: number;
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', HOME: '/root', EMPTY: '', MARK: 'a b\n"c' };

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-restrict-'));
  tree = join(directory, 'tree');
  mkdirSync(tree);
  writeFileSync(join(tree, 'script'), '#!/bin/sh\necho from script "$@"\n');
  writeFileSync(join(tree, 'no-interpreter'), '#!/nonexistent/interpreter\n');
  writeFileSync(join(tree, 'plain'), 'text\n');
  for (const name of ['script', 'no-interpreter']) chmodSync(join(tree, name), 0o755);
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  port = (server.address() as { port: number }).port;
});

afterAll(() => {
  server.close();
  // A thread of the test runner ends without the handlers that would do it.
  if (opened !== undefined) rmSync(opened.direct.scratchDirectory(), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

const hosts = () => {
  opened ??= open();
  return opened;
};
const open = () => {
  const direct = createNodeHost({ cwd: tree, env });
  return { direct, sandbox: restrictHost(direct, { policy: 'sandbox' }) };
};
let opened: ReturnType<typeof open> | undefined;
const sh = (text: string): Partial<CommandRequest> => ({ argv: ['sh', '-c', text] });

describe('a program in the sandbox ends as outside', () => {
  const outcome = (result: CommandResult): CommandResult => ({ ...result, durationMs: 0 });
  it.each([
    ['a status', sh('echo out; echo err >&2; exit 3')],
    ['a large status', sh('exit 255')],
    ['no output', { argv: ['true'] }],
    ['input', { argv: ['cat'], input: 'line\xff\n' }],
    ['a signal', sh('kill -SEGV $$')],
    ['another signal', sh('kill -KILL $$')],
    ['a signal of a child', sh('sh -c "kill -TERM \\$\\$"; echo $?')],
    ['a missing program', { argv: ['no-such-program'] }],
    ['a file that is no program', { argv: ['./plain'] }],
    ['a path that leads nowhere', { argv: ['./nowhere'] }],
    ['a directory', { argv: ['/usr'] }],
    ['a script', { argv: ['./script', 'x', ''] }],
    ['a script without its interpreter', { argv: ['./no-interpreter'] }],
    ['its directory', { argv: ['pwd'] }],
    ['its environment', { argv: ['env', '-u', 'PWD', 'sort', '-z', '/proc/self/environ'] }],
    ['time', { ...sh('sleep 30'), timeoutMs: 300 }],
    ['too much output', { ...sh('yes'), maxOutputBytes: 1000 }],
    ['no directory', { argv: ['true'], cwd: '/nonexistent/directory' }],
  ] as readonly (readonly [string, Partial<CommandRequest>])[])('%s', (_, given) => {
    const { direct, sandbox } = hosts();
    const request = { argv: [], cwd: tree, env, ...given };
    expect(outcome(sandbox.run(request))).toEqual(outcome(direct.run(request)));
  });
});

describe('the sandbox', () => {
  it('starts programs as an unprivileged user, be kgate root', () => {
    const seen = hosts().sandbox.run({ argv: ['sh', '-c', 'id -u; id -g; id -G'], cwd: tree, env });
    expect(seen.stdout).toBe('65534\n65534\n65534\n');
  });

  it('has no network', () => {
    const { direct, sandbox } = hosts();
    const request = { argv: ['bash', '-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`], cwd: tree, env };
    expect(direct.run(request).status).toBe(0);
    expect(sandbox.run(request).status).toBe(1);
  });

  it('lets nothing be written but the scratch directory', () => {
    const { sandbox } = hosts();
    const scratch = sandbox.scratchDirectory();
    const texts = [`echo x > ${tree}/x`, 'echo x > /root/kgate-x', 'echo x > /etc/kgate-x', 'echo x > /var/kgate-x'];
    for (const text of texts)
      expect(sandbox.run({ argv: ['sh', '-c', text], cwd: tree, env })).toMatchObject({ status: 2 });
    for (const place of ['/tmp', '/var/tmp', '/run', scratch]) {
      expect(sandbox.run({ argv: ['touch', `${place}/kgate-x`], cwd: tree, env })).toMatchObject({ status: 0 });
    }
    expect(['/tmp', '/var/tmp', '/run', tree].filter((place) => existsSync(`${place}/kgate-x`))).toEqual([]);
    expect(existsSync(`${scratch}/kgate-x`)).toBe(true);
  });

  it('shows no other processes, and leaves none behind', async () => {
    const { sandbox } = hosts();
    const seen = sandbox.run({ argv: ['sh', '-c', 'ls -d /proc/[0-9]* | wc -l'], cwd: tree, env });
    expect(Number(seen.stdout)).toBeLessThan(8);
    const mark = `8${String(process.pid).padStart(8, '0')}`;
    const request = { argv: ['sh', '-c', `sleep ${mark} & sleep ${mark}`], cwd: tree, env, timeoutMs: 500 };
    expect(sandbox.run(request).outcome).toBe('timed-out');
    // The kernel ends them one after the other.
    await expect.poll(() => processesWith(mark), { timeout: 5000 }).toEqual([]);
  });

  it('gives bwrap nothing of the environment', () => {
    const { direct, sandbox } = hosts();
    const request = { argv: ['true'], cwd: tree, env: { ...env, LD_PRELOAD: './evil.so' } };
    const complaints = (result: CommandResult) =>
      result.stderr.split('\n').filter((line) => line.includes('evil.so')).length;
    expect(complaints(direct.run(request))).toBe(1);
    expect(complaints(sandbox.run(request))).toBe(1);
  });

  it('follows no link that a program has left in the scratch directory', () => {
    const { sandbox } = hosts();
    const path = join(sandbox.scratchDirectory(), 'handed');
    const victim = join(tree, 'victim');
    writeFileSync(victim, 'mine');
    symlinkSync(victim, path);
    expect(sandbox.writeScratchFile(path, 'theirs')).toBe(true);
    expect(sandbox.writeScratchFile(victim, 'theirs')).toBe(false);
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(readFileSync(path, 'utf8')).toBe('theirs');
  });

  it('refuses words that only a shell could hand on', () => {
    const { sandbox } = hosts();
    expect(sandbox.run({ argv: ['echo', '\xff'], cwd: tree, env }).outcome).toBe('refused');
    expect(sandbox.run({ argv: ['echo', '\xc3\xa4'], cwd: tree, env }).stdout).toBe('\xc3\xa4\n');
  });
});

describe('probe', () => {
  /** Answers with what it was started with. */
  const machine = (variables: Readonly<Record<string, string>> = {}, own: Readonly<Record<string, string>> = {}) => {
    const base = createMemoryHost({
      cwd: '/tree',
      env: { PATH: '/usr/bin:/tree/bin:.:', HOME: '/home/me', LANG: 'C', ...own },
      files: { '/usr/bin/gcc': '', '/tree/bin/gcc': '', '/opt/tc/bin/a-gcc': '', '/tmp/x/gcc': '', '/usr/bin/sh': '' },
      executables: ['/usr/bin/gcc', '/tree/bin/gcc', '/opt/tc/bin/a-gcc', '/tmp/x/gcc', '/usr/bin/sh'],
      directories: ['/tree'],
      run: ({ env: given }) => ({ stdout: JSON.stringify(given) }),
    });
    const host = restrictHost(base, { policy: 'probe', variables });
    return {
      base,
      host,
      ask: (program: string, more: Readonly<Record<string, string>> = {}) =>
        host.run({ argv: [program, '--version'], cwd: '/tree', env: { ...base.env, ...more } }),
    };
  };

  it('starts a compiler of the PATH, with what is left of it', () => {
    const { ask, base } = machine();
    const own = base.scratchDirectory();
    const temporary = {
      TMPDIR: own,
      TMP: own,
      TEMP: own,
      TEMPDIR: own,
      CLANG_CRASH_DIAGNOSTICS_DIR: own,
      PYTHONDONTWRITEBYTECODE: '1',
    };
    const expected = { PATH: '/usr/bin', HOME: '/home/me', LANG: 'C', ...temporary };
    expect(JSON.parse(ask('gcc', { TREE: 'x' }).stdout)).toEqual(expected);
    expect(base.calls.map(({ cwd }) => cwd)).toEqual([own]);
  });

  it.each([
    ['a path of the tree', './bin/gcc', {}],
    ['an absolute path of the tree', '/tree/bin/gcc', {}],
    ['a way around', '/usr/bin/../../tree/bin/gcc', {}],
    ['a PATH of the tree', 'gcc', { PATH: '/tree/bin:/usr/bin' }],
    ['a relative PATH', 'gcc', { PATH: 'bin:/usr/bin' }],
    ['a PATH to elsewhere', 'gcc', { PATH: '/tmp/x:/usr/bin' }],
    ['a path to elsewhere', '/tmp/x/gcc', {}],
    ['a compiler that the user has not named', '/opt/tc/bin/a-gcc', {}],
    ['LD_PRELOAD', 'gcc', { LD_PRELOAD: './evil.so' }],
    ['LD_LIBRARY_PATH', 'gcc', { LD_LIBRARY_PATH: '.' }],
    ['COMPILER_PATH', 'gcc', { COMPILER_PATH: '/tree/bin' }],
    ['GCC_EXEC_PREFIX', 'gcc', { GCC_EXEC_PREFIX: 'bin/' }],
    ['CCC_OVERRIDE_OPTIONS', 'gcc', { CCC_OVERRIDE_OPTIONS: '+-fplugin=x' }],
    ['DEPENDENCIES_OUTPUT', 'gcc', { DEPENDENCIES_OUTPUT: '/etc/x' }],
    ['another home', 'gcc', { HOME: '/tree' }],
    ['a language that is a path', 'gcc', { LANGUAGE: '../../tree/evil' }],
    ['a shell', 'sh', {}],
  ])('refuses %s', (_, program, more) => {
    const { ask, base, host } = machine();
    expect(ask(program, more).outcome).toBe('refused');
    expect(base.calls).toEqual([]);
    expect(host.policyLog?.calls).toHaveLength(1);
  });

  it('starts what the user has named', () => {
    expect(machine({ CROSS_COMPILE: '/opt/tc/bin/a-' }).ask('/opt/tc/bin/a-gcc').outcome).toBe('exited');
    expect(machine({}, { CC: '/opt/tc/bin/a-gcc -m32' }).ask('/opt/tc/bin/a-gcc').outcome).toBe('exited');
    // Other variables name no compilers, and a prefix is no directory.
    expect(machine({ M: '/tmp/x/' }).ask('/tmp/x/gcc').outcome).toBe('refused');
    expect(machine({ CROSS_COMPILE: '/opt/' }).ask('/opt/tc/bin/a-gcc').outcome).toBe('refused');
    // What the user sets is kept when the tree leaves it as it is.
    const kept = machine({}, { LD_LIBRARY_PATH: '/opt/lib' }).ask('gcc');
    expect(JSON.parse(kept.stdout)).toMatchObject({ LD_LIBRARY_PATH: '/opt/lib' });
    // But for the directory that the program happens to run in, and what is of the tree.
    const cleared = machine({}, { LD_LIBRARY_PATH: ':.:lib:/opt/lib:/tree/lib' }).ask('gcc');
    expect(JSON.parse(cleared.stdout)).toMatchObject({ LD_LIBRARY_PATH: '/opt/lib' });
  });
});

it('every call is noted once, for the text that asks', () => {
  const files = { '/usr/bin/gcc': '' };
  const base = createMemoryHost({ files, executables: ['/usr/bin/gcc'], env: { PATH: '/usr/bin' }, run: () => ({}) });
  const host = restrictHost(base, { policy: 'deny' });
  const argv = ['/usr/bin/gcc', '--version'];
  const location = { file: 'Makefile', line: 7 };
  for (let round = 0; round < 3; round += 1) {
    host.policyLog?.asking({ text: 'gcc --version', location }, () => host.run({ argv, cwd: '/work', env: {} }));
  }
  host.run({ argv, cwd: '/work', env: {} });
  expect(base.calls).toEqual([]);
  const reason = 'nothing is started';
  expect(host.policyLog?.calls).toEqual([
    { kind: 'refused', text: 'gcc --version', location, argv, reason },
    { kind: 'refused', text: argv.join(' '), location: null, argv, reason },
  ]);
});
