import { describe, expect, it } from 'vitest';
import { anyValue, conditionsIn, value } from '../../../src/lint/source/condition-stack.ts';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'source-never-true';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'all' }), rule)).toEqual([
      'check.c:3 warning symbol=ALIGNMENT target=TRAP',
      'check.c:7 warning symbol=TRAP target=TRAP',
      'check.c:12 warning symbol=DRIVER target=BUS',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});

describe('conditions of a text', () => {
  const valuesIn = (text: string): (readonly [number, Record<string, number>])[] =>
    conditionsIn(text).map(({ all, line }) => [line, Object.fromEntries(all)]);

  // Source: include/linux/kconfig.h of Linux 6.12: CONFIG_X is defined for y, CONFIG_X_MODULE for m.
  it('are what they say of each symbol, with those around them', () => {
    const { m, n, y } = value;
    expect(valuesIn('#ifdef CONFIG_A\n#ifndef CONFIG_B\n#endif\n#endif\n')).toEqual([
      [1, { A: y }],
      [2, { A: y, B: anyValue & ~y }],
    ]);
    expect(valuesIn('#if IS_ENABLED(CONFIG_A) && \\\n !defined(CONFIG_B_MODULE)\n#endif\n')).toEqual([
      [1, { A: m | y, B: n | y }],
    ]);
    expect(valuesIn('#if defined CONFIG_A || X\n#else\n#if IS_MODULE(CONFIG_B)\n#endif\n#endif\n')).toEqual([
      [3, { A: n | m, B: m }],
    ]);
  });

  it('say nothing where they are anything else, in comments, and behind an #elif only what was not taken', () => {
    expect(valuesIn('/*\n#ifdef CONFIG_A\n*/\n#if CONFIG_A > 2\n#endif\n#if F(CONFIG_A)\n#endif\n')).toEqual([]);
    expect(valuesIn('#ifdef CONFIG_A\n#elif defined(CONFIG_B)\n#else\n#ifdef CONFIG_C\n#endif\n#endif\n')).toEqual([
      [1, { A: value.y }],
      [2, { A: value.n | value.m, B: value.y }],
      [4, { A: value.n | value.m, B: value.n | value.m, C: value.y }],
    ]);
    expect(valuesIn('#endif\n#else\n#elif X\n#ifdef CONFIG_A')).toEqual([[4, { A: value.y }]]);
  });
});
