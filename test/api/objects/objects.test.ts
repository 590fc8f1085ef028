import { describe, expect, it } from 'vitest';
import { listObjects } from '../../../src/api/objects/objects.ts';
import { findOwner } from '../../../src/api/objects/owner.ts';
import { memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

const options = (config: string, files = {}) => ({
  host: memoryTreeHost({ ...files, '.config': config }),
  request: treeRequest(),
  profile: null,
});

describe('listObjects', () => {
  it('lists directories and objects in the order of the build, with totals', () => {
    const { directories, diagnostics, totals } = listObjects(options('CONFIG_A=m\n'));
    expect(directories.map(({ name, parent, objects }) => [name, parent, objects.map((one) => one.name)])).toEqual([
      ['.', null, ['one.o']],
      ['sub', '.', ['sub/a.o', 'sub/a.o']],
    ]);
    expect(totals).toMatchObject({ directories: 2, builtIn: 1, modules: 1, moduleParts: 1 });
    expect(diagnostics).toEqual([]);
  });

  it('reports a warning of a directory once', () => {
    const { diagnostics } = listObjects(options('CONFIG_A=m\n', { 'sub/Makefile': '$(warning here)\nobj-y += a.o\n' }));
    expect(diagnostics).toMatchObject([{ severity: 'warning', message: 'sub/Makefile:1: here' }]);
  });

  it('throws where conf stops', () => {
    const broken = options('', { Kconfig: 'config\n' });
    expect(() => listObjects(broken)).toThrow(expect.objectContaining({ code: 'kernel/config-failed' }));
  });
});

describe('findOwner', () => {
  it.each([
    ['sub/a.c', 'CONFIG_A=y\n', 'built', []],
    ['sub/b.c', 'CONFIG_A=y\n', 'not-built', ['CONFIG_B']],
    ['sub/x.h', 'CONFIG_A=y\n', 'header', []],
  ])('%s with %j is %s', (file, config, status, missing) => {
    const result = findOwner({ ...options(config), file });
    expect([result.status, result.missing.map(({ name }) => name)]).toEqual([status, missing]);
  });

  it('throws for a file that kbuild does not compile, and for one outside of the tree', () => {
    const ask = (file: string) => () => findOwner({ ...options(''), file });
    expect(ask('Kconfig')).toThrow(expect.objectContaining({ code: 'usage/no-source' }));
    expect(ask('/etc/x.c')).toThrow(expect.objectContaining({ code: 'usage/not-in-tree' }));
  });
});
