import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const operands = [
  '',
  'a',
  '""',
  '! a',
  '! ""',
  'a = a',
  'a = b',
  'a != b',
  'a \\< b',
  'b \\> a',
  '1 -eq 01',
  '2 -ne 2',
  '1 -lt 2',
  '2 -le 1',
  '2 -gt 1',
  '1 -ge 2',
  '-n a',
  '-n ""',
  '-z ""',
  '-z a',
  '-e f',
  '-f f',
  '-f d',
  '-d d',
  '-d f',
  '-s f',
  '-s empty',
  '-x d',
  '-x f',
  '-e none',
  '-r f',
  '-d ""',
  '-L f',
  '-L ../link',
  '-h ../link/',
  '-L ../dangling',
  '-L none',
  '-L ../link/x',
  '-L ""',
  'a -a b',
  'a -a ""',
  '"" -o b',
  '! a -a b',
  '\\( a = a \\) -a b',
  '\\( a \\)',
  '-f',
  '=',
  'x -eq 1',
  '1 -eq 1x',
  '-9 -lt " 3 "',
  'a b',
  '-n -a',
  '! = !',
];
let root: string;
let directory: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kgate-test-'));
  directory = join(root, 'work');
  mkdirSync(directory);
  mkdirSync(join(directory, 'd'));
  writeFileSync(join(directory, 'f'), 'x');
  symlinkSync('work', join(root, 'link'));
  symlinkSync('nowhere', join(root, 'dangling'));
  writeFileSync(join(directory, 'empty'), '');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe.skipIf(!isDash)('test as dash has it', () => {
  it.each(operands)('[ %s ]', (words) => {
    expectAsDash(`[ ${words} ]; echo $?`, directory);
  });
});
