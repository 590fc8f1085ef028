/** A tree whose symbols have no prefix, as Buildroot has it: each is named as its files write it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { renderCheckText } from '../../../src/report/check.ts';
import { LineTree } from '../../support/line-tree.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-prefix-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const Kconfig =
  'config BR2_LEGACY\n\tbool\nconfig BR2_OLD\n\tbool "old"\n\tselect BR2_LEGACY\n' +
  'config BR2_NEW\n\tbool "new"\nconfig BR2_DEP\n\tbool "dep"\n\tdepends on BR2_NEW\n';

function legacyTree(config: string): LineTree {
  const tree = new LineTree(root, { Kconfig, '.config': config });
  const makefile = tree
    .read('Makefile')
    .replace('export ARCH', 'CONFIG_ :=\nexport CONFIG_\nexport ARCH')
    .replace(
      'KBUILD_CFLAGS := -O2',
      'umask := $(shell umask)\nifeq ($(umask),0022)\nifeq ($(BR2_LEGACY),y)\n$(error legacy options are set)\nendif\nendif\nKBUILD_CFLAGS := -O2',
    );
  tree.write('Makefile', makefile);
  return tree;
}

const style = { useColor: false, width: 80 };

it('the cause of a stop is the symbol and the line that selects it, and not the umask around it', () => {
  const before = process.umask(0o022);
  try {
    const tree = legacyTree('BR2_OLD=y\n# BR2_NEW is not set\n');
    const result = tree.check();
    const [stop] = result.diagnostics;
    expect(tree.make('all')).toContain('legacy options are set');
    expect(result.tree.symbolPrefix).toBe('');
    expect(stop?.code).toBe('make/error');
    const text = renderCheckText(result, style);
    expect(text).toContain('.config:1');
    expect(text).toContain('BR2_OLD=n');
    expect(text).not.toMatch(/umask|CONFIG_/);
    expect(stop?.fixes).toMatchObject([{ verified: true, title: 'set BR2_OLD=n', changes: [{ symbol: 'BR2_OLD' }] }]);
    // A tree that no make has seen: auto.conf of the stopped one would be read first.
    expect(legacyTree('# BR2_OLD is not set\n# BR2_NEW is not set\n').make('all')).not.toContain('legacy');
  } finally {
    process.umask(before);
  }
});

it('lines of the file are named as they are written', () => {
  const tree = legacyTree('BR2_DEP=y\n# BR2_NEW is not set\nBR2_NOPE=y\nBR2_OLD = y\n');
  const result = tree.check();
  expect(renderCheckText(result, style)).not.toContain('CONFIG_');
  const asked = result.diagnostics.find(({ code }) => code === 'kernel/new-symbols');
  expect(asked?.items?.map(({ message }) => message).join('\n')).toBe(tree.make('listnewconfig').trim());
  expect(result.diagnostics.map(({ code }) => code).sort()).toEqual([
    'kernel/malformed-line',
    'kernel/new-symbols',
    'kernel/unknown-symbol',
    'kernel/value-not-kept',
  ]);
});
