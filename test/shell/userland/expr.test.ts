import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const operands = [
  '1 + 2',
  '7 - 9',
  '2 \\* 3',
  '7 / 2',
  '-7 / 2',
  '7 % 3',
  '1 \\< 2',
  '2 \\<= 2',
  '10 \\> 9',
  'a \\> b',
  'a = a',
  'a != a',
  '0 \\| 5',
  '3 \\| 5',
  "'' \\| ''",
  '1 \\& 2',
  '0 \\& 2',
  '\\( 1 + 2 \\) \\* 3',
  '1 + 2 \\* 3',
  'abc',
  "''",
  '0',
  '00',
  '10 \\< 9',
  'x10 \\< x9',
];

describe.skipIf(!isDash)('expr as the program has it', () => {
  it.each(operands)('expr %s', (words) => {
    expectAsDash(`expr ${words}; echo "[$?]"`);
  });
});
