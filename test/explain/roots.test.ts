/**
 * Root causes on small trees. What is named as the way out has to be one: it is applied, and the value is there afterwards, as
 * the engine evaluates it (compared with conf in test/differential).
 */
import { describe, expect, it } from 'vitest';
import type { RunShell } from '../../src/core/run-shell.ts';
import { RootFinder } from '../../src/explain/roots/find-roots.ts';
import { hasValue, leastChange } from '../../src/solve/least-change.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

function ask(kconfig: string, dotConfig: string, question: string, runShell?: RunShell) {
  const [name = '', wanted = ''] = question.split('=');
  const configuration = configurationOf(kconfig, dotConfig, ...(runShell === undefined ? [] : [runShell]));
  const finder = new RootFinder({ configuration, lineAt: () => null });
  const symbol = symbolOf(configuration, name);
  const found = finder.find(symbol, wanted);
  const goal = { symbol, wanted };
  const reached = leastChange(configuration, [goal]);
  return {
    roots: found.roots.map(({ kind, location, message }) => [
      kind,
      message,
      location === null ? null : `${location.file}:${location.line}`,
    ]),
    via: found.roots.map(({ via }) => via.map(({ location, symbol: of }) => `${of} ${location?.line}`)),
    changes: reached?.changes.map(({ symbol: of, to }) => `${of}=${to}`) ?? [],
    isReached: reached !== null && hasValue(reached.configuration, goal),
  };
}

const media = `config MODULES
	bool "modules"
	modules
config BUS
	bool "bus"
menuconfig MEDIA
	tristate "media"
if MEDIA
config CAMERA
	bool "camera"
	depends on BUS
config SENSOR
	tristate "sensor"
	depends on CAMERA
endif
`;

describe('what is missing on the way up', () => {
  it('names the leaves: conditions of conditions, and what no line sets', () => {
    const { changes, isReached, roots, via } = ask(media, '', 'SENSOR=y');
    expect(roots).toEqual([
      ['default', 'MEDIA is off', 'Kconfig:7'],
      ['default', 'BUS is off', 'Kconfig:5'],
    ]);
    expect(via).toEqual([['SENSOR 8'], ['SENSOR 14', 'CAMERA 11']]);
    expect(changes.sort()).toEqual(['BUS=y', 'CAMERA=y', 'MEDIA=y', 'SENSOR=y']);
    expect(isReached).toBe(true);
  });

  it("names the user's own lines as such", () => {
    const { roots } = ask(media, 'CONFIG_MEDIA=y\n# CONFIG_BUS is not set\n', 'SENSOR=y');
    expect(roots).toEqual([['line', 'BUS is off', '.config:2']]);
  });

  it('m needs MODULES', () => {
    const { changes, isReached, roots } = ask(media, 'CONFIG_MEDIA=y\nCONFIG_BUS=y\nCONFIG_CAMERA=y\n', 'SENSOR=m');
    expect(roots[0]).toEqual(['default', 'MODULES is off', 'Kconfig:2']);
    expect(changes).toContain('MODULES=y');
    expect(isReached).toBe(true);
  });

  it('says that nothing stands against an option that is merely off', () => {
    expect(ask('config A\n\tbool "a"\n', '', 'A=y').roots).toEqual([['default', 'A is off', 'Kconfig:2']]);
  });
});

describe('what stands against it', () => {
  const kconfig = `config A
	bool "a"
	depends on !B && !HELD
config B
	bool "b"
	default y
config HELD
	bool
config SEL
	bool "sel"
	select HELD
`;

  it('a default, and a select with the line of its owner', () => {
    const { changes, isReached, roots } = ask(kconfig, 'CONFIG_SEL=y\n', 'A=y');
    expect(roots).toEqual([
      ['default', 'B must be n, it is y', 'Kconfig:6'],
      ['line', 'SEL must be n, it is y', '.config:1'],
    ]);
    expect(changes.sort()).toEqual(['A=y', 'B=n', 'SEL=n']);
    expect(isReached).toBe(true);
  });

  it('the condition of the prompt itself, and of the menu around it', () => {
    const tree =
      'config X\n\tbool "x"\nmenu "m"\n\tvisible if Y\nconfig A\n\tbool "a" if !X\nendmenu\nconfig Y\n\tbool "y"\n';
    const { isReached, roots } = ask(tree, 'CONFIG_X=y\n', 'A=y');
    expect(roots).toEqual([
      ['default', 'Y is off', 'Kconfig:9'],
      ['line', 'X must be n, it is y', '.config:1'],
    ]);
    expect(isReached).toBe(true);
  });

  it('another member of the choice', () => {
    const tree = 'choice\n\tprompt "c"\n\tdefault ONE\nconfig ONE\n\tbool "one"\nconfig TWO\n\tbool "two"\nendchoice\n';
    expect(ask(tree, '', 'TWO=y').roots).toEqual([['choice', 'ONE was chosen instead of TWO', 'Kconfig:1']]);
    const { isReached, roots } = ask(tree, 'CONFIG_ONE=y\n', 'TWO=y');
    expect(roots).toEqual([['choice', 'ONE was chosen instead of TWO', '.config:1']]);
    expect(isReached).toBe(true);
  });

  it('a range', () => {
    const tree = 'config N\n\tint "n"\n\trange 2 64\n\tdefault 8\n';
    expect(ask(tree, '', 'N=100000').roots).toEqual([['range', 'N must be within 2..64, 100000 is not', 'Kconfig:3']]);
  });
});

describe('what no configuration gives', () => {
  it('a symbol that nothing selects', () => {
    const tree = 'config A\n\tbool "a"\n\tdepends on HAVE\nconfig HAVE\n\tbool\n';
    const { isReached, roots } = ask(tree, '', 'A=y');
    expect(roots).toEqual([['nothing-sets', 'nothing in this tree selects HAVE: no .config can', 'Kconfig:4']]);
    expect(isReached).toBe(false);
  });

  it('a name that nothing defines', () => {
    const tree = 'config A\n\tbool "a"\n\tdepends on NOPE\n';
    expect(ask(tree, '', 'A=y').roots).toEqual([['undefined', 'NOPE is not in this tree', null]]);
  });

  it('what opens the way for everything is named last', () => {
    const tree =
      'config COMPILE_TEST\n\tbool "t"\nconfig SOC\n\tbool "soc"\nconfig A\n\tbool "a"\n\tdepends on COMPILE_TEST || SOC\n';
    expect(ask(tree, '', 'A=y').changes).toEqual(['SOC=y', 'A=y']);
  });

  const answer = (stdout: string, aside?: object): RunShell => {
    return () =>
      ({
        stdout,
        stderr: '',
        status: 0,
        commands: [],
        unknown: null,
        ...(aside !== undefined && { aside }),
      }) as ReturnType<RunShell>;
  };

  it('a tool that a script does not find, in the words that its macro throws away', () => {
    const tree = 'config T\n\tdef_bool $(shell,tool.sh)\nconfig A\n\tbool "a"\n\tdepends on T\n';
    const absent = [{ kind: 'program', name: 'bindgen' }];
    const shell = answer('n\n', { discarded: "*** 'bindgen' could not be found.\n", absent });
    expect(ask(tree, '', 'A=y', shell).roots).toEqual([['tool-missing', 'bindgen is not installed', 'Kconfig:2']]);
  });

  it('a tool that is older than a comparison asks for; two versions are one', () => {
    const tree =
      'config PAHOLE_VERSION\n\tint\n\tdefault $(shell,v)\nconfig A\n\tbool "a"\n\tdepends on PAHOLE_VERSION >= 116\n\tdepends on PAHOLE_VERSION >= 121\n';
    expect(ask(tree, '', 'A=y', answer('115\n')).roots).toEqual([
      ['tool-old', 'pahole is 1.15; >= 1.21 is needed', 'Kconfig:3'],
    ]);
  });
});

it('ends on circles and on wide webs', () => {
  const names = Array.from({ length: 40 }, (_, at) => `S${at}`);
  const tree = names
    .map((name, at) => {
      const others = names.filter((_, index) => index > at && index <= at + 6);
      return `config ${name}\n\tbool "${name}"\n${others.length === 0 ? '' : `\tdepends on ${others.join(' || ')}\n`}`;
    })
    .join('');
  const { isReached } = ask(tree, '', 'S0=y');
  expect(isReached).toBe(true);
});
