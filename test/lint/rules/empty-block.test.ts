import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'empty-block';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Kconfig:3 info block=menu',
      'Kconfig:7 info block=if',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
