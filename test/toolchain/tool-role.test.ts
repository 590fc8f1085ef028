import { expect, it } from 'vitest';
import {
  isToolRole,
  isWrapper,
  programBasename,
  roleOfCall,
  toolRole,
  unwrapped,
} from '../../src/toolchain/tool-role.ts';

it.each([
  ['gcc', 'compiler'],
  ['/usr/bin/aarch64-linux-gnu-gcc-12', 'compiler'],
  ['clang-14', 'compiler'],
  ['c++', 'compiler'],
  ['ld.lld', 'linker'],
  ['riscv64-linux-gnu-ld', 'linker'],
  ['as', 'assembler'],
  ['llvm-ar-14', 'archiver'],
  ['x-nm', 'nm'],
  ['objcopy', 'objcopy'],
  ['llvm-objdump', 'objdump'],
  ['readelf', 'readelf'],
  ['llvm-strip', 'strip'],
  ['rustc', 'rust'],
  ['ccache', null],
  ['gccgo', null],
  ['gold', null],
  ['make', null],
])('the role of %s is %s', (name, role) => {
  expect(toolRole(name)).toBe(role);
  if (role !== null) expect(isToolRole(role)).toBe(true);
});

it('a wrapper in front of a compiler is left out, and nothing else is', () => {
  expect(unwrapped(['ccache', 'gcc', '-c'])).toEqual(['gcc', '-c']);
  expect(unwrapped(['/usr/bin/ccache', '--version'])).toEqual(['/usr/bin/ccache', '--version']);
  expect(unwrapped(['gcc', 'gcc'])).toEqual(['gcc', 'gcc']);
  expect(roleOfCall(['ccache', 'gcc', '-c'])).toBe('compiler');
  expect(roleOfCall(['ls'])).toBeNull();
  expect([isWrapper('/x/ccache'), isWrapper('gcc')]).toEqual([true, false]);
  expect(programBasename('/a/b')).toBe('b');
});
