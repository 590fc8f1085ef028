/** Goals of files, modules and directories: GNU make with a kernel's own makefiles says what each configuration compiles. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { atomHolds } from '../../../src/api/fix/build-atoms.ts';
import { type BuildGoal, type BuildGoals, buildGoalsOf } from '../../../src/api/fix/build-goal.ts';
import { createNodeHost } from '../../../src/index.ts';
import type { Configuration } from '../../../src/kconfig/index.ts';
import { type ConfiguredTree, configure, openSession } from '../../../src/kernel/index.ts';
import { compiledByMake, kbuildSources, kbuildSymbols, writeKbuildTree } from '../../support/kbuild-tree.ts';
import { oracle } from '../../support/kernel-source.ts';
import { targetEnvironment } from '../../support/kernel-targets.ts';

type Values = Readonly<Record<string, string>>;

const root = mkdtempSync(join(tmpdir(), 'kgate-build-goal-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Configurations drawn with a fixed seed; the first ones have nothing, and everything. */
function drawn(count: number): Values[] {
  let seed = 20_261_129;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 8) % below;
  };
  const names = Object.keys(kbuildSymbols);
  const ends = ['n', 'y'].map((value) => {
    return Object.fromEntries(names.map((name) => [name, kbuildSymbols[name]!.includes(value) ? value : 'none']));
  });
  const random = Array.from({ length: count - 2 }, () => {
    return Object.fromEntries(names.map((name) => [name, kbuildSymbols[name]![next(kbuildSymbols[name]!.length)]!]));
  });
  return [...ends, ...random];
}

function holds(goal: BuildGoal, values: Values): boolean {
  return goal.ways.some(({ atoms }) => atoms.every((atom) => atomHolds(atom, values[atom.symbol] ?? '')));
}

function waysOf(goal: BuildGoal): string[] {
  return goal.ways.map(({ atoms }) => atoms.map((atom) => `${atom.symbol} ${atom.relation} ${atom.value}`).join(', '));
}

describe('goals on a tree with all forms of makefiles', () => {
  let tree: ConfiguredTree;
  let goals: BuildGoals;
  const configurations = drawn(24);
  const compiled = new Map<Values, Set<string>>();

  beforeAll(() => {
    writeKbuildTree(root, oracle('linux-6.12').tree);
    for (const values of configurations) compiled.set(values, compiledByMake('/usr/bin/make', root, values));
    rmSync(join(root, 'include'), { recursive: true });
    const host = createNodeHost({ cwd: root, env: targetEnvironment() });
    const request = {
      treeName: root,
      objectDirectory: null,
      variables: [],
      configFile: null,
      makeVersion: '4.3' as const,
    };
    tree = configure(openSession({ host, profile: null, request: { ...request, defconfig: 'allnoconfig' } }));
    goals = buildGoalsOf(tree);
  }, 120_000);

  function configured(values: Values): Configuration {
    const configuration = tree.configuration!.clone();
    for (const [name, value] of Object.entries(values)) {
      configuration.setUserValue(configuration.model.symbols.get(name)!, value);
    }
    return configuration;
  }

  test.each(kbuildSources)('%s: its goal holds exactly where make compiles it', (source) => {
    const goal = goals.goal(source);
    expect(goal.opaque).toEqual([]);
    const object = source.replace(/\.c$/, '.o');
    for (const [values, objects] of compiled)
      expect([values, holds(goal, values)]).toEqual([values, objects.has(object)]);
  });

  test('the walk agrees with make in each of these configurations', () => {
    for (const [values, objects] of compiled) {
      const here = buildGoalsOf(tree, configured(values));
      const built = kbuildSources.filter((source) => here.isBuilt(here.goal(source)));
      expect([values, built.map((source) => source.replace(/\.c$/, '.o')).sort()]).toEqual([
        values,
        [...objects].sort(),
      ]);
    }
  }, 60_000);

  test('one atom less, and make does not compile it', () => {
    const goal = goals.goal('net/below/deepest.c');
    expect(goal.ways.length).toBeGreaterThan(0);
    for (const { atoms } of goal.ways) {
      const met = { ...configurations[0]! };
      for (const { symbol, relation, value } of atoms) met[symbol] = relation === 'not' ? 'n' : value;
      expect(compiledByMake('/usr/bin/make', root, met)).toContain('net/below/deepest.o');
      for (const { symbol } of atoms) {
        expect(compiledByMake('/usr/bin/make', root, { ...met, [symbol]: 'n' })).not.toContain('net/below/deepest.o');
      }
    }
    rmSync(join(root, 'include'), { recursive: true });
  });

  test('a negated symbol two levels up is an atom of its own', () => {
    expect(waysOf(goals.goal('neg/sub/gone.c'))).toEqual(['R not y, P not y']);
    expect(waysOf(goals.goal('neg/sub/z.c'))).toEqual(['R is y, P not y']);
  });

  test('built in: y all along', () => {
    expect(waysOf(goals.goal('net/n2.c', { builtin: true }))).toEqual(['B is y, A is y']);
    expect(waysOf(goals.goal('net/n3.c', { builtin: true }))).toEqual([]);
    expect(waysOf(goals.goal('core/part.c', { builtin: true }))).toEqual(['D is y, A is y']);
  });

  test('modules by name, with - or _; .ko is a module', () => {
    expect(waysOf(goals.goal('a2'))).toEqual(['A at least m']);
    expect(waysOf(goals.goal('a2.ko'))).toEqual(['A is m']);
    expect(goals.goal('whole_x').target.objects).toEqual(['core/whole-x.o']);
    expect(waysOf(goals.goal('whole_x.ko'))).toEqual(['D is m']);
    expect(waysOf(goals.goal('core/whole-x.ko'))).toEqual(['D is m']);
    expect(waysOf(goals.goal('core/whole-x.o'))).toEqual(['D at least m']);
    expect(goals.goal('csub.ko')).toMatchObject({
      ways: [],
      notes: [expect.stringContaining('never a module'), expect.anything()],
    });
    const asModule = buildGoalsOf(tree, configured({ D: 'm' }));
    expect(asModule.isBuilt(asModule.goal('whole_x.ko'))).toBe(true);
    expect(asModule.isBuilt(asModule.goal('whole_x'), true)).toBe(false);
    const asPart = buildGoalsOf(tree, configured({ D: 'y' }));
    expect(asPart.isBuilt(asPart.goal('whole_x.ko'))).toBe(false);
    expect(asPart.isBuilt(asPart.goal('whole_x'), true)).toBe(true);
  });

  test('a directory: at least one object of its own makefile', () => {
    for (const directory of ['both/', 'net/', 'neg/', 'side', 'net/below/']) {
      const goal = goals.goal(directory);
      expect([directory, goal.isComplete]).toEqual([directory, true]);
      const top = directory.replace(/\/?$/, '/');
      const own = top === 'neg/' ? 'neg/sub/' : top;
      for (const [values, objects] of compiled) {
        const made = [...objects].some((object) => object.startsWith(own) && !object.slice(own.length).includes('/'));
        expect([directory, values, holds(goal, values)]).toEqual([directory, values, made]);
      }
    }
  });

  test('what a build makes nothing of is refused in words', () => {
    expect(() => goals.goal('nothing/')).toThrow('no such directory');
    expect(() => goals.goal('core/foo.h')).toThrow('a header');
    expect(() => goals.goal('arch/arm64/boot/dts/a.dtsi')).toThrow('device trees take it in');
    expect(() => goals.goal('none.ko')).toThrow('no makefile of the tree makes a module');
    expect(() => goals.goal('/etc/passwd')).toThrow('not below');
    expect(() => goals.goal('Kconfig')).toThrow('no source file');
    expect(goals.goal('core/unknown.c')).toMatchObject({ ways: [], isComplete: false });
  });
});
