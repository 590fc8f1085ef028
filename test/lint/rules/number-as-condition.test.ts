import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'number-as-condition';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:7 warning symbol=BITS_DEFAULT type=int user=BITS',
      'Kconfig:11 warning symbol=PATH type=string user=INTREE',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
