import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import {
  type BuildRequest,
  findTopFile,
  isKconfigTree,
  resolveRequest,
} from '../../../src/kernel/levels/build-request.ts';

const files = { '/tree/Kconfig': '', '/tree/Makefile': '', '/plain/Config.in': '', '/file': '' };

function resolve(
  request: Partial<BuildRequest>,
  cwd = '/tree',
  env: Readonly<Record<string, string>> = {},
  allowsPlain = false,
) {
  const host = createMemoryHost({ cwd, env, files });
  const base = { treeName: cwd, objectDirectory: null, variables: ['A=1'], configFile: null, defconfig: null };
  return resolveRequest(host, { ...base, ...request }, allowsPlain);
}

describe('resolveRequest', () => {
  it('a build in place', () => {
    expect(resolve({})).toMatchObject({ objectTree: '/tree', isOutOfTree: false, words: ['A=1'], plainTopFile: null });
  });

  it('an object directory, typed or of the environment, becomes a word of make', () => {
    expect(resolve({ objectDirectory: '../o' })).toMatchObject({
      objectTree: '/o',
      isOutOfTree: true,
      words: ['A=1', 'O=/o'],
    });
    expect(resolve({}, '/tree', { KBUILD_OUTPUT: '/o' }).words).toEqual(['A=1', 'O=/o']);
  });

  it('a tree without makefiles, where that will do', () => {
    expect(resolve({}, '/plain', {}, true).plainTopFile).toBe('Config.in');
  });

  it.each([
    ['kernel/not-a-kconfig-tree', {}, '/plain'],
    ['kernel/no-kconfig-file', { topFile: 'none' }, '/tree'],
    ['kernel/bad-object-directory', { objectDirectory: '/file' }, '/tree'],
    ['kernel/bad-object-directory', { objectDirectory: 'a b' }, '/tree'],
  ])('%s: %j', (code, request, cwd) => {
    expect(() => resolve(request, cwd)).toThrow(expect.objectContaining({ code }));
  });
});

it('knows a tree by its makefile and its Kconfig file', () => {
  const host = createMemoryHost({ files });
  expect(['/tree', '/plain', '/'].map((path) => [isKconfigTree(host, path), findTopFile(host, path)])).toEqual([
    [true, 'Kconfig'],
    [false, 'Config.in'],
    [false, undefined],
  ]);
});
