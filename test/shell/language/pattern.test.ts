import { describe, expect, it } from 'vitest';
import { wordPattern } from '../../../src/shell/language/pattern.ts';
import { spawnSync } from 'node:child_process';
import { expectAsDash, isDash } from '../dash.ts';

const subjects = ['', 'a', 'abc', 'a*c', 'a.c', '-', ']', 'B', 'a/b', 'xyzzy', '[a]', 'a\\b'];
const patterns = [
  '*',
  '?',
  'a*',
  '*c',
  'a?c',
  '[abc]',
  '[!a]*',
  '[a-c]*',
  '[]x]',
  '[!]]',
  'a\\*c',
  '"a*c"',
  '[[:alpha:]]*',
  'x*z*y',
  '[',
  '[a',
  '\\[a]',
  '*/*',
];

describe.skipIf(!isDash)('patterns as dash has them', () => {
  it.each(patterns)('case … in %s)', (pattern) => {
    const body = subjects.map((text) => `case '${text}' in ${pattern}) echo y;; *) echo n;; esac`).join('\n');
    expectAsDash(body);
  });

  it.each(['#*a', '##*a', '%a*', '%%a*', '#?', '%?', '#[ab]', '%"*"'])('${x%s}', (operator) => {
    expectAsDash(`for x in banana aab '*' '' a; do echo "\${x${operator}}"; done`);
  });
});

it.each([
  ['\\<gcc\\>', 'the gcc 12'],
  ['\\<gcc', 'agcc'],
  ['c\\>', 'gcc-12'],
  ['a-b', 'xa-by'],
])('wordPattern(%s) on %s is what grep gives', (word, text) => {
  const isHit = spawnSync('grep', ['-q', word], { input: `${text}\n` }).status === 0;
  expect(wordPattern(word, false, false).test(text)).toBe(isHit);
});
