import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { configure, configureQuietly, openSession, runConfigGoal } from '../../../src/kernel/index.ts';
import { openMemoryTree, treeRequest } from '../../support/memory-tree.ts';

const valueOf = (tree: ReturnType<typeof configure>, name: string): string | undefined => {
  const symbol = tree.configuration?.model.symbols.get(name);
  return symbol === undefined ? undefined : tree.configuration?.value(symbol);
};

describe('configure', () => {
  it('takes the file that is named before the one in the tree', () => {
    const files = { '.config': 'CONFIG_A=m\n', 'my.config': 'CONFIG_A=y\n' };
    const named = configure(openMemoryTree(files, { configFile: { name: 'my.config', path: '/work/my.config' } }));
    expect([named.source.source, named.source.file, valueOf(named, 'A')]).toEqual(['file', 'my.config', 'y']);
    const own = configure(openMemoryTree(files));
    expect([own.source.source, own.source.file, valueOf(own, 'A')]).toEqual(['file', '.config', 'm']);
  });

  it('runs the goal of --defconfig, and defconfig by itself where there is no file', () => {
    const given = configure(openMemoryTree({}, { defconfig: 'allyesconfig' }));
    expect([given.source.source, given.source.isImplicit, valueOf(given, 'A')]).toEqual(['defaults', false, 'y']);
    const implicit = configure(openMemoryTree());
    expect(implicit.source).toMatchObject({ source: 'defconfig', isImplicit: true });
    expect(valueOf(implicit, 'A')).toBe('m');
  });

  it('throws for a file or a defconfig that does not exist', () => {
    const session = openMemoryTree({}, { configFile: { name: 'no.config', path: '/work/no.config' } });
    expect(() => configure(session)).toThrow(UsageError);
    const gone = { 'arch/arm64/configs/defconfig': '' };
    expect(() => configure(openMemoryTree(gone, { defconfig: 'nosuchgoal' }))).toThrow(UsageError);
  });

  it('gives the makes that lead to conf and no toolchain where the tree sets no CC', () => {
    const tree = configure(openMemoryTree());
    expect(tree.levels.at(-1)?.evaluation.expand('$(KERNELVERSION)')).toBe('6.1.0');
    expect(tree.toolchain).toMatchObject({ name: 'none', version: null });
    expect(tree.cwd).toBe('/work');
  });

  it.each([
    ['has no such goal', 'olddefconfig:\n\tscripts/kconfig/conf --olddefconfig Kconfig\n'],
    // Source: coreboot 26.06, util/kconfig/Makefile: a defconfig that is a target of another makefile, which is not there.
    [
      'hands it on to a file that is not there',
      'olddefconfig:\n\tscripts/kconfig/conf --$@ Kconfig\ndefconfig:\n\t$(MAKE) -f $(srctree)/Makefile configs/defconfig\n',
    ],
  ])('takes every default where there is no file and the tree %s', (_, Makefile) => {
    const host = createMemoryHost({ files: { Makefile, Kconfig: 'config N\n\tbool "n"\n\tdefault y\n' } });
    const tree = configure(openSession({ host, request: treeRequest(), profile: null }));
    expect(tree.source).toMatchObject({ source: 'defaults', file: null, isImplicit: true });
    expect([valueOf(tree, 'N'), tree.events]).toEqual(['y', []]);
  });

  it('keeps the words of defconfig where no other goal reaches conf', () => {
    const Makefile = 'include gone.mk\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n';
    const host = createMemoryHost({ files: { Makefile, Kconfig: '' } });
    const tree = configure(openSession({ host, request: treeRequest(), profile: null }));
    expect(tree.events.map(({ line }) => line)).toContain("make: *** No rule to make target 'gone.mk'.  Stop.");
  });

  it('answers every question of oldconfig with Enter in a tree without olddefconfig', () => {
    const Makefile = 'oldconfig:\n\tscripts/kconfig/conf --oldconfig Kconfig\n';
    const host = createMemoryHost({
      files: { Makefile, Kconfig: 'config N\n\tbool "n"\n\tdefault y\n', '.config': '' },
    });
    const tree = configure(openSession({ host, request: treeRequest(), profile: null }));
    expect(valueOf(tree, 'N')).toBe('y');
  });
});

it('runConfigGoal names the command that generates Kconfig files first, and says nothing where they are there', () => {
  // Source: OpenWrt include/toplevel.mk, prepare-tmpinfo.
  const files = {
    Makefile:
      'defconfig: prepare-info\n\tscripts/config/conf --olddefconfig Kconfig\nprepare-info:\n\t./scan > tmp/packages.in\n',
    Kconfig: 'source "tmp/packages.in"\n',
  };
  const run = (more: Readonly<Record<string, string>>) => {
    const host = createMemoryHost({ files: { ...files, ...more } });
    return runConfigGoal(openSession({ host, request: treeRequest(), profile: null }), 'defconfig');
  };
  expect(() => run({})).toThrow(
    expect.objectContaining({
      code: 'kernel/generated-kconfig',
      hint: "run 'make prepare-info', which kgate does not follow, then ask again",
    }),
  );
  expect(run({ 'tmp/packages.in': 'config P\n\tbool "p"\n' }).configText()).toContain('# CONFIG_P is not set');
});

it('runConfigGoal leaves the files of conf behind and does not ask for the compiler', () => {
  const tree = runConfigGoal(openMemoryTree(), 'allnoconfig');
  expect([tree.status, tree.toolchain]).toEqual([0, null]);
  expect(tree.configText()).toContain('# CONFIG_A is not set');
  // Source: scripts/kconfig/conf.c, v6.12: conf_write, then conf_write_autoconf.
  expect(tree.files()[0]?.path).toBe('/work/.config');
  expect(tree.files().at(-1)?.path).toBe('/work/include/config/auto.conf');
});

it('configureQuietly needs a memo', () => {
  expect(configureQuietly(openMemoryTree({ '.config': 'CONFIG_A=y\n' }))).toBeNull();
});
