import { expect, it } from 'vitest';
import { listPlaces } from '../../src/explain/places.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

const tree = `config A
	bool "a" if B
	depends on C
	default y if B
config B
	bool "b"
config C
	def_bool y
config S
	def_bool y
	select A if B
config N
	int "n"
	range 1 9
	default 3
`;

function placesOf(config: string, name: string): [string, string][] {
  const configuration = configurationOf(tree, config);
  return [...listPlaces(configuration, symbolOf(configuration, name))].map(([key, { value }]) => [key, value]);
}

it('every statement about a symbol has a key of kind and line, and its value', () => {
  expect(placesOf('CONFIG_B=y\n', 'A')).toEqual([
    ['dependency Kconfig:3', 'y'],
    ['visibility Kconfig:2', 'y'],
    ['default Kconfig:4', 'y=y'],
    ['select Kconfig:11', 'y'],
  ]);
});

it('keys stay where values differ', () => {
  const keys = (config: string): string[] => placesOf(config, 'A').map(([key]) => key);
  expect(keys('')).toEqual(keys('CONFIG_B=y\n'));
  expect(placesOf('', 'A')).toContainEqual(['default Kconfig:4', 'n']);
});

it('a range has its bounds for a value', () => {
  expect(placesOf('', 'N')).toEqual([
    ['range Kconfig:14', '1 to 9'],
    ['default Kconfig:15', 'y=3'],
  ]);
});
