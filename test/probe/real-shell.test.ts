import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../src/host/host.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { hasProgram } from '../support/oracle.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { createAnnouncer, createRealShell } from '../../src/probe/real-shell.ts';

const host = createNodeHost();
const hasCross = hasProgram('aarch64-linux-gnu-gcc');
let directory = '';
let env: Record<string, string> = {};

/** Makes a program of shell lines in the test's own PATH directory. */
function program(name: string, lines: string): void {
  writeFileSync(join(directory, 'bin', name), `#!/bin/sh\n${lines}\n`);
  chmodSync(join(directory, 'bin', name), 0o755);
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-real-'));
  spawnSync('mkdir', [join(directory, 'bin'), join(directory, 'work')]);
  env = { PATH: `${join(directory, 'bin')}:/usr/bin:/bin`, LC_ALL: 'C' };
  program('slow-gcc', 'sleep 20');
  program('loud-gcc', 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done');
  program('counting-gcc', `echo run >> ${directory}/count; echo "words $*" >&2; exit 1`);
  program('writing-gcc', 'while [ $# -gt 0 ]; do [ "$1" = -o ] && echo object > "$2"; shift; done');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const ask = (command: string, options: Partial<Parameters<typeof createRealShell>[0]> = {}) =>
  createRealShell({ host, ...options })({ command, cwd: join(directory, 'work'), env });

describe('real shell', () => {
  it('answers a pure text without a process', () => {
    const memory = createMemoryHost({ env: {} });
    const answer = createRealShell({ host: memory })({
      command: 'set -- GCC 120200 && echo $1',
      cwd: '/work',
      env: {},
    });
    expect(answer).toEqual({ stdout: 'GCC\n', stderr: '', status: 0, commands: [], unknown: null });
    expect(memory.calls).toEqual([]);
  });

  it("keeps a program's words although the text throws them away", () => {
    const answer = ask('{ counting-gcc -x; } >/dev/null 2>&1 && echo y || echo n');
    expect(answer).toMatchObject({ stdout: 'n\n', stderr: '', status: 0 });
    expect(answer.commands).toEqual([
      { argv: ['counting-gcc', '-x'], status: 1, stdout: '', stderr: 'words -x\n', source: 'run' },
    ]);
  });

  it('says what the shell says about a missing program, and records it', () => {
    const answer = ask('nope-gcc --version');
    expect(answer).toMatchObject({
      stdout: '',
      stderr: '/bin/sh: 1: nope-gcc: not found\n',
      status: 127,
      unknown: null,
    });
    expect(answer.commands).toMatchObject([{ argv: ['nope-gcc', '--version'], status: 127 }]);
    expect(ask('nope-gcc', { shellName: 'sh' }).stderr).toBe('sh: 1: nope-gcc: not found\n');
  });

  it('names a script without the run bit as the shell that conf starts does, and as that of make', () => {
    writeFileSync(join(directory, 'version.sh'), '#!/bin/sh\necho 1\n');
    const command = `${directory}/version.sh gcc`;
    for (const argv0 of ['sh', '/bin/sh']) {
      const real = spawnSync('/bin/sh', ['-c', command], { argv0, env, encoding: 'utf8' });
      expect(real.stderr).toContain(`${argv0}: 1: `);
      const answer = createRealShell({ host })({ command, cwd: directory, env, shellName: argv0 });
      expect(answer).toMatchObject({ stderr: real.stderr, status: real.status });
    }
  });

  it('gives up on a program that hangs, naming it and the limit', () => {
    const started = Date.now();
    const answer = ask('{ slow-gcc -c; } >/dev/null 2>&1 && echo y || echo n', { timeoutMs: 400 });
    expect(Date.now() - started).toBeLessThan(5000);
    expect(answer.unknown).toMatch(/^slow-gcc did not end within \d+ ms: slow-gcc -c$/);
    expect(answer.commands).toMatchObject([{ argv: ['slow-gcc', '-c'], status: null }]);
  });

  it('gives up on a program that never stops writing', () => {
    expect(ask('loud-gcc | head -n 1', { maxOutputBytes: 10_000, timeoutMs: 5000 }).unknown).toMatch(
      /^loud-gcc wrote more than the limit/,
    );
  });

  it.each([
    ['while :; do :; done', /more than \d+ steps/],
    ['f() { f; }; f', /nested too deeply/],
    ['x=aaaaaaaa; while :; do x=$x$x; done', /more than \d+ (?:bytes|steps)/],
    ['while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done', /more than \d+/],
    ['trap "while :; do :; done" EXIT', /more than \d+ steps/],
  ])('ends %j within its limits, without a real shell', (command, reason) => {
    const answer = ask(command);
    expect(answer.unknown).toMatch(reason);
    expect(answer.commands).toEqual([]);
  });

  it.each(['$(echo ', '(', '{ ', 'if ', '! ', '$((', '${x-', '"$('])('survives %j ten thousand times', (piece) => {
    expect(ask(piece.repeat(10_000), { fallback: 'refuse' }).unknown).not.toBeNull();
  });

  it('runs like compiler calls once, and nothing else', () => {
    const run = createRealShell({ host });
    const request = { command: 'counting-gcc -a 2>/dev/null; counting-gcc -a; echo x', cwd: directory, env };
    rmSync(join(directory, 'count'), { force: true });
    const [first, second] = [run(request), run(request)];
    expect(first.commands).toHaveLength(2);
    expect(second).toEqual(first);
    expect(readFileSync(join(directory, 'count'), 'utf8')).toBe('run\n');
    run({ ...request, env: { ...env, LANG: 'de_DE.UTF-8' } });
    expect(readFileSync(join(directory, 'count'), 'utf8')).toBe('run\nrun\n');
    program('not-a-tool', `echo run >> ${directory}/count`);
    run({ ...request, command: 'not-a-tool; not-a-tool' });
    expect(readFileSync(join(directory, 'count'), 'utf8')).toBe('run\n'.repeat(4));
  });

  it('runs a compiler once for each environment that its answer depends on', () => {
    program('rustc', `echo "$RUSTUP_TOOLCHAIN"; echo run >> ${directory}/toolchains`);
    const run = createRealShell({ host });
    const version = (toolchain: string, term: string): string => {
      const more = { RUSTUP_TOOLCHAIN: toolchain, TERM: term };
      return run({ command: 'rustc --version', cwd: directory, env: { ...env, ...more } }).stdout;
    };
    expect(version('stable', 'xterm')).toBe('stable\n');
    expect(version('nightly', 'xterm')).toBe('nightly\n');
    expect(version('stable', 'vt100')).toBe('stable\n');
    expect(readFileSync(join(directory, 'toolchains'), 'utf8')).toBe('run\nrun\n');
  });

  it('writes nothing into the tree: files are in the scratch directory', () => {
    const answer = ask(
      'trap "rm -rf .tmp_$$" EXIT; mkdir .tmp_$$; writing-gcc -c -o .tmp_$$/tmp.o && test -s .tmp_$$/tmp.o && cat .tmp_$$/tmp.o; echo text > kept; cat kept; mkdir -p a/b',
    );
    expect(answer).toMatchObject({ stdout: 'object\ntext\n', status: 0, unknown: null });
    expect(readdirSync(join(directory, 'work'))).toEqual([]);
    // Even an output next to the sources does not reach the tree.
    expect(ask('writing-gcc -c -o here.o && cat here.o').stdout).toBe('object\n');
    expect(existsSync(join(directory, 'work', 'here.o'))).toBe(false);
  });

  it('shows a program the files the text wrote', () => {
    program('reading-gcc', 'cat "$1"');
    expect(ask('echo "int x;" > t.c; reading-gcc t.c; rm t.c').stdout).toBe('int x;\n');
  });

  it.skipIf(!hasCross)('gives the words of a real compiler under the names of the text', () => {
    const answer = ask(
      'mkdir .tmp_$$; echo "int x = ;" > .tmp_$$/a.c; aarch64-linux-gnu-gcc -c .tmp_$$/a.c -o .tmp_$$/a.o || echo failed',
    );
    expect(answer.stdout).toBe('failed\n');
    expect(answer.stderr).toMatch(/^\.tmp_\d+\/a\.c:1:9: error: expected expression/);
  });

  it('leaves what it does not do exactly to the real shell, or refuses it', () => {
    const command = 'printf "%d\\n" 0x1f; echo ~no-such-user';
    const answer = ask(command);
    expect(answer).toMatchObject({ stdout: '31\n~no-such-user\n', status: 0, unknown: null });
    expect(answer.commands).toMatchObject([{ argv: ['/bin/sh', '-c', command], source: 'run' }]);
    expect(ask(command, { fallback: 'refuse' }).unknown).toMatch(/^shell text not interpreted: /);
  });

  it('passes exported variables and only those', () => {
    expect(ask('a=1; export b=2; c=3 sh -c \'echo "$a-$b-$c"\'').stdout).toBe('-2-3\n');
  });
});

describe('announcer', () => {
  // As the kernel's tools-support-relr.sh: the last programs read what the first ones write.
  const command = [
    'file=$(mktemp)',
    'echo "int x;" | gcc -c -x c - -o $file.o',
    'if ! ld $file.o -shared --pack-dyn-relocs=relr -o $file; then ld $file.o -shared -o $file; fi',
    'test -z "$(nm $file 2>&1 >/dev/null)"',
    'gcc -print-file-name=plugin',
  ].join('\n');

  it('starts no program whose input another one has yet to write', () => {
    const started: CommandRequest[] = [];
    const announce = createAnnouncer({ host: { ...host, prefetch: (requests) => started.push(...requests) } });
    announce?.({ command, cwd: join(directory, 'work'), env });
    expect(started.map((request) => request.argv.slice(0, 3).join(' '))).toEqual([
      'gcc -c -x',
      'gcc -print-file-name=plugin',
    ]);
  });
});
