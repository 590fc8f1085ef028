import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'dead-line';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'all' }), rule)).toEqual([
      'Kconfig:8 warning symbol=CLOCK line=prompt',
      'Kconfig:13 warning symbol=RATE line=default',
      'Kconfig:18 warning symbol=BUS line=select',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
