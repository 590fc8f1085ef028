import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { effectText, effectWords } from '../../../src/probe/asking/flag-effects.ts';
import { countPatchableNops } from '../../../src/probe/asking/patchable-entry.ts';
import { hasProgram } from '../../support/oracle.ts';

/** What is asked for is what the manual promises: N NOPs in all. Source: GCC 12 manual, -fpatchable-function-entry. */
const compilers = [
  'gcc',
  'aarch64-linux-gnu-gcc',
  'clang',
  'clang --target=aarch64-linux-gnu',
  'clang --target=riscv64-linux-gnu',
  'clang --target=x86_64-linux-gnu',
];

describe.skipIf(!['gcc', 'aarch64-linux-gnu-gcc', 'clang'].every(hasProgram))('NOPs in the assembly', () => {
  it.each(compilers.flatMap((compiler) => ['1', '2', '4,2', '5,5', '9'].map((count) => [compiler, count])))(
    '%s: %s',
    (compiler = '', count = '') => {
      const [program = '', ...words] = compiler.split(' ');
      const { stdout, status } = spawnSync(
        program,
        [...words, ...effectWords([`-fpatchable-function-entry=${count}`])],
        { input: effectText, encoding: 'latin1' },
      );
      expect(status).toBe(0);
      expect(countPatchableNops(stdout, 'traced')).toBe(Number(count.split(',')[0]));
      expect(countPatchableNops(stdout, 'other')).toBe(0);
    },
  );
});

it.each([
  ['traced:\n\tnop\n\tnop\n\tret\n\tnop\n', 2],
  ['\tnop\ntraced:\n\tbti c\n\tnop\n\tret\n', 2],
  ['\tret\n\tnop\ntraced:\n\tret\n', 1],
  ['traced:\n\txchgw %ax, %ax\n\tnopl (%rax)\n\tret\n', 5],
])('%j has %i', (assembly, count) => {
  expect(countPatchableNops(assembly, 'traced')).toBe(count);
});
