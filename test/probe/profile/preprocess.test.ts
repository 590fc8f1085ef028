import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isDynamicMacro, preprocessSimple } from '../../../src/probe/profile/preprocess.ts';
import { hasProgram } from '../../support/oracle.ts';

const texts = [
  'GCC __GNUC__ __GNUC_MINOR__ __GNUC_PATCHLEVEL__\n',
  '#if defined(__clang__)\nClang __clang_major__\n#elif defined(__GNUC__)\nGCC   __GNUC__\n#else\nunknown\n#endif\n',
  '#ifdef __GNUC__\nyes\n#else\nno\n#endif\n',
  '#ifndef __GNUC__\nyes\n#else\nno\n#endif\n',
  '#if !defined __ICC\n#if defined __GNUC__\na b\n#endif\n#endif\n',
  '__CHAR_BIT__\n',
  '',
];

describe.skipIf(!hasProgram('gcc'))('preprocessSimple', () => {
  const macros = spawnSync('gcc', ['-dM', '-E', '-x', 'c', '/dev/null'], { encoding: 'latin1' }).stdout;
  const predefined = new Map(
    [...macros.matchAll(/^#define (\w+)(?: (.*))?$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

  it.each(texts)('%j as gcc -E -P prints it', (input) => {
    const { stdout } = spawnSync('gcc', ['-E', '-P', '-x', 'c', '-'], { input, encoding: 'latin1' });
    expect(preprocessSimple(input, predefined)).toBe(stdout);
  });

  it.each(['#include <x>\n', '#if 1\na\n#endif\n', '#if defined(X)\na\n', '__LINE__\n', 'a + b\n', '#define x\n'])(
    '%j is left to the compiler',
    (input) => {
      expect(preprocessSimple(input, predefined)).toBeNull();
    },
  );
});

/** Such a macro is known to `#ifdef` and yet not in the list of -dM. Source: C11 6.10.8; GCC 12 cpp manual. */
it.each(['__FILE__', '__LINE__', '__COUNTER__', '__has_include', 'defined'])('%s is dynamic', (name) => {
  expect(isDynamicMacro(name)).toBe(true);
});
