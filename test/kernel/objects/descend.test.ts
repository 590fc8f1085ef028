import { expect, it } from 'vitest';
import { openBuild } from '../../../src/kernel/index.ts';
import { enterBuild } from '../../../src/kernel/objects/build-entry.ts';
import { DirectoryObjects } from '../../../src/kernel/objects/built-objects.ts';
import { Descent, wordOf } from '../../../src/kernel/objects/descend.ts';
import { namingLines } from '../../../src/kernel/objects/naming-lines.ts';
import { OwnerSearch } from '../../../src/kernel/objects/owner-chains.ts';
import { configuredTree } from '../../support/memory-tree.ts';

const place = <Place>(location: Place): Place => location;

function descend(config: string) {
  const tree = configuredTree(config);
  const entry = enterBuild(tree);
  const { probes, makeVersion } = tree.session;
  const { host } = openBuild(tree.session, entry.texts, entry.directory);
  const descent = new Descent({ host, runShell: probes.runShell, makeVersion: makeVersion() });
  const [make] = entry.makes;
  if (make === undefined) throw new Error('no make');
  return { descent, make };
}

it('a walk visits every directory in the order of the makefiles', () => {
  const { descent, make } = descend('CONFIG_A=y\n');
  const steps: unknown[] = [];
  descent.walk(make, null, ({ depth, directory, parent }) => steps.push([directory, parent?.directory, depth]));
  expect(steps).toEqual([
    ['.', undefined, 0],
    ['sub', '.', 1],
  ]);
  expect([descent.problem, wordOf(make, 'obj'), wordOf(make, 'other')]).toEqual([null, '.', undefined]);
});

it('DirectoryObjects lists what a directory builds, each with its line', () => {
  const { descent, make } = descend('CONFIG_A=m\n');
  const found: unknown[] = [];
  descent.walk(make, null, ({ directory }, evaluation) => {
    if (directory === '.') return;
    for (const { kind, name, origin } of new DirectoryObjects(evaluation, directory, place).list()) {
      found.push([name, kind, origin?.location]);
    }
  });
  const line = { file: 'sub/Makefile', line: 1 };
  expect(found).toEqual([
    ['sub/a.o', 'module', line],
    ['sub/a.o', 'module-part', line],
  ]);
});

it('namingLines finds lines that were carried out and lines of branches that were not taken', () => {
  const { descent, make } = descend('CONFIG_A=m\n');
  const lines: (readonly unknown[])[] = [];
  descent.walk(make, null, ({ directory }, evaluation) => {
    if (directory === '.') return;
    const accepts = (word: string): boolean => /^[abc]\.o$/.test(word);
    for (const line of namingLines(evaluation, accepts, (name) => descent.readFile(`/work/${name}`))) {
      lines.push([line.word, line.location.line, line.isReached, line.symbols.map(({ name, isMet }) => [name, isMet])]);
    }
  });
  expect(lines.sort()).toEqual([
    ['a.o', 1, true, [['CONFIG_A', true]]],
    ['b.o', 2, true, [['CONFIG_B', false]]],
    ['c.o', 4, false, [['CONFIG_B', false]]],
  ]);
});

it('OwnerSearch leads from an object up to the top, with what is missing', () => {
  const { descent, make } = descend('CONFIG_A=y\n');
  const search = new OwnerSearch(descent, place, new Map());
  search.enter(make, 'sub', true);
  expect(search.entered('sub')).toBeDefined();
  const ways = ['sub/a.o', 'sub/b.o'].flatMap((object) => search.find(object, ['sub', '.']));
  expect(ways.map(({ isMet, object, steps }) => [object, isMet, steps.map((step) => step.location?.line)])).toEqual([
    ['sub/a.o', true, [1, 1]],
    ['sub/b.o', false, [2, 1]],
  ]);
});
