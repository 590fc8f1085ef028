import { describe, expect, it } from 'vitest';
import { cause, diagnostic, distinct, isAtLeast, type Severity } from '../../src/core/diagnostic.ts';
import { formatLocation } from '../../src/core/location.ts';

const at = { file: 'Makefile', line: 3 };

describe('diagnostic', () => {
  it('leaves empty what is not given', () => {
    expect(diagnostic({ code: 'make/error', severity: 'error', message: 'm', args: { text: 'm' } })).toEqual({
      code: 'make/error',
      severity: 'error',
      message: 'm',
      form: 'text',
      args: { text: 'm' },
      location: null,
      causes: [],
      notes: [],
      fixes: [],
    });
  });

  it('keeps what is given', () => {
    const causes = [cause('note', 'why', at)];
    const given = {
      code: 'x/y',
      severity: 'info',
      message: 'm',
      args: {},
      form: 'line',
      location: at,
      causes,
    } as const;
    expect(diagnostic(given)).toMatchObject(given);
  });
});

it.each<[Severity, Severity, boolean]>([
  ['error', 'warning', true],
  ['warning', 'warning', true],
  ['info', 'warning', false],
  ['hint', 'error', false],
])('%s is at least %s: %s', (severity, threshold, expected) => {
  expect(isAtLeast(severity, threshold)).toBe(expected);
});

it('distinct keeps the first of the same kind, message and place', () => {
  const inner = [cause('note', 'inner')];
  const list = [
    cause('note', 'a', at, inner),
    cause('note', 'a', at),
    cause('symbol', 'a', at),
    cause('note', 'a'),
    cause('note', 'a', { ...at, line: 4 }),
  ];
  expect(distinct(list)).toEqual([list[0], list[2], list[3], list[4]]);
});

it.each([
  [at, 'Makefile:3'],
  [{ ...at, column: 7 }, 'Makefile:3:7'],
])('a location as editors read it', (location, text) => {
  expect(formatLocation(location)).toBe(text);
});
