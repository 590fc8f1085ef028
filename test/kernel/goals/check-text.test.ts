import { describe, expect, test } from 'vitest';
import { classifyCheck } from '../../../src/kernel/goals/check-text.ts';

describe('only checks', () => {
  test.each([
    ['echo "You need more." >&2', false],
    ['if [ -f ../src/.config -o -d /src/include/config ]; then echo >&2 "***"; false; fi', false],
    ['test "$X" = y || (echo no; exit 1)', false],
    ['{ printf "%s\\n" a; } 2>/dev/null && ! /bin/false', false],
    ['echo no > /dev/stderr', false],
    ['test -e auto.conf', true],
    ['test -e /obj/auto.conf -a -e /src/a', true],
    ['[ $X -nt b ]', true],
    ['echo *', true],
    ['echo "*"', false],
  ])('%s', (text, readsFiles) => {
    expect(classifyCheck(text, '/obj')).toEqual({ readsFiles });
  });
});

describe('does more', () => {
  test.each([
    ['cc -v'],
    ['./false'],
    ['echo a > b'],
    ['echo a >> b'],
    ['echo a | cat'],
    ['echo `rm b`'],
    ['echo "$(rm b)"'],
    ['echo $((x = 1))'],
    ['x=1 true'],
    ['x=1'],
    ['echo ${x:=1}'],
    ['echo ${x:-`rm b`}'],
    ['true < b'],
    ['> b'],
    ['exec false'],
    ['eval false'],
    ['$X'],
    ['true & false'],
    ['for i in 1; do false; done'],
    ['case a in a) false;; esac'],
    ['if true'],
    ['test -e a > /dev/stderr'],
    [`true ${'a'.repeat(20_000)}`],
  ])('%s', (text) => {
    expect(classifyCheck(text, '/obj')).toBeNull();
  });
});
