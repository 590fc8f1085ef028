import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { loadProfile } from '../../src/probe/profile/load.ts';
import { createRealShell } from '../../src/probe/real-shell.ts';
import { createReplayShell } from '../../src/probe/replay-shell.ts';
import { oracle } from '../support/kernel-source.ts';

/** Scripts of real trees that print and check versions: the result of /bin/sh, by our interpreter. */
const trees = { '6.1': oracle('linux-6.1').tree, '6.12': oracle('linux-6.12').tree };
const uBoot = oracle('u-boot').tree;
const busybox = oracle('busybox').tree;

let scratch: string;
let env: Record<string, string>;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-versions-'));
  const programs = join(scratch, 'bin');
  mkdirSync(programs);
  const fake = (name: string, text: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  fake('pahole-124', 'echo v1.24');
  fake('rustc-old', 'echo "rustc 1.60.0 (7737e0b5c 2022-04-04)"; echo "LLVM version: 14.0.0"');
  fake('rustc-mute', 'exit 3');
  fake('rustc-odd', 'echo "compiler of rust, no version"');
  fake('rustc-new', 'case "$*" in *sysroot*) echo /nonexistent;; *) echo "rustc 1.99.0 (000000000 2026-01-01)";; esac');
  fake('bindgen-old', 'echo "bindgen 0.50.1"');
  fake('bindgen-mute', 'exit 2');
  fake(
    'bindgen-new',
    'case "$*" in *.h) echo "clang version 19.0.2" >&2; echo foofoo;; *) echo "bindgen 0.99.0";; esac',
  );
  fake('ld-odd', 'echo "some linker 1.0"');
  fake('ld-old', 'echo "GNU ld (GNU Binutils) 2.20.1.20100303"');
  fake('ld-fedora', 'echo "GNU ld version 2.34-4.fc32"');
  fake(
    'old-gcc',
    'case "$*" in *-Wa,--version*) echo "GNU assembler (GNU Binutils) 2.24";; *) echo "GCC 4 9 0";; esac',
  );
  fake('dtc', 'echo "Version: DTC 1.6.1-gabcdef"');
  env = { PATH: `${programs}:${process.env['PATH'] ?? ''}`, LC_ALL: 'C', HOME: scratch };
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const compilers = [
  'gcc',
  'aarch64-linux-gnu-gcc',
  'aarch64-linux-gnu-gcc-11',
  'clang',
  'clang --target=aarch64-linux-gnu -fintegrated-as',
  'avr-gcc',
  'old-gcc',
  'no-such-gcc',
  '/bin/true',
  '',
];
const linkers = ['ld', 'aarch64-linux-gnu-ld', 'ld.lld', 'avr-ld', 'ld.gold', 'ld-odd', 'ld-old', 'ld-fedora', 'no-ld'];
const minimums = ['gcc', 'llvm', 'binutils', 'icc', 'rustc', 'bindgen', 'nothing-of-the-kind', '', 'gcc llvm'];
const architectures = ['', 'ARCH=parisc64 ', 'SRCARCH=s390 ', 'SRCARCH=loongarch '];

/** Commands on a tree of the kernel's own line of scripts, 5.x and later. */
function commandsOf(tree: string): string[] {
  const script = (name: string): string => `${tree}/scripts/${name}.sh`;
  const rust = (rustc: string, bindgen: string): string =>
    `RUSTC=${rustc} BINDGEN=${bindgen} CC=gcc ${script('rust_is_available')}`;
  return [
    ...compilers.flatMap((cc) => ['cc-version', 'as-version', 'cc-can-link'].map((name) => `${script(name)} ${cc}`)),
    ...compilers.map((cc) => `${script('gcc-x86_64-has-stack-protector')} ${cc}`),
    ...linkers.map((ld) => `${script('ld-version')} ${ld}`),
    ...minimums.flatMap((name) => architectures.map((arch) => `${arch}${script('min-tool-version')} ${name}`)),
    ...['pahole-124', 'no-pahole', ''].map((pahole) => `${script('pahole-version')} ${pahole}`),
    script('rust_is_available'),
    rust('no-rustc', 'bindgen-new'),
    rust('rustc-new', 'no-bindgen'),
    rust('rustc-old', 'bindgen-new'),
    rust('rustc-mute', 'bindgen-new'),
    rust('rustc-odd', 'bindgen-new'),
    rust('rustc-new', 'bindgen-old'),
    rust('rustc-new', 'bindgen-mute'),
    rust('rustc-new', 'bindgen-new'),
  ];
}

const older = [
  ...compilers.flatMap((cc) => ['', '-p '].map((patch) => `${uBoot}/scripts/gcc-version.sh ${patch}${cc}`)),
  ...compilers.map((cc) => `${uBoot}/scripts/clang-version.sh ${cc}`),
  ...compilers.map((cc) => `/bin/sh ${busybox}/scripts/gcc-version.sh ${cc}`),
  ...['as', 'aarch64-linux-gnu-as', 'avr-as', 'no-as', ''].map((as) => `${uBoot}/scripts/binutils-version.sh ${as}`),
  ...['dtc', 'no-dtc', ''].map((dtc) => `${uBoot}/scripts/dtc-version.sh ${dtc}`),
  // A script of awk, not of the shell: it is started.
  ...linkers.map((ld) => `${ld} --version 2>/dev/null | ${uBoot}/scripts/ld-version.sh`),
];

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function bySh(command: string): Ended {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
    cwd: scratch,
    env,
    encoding: 'latin1',
    input: '',
  });
  return { status, stdout, stderr };
}

function byInterpreter(run: RunShell, command: string): Ended & { readonly unknown: string | null } {
  const { status, stdout, stderr, unknown } = run({ command, cwd: scratch, env });
  return { status, stdout, stderr, unknown };
}

/**
 * A compiler or rustc that talks nonsense makes the shell itself complain, of a number. Its words are left to it: such a
 * text is not interpreted but started.
 */
const leftToShell = [
  /RUSTC=rustc-odd .*linux-6\.1\//,
  /\/gcc-version\.sh (?:-p )?old-gcc$/,
  /\/rustc-version\.sh rustc-odd$/,
];

describe('with the tools of the machine', () => {
  const run = createRealShell({ host: createNodeHost(), fallback: 'refuse', scripts: 'interpret' });
  const runAll = createRealShell({ host: createNodeHost(), scripts: 'interpret' });
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ['Linux 6.1', commandsOf(trees['6.1'])],
    ['Linux 6.12', commandsOf(trees['6.12'])],
    [
      'Linux 6.12, Rust',
      ['rustc-version', 'rustc-llvm-version'].flatMap((name) =>
        ['rustc-old', 'rustc-mute', 'no-rustc', 'rustc-odd'].map(
          (rustc) => `${trees['6.12']}/scripts/${name}.sh ${rustc}`,
        ),
      ),
    ],
    [
      'Linux 6.1, pahole',
      ['pahole-124', 'no-pahole', ''].map((pahole) => `PAHOLE=${pahole} ${trees['6.1']}/scripts/pahole-flags.sh`),
    ],
    ['U-Boot and BusyBox', older],
  ];
  it.each(groups)('%s: every script ends as under /bin/sh', { timeout: 120_000 }, (_, commands) => {
    const before = readdirSync(scratch);
    for (const command of commands) {
      const isLeft = leftToShell.some((pattern) => pattern.test(command));
      const answer = byInterpreter(isLeft ? runAll : run, command);
      expect({ command, ...answer }).toEqual({ command, ...bySh(command), unknown: null });
      if (isLeft) expect(byInterpreter(run, command).unknown).toContain('not interpreted');
    }
    expect(readdirSync(scratch)).toEqual(before);
  });

  it('some of them succeed and some stop', () => {
    const script = `${trees['6.12']}/scripts/cc-version.sh`;
    expect(bySh(`${script} gcc`)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^GCC \d+\n$/) });
    expect(bySh(`${script} old-gcc`)).toMatchObject({ status: 1, stderr: expect.stringContaining('4.9.0') });
  });
});

/**
 * Records of compilers that are at hand, and the names of the tools here; `assembles` are the words that the kernel
 * gives as-version.sh.
 */
const recorded = [
  { name: 'gcc-12', cc: 'aarch64-linux-gnu-gcc-12', assembles: 'aarch64-linux-gnu-gcc', ld: 'aarch64-linux-gnu-ld' },
  { name: 'gcc-11', cc: 'aarch64-linux-gnu-gcc-11', assembles: 'aarch64-linux-gnu-gcc-11', ld: 'aarch64-linux-gnu-ld' },
  { name: 'gcc-12-x86_64', cc: 'gcc', assembles: 'gcc-12', ld: 'ld' },
  { name: 'avr-gcc-5.4.0', cc: 'avr-gcc', assembles: 'avr-gcc', ld: 'avr-ld' },
  { name: 'clang-14-x86_64', cc: 'clang', assembles: 'clang --target=x86_64-linux-gnu -fintegrated-as', ld: 'ld.lld' },
  {
    name: 'clang-14-aarch64',
    cc: 'clang',
    assembles: 'clang --target=aarch64-linux-gnu -fintegrated-as',
    ld: 'ld.lld',
  },
];

describe.each(recorded)('with the record of $name', ({ name, cc, assembles, ld }) => {
  const profilesDirectory = fileURLToPath(new URL('../../profiles', import.meta.url));
  const host = createNodeHost();
  const replay = (): RunShell =>
    createReplayShell({ host, profile: loadProfile(name, { host, profilesDirectory }), otherPrograms: 'run' });

  it('every script of the kernel answers as with that compiler itself', () => {
    const run = replay();
    for (const tree of Object.values(trees)) {
      for (const text of [
        `${tree}/scripts/cc-version.sh ${cc}`,
        `${tree}/scripts/as-version.sh ${assembles}`,
        `${tree}/scripts/ld-version.sh ${ld}`,
        `${tree}/scripts/min-tool-version.sh gcc`,
        `SRCARCH=s390 ${tree}/scripts/min-tool-version.sh llvm`,
        `${tree}/scripts/pahole-version.sh no-pahole`,
        `${tree}/scripts/rust_is_available.sh`,
      ]) {
        expect({ text, ...byInterpreter(run, text) }).toEqual({ text, ...bySh(text), unknown: null });
      }
    }
  });

  it('scripts of older trees are answered the same; of clang, where its record knows', () => {
    const run = replay();
    for (const text of [
      `${uBoot}/scripts/gcc-version.sh ${cc}`,
      `${uBoot}/scripts/gcc-version.sh -p ${cc}`,
      `${uBoot}/scripts/clang-version.sh ${cc}`,
      `/bin/sh ${busybox}/scripts/gcc-version.sh ${cc}`,
      ...(ld.startsWith('ld.') ? [] : [`${uBoot}/scripts/binutils-version.sh ${ld.replace(/ld$/, 'as')}`]),
    ]) {
      const answer = byInterpreter(run, text);
      // A record of clang was made with the target that the kernel names; these scripts name none.
      if (cc === 'clang' && answer.unknown !== null) expect(answer.unknown).toContain(name);
      else expect({ text, ...answer }).toEqual({ text, ...bySh(text), unknown: null });
    }
  });
});
