import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { WordOrigins, wordsOf } from '../../../src/kernel/levels/word-origins.ts';
import { evaluateMakefiles } from '../../../src/make/index.ts';
import { runPlainShell } from '../../support/make-host.ts';

it('wordsOf: blanks of make part words', () => {
  expect(wordsOf(' a\tb\n\nc ')).toEqual(['a', 'b', 'c']);
  expect(wordsOf('')).toEqual([]);
});

describe('WordOrigins', () => {
  const makefile = `CONFIG_A := y
obj-y :=
ifdef CONFIG_B
endif
obj-$(CONFIG_A) += a.o
ifeq ($(CONFIG_A),y)
inner := b.o
obj-y += $(inner)
endif
late = c.o
`;
  const host = createMemoryHost({ files: { Makefile: makefile } });
  const origins = new WordOrigins(evaluateMakefiles({ host, runShell: runPlainShell }), (location) => location);
  const summary = (variable: string, word: string) => {
    const origin = origins.find(variable, word);
    return origin && [origin.location.line, origin.target, origin.symbols, origin.via?.location.line ?? null];
  };
  const a = [{ name: 'CONFIG_A', value: 'y' }];

  it.each([
    ['obj-y', 'a.o', [5, 'obj-$(CONFIG_A)', a, null]],
    ['obj-y', 'b.o', [8, 'obj-y', a, 7]],
    ['late', 'c.o', [10, 'late', [], null]],
    ['obj-y', 'none.o', null],
    ['none', 'a.o', null],
  ])('%s: %s', (variable, word, expected) => {
    expect(summary(variable, word)).toEqual(expected);
  });
});
