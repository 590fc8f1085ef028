import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-files-'));
  writeFileSync(join(directory, 'f'), 'old\n');
  mkdirSync(join(directory, 'd/e'), { recursive: true });
  writeFileSync(join(directory, 'd/e/g'), 'deep\n');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** What is there afterwards, as tests see it. */
const seen = 'for n in f d d/e d/e/g n n/m n/m/o; do [ -d $n ] && echo "$n/"; [ -f $n ] && { echo $n; cat $n; }; done';
const texts = [
  'mkdir n; mkdir n/m',
  'mkdir n/m 2>/dev/null; echo $?',
  'mkdir -p n/m; mkdir -p d/e; echo $?',
  'mkdir d 2>/dev/null; echo $?',
  'install -d n/m d/e; echo $?; test -d n/m && echo made',
  'install -d f/x 2>/dev/null; echo $?',
  'mkdir -p f/x 2>/dev/null; echo $?',
  'rm f',
  'rm d 2>/dev/null; echo $?',
  'rm -r d',
  'rm -rf nope d/e; echo $?',
  'rm nope 2>/dev/null; echo $?',
  'rm -f nope; echo $?',
  'rm f; echo new >f',
  'touch n; touch f; echo $?',
  'touch nope/x 2>/dev/null; echo $?',
  'rm -r d; mkdir d; touch d/e',
  'mkdir n; echo x >n/m; rm -r n; mkdir n',
  't=$(mktemp); echo a >$t; cat $t; rm $t; [ -f $t ]; echo $?',
  't=$(mktemp -d); [ -d $t ]; echo $?; rm -rf $t',
  't=$(mktemp ${TMPDIR:-/tmp}/list.XXXXXX); echo a >$t; cat $t; echo ${t%??????}; rm $t',
  't=$(mktemp -d sub.XXX); echo ${#t}; [ -d $t ] && echo yes; rm -r $t',
];

describe.skipIf(!isDash)('what programs write and remove, in memory', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(`${text}\n${seen}`, directory);
  });
});
