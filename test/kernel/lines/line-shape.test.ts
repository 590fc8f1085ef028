import { describe, expect, test } from 'vitest';
import { shapeOf } from '../../../src/kernel/lines/line-shape.ts';

const shape = (text: string): string | null => shapeOf(text, (program) => program === 'sh');

describe('texts that start the same programs have one shape', () => {
  test.each([
    [
      "set -e; echo '  CC a.o'; gcc -Wall -c -o a.o a.c; rm -f a.d",
      "set -e; echo '  CC b.o'; gcc -O2 -c -o b.o b.c; rm -f b.d",
    ],
    ['gcc -DX=\'"a b"\' -c a.c', 'gcc -c b.c'],
    ['objcopy -O binary a b > a.log', 'objcopy -S c d > b.log'],
    ['gcc "a\\"b" x', 'gcc y'],
  ])('%s', (one, other) => {
    expect(shape(one)).not.toBeNull();
    expect(shape(one)).toBe(shape(other));
  });
});

describe('what decides the end of a text is in its shape', () => {
  test.each([
    ['gcc a; ld b', 'gcc a; as b'],
    ['gcc a; ld b', 'gcc a && ld b'],
    ['gcc a || true', 'gcc a; true'],
    ['gcc -E a', 'gcc -c a'],
    ['gcc a 2>/dev/null', 'gcc a'],
    ['gcc a 2>&1', 'gcc a >&2'],
    ['sh one.sh', 'sh two.sh'],
    ['A=1 gcc a', 'gcc a'],
    ['if gcc a; then ld b; fi', 'gcc a; ld b'],
    ['( gcc a )', 'gcc a'],
    ['gcc a | ld', 'gcc a; ld'],
    ['gcc a & ld', 'gcc a; ld'],
  ])('%s / %s', (one, other) => {
    expect(shape(one)).not.toBeNull();
    expect(shape(one)).not.toBe(shape(other));
  });
});

test.each([
  'gcc $(cat a)',
  'gcc "$(cat a)"',
  'gcc `cat a`',
  'for i in a; do gcc $i; done',
  'gcc a # b',
  'cat <<E\nE',
  "gcc 'a",
])('%s has none', (text) => {
  expect(shape(text)).toBeNull();
});
