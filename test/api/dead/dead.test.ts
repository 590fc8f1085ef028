import { beforeAll, describe, expect, it } from 'vitest';
import { findDead } from '../../../src/api/dead/dead.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { type DeadResult, openTree } from '../../../src/index.ts';
import type { Configuration } from '../../../src/kconfig/index.ts';
import { loadSatSolver } from '../../../src/solve/sat/solver.ts';
import { randomSource } from '../../differential/kconfig-generator.ts';
import { oracle } from '../../support/kernel-source.ts';
import { memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';
import { randomize } from '../../support/random-values.ts';

beforeAll(async () => await loadSatSolver());

const modules = 'config MODULES\n\tbool "modules"\n\tmodules\n';

function dead(kconfig: string, words: readonly string[] = []): DeadResult {
  const host = memoryTreeHost({ Kconfig: modules + kconfig, '.config': '' });
  return findDead({ host, request: treeRequest(), profile: null, words });
}

/** Kind, symbol and first cause of each finding; the line of the cause where it has one. */
function found(kconfig: string): string[] {
  const { causes, findings } = dead(kconfig);
  return findings.map((one) => {
    const cause = causes[one.causes[0] ?? -1];
    return `${one.kind} ${one.symbol ?? one.prompt ?? ''}: ${cause?.kind ?? ''} ${cause?.message ?? ''}`;
  });
}

// What is dead follows from the rules of Kconfig; each comment is the rule.
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a dependency that no file defines',
    'config A\n\tbool "a"\n\tdepends on NOSUCH\n',
    ['never-on A: undefined no Kconfig file that is read defines NOSUCH'],
  ],
  [
    'a dependency that nothing selects',
    'config H\n\tbool\nconfig A\n\tbool "a"\n\tdepends on H\n',
    [
      'never-on H: nothing-sets nothing in this tree selects H: no .config can',
      'never-on A: nothing-sets nothing in this tree selects H: no .config can',
    ],
  ],
  [
    'two conditions that exclude each other',
    'config X\n\tbool "x"\nconfig A\n\tbool "a"\n\tdepends on X\n\tdepends on !X\n',
    ['never-on A: contradiction X and !X cannot hold together'],
  ],
  [
    'conditions that exclude each other over another symbol',
    'config X\n\tbool "x"\nconfig Y\n\tbool "y"\n\tdepends on !X\nconfig A\n\tbool "a"\n\tdepends on X && Y\n',
    ['never-on A: contradiction X and Y cannot hold together'],
  ],
  [
    'two members of a choice at once',
    'choice\n\tprompt "c"\nconfig X\n\tbool "x"\nconfig Y\n\tbool "y"\nendchoice\nconfig A\n\tdef_bool X && Y\n',
    ['never-on A: contradiction X and Y cannot hold together'],
  ],
  [
    'a number outside of its range',
    'config N\n\tint "n"\n\trange 1 9\n\tdefault 5\nconfig A\n\tbool "a"\n\tdepends on N > 9\n',
    ['never-on A: contradiction N>9 can never hold'],
  ],
  [
    'a select that makes a prompt idle',
    'config S\n\tdef_bool y\n\tselect A\nconfig A\n\tbool "a"\n',
    ['always-on A: fixed selected by S, which is always on'],
  ],
  [
    'the only member of a choice',
    'choice\n\tprompt "c"\nconfig X\n\tbool "x"\nendchoice\n',
    ['always-on X: fixed its choice has no other member'],
  ],
  [
    'a prompt that is never visible',
    'config A\n\tbool "a" if NOSUCH\n\tdefault MODULES\n',
    ['hidden-prompt A: undefined no Kconfig file that is read defines NOSUCH'],
  ],
  [
    'a choice that is never visible',
    'choice\n\tprompt "c"\n\tdepends on NOSUCH\nconfig X\n\tbool "x"\nconfig Y\n\tbool "y"\nendchoice\n',
    [
      'never-on X: undefined no Kconfig file that is read defines NOSUCH',
      'never-on Y: undefined no Kconfig file that is read defines NOSUCH',
      'hidden-choice c: undefined no Kconfig file that is read defines NOSUCH',
    ],
  ],
  [
    'a default and a select that never apply',
    'config B\n\tbool "b"\nconfig A\n\tbool "a"\n\tdefault y if NOSUCH\n\tselect B if OTHER\n',
    [
      'idle-default A: undefined no Kconfig file that is read defines NOSUCH',
      'idle-select A: undefined no Kconfig file that is read defines OTHER',
    ],
  ],
  ['nothing: two ways that exclude each other', 'config X\n\tbool "x"\nconfig A\n\tdef_bool X || !X\n', []],
  ['nothing: a text that no line names', 'config S\n\tstring "s"\nconfig A\n\tbool "a"\n\tdepends on S = "free"\n', []],
];

describe('findDead', () => {
  it.each(cases)('%s', (_, kconfig, expected) => {
    expect(found(kconfig)).toEqual(expected);
  });

  it('keeps what a tool decides apart from what the tree does', () => {
    const probe = 'config HAS\n\tdef_bool $(shell,false && echo y || echo n)\n';
    const symbols = 'config A\n\tbool "a"\n\tdepends on HAS\nconfig B\n\tbool "b"\n\tdepends on HAS && NOSUCH\n';
    const { findings } = dead(probe + symbols);
    expect(findings.map(({ because, symbol }) => [symbol, because])).toEqual([
      ['HAS', 'tools'],
      ['A', 'tools'],
      ['B', 'tree'],
    ]);
  });

  it('answers for single symbols', () => {
    const kconfig = 'config A\n\tbool "a"\n\tdepends on NOSUCH\nconfig B\n\tbool "b"\n';
    const { asked } = dead(kconfig, ['CONFIG_A', 'B']);
    expect(asked.map(({ symbol, verdict }) => [symbol, verdict])).toEqual([
      ['A', 'dead'],
      ['B', 'alive'],
    ]);
    expect(() => dead(kconfig, ['NOSUCH'])).toThrow(expect.objectContaining({ code: 'kernel/unknown-symbol' }));
  });
});

/** Findings that a configuration shows to be wrong. */
function refuted({ findings }: DeadResult, configuration: Configuration): string[] {
  const { symbols } = configuration.model;
  return findings.flatMap(({ kind, symbol }) => {
    const found = symbol === null ? undefined : symbols.get(symbol);
    if (found === undefined) return [];
    const value = configuration.tristate(found);
    const isWrong = (kind === 'never-on' && value > 0) || (kind === 'always-on' && value === 0);
    return isWrong ? [`${kind} ${symbol}`] : [];
  });
}

/** One architecture of Linux and no U-Boot: each takes a minute and more, and most of what it asks is the same. */
const trees = [
  ['linux-6.12', ['ARCH=x86_64']],
  ['busybox', []],
] as const;

describe.each(trees)('%s %j', (name, words) => {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };

  it('has no symbol that is on in a configuration among those that are never on', () => {
    const { tree } = oracle(name);
    const host = createNodeHost({ cwd: tree, env });
    const request = { ...treeRequest({ variables: [...words], objectDirectory: '/nonexistent' }), treeName: tree };
    const result = findDead({ host, request, profile: null, words: [] });
    expect(result.findings.length > 0).toBe(name !== 'busybox');
    const { configuration } = openTree({ host, variables: [...words], objectDirectory: '/nonexistent' });
    const random = randomSource(11);
    for (let round = 0; round < 30; round++) {
      const trial = configuration.clone();
      randomize(trial, random);
      expect(refuted(result, trial)).toEqual([]);
    }
  }, 480_000);
});
