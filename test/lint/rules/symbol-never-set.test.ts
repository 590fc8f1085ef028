import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'symbol-never-set';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:1 info symbol=HAS_CLOCK',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
