import { describe, expect, it } from 'vitest';
import { readToolchainWord } from '../../../src/api/compare/toolchain-word.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import type { CompilerProfile } from '../../../src/probe/index.ts';

/** A record as far as reading a word looks at it. */
function profile(name: string, vendor: 'gcc' | 'clang'): CompilerProfile {
  return {
    schemaVersion: 1,
    name,
    aliases: [],
    vendor,
    version: '12.2.0',
    target: 'aarch64-linux-gnu',
    driver: name,
    method: '',
    versionOutput: '',
    dumpVersion: '12',
    assembler: '',
    linker: '',
    predefined: new Map(),
    flags: new Map(),
    binutils: null,
    answers: [],
    files: new Map(),
    absent: [],
    baseFlags: [],
  };
}

const known = new Map([
  ['gcc-12', profile('gcc-12', 'gcc')],
  ['gcc-7.5.0', profile('gcc-7.5.0', 'gcc')],
  ['clang-14', profile('clang-14', 'clang')],
  ['/tmp/own.json', profile('own', 'gcc')],
]);
const host = createMemoryHost({
  files: { '/bin/gcc-12': '', '/bin/gcc-7.5.0': '' },
  executables: ['/bin/gcc-12'],
  env: { PATH: '/bin' },
});

function read(word: string, common: readonly string[] = []): { variables: readonly string[]; profile: string | null } {
  const named = readToolchainWord(word, { host, common, findProfile: (name) => known.get(name) ?? null });
  return { variables: named.variables, profile: named.profile?.name ?? null };
}

/** What `make` would be called with, as docs/commands/diff-toolchain.md has it. */
describe('readToolchainWord', () => {
  it.each<[string, readonly string[], readonly string[], string | null]>([
    ['aarch64-linux-gnu-', [], ['CROSS_COMPILE=aarch64-linux-gnu-'], null],
    ['/opt/gcc/bin/arm-none-eabi-', [], ['CROSS_COMPILE=/opt/gcc/bin/arm-none-eabi-'], null],
    ['aarch64-linux-gnu-gcc', [], ['CROSS_COMPILE=aarch64-linux-gnu-'], null],
    ['avr-gcc', [], ['CROSS_COMPILE=avr-'], null],
    ['aarch64-linux-gnu-gcc-11', [], ['CROSS_COMPILE=aarch64-linux-gnu-', 'CC=aarch64-linux-gnu-gcc-11'], null],
    [
      '/opt/x/aarch64-linux-gnu-gcc-9',
      [],
      ['CROSS_COMPILE=/opt/x/aarch64-linux-gnu-', 'CC=/opt/x/aarch64-linux-gnu-gcc-9'],
      null,
    ],
    ['aarch64-linux-gnu-gcc-11', ['CROSS_COMPILE=aarch64-linux-gnu-'], ['CC=aarch64-linux-gnu-gcc-11'], null],
    ['gcc-11', ['CROSS_COMPILE=aarch64-linux-gnu-'], ['CC=gcc-11'], null],
    ['gcc', [], ['CC=gcc'], null],
    ['/usr/bin/gcc-10', [], ['CC=/usr/bin/gcc-10'], null],
    ['clang', [], ['CC=clang'], null],
    ['LLVM=1', [], ['LLVM=1'], null],
    ['LLVM=-14', [], ['LLVM=-14'], null],
    ['CC=gcc-12', [], ['CC=gcc-12'], null],
    ['CC=ccache gcc', [], ['CC=ccache gcc'], null],
    [
      'CROSS_COMPILE=arm- CC=ccache arm-gcc LLVM_IAS=0',
      [],
      ['CROSS_COMPILE=arm-', 'CC=ccache arm-gcc', 'LLVM_IAS=0'],
      null,
    ],
    ['gcc-12', [], [], 'gcc-12'],
    ['gcc-7.5.0', [], [], 'gcc-7.5.0'],
    ['profile:gcc-7.5.0', [], [], 'gcc-7.5.0'],
    ['/tmp/own.json', [], [], 'own'],
    ['clang-14', [], ['LLVM=1'], 'clang-14'],
    ['clang-14', ['CC=clang'], [], 'clang-14'],
  ])('%s with %j', (word, common, variables, name) => {
    expect(read(word, common)).toEqual({ variables, profile: name });
  });

  it('says so where a profile has the name of a program on PATH', () => {
    const note = (word: string): string | null =>
      readToolchainWord(word, { host, common: [], findProfile: (name) => known.get(name) ?? null }).note;
    expect(note('gcc-12')).toContain('CC=gcc-12');
    // Not executable, so no program.
    expect(note('gcc-7.5.0')).toBe(null);
  });

  it.each(['nosuch', 'profile:nosuch', 'foo=bar', '', 'gcc-ar', 'gcc-12-nm'])('refuses %j', (word) => {
    expect(() => read(word)).toThrow(expect.objectContaining({ code: 'usage/no-such-toolchain' }));
  });
});
