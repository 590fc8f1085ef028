/** A cross-section of `npm run diff:objects`: `kgate objects` lists what one make a directory lists. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCache } from '../../src/cache/cache.ts';
import { createNodeHost, findOwner, listObjects } from '../../src/index.ts';
import { configureObjects, isListed, kgateLists, realLists, sampleSources } from '../support/directory-lists.ts';
import { oracle } from '../support/kernel-source.ts';
import { kernelTargets, targetEnvironment } from '../support/kernel-targets.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-lists-'));
afterAll(() => rmSync(root, { recursive: true }));

const builds = [
  ['linux-6.12', 'arm64', 'defconfig', null, 1000],
  ['linux-6.1', 'arm64', 'defconfig', null, 900],
] as const;

test.each(builds)(
  '%s, %s %s: directories and lists are those of make 4.3',
  (name, arch, goal, seed, atLeast) => {
    const { tree } = oracle(name);
    const target = kernelTargets.find((one) => one.name === arch)!;
    const objects = configureObjects(tree, target, goal, seed, join(root, `${name}-${arch}-${goal}`));
    const host = createNodeHost({ cwd: tree, env: targetEnvironment() });
    const request = {
      treeName: tree,
      objectDirectory: objects,
      variables: target.words,
      configFile: null,
      defconfig: null,
      makeVersion: '4.3',
    };
    const result = listObjects({ host, request, profile: null });
    const expected = realLists(tree, target, objects);
    expect(result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
    const lists = kgateLists(result);
    expect([...lists.keys()]).toEqual([...expected.keys()]);
    for (const [directory, own] of expected)
      expect({ directory, ...lists.get(directory) }).toEqual({ directory, ...own });
    expect(expected.size).toBeGreaterThan(atLeast);
    const cache = openCache({ directory: join(root, 'cache'), version: 'test' });
    for (const file of sampleSources(tree, 8)) {
      const owner = findOwner({ host, request, profile: null, cache, file });
      expect([file, owner.status === 'built']).toEqual([file, isListed(expected, file)]);
      // A file that is not built is named by some line, or it is no source of its own.
      if (owner.status === 'not-built') expect(owner.missing.length + owner.chains.length).toBeGreaterThan(0);
    }
  },
  300_000,
);
