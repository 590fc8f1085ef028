import { expect, it } from 'vitest';
import { applyPlan, writtenValue } from '../../src/solve/apply.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

const tree = 'config A\n\tbool "a"\nconfig B\n\tdef_bool A\nconfig C\n\tbool "c"\n';

it('a plan is applied to a copy: its changes, and the symbols that change with them', () => {
  const configuration = configurationOf(tree, 'CONFIG_C=y\n');
  const {
    changes,
    configuration: after,
    effects,
  } = applyPlan(configuration, new Map([[symbolOf(configuration, 'A'), 'y']]));
  expect(changes).toEqual([{ symbol: 'A', from: 'n', to: 'y' }]);
  expect(effects).toEqual([{ symbol: 'B', from: '', to: 'y' }]);
  expect(configuration.value(symbolOf(configuration, 'A'))).toBe('n');
  expect(after.value(symbolOf(configuration, 'C'))).toBe('y');
});

it('a symbol without a line in .config has an empty value', () => {
  const configuration = configurationOf(tree);
  expect(writtenValue(configuration, symbolOf(configuration, 'B'))).toBe('');
});
