import { expect, it } from 'vitest';
import { configPath } from '../../../src/api/config/config-path.ts';
import { memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

it.each([
  [{}, '/work/.config'],
  [{ objectDirectory: 'out' }, '/work/out/.config'],
  [{ variables: ['KCONFIG_CONFIG=mine'] }, '/work/mine'],
  [{ configFile: { name: 'x', path: '/etc/x' } }, '/etc/x'],
  [{ defconfig: 'defconfig' }, null],
])('%j keeps its configuration in %s', (change, path) => {
  expect(configPath(memoryTreeHost(), treeRequest(change))).toBe(path);
});
