import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAsDash, interpret, isDash } from '../dash.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-sed-'));
  writeFileSync(join(directory, 'f'), 'one\n//kbuild:lib-y += a.o\n//usage: text\n//usage:# comment\\n\ntwo\n\nlast\n');
  writeFileSync(join(directory, 'g'), '//kbuild:\nINSERT\nbehind\n//kbuild:obj\xe9 b.o');
  writeFileSync(join(directory, 'empty'), '');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

// The first ones are those of BusyBox 1.35, scripts/gen_build_files.sh.
const texts = [
  "sed -n 's@^//kbuild:@@p' f g",
  "sed -n '/^INSERT$/ q; p' g",
  "sed -n '/^INSERT$/ q; p' f",
  "sed -n '/^INSERT$/ {\n\t\t:l\n\t\t    n\n\t\t    p\n\t\t    bl\n\t\t}' g",
  "sed -n '/^INSERT$/ {\n\t\t:l\n\t\t    n\n\t\t    p\n\t\t    bl\n\t\t}' f g",
  'TAB="$(printf \'\\tX\')"; TAB="${TAB%X}"; LF="$(printf \'\\nX\')"; LF="${LF%X}"; ' +
    "sed -n -e 's@^//usage:\\([ '\"$TAB\"'].*\\)$@\\1 \\\\@p' -e 's@^//usage:\\([^ '\"$TAB\"'].*\\)$@\\'\"$LF\"'\\1 \\\\@p' f g",
  'sed p g',
  'sed p g f',
  'sed -n p g empty',
  "sed '/two/d' f",
  "sed '/two/!d' f",
  "sed '/one/n; s/o/0/g' f",
  'sed n g; sed -n n g',
  'sed q f; sed -n q f; sed q empty; echo $?',
  "sed -e 's/t/T/' -e 's/T/[&]/p' f",
  "sed '/^$/ { p\nd\n}' f",
  "sed -n '/one/{p;q}' f",
  "sed '/last/bend\ns/^/> /\n:end\ns/$/ </' f",
  "cd .; sed -n 's/.*//p' g f | cat",
  "sed '$d' f; sed '$d' g f; sed -n '$p' f g; sed '$q' f; sed '$ s/last/end/' f",
  "sed -n -e '$s/^last/end/p' -e 's/^one/1/p' f; sed -n '$n;p' f; sed 'n;$d' f; sed '$d' empty",
  "sed 'y/aoe/AOE/;s/E/e/' f",
];

describe.skipIf(!isDash)('as the machine has it', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(text, directory);
  });
});

// Programs that are run make a text unknown.
it.each([
  "sed '2d' f",
  "sed '$!d' f",
  "sed '1,2d' f",
  'sed -i p f',
  "sed 'y/a/bc/' f",
  "sed 'y/aa/bc/' f",
  "sed 's/a/b/w out' f",
  "sed '/a/ { p' f",
  "sed 'p }' f",
  "sed 'bnowhere' f",
  "sed ':a\nba' f",
  'sed p nope',
  'echo a | sed p',
  'LC_ALL=C.UTF-8 sed p g',
  'sed --posix p f',
  "sed '#n' f",
])('not done in process: %j', (text) => {
  expect(interpret(text, directory).kind).not.toBe('done');
});
