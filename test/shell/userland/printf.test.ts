import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const calls = [
  "'%s\\n' a b",
  "'%d %i\\n' 1 -2",
  "'%5d|%-5d|%05d\\n' 1 2 3",
  "'%x %X %o\\n' 255 255 8",
  "'%c%c\\n' abc d",
  "'%%\\n'",
  "'%s'",
  "'%5s|%-5s|%.2s\\n' ab cd efg",
  "'a\\tb\\n'",
  "'\\101\\n'",
  "'%b\\n' 'a\\tb'",
  "'%b' 'a\\cb'",
  "'%s %s\\n' a",
  "'%u\\n' 3",
  "'no newline'",
  "'%s\\n' ''",
];

describe.skipIf(!isDash)('printf as dash has it', () => {
  it.each(calls)('printf %s', (words) => {
    expectAsDash(`printf ${words}; echo "[$?]"`);
  });
});
