import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { kernelArchitecture, registeredArchitectures } from '../../src/toolchain/architectures.ts';
import { hasProgram } from '../support/oracle.ts';

/** Source: Linux 6.12 scripts/Makefile.clang, the triplet of each ARCH. */
it.each([
  ['arm-linux-gnueabi', 'arm'],
  ['aarch64-linux-gnu', 'arm64'],
  ['hexagon-linux-musl', 'hexagon'],
  ['loongarch64-linux-gnusf', 'loongarch'],
  ['m68k-linux-gnu', 'm68k'],
  ['mipsel-linux-gnu', 'mips'],
  ['powerpc64le-linux-gnu', 'powerpc'],
  ['riscv64-linux-gnu', 'riscv'],
  ['s390x-linux-gnu', 's390'],
  ['x86_64-linux-gnu', 'x86'],
  ['i686-pc-linux-gnu', 'x86'],
  ['avr', null],
  ['bpf', null],
  ['wasm32-unknown-unknown', null],
])('%s is %s', (target, architecture) => {
  expect(kernelArchitecture(target)).toBe(architecture);
});

describe.skipIf(!hasProgram('clang'))('clang', () => {
  it('is built for the architectures that it compiles for', () => {
    const found = registeredArchitectures(spawnSync('clang', ['--print-targets'], { encoding: 'latin1' }).stdout);
    const targets = { arm64: 'aarch64-linux-gnu', x86: 'x86_64-linux-gnu', riscv: 'riscv64-linux-gnu', csky: 'csky' };
    for (const [architecture, target] of Object.entries(targets)) {
      const { status } = spawnSync('clang', [`--target=${target}`, '-c', '-x', 'c', '/dev/null', '-o', '/dev/null']);
      expect([architecture, found.includes(architecture)]).toEqual([architecture, status === 0]);
    }
  });
});
