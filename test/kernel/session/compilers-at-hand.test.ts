import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { compilersAtHand, isVersionAtLeast } from '../../../src/kernel/index.ts';

it('asks the compilers on PATH, the plain name first, and leaves out those without a version', () => {
  const names = ['x-gcc', 'x-gcc-9', 'x-gcc-12', 'gcc-11'];
  const host = createMemoryHost({
    files: Object.fromEntries(names.map((name) => [`/bin/${name}`, ''])),
    executables: names.map((name) => `/bin/${name}`),
    env: { PATH: '/bin' },
    run: ({ argv: [name = '', flag] }) =>
      flag === '-dumpmachine'
        ? { stdout: 'x\n' }
        : { stdout: name === 'x-gcc-9' ? '' : `${name === 'x-gcc' ? '12.2.0' : '12'}\n` },
  });
  expect(compilersAtHand(host, 'gcc', 'x-')).toEqual([
    { name: 'x-gcc', version: '12.2.0', target: 'x' },
    { name: 'x-gcc-12', version: '12.0.0', target: 'x' },
  ]);
  expect(compilersAtHand(host, 'clang', '')).toEqual([]);
});

it.each([
  ['12.2.0', '12', true],
  ['9.5', '12.1', false],
  ['4.4.1', '4.3', true],
  [null, '1', false],
  ['none', '1', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isVersionAtLeast(version, minimum)).toBe(expected);
});
