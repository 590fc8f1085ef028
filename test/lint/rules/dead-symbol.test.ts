import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'dead-symbol';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'all' }), rule)).toEqual([
      'Kconfig:3 warning symbol=NEVER',
      'Kconfig:6 warning symbol=LOST',
      'Kconfig:8 warning symbol=HIDDEN',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
