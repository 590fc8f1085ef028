import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { classifyFileName, findLintFiles, normalizeTreePath } from '../../src/lint/tree-files.ts';

describe('classifyFileName', () => {
  it.each([
    ['Makefile', 'makefile'],
    ['Makefile.build', 'makefile'],
    ['Makefile_32.cpu', 'makefile'],
    ['Kbuild.include', 'makefile'],
    ['Platform', 'makefile'],
    ['lib.mk', 'makefile'],
    ['Kconfig', 'kconfig'],
    ['Kconfig.include', 'kconfig'],
    ['Kconfig-nommu', 'kconfig'],
    ['Makefile.am', undefined],
    ['Makefile.PL', undefined],
    ['Makefile~', undefined],
    ['Kconfig.orig', undefined],
    ['kconfig.h', 'source'],
    ['main.c', 'source'],
    ['head.S', 'source'],
    ['board.dtsi', 'source'],
    ['main.cpp', undefined],
  ])('%s', (name, kind) => {
    expect(classifyFileName(name)).toBe(kind);
  });
});

describe('normalizeTreePath', () => {
  it.each([
    ['.', ''],
    ['./a//b/', 'a/b'],
    ['a/../b', 'b'],
    ['../a', undefined],
  ])('%s', (path, normal) => {
    expect(normalizeTreePath(path)).toBe(normal);
  });
});

describe('findLintFiles', () => {
  const files = Object.fromEntries(
    [
      'Makefile',
      'Kconfig',
      'arch/Kconfig',
      'arch/arm/Makefile',
      'arch/arm/Kconfig',
      'arch/x86/Makefile',
      'drivers/a.b/Makefile',
      'drivers/a/Makefile',
      'drivers/a-b/Makefile',
      'tools/perf/Makefile.config',
      'tools/perf/Kconfig',
      'scripts/kconfig/tests/choice/Kconfig',
      '.git/Makefile',
      'notes/rules.make',
    ].map((path) => [path, '\n']),
  );
  const host = createMemoryHost({ files });
  const linted = (query: { srcarchs?: string[]; paths?: string[] }): string[] =>
    findLintFiles({ host, directory: '.', ...query })
      .files.filter((file) => file.isLinted)
      .map((file) => file.path);

  it('lists what kbuild reads, in byte order', () => {
    expect(linted({})).toEqual([
      'Kconfig',
      'Makefile',
      'arch/Kconfig',
      'arch/arm/Kconfig',
      'arch/arm/Makefile',
      'arch/x86/Makefile',
      'drivers/a-b/Makefile',
      'drivers/a.b/Makefile',
      'drivers/a/Makefile',
      'tools/perf/Kconfig',
    ]);
  });

  it('leaves out other architectures, but reads their Kconfig files', () => {
    const found = findLintFiles({ host, directory: '.', srcarchs: ['x86'] }).files;
    expect(linted({ srcarchs: ['x86'] }).filter((path) => path.startsWith('arch/'))).toEqual([
      'arch/Kconfig',
      'arch/x86/Makefile',
    ]);
    expect(found.find((file) => file.path === 'arch/arm/Kconfig')?.isLinted).toBe(false);
  });

  it('lints named paths alone, whatever their name or place', () => {
    expect(linted({ paths: ['drivers/a', 'tools', 'notes/rules.make'] })).toEqual([
      'drivers/a/Makefile',
      'notes/rules.make',
      'tools/perf/Kconfig',
      'tools/perf/Makefile.config',
    ]);
  });

  it('says which named paths it cannot lint', () => {
    const { skipped } = findLintFiles({ host, directory: '.', paths: ['../up', 'no/such'] });
    expect(skipped).toEqual([
      { path: '../up', reason: 'it is not below the tree' },
      { path: 'no/such', reason: 'there is no such file' },
    ]);
  });

  describe('on a disk', () => {
    const root = mkdtempSync(join(tmpdir(), 'kgate-lint-'));
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    it('neither follows loops nor leaves the tree', () => {
      mkdirSync(join(root, 'tree/sub'), { recursive: true });
      mkdirSync(join(root, 'tree/Kconfig.d'));
      mkdirSync(join(root, 'outside'));
      writeFileSync(join(root, 'outside/Makefile'), '\n');
      writeFileSync(join(root, 'tree/sub/Makefile'), '\n');
      writeFileSync(join(root, 'tree/sub/real.make'), '\n');
      symlinkSync('..', join(root, 'tree/sub/up'));
      symlinkSync('Makefile', join(root, 'tree/sub/Makefile.link'));
      symlinkSync('real.make', join(root, 'tree/sub/Makefile.other'));
      symlinkSync('Makefile.loop', join(root, 'tree/sub/Makefile.loop'));
      symlinkSync('../../outside', join(root, 'tree/sub/away'));
      symlinkSync('../../outside/Makefile', join(root, 'tree/sub/Makefile.away'));
      const found = findLintFiles({ host: createNodeHost(), directory: join(root, 'tree') });
      expect(found.files.map((file) => file.path)).toEqual(['sub/Makefile', 'sub/Makefile.other']);
      expect(found.skipped).toEqual([{ path: 'sub/Makefile.away', reason: 'it is a link that leads out of the tree' }]);
    });
  });
});
