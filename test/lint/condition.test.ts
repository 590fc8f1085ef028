import { describe, expect, it } from 'vitest';
import { requirementsOf, sidesOf, testOf } from '../../src/lint/condition.ts';

function needs(line: string, holds: boolean): string[] {
  const [, word = '', args = ''] = /^(\w+)\s*(.*)$/.exec(line) ?? [];
  const test = testOf(word, args);
  if (test === undefined) return ['invalid'];
  return requirementsOf(test, holds).map((need) => `${need.symbol}=${need.isOn ? 'on' : 'off'}`);
}

// Each row follows from what make compares and from auto.conf holding y, m or nothing for a symbol.
const rows: readonly (readonly [line: string, whenTrue: string[], whenFalse: string[]])[] = [
  ['ifdef CONFIG_A', ['A=on'], ['A=off']],
  ['ifndef CONFIG_A', ['A=off'], ['A=on']],
  ['ifdef CONFIG_$(X)', [], []],
  ['ifdef VERBOSE', [], []],
  ['ifeq ($(CONFIG_A),y)', ['A=on'], ['A=off']],
  ['ifeq (y,${CONFIG_A})', ['A=on'], ['A=off']],
  ['ifeq "$(CONFIG_A)" "y"', ['A=on'], ['A=off']],
  ["ifeq '$(CONFIG_A)' 'm'", ['A=on'], []],
  ['ifneq ($(CONFIG_A), y)', ['A=off'], ['A=on']],
  ['ifeq ($(CONFIG_A),)', ['A=off'], ['A=on']],
  ['ifneq ($(CONFIG_A),)', ['A=on'], ['A=off']],
  ['ifeq ($(CONFIG_A)$(CONFIG_B),yy)', ['A=on', 'B=on'], []],
  ['ifeq ($(CONFIG_A)$(CONFIG_B),)', ['A=off', 'B=off'], []],
  ['ifneq ($(filter y,$(CONFIG_A) $(CONFIG_B)),)', [], []],
  ['ifneq ($(filter y,$(CONFIG_A)),)', ['A=on'], []],
  ['ifneq ($(and $(CONFIG_A),$(CONFIG_B)),)', ['A=on', 'B=on'], []],
  ['ifneq ($(and $(CONFIG_A),$(CONFIG_B)) $(CONFIG_C),)', [], []],
  ['ifeq ($(or $(CONFIG_A),$(CONFIG_B)),)', ['A=off', 'B=off'], []],
  ['ifeq ($(CONFIG_A),128)', [], []],
  ['ifeq ($(call test-lt, $(CONFIG_A), 5),y)', [], []],
  ['ifeq ($(CONFIG_A)', ['invalid'], ['invalid']],
];

describe('requirementsOf', () => {
  it.each(rows)('%s', (line, whenTrue, whenFalse) => {
    expect(needs(line, true)).toEqual(whenTrue);
    expect(needs(line, false)).toEqual(whenFalse);
  });

  it('takes a text of a megabyte', () => {
    expect(needs(`ifeq (${'$(CONFIG_A)'.repeat(100_000)},y)`, true)).toEqual([]);
  });
});

describe('sidesOf', () => {
  it('splits at the first comma outside references', () => {
    expect(sidesOf('($(call f,a,b),c)')).toEqual({ left: '$(call f,a,b)', right: 'c' });
  });
});
