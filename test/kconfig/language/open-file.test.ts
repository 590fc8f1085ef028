import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { openFile } from '../../../src/kconfig/language/open-file.ts';

describe('a file is looked for', () => {
  // Source: docs/kconfig-semantics.md §1.6: the working directory, then $srctree; an absolute name as it is.
  const host = createMemoryHost({
    cwd: '/o',
    files: { '/o/a': 'o', '/s/a': 's', '/s/b': 's', '/s/d/c': 's' },
    directories: ['/o/dir'],
  });
  const absent = (): Map<string, boolean> => new Map();

  it.each([
    ['a', { srctree: '/s' }, '/o/a'],
    ['b', { srctree: '/s' }, '/s/b'],
    ['b', { srctree: '../s' }, '/o/../s/b'],
    ['d/c', { srctree: '/s' }, '/s/d/c'],
    ['/s/b', {}, '/s/b'],
    ['b', {}, undefined],
    ['/b', { srctree: '/s' }, undefined],
  ])('%s with %j: %s', (name, env, path) => {
    const found = openFile(host, '/o', env, name, absent());
    expect(typeof found === 'object' ? found.path : found).toBe(path);
  });

  it('a directory cannot be read', () => {
    expect(openFile(host, '/o', {}, 'dir')).toBe('unreadable');
  });
});
