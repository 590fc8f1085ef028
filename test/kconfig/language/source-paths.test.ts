import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { directoryOf, globPaths } from '../../../src/kconfig/language/source-paths.ts';

describe('patterns', () => {
  const files = Object.fromEntries(
    ['b', 'a', '.hidden', 'd/x1', 'd/x2', 'd/y', 'e/x1', 'a*b'].map((name) => [`/t/${name}`, '']),
  );
  const host = createMemoryHost({ cwd: '/t', files });

  // Source: glob(3), POSIX 2.13: no wildcard matches a leading dot or a slash; names are sorted.
  it.each([
    ['*', ['a', 'a*b', 'b', 'd', 'e']],
    ['.*', ['.hidden']],
    ['d/x?', ['d/x1', 'd/x2']],
    ['*/x1', ['d/x1', 'e/x1']],
    ['d/[xy]*', ['d/x1', 'd/x2', 'd/y']],
    ['d/[!x]*', ['d/y']],
    ['d/[2-1]', []],
    ['a\\*b', ['a*b']],
    ['a', ['a']],
    ['none', []],
    ['[', []],
  ])('%s', (pattern, names) => {
    expect(globPaths(host, '/t', pattern)).toEqual(names);
  });

  it('the directory of a name has its slash', () => {
    expect([directoryOf('a/b/c'), directoryOf('c')]).toEqual(['a/b/', '']);
  });
});
