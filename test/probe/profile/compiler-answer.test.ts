import { expect, it } from 'vitest';
import { architectureFlags } from '../../../src/probe/profile/compiler-answer.ts';
import { splitCompilerWords } from '../../../src/probe/profile/compiler-words.ts';

const split = (text: string) => splitCompilerWords(text.split(' '));

/** Source: GCC 12 manual, "Overall Options": -E wins over -S over -c. */
it.each([
  ['-c a.c', 'object'],
  ['-c -S a.c', 'assembly'],
  ['-E -c -S a.c', 'preprocess'],
  ['a.c', 'link'],
])('%s: %s', (text, mode) => {
  expect(split(text)).toMatchObject({ mode, inputs: ['a.c'] });
});

it('parts words by meaning', () => {
  expect(split('-Werror -O2 -DX=1 -U Y -x c -I/x --param a=1 -mllvm -b -pipe -nostdinc -c /dev/null -o out')).toEqual({
    mode: 'object',
    language: 'c',
    output: 'out',
    inputs: ['/dev/null'],
    macros: [
      ['D', 'X=1'],
      ['U', 'Y'],
    ],
    isWerror: true,
    hasIncludes: true,
    isDumpingMacros: false,
    hidesLineMarkers: false,
    asksAssemblerVersion: false,
    flags: ['-O2', '--param', 'a=1', '-mllvm', '-b'],
    obstacle: null,
  });
  expect(split('-E -P -dM -')).toMatchObject({ isDumpingMacros: true, hidesLineMarkers: true, inputs: ['-'] });
});

it.each([
  ['-w -c a.c', '-w'],
  ['-include x.h', '-include x.h'],
  ['-include /dev/null', null],
  ['-T script', '-T script'],
])('%s: the obstacle is %s', (text, obstacle) => {
  expect(split(text).obstacle).toBe(obstacle);
});

it('several flags of one processor belong together', () => {
  expect(architectureFlags(['-march=armv7-a', '-mfloat-abi=soft', '-mcpu=cortex-a8', '-O2'])).toEqual([
    '-march=armv7-a',
    '-mcpu=cortex-a8',
  ]);
  expect(architectureFlags(['-march=a', '-march=b'])).toBeNull();
});
