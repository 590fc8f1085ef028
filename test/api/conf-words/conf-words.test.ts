/** What is behind conf's own words; the real conf takes each fix. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Fix } from '../../../src/core/diagnostic.ts';
import { LineTree } from '../../support/line-tree.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-conf-words-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function applied(tree: LineTree, fix: Fix | undefined): void {
  for (const { end, file, start, text } of fix?.edits ?? []) {
    const before = tree.read(file);
    tree.write(file, before.slice(0, start) + text + before.slice(end));
  }
}

describe('a recursive dependency', () => {
  // The kind of drivers/staging/vc04_services in trees of the Raspberry Pi.
  const Kconfig =
    'config VCHIQ\n\tbool "vchiq"\nconfig SM_CMA\n\tbool "sm cma"\n\tselect VCHIQ\n' +
    'config MMAL\n\tbool "mmal"\n\tdepends on VCHIQ\n\tselect SM_CMA\n';

  it.each(['linux-6.12', 'linux-6.1'] as const)(
    'the place of every edge, and the select to turn, with conf of %s',
    (name) => {
      const tree = new LineTree(root, { Kconfig, '.config': 'CONFIG_MMAL=y\n' }, name);
      expect(tree.make('olddefconfig')).toContain('recursive dependency detected');
      const [found] = tree.check().diagnostics.filter(({ code }) => code === 'kconfig/recursive-dependency');
      const edges = found?.causes.map(({ kind, location }) => `${kind} ${location?.line}`);
      expect([...(edges ?? [])].sort()).toEqual(['dependency 8', 'select 5', 'select 9']);
      expect(found?.fixes).toMatchObject([
        { kind: 'edit', verified: true, edits: [{ file: 'Kconfig', text: '\tdepends on VCHIQ' }] },
      ]);
      expect(found?.fixes[0]?.title).toContain('Kconfig:5');
      applied(tree, found?.fixes[0]);
      expect(tree.make('olddefconfig')).not.toContain('recursive');
    },
  );

  it('a condition of the select becomes one of the dependency', () => {
    const files = {
      Kconfig: `config C\n\tbool "c"\n${Kconfig.replace('select VCHIQ', 'select VCHIQ if C')}`,
      '.config': '',
    };
    const tree = new LineTree(root, files);
    const [found] = tree.check().diagnostics.filter(({ code }) => code === 'kconfig/recursive-dependency');
    expect(found?.fixes[0]?.edits?.[0]?.text).toBe('\tdepends on VCHIQ || !(C)');
    applied(tree, found?.fixes[0]);
    expect(tree.make('olddefconfig')).not.toContain('recursive');
  });
});

describe('unmet direct dependencies', () => {
  const Kconfig =
    'config NET\n\tbool "net"\nconfig LIB\n\tbool "lib"\n\tdepends on NET\nconfig DRV\n\tbool "drv"\n\tselect LIB\n';

  it.each(['linux-6.12', 'linux-6.1'] as const)('both sides and changes that conf of %s takes', (name) => {
    const config = 'CONFIG_DRV=y\n# CONFIG_NET is not set\n';
    const tree = new LineTree(root, { Kconfig, '.config': config }, name);
    const [found] = tree.check().diagnostics.filter(({ code }) => code === 'kconfig/unmet-dependencies');
    expect(tree.make('olddefconfig')).toContain(found?.message);
    expect(found?.causes.map(({ kind, location }) => `${kind} ${location?.line}`)).toEqual([
      'dependency 5',
      'select 8',
    ]);
    const changes = found?.fixes.map((fix) => fix.changes.map(({ symbol, to }) => `${symbol}=${to}`).join(' '));
    expect(changes).toEqual(['NET=y', 'DRV=n']);
    for (const { changes: each } of found?.fixes ?? []) {
      const kept = config.split('\n').filter((line) => !each.some(({ symbol }) => line.includes(symbol)));
      tree.write('.config', [...kept, ...each.map(({ symbol, to }) => `CONFIG_${symbol}=${to}`), ''].join('\n'));
      expect(tree.make('olddefconfig')).not.toContain('unmet');
    }
  });
});
