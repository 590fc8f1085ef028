import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { loadProfile } from '../../src/probe/profile/load.ts';
import { createReplayShell } from '../../src/probe/replay-shell.ts';

const profilesDirectory = fileURLToPath(new URL('../../profiles', import.meta.url));
const profileOf = (name: string) => loadProfile(name, { host: createNodeHost(), profilesDirectory });
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' };

/** Asks a profile on a machine without any program. */
function ask(name: string, command: string, files: Record<string, string> = {}) {
  const host = createMemoryHost({ files, directories: ['/work/o'] });
  const answer = createReplayShell({ host, profile: profileOf(name) })({ command, cwd: '/work/o', env });
  expect(host.calls, 'programs run').toEqual([]);
  return answer;
}

const kconfigOption = (flags: string): string =>
  `{ trap "rm -rf .tmp_$$" EXIT; mkdir .tmp_$$; aarch64-linux-gnu-gcc -Werror  ${flags} -c -x c /dev/null -o .tmp_$$/tmp.o; } >/dev/null 2>&1 && echo "y" || echo "n"`;

describe('replay shell', () => {
  it.each([
    // Recorded from the compilers themselves.
    ['gcc-7.5.0', '-fpatchable-function-entry=2', 'n\n'],
    ['gcc-11', '-fpatchable-function-entry=2', 'y\n'],
    ['gcc-12', '-fpatchable-function-entry=2', 'y\n'],
    ['gcc-12', '-fsanitize=kcfi', 'n\n'],
    ['gcc-12', '-fsanitize=shadow-call-stack -ffixed-x18', 'y\n'],
    ['gcc-11', '-fsanitize=shadow-call-stack -ffixed-x18', 'n\n'],
    ['gcc-12', '-fsanitize=thread --param tsan-distinguish-volatile=1', 'y\n'],
    ['gcc-7.5.0', '-fsanitize=thread --param tsan-distinguish-volatile=1', 'n\n'],
    ['gcc-12', '-mllvm -max-store-memset=4294967294', 'n\n'],
    // The driver refuses the unknown option whatever the others are.
    ['gcc-12', '-fsomething-not-recorded -fsanitize=kcfi', 'n\n'],
    // Any value of an option that is missing altogether, any number where one was accepted.
    ['gcc-7.5.0', '-fpatchable-function-entry=4,2', 'n\n'],
    ['gcc-12', '-fpatchable-function-entry=4,2', 'y\n'],
    ['gcc-12', '-Wframe-larger-than=4096', 'y\n'],
    // An unknown -Wno-… is accepted in silence.
    ['gcc-12', '-Wno-such-warning-exists', 'y\n'],
    // Redefining a predefined macro is an error under -Werror.
    ['gcc-12', '-D__SIZEOF_INT128__=0', 'n\n'],
    ['gcc-12', '-D__SIZEOF_INT128__=16', 'y\n'],
    ['gcc-12', '-DOWN_MACRO=0', 'y\n'],
    ['gcc-12', '', 'y\n'],
  ])('%s: cc-option %s gives %j', (name, flags, stdout) => {
    expect(ask(name, kconfigOption(flags))).toMatchObject({ stdout, stderr: '', status: 0, unknown: null });
  });

  it.each([
    ['-fsomething-not-recorded', /gcc-12 has no record of -fsomething-not-recorded/],
    // Refused alone because another option is missing: with others the answer is open.
    ['-Wformat-zero-length -Wall', /-Wformat-zero-length was refused alone/],
    ['-fsanitize=kernel-address -fsanitize=kernel-hwaddress', /together are not recorded/],
    ['-D__DATE__=1', /-D__DATE__=1/],
    ['-include config.h', /-include config.h/],
    ['-w', /what -w does/],
  ])('never guesses: cc-option %s', (flags, reason) => {
    const answer = ask('gcc-12', kconfigOption(flags));
    expect(answer.unknown).toMatch(reason);
    expect(answer.commands.at(-1)).toMatchObject({ source: 'unknown', status: null });
  });

  it('never guesses: flags that clang 19 takes one by one and not together', () => {
    const clang = profileOf('clang-14-aarch64');
    const taken = { accepted: true, stderr: '', basis: 'recorded' } as const;
    const two = ['-fsanitize=kcfi', '-fsanitize=undefined'] as const;
    const profile = { ...clang, flags: new Map([...clang.flags, ...two.map((flag) => [flag, taken] as const)]) };
    const shell = createReplayShell({ host: createMemoryHost({ directories: ['/work/o'] }), profile });
    const askAbout = (flags: string) =>
      shell({
        command: `clang ${clang.baseFlags.join(' ')} -Werror ${flags} -c -x c /dev/null -o /dev/null && echo y`,
        cwd: '/work/o',
        env,
      });
    for (const flag of two) expect(askAbout(flag)).toMatchObject({ stdout: 'y\n', unknown: null });
    expect(askAbout(two.join(' ')).unknown).toMatch(/together are not recorded/);
  });

  it.each([
    ['echo "int x;" | aarch64-linux-gnu-gcc -x c - -c -o /dev/null', /compiling source text/],
    ['aarch64-linux-gnu-gcc -x c /dev/null -o a.out', /linking/],
    ['aarch64-linux-gnu-gcc -c file.c -o /dev/null', /file\.c/],
    ['aarch64-linux-gnu-gcc -print-file-name=plugin', /-print-file-name=plugin/],
    ['aarch64-linux-gnu-ld -v --no-such-option', /--no-such-option/],
    ['aarch64-linux-gnu-objcopy --help', /objcopy/],
    ['arm-linux-gnueabi-gcc --version', /no part of the recorded compiler/],
    ['clang --version', /no part of the recorded compiler/],
    ['rustc --version', /no part of the recorded compiler/],
    // Only the first line of these is recorded.
    ['aarch64-linux-gnu-ld --version', /only a part/],
    ['aarch64-linux-gnu-ld --version | grep -q Nothing', /only a part/],
    ['x=$(aarch64-linux-gnu-ld --version); echo ${#x}', /only a part/],
    ['test "$(aarch64-linux-gnu-ld --version)" = x', /only a part/],
  ])('without whole calls, does not know %s', (command, reason) => {
    const profile = { ...profileOf('gcc-7.5.0'), answers: [] };
    const host = createMemoryHost({ directories: ['/work/o'] });
    expect(createReplayShell({ host, profile })({ command, cwd: '/work/o', env }).unknown).toMatch(reason);
    expect(host.calls, 'programs run').toEqual([]);
  });

  it.each([
    ['aarch64-linux-gnu-gcc --version | head -n 1', 'aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0\n'],
    ['aarch64-linux-gnu-gcc -dumpversion', '12\n'],
    ['aarch64-linux-gnu-gcc -dumpfullversion', '12.2.0\n'],
    ['aarch64-linux-gnu-gcc -dumpmachine', 'aarch64-linux-gnu\n'],
    ['aarch64-linux-gnu-ld -v', 'GNU ld (GNU Binutils for Debian) 2.40\n'],
    ['aarch64-linux-gnu-ld --version | head -n 1', 'GNU ld (GNU Binutils for Debian) 2.40\n'],
    ['aarch64-linux-gnu-ld --version | grep -q Binutils && echo y', 'y\n'],
    ['echo __GNUC__ | aarch64-linux-gnu-gcc -E -x c - | tail -n 1', '12\n'],
    ['echo "__GNUC__ . __GNUC_MINOR__" | aarch64-linux-gnu-gcc -E -P -x c -', '12 . 2\n'],
    ['aarch64-linux-gnu-gcc -dM -E -x c /dev/null | grep -q "#define __aarch64__ 1" && echo y', 'y\n'],
    ['aarch64-linux-gnu-gcc -dM -E -x c /dev/null | grep -q "#define __x86_64__ 1" || echo n', 'n\n'],
    ['{ command -v aarch64-linux-gnu-gcc; } >/dev/null 2>&1 && echo "n" || echo "y"', 'n\n'],
    ['{ aarch64-linux-gnu-nm --help | head -n 1 | grep -qi llvm; } >/dev/null 2>&1 && echo "y" || echo "n"', 'n\n'],
    ['{ ccache aarch64-linux-gnu-gcc -fsanitize=kcfi -c -x c /dev/null; } 2>/dev/null || echo n', 'n\n'],
  ])('%s', (command, stdout) => {
    expect(ask('gcc-12', command)).toMatchObject({ stdout, unknown: null });
  });

  describe('rustc', () => {
    const words = 'rustc 1.95.0 (59807616e 2026-04-14)\n';
    const gcc = profileOf('gcc-12');
    const stdout = words.replace('rustc', '<name>');
    const form = { tool: 'rust', args: ['--version'], input: null } as const;
    const profile = { ...gcc, answers: [...gcc.answers, { ...form, status: 0, stdout, stderr: '', isPartial: false }] };
    const askOn = (host: ReturnType<typeof createMemoryHost>) => {
      const shell = createReplayShell({ host, profile, otherPrograms: 'run' });
      return shell({ command: 'rustc --version || echo 0', cwd: '/work/o', env });
    };

    it('is answered from the record', () => {
      const host = createMemoryHost({ directories: ['/work/o'] });
      expect(askOn(host)).toMatchObject({ stdout: words, unknown: null, commands: [{ source: 'profile' }] });
      expect(host.calls).toEqual([]);
    });

    it('is missing where the record has none', () => {
      const host = createMemoryHost({ directories: ['/work/o'] });
      const shell = createReplayShell({ host, profile: gcc, otherPrograms: 'run' });
      expect(shell({ command: 'rustc --version || echo 0', cwd: '/work/o', env }).stdout).toBe('0\n');
    });

    it("is the machine's own only where the record has none", () => {
      const host = createMemoryHost({
        directories: ['/work/o'],
        files: { '/usr/bin/rustc': '' },
        executables: ['/usr/bin/rustc'],
        run: () => ({ stdout: 'rustc 1.0\n' }),
      });
      expect(askOn(host).stdout).toBe(words);
      const other = createReplayShell({ host, profile, otherPrograms: 'run' });
      expect(other({ command: 'rustc --print sysroot', cwd: '/work/o', env }).unknown).toContain('is not recorded');
      expect(host.calls).toEqual([]);
      // A record without one, and one in which rustup had none to start.
      const broken = {
        ...profile,
        answers: [...gcc.answers, { ...form, status: 1, stdout: '', stderr: '', isPartial: false }],
      };
      for (const without of [gcc, broken]) {
        const shell = createReplayShell({ host, profile: without, otherPrograms: 'run' });
        expect(shell({ command: 'rustc --version || echo 0', cwd: '/work/o', env }).stdout).toBe('rustc 1.0\n');
      }
    });
  });

  it('interprets scripts of the tree, with their own $0, parameters and set -e', () => {
    const script = `#!/bin/sh -e
first=$("$@" -dumpfullversion)
IFS=.
set -- $first
[ "$1" -ge 10 ] || { echo "$0: too old" >&2; exit 1; }
echo $(($1 * 100 + $2))
false
echo not reached
`;
    const host = createMemoryHost({
      files: { '/work/scripts/my-version.sh': script },
      executables: ['/work/scripts/my-version.sh'],
      directories: ['/work/o'],
    });
    const run = (name: string) =>
      createReplayShell({ host, profile: profileOf(name) })({
        command: '../scripts/my-version.sh aarch64-linux-gnu-gcc',
        cwd: '/work/o',
        env,
      });
    expect(run('gcc-12')).toMatchObject({ stdout: '1202\n', stderr: '', status: 1, unknown: null });
    expect(run('gcc-7.5.0')).toMatchObject({ stdout: '', stderr: '../scripts/my-version.sh: too old\n', status: 1 });
  });

  it('runs other programs only when asked to, and never ones that may start a compiler', () => {
    const host = createMemoryHost({
      executables: ['/usr/bin/getconf', '/usr/bin/make', '/usr/bin/sh'],
      files: { '/usr/bin/getconf': '', '/usr/bin/make': '', '/usr/bin/sh': '' },
      directories: ['/work/o'],
      run: ({ argv }) => ({ stdout: `${argv.join(' ')}\n` }),
    });
    const run = createReplayShell({ host, profile: profileOf('gcc-12'), otherPrograms: 'run' });
    const say = (command: string) => run({ command, cwd: '/work/o', env });
    expect(say('getconf LFS_CFLAGS')).toMatchObject({ stdout: 'getconf LFS_CFLAGS\n', unknown: null });
    expect(say('make -v').unknown).toMatch(/make -v is not recorded/);
    expect(say('sh -c "gcc -v"').unknown).toMatch(/no record of -v/);
    expect(say('pahole --version')).toMatchObject({ status: 127, stderr: '/bin/sh: 1: pahole: not found\n' });
  });

  it('asks the machine for its own compilers, HOSTCC and HOSTCXX, and for no other', () => {
    const host = createMemoryHost({
      files: { '/usr/bin/gcc': '', '/usr/bin/g++': '', '/usr/bin/riscv64-linux-gnu-gcc': '' },
      executables: ['/usr/bin/gcc', '/usr/bin/g++', '/usr/bin/riscv64-linux-gnu-gcc'],
      directories: ['/work/o'],
      run: ({ argv }) => ({ stdout: `the machine: ${argv.join(' ')}\n` }),
    });
    const run = createReplayShell({ host, profile: profileOf('gcc-7.5.0'), otherPrograms: 'run' });
    const say = (command: string, names: Record<string, string>) =>
      run({ command, cwd: '/work/o', env: { ...env, CC: 'aarch64-linux-gnu-gcc', ...names } });
    const own = { HOSTCC: 'gcc', HOSTCXX: 'g++' };
    const question = 'g++ -E -x c++ - -o /dev/null';
    expect(say(question, own)).toMatchObject({ stdout: `the machine: ${question}\n`, unknown: null });
    expect(say('gcc --version', own).stdout).toBe('the machine: gcc --version\n');
    expect(say('aarch64-linux-gnu-gcc --version', own).stdout).toMatch(/^aarch64-linux-gnu-gcc \(GCC\) 7\.5\.0\n/);
    expect(say(question, {}).unknown).toMatch(/only language c is recorded/);
    expect(say(question, { ...own, HOSTCC: 'aarch64-linux-gnu-gcc' }).unknown).toMatch(/only language c is recorded/);
    expect(say('riscv64-linux-gnu-gcc --version', own).unknown).toMatch(/is not recorded in gcc-7\.5\.0/);
  });

  it.each<[string, string, number | RegExp]>([
    ['is recorded', '-Wl,--hash-style=sysv -O2 -Wall -mabi=lp64 -nostdlib', 0],
    ['with flags that are recorded one by one', '-Wl,--hash-style=sysv -O0 -fno-inline -mabi=lp64 -nostdlib', 0],
    ['with a flag that is refused', '-Wl,--hash-style=sysv -mabi=lp64 -fpatchable-function-entry=2 -nostdlib', 1],
    [
      'with other words for the linker',
      '-Wl,--hash-style=sysv -static -mabi=lp64 -nostdlib',
      /linking is not recorded/,
    ],
    ['with libraries', '-Wl,--hash-style=sysv -mabi=lp64', /linking is not recorded/],
  ])('a link of nothing %s', (_what, words, outcome) => {
    const record = (args: string, status: number) =>
      ({
        tool: 'compiler',
        args: args.split(' '),
        input: null,
        status,
        stdout: '',
        stderr: '',
        isPartial: false,
      }) as const;
    const recorded = '-Wl,--hash-style=sysv -O2 -Wall -mabi=lp64 -nostdlib -x c /dev/null -o <out>';
    const profile = {
      ...profileOf('gcc-7.5.0'),
      answers: [record(recorded, 0), record(recorded.replace('-O2', '-static -O2'), 1)],
    };
    const shell = createReplayShell({ host: createMemoryHost({ directories: ['/work/o'] }), profile });
    const run = (text: string) =>
      shell({ command: `aarch64-linux-gnu-gcc ${text} -x c /dev/null -o t`, cwd: '/work/o', env });
    const answer = run(words);
    if (typeof outcome === 'number') expect(answer).toMatchObject({ status: outcome, unknown: null });
    else expect(answer.unknown).toMatch(outcome);
    // A failure may lie in the other flags.
    if (outcome === 0) expect(run(words.replace(/-O./, '-static -O1')).unknown).toMatch(/linking/);
  });

  it('the recorded archiver takes D for a file that a text names after its process', () => {
    const host = createMemoryHost({ directories: ['/work/o'] });
    const run = createReplayShell({ host, profile: profileOf('gcc-7.5.0') });
    const command =
      'T=".$$.tmp"; if (aarch64-linux-gnu-ar rcD "$T") >/dev/null 2>&1; then echo D; else echo; fi; rm -f "$T"';
    expect(run({ command, cwd: '/work/o', env })).toMatchObject({ stdout: 'D\n', unknown: null });
  });

  it("leaves the host's compiler alone", () => {
    const host = createMemoryHost({ directories: ['/work/o'] });
    const run = createReplayShell({ host, profile: profileOf('gcc-12') });
    const answer = run({
      command: 'gcc --version',
      cwd: '/work/o',
      env: { ...env, CC: 'aarch64-linux-gnu-gcc', HOSTCC: 'gcc' },
    });
    expect(answer.unknown).toMatch(/^gcc is no part of the recorded compiler gcc-12$/);
  });
});
