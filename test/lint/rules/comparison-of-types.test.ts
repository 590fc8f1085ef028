import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'comparison-of-types';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:11 warning condition=DRIVER=on user=USER',
      'Kconfig:12 warning condition=LEVEL=y user=USER',
      'Kconfig:13 warning condition=WIDTH>=10 user=USER',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
