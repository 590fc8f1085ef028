import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/kconfig/index.ts';
import { findConfigFixes } from '../../src/solve/fixes.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

const tree = `config A
	bool "a"
config B
	bool "b"
	depends on A
config C
	def_bool B
`;

function fixesFor(isFixed: (configuration: Configuration) => boolean) {
  const configuration = configurationOf(tree, 'CONFIG_A=y\nCONFIG_B=y\n');
  return findConfigFixes(configuration, { symbols: [symbolOf(configuration, 'C')], isFixed });
}

describe('findConfigFixes', () => {
  it('gives the changes that were checked, the smallest first, each with its effects', () => {
    const fixes = fixesFor((changed) => changed.value(symbolOf(changed, 'C')) === 'n');
    expect(fixes[0]).toEqual({
      title: 'set CONFIG_B=n',
      kind: 'config',
      safety: 'unsafe',
      changes: [{ symbol: 'B', from: 'y', to: 'n' }],
      verified: true,
      effects: [{ symbol: 'C', from: 'y', to: '' }],
    });
  });

  it('gives none that was checked in vain', () => {
    expect(fixesFor(() => false)).toEqual([]);
  });
});
