import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const expressions = [
  '1+2*3',
  '(1+2)*3',
  '7/2',
  '-7/2',
  '7%3',
  '-7%3',
  '2-3-4',
  '1<<4',
  '-8>>1',
  '1<<63',
  '1<<64',
  '1<<-1',
  '256>>-60',
  '-8>>65',
  '1<<4294967297',
  'x<<=70',
  '5&3',
  '5|3',
  '5^3',
  '~5',
  '!0',
  '!7',
  '1<2',
  '2<=2',
  '3>4',
  '3>=4',
  '2==2',
  '2!=2',
  '1&&0',
  '1||0',
  '0?1:2',
  '1?2:3?4:5',
  '0x1f',
  '010',
  'x',
  'x+1',
  '$x*2',
  'x=4',
  'x+=2',
  '-x',
  '+x',
  '  1  +  1 ',
  '9223372036854775807',
  '1+-1',
  'unset+1',
];

describe.skipIf(!isDash)('arithmetic as dash has it', () => {
  it.each(expressions)('$((%s))', (expression) => {
    expectAsDash(`x=3; echo $((${expression})) $x`);
  });
});
