import { describe, expect, it } from 'vitest';
import { findingsOf, lintFixture } from '../support.ts';

const rule = 'cc-option-misuse';

describe(rule, () => {
  it('fires', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/fires`, { preset: 'pedantic' }), rule)).toEqual([
      'Makefile:2:14 warning function=cc-option flag=-fno-merge-constants',
      'Makefile:3:14 warning function=cc-option flag=-Wno-pointer-sign',
      'Makefile:4:14 warning function=cc-disable-warning flag=-Wunused',
    ]);
  });

  it('stays quiet', () => {
    expect(findingsOf(lintFixture(`lint/${rule}/quiet`, { preset: 'pedantic' }), rule)).toEqual([]);
  });
});
