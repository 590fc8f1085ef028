import { describe, expect, it } from 'vitest';
import {
  configurationOf,
  findStops,
  openBuild,
  openConfigured,
  readBuild,
  readTop,
} from '../../../src/kernel/index.ts';
import { configuredTree, openMemoryTree } from '../../support/memory-tree.ts';

function read(config: string, goals?: readonly string[]) {
  const tree = configuredTree(config, goals === undefined ? {} : { goals });
  return readBuild(openConfigured(tree, configurationOf(tree)));
}

describe('readBuild', () => {
  it('reads the makefiles with the configuration in place', () => {
    const { events, levels, working } = read('CONFIG_A=m\n');
    expect(events).toEqual([]);
    expect(levels.at(-1)).toBe(working);
    expect(working.evaluation.expand('$(CONFIG_A)')).toBe('m');
  });

  it('gives the stop of $(error), with its line', () => {
    const { events } = read('CONFIG_BAD=y\n');
    expect(events.map((event) => event.line)).toEqual(['Makefile:7: *** BAD is not for this tree.  Stop.']);
  });
});

describe('findStops', () => {
  it('updates prepare; without a goal it has nothing to add', () => {
    expect(findStops(read('CONFIG_A=m\n')).events).toEqual([]);
    const [stop, ...more] = findStops(read('CONFIG_UNCLEAN=y\n')).events;
    expect(stop).toMatchObject({ code: 'make/recipe-failed', fatal: true });
    expect(stop?.line).toContain('not clean');
    expect(more).toEqual([]);
  });

  it('updates the goals of the request instead', () => {
    const [stop] = findStops(read('CONFIG_UNCLEAN=y\n', ['nosuch'])).events;
    expect(stop?.line).toBe("make: *** No rule to make target 'nosuch'.  Stop.");
  });
});

it('openBuild lays the texts over the machine without writing them', () => {
  const session = openMemoryTree();
  const build = openBuild(
    session,
    { config: 'c', autoConf: 'CONFIG_A=y\n', busyboxHeader: null, autoHeader: 'h' },
    '/work',
  );
  expect(build.host.readFile('/work/include/config/auto.conf')).toBe('CONFIG_A=y\n');
  expect(session.host.stat('/work/include/config/auto.conf')).toBeUndefined();
  expect(readTop(build).working.evaluation.expand('$(CONFIG_A)')).toBe('y');
});
