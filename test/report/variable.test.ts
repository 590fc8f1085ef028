import { expect, it } from 'vitest';
import { cause } from '../../src/core/diagnostic.ts';
import { renderVariableText } from '../../src/report/variable.ts';
import type { VariableResult } from '../../src/results/make.ts';

const style = { useColor: false, width: 80 };
const condition = cause('conditional', 'ifdef A', { file: 'Makefile', line: 1 });

const result: VariableResult = {
  schemaVersion: 1,
  name: 'CFLAGS',
  origin: 'file',
  flavor: 'recursive',
  exported: true,
  value: '$(A) -O2',
  expanded: '-g -O2',
  directory: '/src',
  causes: [
    cause('definition', 'CFLAGS = $(A)', { file: 'Makefile', line: 2 }, [condition]),
    cause('definition', 'CFLAGS += -O2', { file: 'Makefile', line: 3 }, [condition]),
  ],
  stops: ['Makefile:9: *** no.  Stop.'],
};

it('value, definitions, the conditions that all of them share once, and where make stops', () => {
  expect(renderVariableText(result, style).split('\n')).toEqual([
    'CFLAGS: recursive, origin file, exported',
    'value      $(A) -O2',
    'expands to -g -O2',
    '  - Makefile:2: CFLAGS = $(A)',
    '  - Makefile:3: CFLAGS += -O2',
    '  all of them under',
    '  - Makefile:1: ifdef A',
    '  make stops: Makefile:9: *** no.  Stop.',
    '',
  ]);
});

it('a variable that nothing defines', () => {
  const none = { ...result, flavor: 'undefined', origin: 'undefined', causes: [], stops: [] } as const;
  expect(renderVariableText(none, style)).toBe('CFLAGS: undefined; nothing defines it\n');
});
