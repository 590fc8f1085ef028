import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-utilities-'));
  writeFileSync(join(directory, 'f'), Array.from({ length: 14 }, (_, at) => `line:${at}:x\n`).join(''));
  writeFileSync(join(directory, 'g'), 'no newline');
  mkdirSync(join(directory, 'd'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const texts = [
  'cat f g',
  'cat - <g',
  'cat nope 2>/dev/null; echo $?',
  'cat f | cat',
  'head f',
  'head -3 f',
  'head -n 2 f',
  'head -n1 <f',
  'head -n 5 g',
  'tail -1 <f',
  'tail -n 1 <f',
  'tail -n1 <g',
  'cut -d: -f2 f',
  'cut -d : -f 3 <f',
  'cut -f1 g',
  'cut -d: -f 2- f',
  'cut -b -4 f; cut -c 2,4-5 g; cut -b2- <f',
  'cut -d: -f1,3 f; cut -d: -f 3,1 f; cut -d: -f -2 f; cut -d: -f2-2,3- f; cut -d: -f5- f',
  'printf "a b c\\n\\nx\\n" | cut -d" " -f 2-; printf "a b c" | cut -d" " -f 2,3',
  'cut -d: -f9 f | head -2',
  'basename /a/b.c .c; basename a/; basename /; basename b.c b.c',
  'dirname /a/b; dirname a; dirname /; dirname a/b/; dirname //a',
  "printf 'a\\r\\n' | tr -d '\\r'",
  'cmp -s f f; echo $?; cmp -s f g; echo $?; cmp -s f nope; echo $?',
  'which nope-no-such; echo $?',
  'env A=1 basename x; echo $?',
  '/bin/pwd >/dev/null; echo $?',
  'cat d 2>/dev/null; echo $?',
];

describe.skipIf(!isDash)('small programs as the machine has them', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(text, directory);
  });
});
