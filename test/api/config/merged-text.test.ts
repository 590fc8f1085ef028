import { expect, it } from 'vitest';
import { toSources } from '../../../src/api/config/merged-text.ts';
import { cause } from '../../../src/core/diagnostic.ts';

it('causes name the lines of the files that were merged, the last one that has a line', () => {
  const sources = [
    { name: 'base', text: 'CONFIG_A=y\nCONFIG_B=y\n' },
    { name: 'fragment', text: '# why\nCONFIG_B=y\n' },
  ];
  const replace = toSources({ name: '.tmp', text: 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n', sources });
  const at = (file: string, line: number) => cause('note', 'x', { file, line });
  const tree = replace({ ...at('.tmp', 1), causes: [at('.tmp', 2), at('.tmp', 3), at('Kconfig', 2)] });
  expect(tree.location).toEqual({ file: 'base', line: 1 });
  expect(tree.causes.map(({ location }) => location)).toEqual([
    { file: 'fragment', line: 2 },
    { file: '.tmp', line: 3 },
    { file: 'Kconfig', line: 2 },
  ]);
});
