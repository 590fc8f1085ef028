import { expect, it } from 'vitest';
import { describeToolchain, describeTree } from '../../../src/kernel/index.ts';
import { configuredTree, openMemoryTree } from '../../support/memory-tree.ts';

it('describeTree reads version and architecture off a make, and has none without one', () => {
  const tree = configuredTree('');
  const shown = { directory: 'tree', objectDirectory: null, version: '6.1.0', arch: 'arm64', srcarch: 'arm64' };
  expect(describeTree(tree.session, tree.levels.at(-1))).toEqual(shown);
  expect(describeTree(tree.session, undefined)).toEqual({ ...shown, version: null, arch: null, srcarch: null });
  const elsewhere = openMemoryTree({}, { objectDirectory: 'out' });
  expect(describeTree(elsewhere, undefined).objectDirectory).toBe('out');
});

it('describeToolchain gives the words of the machine, or none', () => {
  const session = openMemoryTree();
  expect(describeToolchain(session, null)).toEqual({
    source: 'machine',
    name: 'none',
    version: null,
    unknownProbes: [],
  });
  const machine = { source: 'machine' as const, name: 'gcc', version: 'gcc 12', unknownProbes: ['old'] };
  expect(describeToolchain(session, machine)).toEqual({ ...machine, unknownProbes: [] });
});
