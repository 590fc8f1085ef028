import { describe, expect, it } from 'vitest';
import { configName, openSession } from '../../../src/kernel/index.ts';
import { memoryTreeHost, openMemoryTree, treeRequest } from '../../support/memory-tree.ts';

describe('openSession', () => {
  it('reads nothing but what the request and the dialect need', () => {
    const host = memoryTreeHost();
    const session = openSession({ host, request: treeRequest(), profile: null });
    expect(host.calls).toEqual([]);
    expect([session.request.treeDirectory, session.request.isOutOfTree, session.configName]).toEqual([
      '/work',
      false,
      '.config',
    ]);
    expect(session.probes.unknown()).toEqual([]);
  });

  it('makes an object directory in memory, and names both directories for recorded calls', () => {
    const places: unknown[] = [];
    const host = memoryTreeHost();
    const request = treeRequest({ objectDirectory: 'out' });
    const witness = (named: unknown) => {
      places.push(named);
      return { begin: () => {}, command: () => {}, end: () => {} } as never;
    };
    const session = openSession({ host, request, profile: null, witness });
    expect(session.base.stat('/work/out/include/config')?.kind).toBe('directory');
    expect(host.stat('/work/out')).toBeUndefined();
    expect(places).toEqual([
      [
        ['/work', '<srctree>'],
        ['/work/out', '<objtree>'],
      ],
    ]);
  });
});

it.each([
  [{}, {}, '.config'],
  [{}, { KCONFIG_CONFIG: 'env' }, 'env'],
  [{ variables: ['KCONFIG_CONFIG=a', 'KCONFIG_CONFIG=b'] }, { KCONFIG_CONFIG: 'env' }, 'b'],
])('configName of %j in %j is %s', (change, env, name) => {
  const { request } = openMemoryTree({}, change);
  expect(configName(memoryTreeHost({}, { env }), request)).toBe(name);
});
