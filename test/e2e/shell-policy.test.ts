/**
 * What `--shell` keeps a tree from doing, watched by strace: which programs are started, what is written, whether a
 * connection is attempted. The tree is of our own writing and tries all it can.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { openTree, restrictHost } from '../../src/index.ts';
import { linux612 } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment, launcher, node } from '../support/kgate.ts';

let directory: string;
let tree: string;
let outside: string;
let server: Server;
let port: number;
let calls = 0;

/** Answers y when a command succeeds; every line asks in another way for something that must not happen. */
function kconfig(): string {
  const asks: readonly string[] = [
    `touch ${outside}/touch`,
    `echo x > ${outside}/redirect`,
    `cp Kconfig ${outside}/cp`,
    `python3 tool.py`,
    `bash tool.bash`,
    `sh -c 'echo x > ${outside}/sh'`,
    `perl -e 'open(F, q(>${outside}/perl))'`,
    `nc -w 1 127.0.0.1 ${port}`,
    './evil',
    '$(srctree)/evil',
    'PATH=$PWD/bin:$PATH gcc --version',
    'PATH=bin:$PATH aarch64-linux-gnu-gcc --version',
    'env LD_PRELOAD=./evil.so gcc --version',
    'COMPILER_PATH=$PWD/bin gcc -c -x c /dev/null -o /dev/null',
    'GCC_EXEC_PREFIX=./bin/ gcc -c -x c /dev/null -o /dev/null',
    'gcc -Bbin -c -x c /dev/null -o /dev/null',
    'gcc -B bin/ -c -x c /dev/null -o /dev/null',
    'gcc -fplugin=./evil.so -c -x c /dev/null -o /dev/null',
    'gcc -wrapper ./evil -c -x c /dev/null -o /dev/null',
    'gcc -specs=evil.specs -c -x c /dev/null -o /dev/null',
    'gcc @evil.options',
    `gcc -c -x c /dev/null -o${outside}/joined`,
    `gcc -c -x c /dev/null -o /dev/null -MD -MF ${outside}/mf`,
    `gcc -c -x c /dev/null -o /dev/null -Wp,-MD,${outside}/wp`,
    `gcc -x c -c /dev/null -o /dev/null -Wa,-aln=${outside}/listing`,
    `gcc -shared -x c /dev/null -o /dev/null -Wl,-Map,${outside}/map`,
    'gcc -c -save-temps -x c /dev/null -o /dev/null',
    'gcc -c -x c /dev/null',
    `ld --version -Map=${outside}/ldmap`,
    `objcopy Kconfig ${outside}/objcopy`,
    `ar rc ${outside}/ar Kconfig`,
  ];
  const entries = asks.map((ask, at) => `config ASK_${at}\n\tdef_bool $(success,${ask.replaceAll(',', '$(comma)')})\n`);
  return `comma := ,
success = $(shell,{ $(1); } >/dev/null 2>&1 && echo y || echo n)
config GOOD
	def_bool $(success,gcc -Wall -c -x c /dev/null -o /dev/null)
config NAMES
	def_bool $(success,uname -m | sed -e s/x86_64/x86/ | grep -q 8)
${entries.join('')}`;
}

function makefile(): string {
  return `CC = ./evil
A := $(shell echo x > ${outside}/make-redirect; ./evil)
B != touch ${outside}/make-touch; ./evil
C := $(shell $(CC) --version)
D := $(shell bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}')
E := $(shell python3 tool.py)
F := $(file >${outside}/make-file,x)
export srctree := .
PHONY := prepare all
defconfig olddefconfig:
	@scripts/kconfig/conf --$@ Kconfig
all: prepare
prepare:
	./evil
	bash tool.bash
`;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-policy-'));
  tree = join(directory, 'tree');
  // Not below /tmp, which the sandbox hides in any case.
  outside = mkdtempSync(join(homedir(), '.kgate-policy-'));
  mkdirSync(join(tree, 'bin'), { recursive: true });
  server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  port = address.port;
  const evil = `#!/bin/sh\necho x > ${outside}/evil\n`;
  const files: Readonly<Record<string, string>> = {
    Kconfig: kconfig(),
    Makefile: makefile(),
    evil,
    'bin/gcc': evil,
    'bin/aarch64-linux-gnu-gcc': evil,
    'bin/as': evil,
    'bin/cc1': evil,
    'bin/ld': evil,
    'evil.specs': `*cpp:\n${outside}\n`,
    'evil.options': `-c -x c /dev/null -o ${outside}/options\n`,
    'tool.py': `import socket\ntry:\n  open("${outside}/python", "w")\nexcept OSError: pass\nsocket.create_connection(("127.0.0.1", ${port}))\n`,
    'tool.bash': `echo x > ${outside}/bash\nexec 3<>/dev/tcp/127.0.0.1/${port}\n`,
    'a.c': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(tree, name), text);
  for (const name of ['evil', 'bin/gcc', 'bin/aarch64-linux-gnu-gcc', 'bin/as', 'bin/cc1', 'bin/ld']) {
    chmodSync(join(tree, name), 0o755);
  }
  // The launcher builds what has changed; that is not what is watched here.
  await kgate(['--help']);
});

afterAll(() => {
  server.close();
  rmSync(outside, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => {
  rmSync(outside, { recursive: true, force: true });
  mkdirSync(outside);
  calls = 0;
});

interface Watched {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Programs that were started, by what execve(2) was given, Node itself left out. */
  readonly programs: readonly string[];
  /** Processes that were made, threads left out. */
  readonly processes: number;
  /** Addresses of attempted connections, sockets of files left out. */
  readonly connections: readonly string[];
}

async function watch(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Watched> {
  const trace = join(directory, 'trace');
  const calls_ = 'execve,execveat,fork,vfork,clone,clone3,connect,sendto,sendmsg';
  const result = await execa(
    'strace',
    ['-f', '-qq', '-s', '200', '-e', `trace=${calls_}`, '-o', trace, node, launcher, ...args],
    {
      env: kgateEnvironment({ KGATE_NO_CACHE: '1', ...env }),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    },
  );
  const lines = readFileSync(trace, 'latin1').split('\n');
  const started = lines.flatMap((line) => {
    const name = /execve\("([^"]*)"/.exec(line)?.[1];
    return name === undefined || /= -1 E(?:NOENT|NOTDIR|ACCES)/.test(line) ? [] : [name];
  });
  return {
    exitCode: result.exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    programs: started.filter(
      (name) => realpathSync.native(node) !== (existsSync(name) ? realpathSync.native(name) : name),
    ),
    processes: lines.filter((line) => /\b(?:fork|vfork|clone3?)\(/.test(line) && !line.includes('CLONE_THREAD')).length,
    connections: lines.filter((line) => /\b(?:connect|sendto|sendmsg)\(/.test(line) && /AF_INET/.test(line)),
  };
}

const commands: readonly (readonly string[])[] = [
  ['check'],
  ['check', '--defconfig', 'defconfig'],
  ['why', 'GOOD'],
  ['objects'],
  ['owner', 'a.c'],
  ['config', 'olddefconfig', '--output', '-'],
  ['make', '-n'],
  ['make', '-p'],
  ['make', '--why', 'A'],
  ['probe'],
  ['probe', '--cc', './evil'],
  ['probe', '--explain', 'GOOD'],
  ['probe', '--explain', '-fplugin=./evil.so'],
  ['diff-toolchain', 'CC=./evil', 'CC=gcc'],
  ['toolchains'],
  ['cache', 'info'],
  ['lint'],
];

/** What the files outside and the server show. */
function traces(): { readonly files: readonly string[]; readonly calls: number } {
  const files = [
    'touch',
    'redirect',
    'cp',
    'python',
    'bash',
    'sh',
    'perl',
    'evil',
    'joined',
    'mf',
    'wp',
    'listing',
    'map',
  ];
  const more = ['ldmap', 'objcopy', 'ar', 'options', 'make-redirect', 'make-touch', 'make-file'];
  return { files: [...files, ...more].filter((name) => existsSync(join(outside, name))), calls };
}

it('the tree does what it is accused of when it may', async () => {
  const { exitCode } = await kgate(['check', '-C', tree], { env: { KGATE_NO_CACHE: '1' } });
  expect(exitCode).toBeDefined();
  const { files } = traces();
  expect(files).toEqual(
    expect.arrayContaining(['python', 'bash', 'perl', 'evil', 'joined', 'mf', 'listing', 'map', 'ar']),
  );
  expect(calls).toBeGreaterThan(0);
});

/** What makes containers and tries them, and make, which is asked for its version. */
const ofContainers: ReadonlySet<string> = new Set(['/usr/bin/bwrap', '/bin/sh', '/usr/bin/true', '/usr/bin/make']);

/** What a compiler driver of this machine starts itself, and rustup for rustc. */
const tools =
  /\/(?:[\w.+-]+-)?(?:gcc|cc1|as|ld|ld\.bfd|collect2|clang|rustc|nm|ar|objcopy|objdump|readelf|strip|python3)(?:-[\d.]+)?$/;

describe.each(commands.map((words) => [words.join(' '), words] as const))('kgate %s', (_, words) => {
  it('deny starts nothing', async () => {
    const run = await watch([...words, '-C', tree, '--shell=deny']);
    expect(run.programs).toEqual([]);
    expect(run.processes).toBe(0);
    expect(run.connections).toEqual([]);
    expect(traces()).toEqual({ files: [], calls: 0 });
  });

  it('probe starts compilers and linkers of the machine, and nothing else', async () => {
    const run = await watch([...words, '-C', tree, '--shell=probe']);
    expect(
      run.programs.filter(
        (name) => !ofContainers.has(name) && (!tools.test(name) || name.startsWith(tree) || !name.startsWith('/')),
      ),
    ).toEqual([]);
    expect(run.connections).toEqual([]);
    expect(traces()).toEqual({ files: [], calls: 0 });
  });

  it('sandbox lets nothing out', async () => {
    await kgate([...words, '-C', tree, '--shell=sandbox'], { env: { KGATE_NO_CACHE: '1' } });
    expect(traces()).toEqual({ files: [], calls: 0 });
  });
});

describe('what was refused is listed', () => {
  /** The line of the Makefile or the Kconfig file that holds a text. */
  const lineOf = (name: string, text: string): number =>
    readFileSync(join(tree, name), 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1;

  it.each(['probe', 'deny'])('check --shell=%s --format json', async (policy) => {
    const { stdout, exitCode } = await kgate(['check', '-C', tree, `--shell=${policy}`, '--format', 'json']);
    const result = JSON.parse(stdout) as {
      verdict: string;
      diagnostics: {
        code: string;
        severity: string;
        message: string;
        location: { file: string; line: number } | null;
      }[];
    };
    expect(exitCode).toBe(1);
    expect(result.verdict).toBe('fail');
    const refused = result.diagnostics.filter(({ code }) => code === 'probe/refused');
    for (const [name, text, command] of [
      ['Makefile', "bash -c 'exec", `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`],
      ['Makefile', 'python3 tool.py', 'python3 tool.py'],
      ['Kconfig', 'success,python3 tool.py', 'python3 tool.py'],
      ['Kconfig', 'success,./evil', './evil'],
      ['Kconfig', '-fplugin=./evil.so', 'gcc -fplugin=./evil.so -c -x c /dev/null -o /dev/null'],
    ] as const) {
      const location = { file: name, line: lineOf(name, text) };
      expect(refused).toContainEqual(
        expect.objectContaining({ severity: 'warning', location, message: expect.stringContaining(command) as string }),
      );
    }
    const kept = result.diagnostics.filter(({ code }) => code === 'probe/kept-in-memory');
    const location = { file: 'Kconfig', line: lineOf('Kconfig', `echo x > ${outside}/redirect`) };
    expect(kept).toContainEqual(expect.objectContaining({ location }));
  });

  it('check --shell=sandbox', async () => {
    // The compiler of the tree says nothing, which ends a check.
    const { stdout } = await kgate(['check', '-C', tree, 'CC=gcc', '--shell=sandbox', '--format', 'concise']);
    // FILE:LINE: SEVERITY[CODE]: MESSAGE
    const lines = stdout.replaceAll(/ \w+\[probe\/contained\]:/g, '').split('\n');
    const has = (start: string): boolean => lines.some((line) => line.startsWith(start));
    expect(has(`Makefile:${lineOf('Makefile', "bash -c 'exec")}: ran in the sandbox: bash -c 'exec`)).toBe(true);
    expect(has(`Kconfig:${lineOf('Kconfig', 'success,./evil')}: ran in the sandbox: { ./evil; }`)).toBe(true);
  });

  it.each([
    ['why', 'GOOD'],
    ['make', '-n'],
    ['config', 'olddefconfig', '--output', '-'],
  ])('%s %s', async (...words) => {
    const { stdout, stderr } = await kgate([...words, '-C', tree, '--shell=deny']);
    const line = lineOf('Makefile', "bash -c 'exec");
    const printed = (stdout + stderr).replaceAll(/\s+/g, ' ');
    expect(printed).toContain("refused by --shell=deny: bash -c 'exec");
    expect(printed).toContain(`Makefile:${line}`);
  });

  it('a configuration on guesses is not written', async () => {
    const { stdout, exitCode } = await kgate(['config', 'olddefconfig', '-C', tree, '--shell=deny', '--output', '-']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  });
});

it('KGATE_SHELL is the policy where --shell is not given', async () => {
  const { programs } = await watch(['check', '-C', tree], { KGATE_SHELL: 'deny' });
  expect(programs).toEqual([]);
  const bad = await kgate(['check', '-C', tree], { env: { KGATE_SHELL: 'maybe' } });
  expect(bad.exitCode).toBe(2);
  expect(bad.stderr).toContain('KGATE_SHELL=maybe');
  const worse = await kgate(['check', '-C', tree, '--shell=maybe']);
  expect(worse.exitCode).toBe(2);
});

it('a program that only the user names by its path is started under probe, one of the tree is not', async () => {
  const named = await kgate(['probe', '--cc', join(tree, 'evil'), '-C', tree, '--shell=probe']);
  expect(named.exitCode).toBe(2);
  expect(named.stderr).toContain('evil is a program of the tree');
  const gcc = realpathSync.native('/usr/bin/gcc');
  const path = join(directory, 'my-gcc');
  symlinkSync(gcc, path);
  const good = await kgate(['probe', `CC=${path}`, '-C', tree, '--shell=probe', '-Wall']);
  expect(good.exitCode).toBe(0);
});

it('without bubblewrap the sandbox is an error', async () => {
  const bin = join(directory, 'few-programs');
  mkdirSync(bin, { recursive: true });
  const { exitCode, stderr } = await kgate(['check', '-C', tree, '--shell=sandbox'], { env: { PATH: bin } });
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^kgate: bwrap: not found\n {2}hint: .*bubblewrap/);
  writeFileSync(join(bin, 'bwrap'), '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n');
  chmodSync(join(bin, 'bwrap'), 0o755);
  const broken = await kgate(['check', '-C', tree, '--shell=sandbox'], { env: { PATH: bin } });
  expect(broken.exitCode).toBe(2);
  expect(broken.stderr).toContain('bwrap: No permissions to create new namespace');
});

describe('Linux 6.12, arm64 defconfig', () => {
  const words = ['defconfig', '-C', linux612(), 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
  // Without version managers, which are scripts.
  const path = { PATH: '/usr/bin:/bin' };
  const config = async (policy: string, output: string) =>
    await kgate(['config', ...words, `--shell=${policy}`, '--output', output], {
      env: { KGATE_NO_CACHE: '1', ...path },
    });

  it('sandbox: the same .config as with run', async () => {
    const [run, sandbox] = [join(directory, 'run.config'), join(directory, 'sandbox.config')];
    expect((await config('run', run)).exitCode).toBe(0);
    expect((await config('sandbox', sandbox)).exitCode).toBe(0);
    expect(readFileSync(sandbox, 'utf8')).toBe(readFileSync(run, 'utf8'));
  });

  it('probe: the same .config as with run, and the same values', async () => {
    const output = join(directory, 'probe.config');
    const { exitCode, programs, stderr } = await watch(['config', ...words, '--shell=probe', '--output', output], path);
    expect(programs.filter((name) => !tools.test(name) && !ofContainers.has(name))).toEqual([]);
    expect(programs.length).toBeGreaterThan(100);
    expect(stderr).not.toContain('refused by --shell=probe');
    expect(exitCode).toBe(0);
    const real = join(directory, 'real.config');
    expect((await config('run', real)).exitCode).toBe(0);
    expect(readFileSync(output, 'utf8')).toBe(readFileSync(real, 'utf8'));
    const variables = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
    const host = createNodeHost({ cwd: linux612() });
    const values = (at: Host) => {
      const { configuration } = openTree({ host: at, variables, defconfig: 'defconfig' });
      return new Map(
        [...configuration.model.symbols.values()].map((symbol) => [symbol.name, configuration.value(symbol)]),
      );
    };
    const run = values(host);
    const probe = values(restrictHost(host, { policy: 'probe' }));
    const different = [...run].filter(([name, value]) => probe.get(name) !== value).map(([name]) => name);
    expect(different).toEqual([]);
    expect(probe.size).toBe(run.size);
  }, 240_000);
});

describe('files that kgate config leaves', () => {
  const plain = (name: string, lines: string): string => {
    const path = join(directory, name);
    mkdirSync(path);
    writeFileSync(join(path, 'Kconfig'), 'config A\n\tbool "a"\n\tdefault y\n');
    writeFileSync(join(path, 'Makefile'), `${lines}\nolddefconfig:\n\t@scripts/kconfig/conf --$@ Kconfig\n`);
    return path;
  };
  const run = async (path: string) => await kgate(['config', 'olddefconfig', '-C', path, '--shell=deny']);

  it('are written to the tree', async () => {
    const path = plain('own', '');
    expect((await run(path)).exitCode).toBe(0);
    expect(readFileSync(join(path, '.config'), 'utf8')).toContain('CONFIG_A=y');
  });

  it('are not written to where the tree sends them', async () => {
    const path = plain('sends', `export KCONFIG_CONFIG := ${outside}/config`);
    const { exitCode, stderr } = await run(path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${outside}/config: not written, it is outside of the tree`);
    expect(existsSync(join(outside, 'config'))).toBe(false);
  });

  it('are not written through a link of the tree', async () => {
    const path = plain('links', 'export KCONFIG_CONFIG := away/config');
    symlinkSync(outside, join(path, 'away'));
    expect((await run(path)).exitCode).toBe(2);
    const dangling = plain('dangling', 'export KCONFIG_CONFIG := away/deep/config');
    symlinkSync(join(outside, 'nowhere'), join(dangling, 'away'));
    expect((await run(dangling)).exitCode).toBe(2);
    expect(readdirSync(outside)).toEqual([]);
  });
});
