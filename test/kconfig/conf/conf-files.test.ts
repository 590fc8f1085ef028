import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { FilePlan, kindOf, textOf } from '../../../src/kconfig/conf/conf-files.ts';
import { stateOf } from '../configure.ts';

const host = createMemoryHost({ cwd: '/w', files: { '/w/own': 'own', '/t/tree': 'tree' }, directories: ['/w/d'] });
const place = { host, cwd: '/w', env: { srctree: '/t' } };

/** Source: scripts/kconfig/confdata.c zconf_fopen; a directory can be opened in C and has no text. */
describe('textOf', () => {
  it.each([
    ['own', true, 'own'],
    ['tree', true, 'tree'],
    ['tree', false, undefined],
    ['none', true, undefined],
    ['d', true, ''],
    ['/dev/null', true, ''],
    ['', true, ''],
    ['', false, undefined],
  ] as const)('%j, source tree: %s', (name, searchesSourceTree, text) => {
    expect(textOf(place, name, searchesSourceTree)).toBe(text);
  });

  it('kindOf knows files and directories', () => {
    expect(['own', 'd', 'none', '/t/tree'].map((name) => kindOf(place, name))).toEqual([
      'file',
      'directory',
      undefined,
      'file',
    ]);
  });
});

/** Source: docs/kconfig-semantics.md §5.1. */
describe('.config', () => {
  const Kconfig = 'config A\n\tbool "a"\n';
  const text = '#\n# Automatically generated file; DO NOT EDIT.\n# Main menu\n#\n# CONFIG_A is not set\n';
  const planOf = (before: string | undefined, env: Record<string, string> = {}) => {
    const files = before === undefined ? {} : { '.config': before };
    const plan = new FilePlan({ host: createMemoryHost({ cwd: '/w', files }), cwd: '/w', env }, stateOf(Kconfig, ''));
    return { isWritten: plan.dotConfig('.config'), kinds: plan.operations.map(({ kind }) => kind), files: plan.files };
  };

  it('is written, with a backup of the file before', () => {
    expect(planOf(undefined)).toEqual({ isWritten: true, kinds: ['write'], files: [{ name: '.config', text }] });
    expect(planOf('CONFIG_A=y\n').kinds).toEqual(['backup', 'write']);
    expect(planOf('CONFIG_A=y\n', { KCONFIG_OVERWRITECONFIG: '1' }).kinds).toEqual(['write']);
  });

  it('stays as it is when it is the same', () => {
    expect(planOf(text)).toMatchObject({ isWritten: false, kinds: [] });
  });
});
