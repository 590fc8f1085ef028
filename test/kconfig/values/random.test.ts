import { describe, expect, it } from 'vitest';
import type { DialectName } from '../../../src/kconfig/index.ts';
import { createRandom, OpenEntries, parseOdds, parseSeed } from '../../../src/kconfig/values/random.ts';
import { randomSource } from '../../differential/kconfig-generator.ts';
import { configure } from '../configure.ts';

describe("the C library's rand()", () => {
  // Source: docs/kconfig-semantics.md §6.3, printed by glibc.
  it.each([
    [1, [1804289383, 846930886, 1681692777, 1714636915, 1957747793]],
    [0, [1804289383, 846930886, 1681692777, 1714636915, 1957747793]],
    [42, [71876166, 708592740, 1483128881]],
    [0xffffffff, [254925627, 1205188300, 366127624]],
    [0x80000000, [1336741213, 1210407648]],
  ] as const)('seed %i', (seed, expected) => {
    const draw = createRandom(seed);
    expect(expected.map(() => draw())).toEqual(expected);
  });
});

describe('KCONFIG_SEED', () => {
  it.each([
    ['11', 11],
    ['0xB', 11],
    ['013', 11],
    [' 11', 11],
    ['-1', 0xffffffff],
    ['4294967297', 1],
    ['99999999999999999999', 0xffffffff],
    ['-99999999999999999999', 0],
    ['11x', null],
    ['08', null],
    ['', null],
    [undefined, null],
  ] as const)('%j', (text, seed) => {
    expect(parseSeed(text)).toBe(seed);
  });
});

describe('KCONFIG_PROBABILITY', () => {
  const odds = (boolYes: number, tristateYes: number, tristateMod: number) => ({ boolYes, tristateYes, tristateMod });
  it.each([
    [undefined, odds(50, 33, 33)],
    ['', odds(50, 33, 33)],
    ['15', odds(15, 8, 7)],
    ['10:20', odds(30, 10, 20)],
    ['10:20:30', odds(10, 20, 30)],
    ['10:20:30:101', odds(10, 20, 30)],
    // Text that is no number reads as 0 until all three places are full.
    ['x', odds(0, 0, 0)],
    ['40:x', odds(40, 0, 0)],
    ['101', null],
    ['-1', null],
    ['60:50', null],
    ['1:60:50', null],
  ] as const)('%j', (text, expected) => {
    expect(parseOdds(text)).toEqual(expected);
  });
});

describe('randconfig draws in the order of the tree it belongs to', () => {
  const tree =
    'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nchoice\n\tprompt "p"\nconfig D\n\tbool "d"\nconfig E\n\tbool "e"\nconfig F\n\tbool "f"\nendchoice\n';
  const on = (text: string) => [...text.matchAll(/^CONFIG_(\w+)=y$/gm)].map((match) => match[1]).join('');
  // Observed, docs/kconfig-semantics.md §8.21.
  it.each([
    ['linux-4.20', 'ABE'],
    ['linux-5.3', 'ABE'],
    ['linux-6.1', 'ABE'],
    ['u-boot', 'ABE'],
    ['buildroot', 'ABE'],
    ['coreboot', 'ABE'],
    ['linux-6.12', 'AF'],
    ['linux-7.1', 'AF'],
  ] as const)('%s', (dialect: DialectName, expected) => {
    expect(on(configure(tree, undefined, dialect, 'randconfig', { KCONFIG_SEED: '11' }).lines)).toBe(expected);
  });

  const seeded = tree.slice(tree.indexOf('choice'));
  // Observed, docs/kconfig-semantics.md §8.22: seeds 1 to 4.
  it.each([
    ['linux-5.3', 'DDDD'],
    ['linux-6.1', 'DDDD'],
    ['coreboot', 'DDDD'],
    ['linux-6.12', 'EDDE'],
    ['linux-7.1', 'EDDE'],
  ] as const)('%s after a seed file', (dialect: DialectName, expected) => {
    const chosen = ['1', '2', '3', '4'].map((seed) => {
      const env = { KCONFIG_SEED: seed, KCONFIG_ALLCONFIG: 'seedfile' };
      const files = { seedfile: 'CONFIG_X=y\n' };
      return on(configure(`config X\n\tbool "x"\n${seeded}`, undefined, dialect, 'randconfig', env, files).lines);
    });
    expect(chosen.map((names) => names.replace('X', '')).join('')).toBe(expected);
  });
});

describe('OpenEntries', () => {
  it('takes all entries of a member at once', () => {
    const open = new OpenEntries(Int32Array.from([7, 8, 7, 9]));
    expect([open.size, open.take(2), open.size, open.take(0), open.take(1), open.take(0)]).toEqual([
      4,
      7,
      2,
      8,
      undefined,
      9,
    ]);
    expect(open.size).toBe(0);
  });

  it('is a list from which entries are taken by position', () => {
    const random = randomSource(1);
    for (let round = 0; round < 50; round++) {
      const members = Array.from({ length: random(20) }, () => random(12));
      const open = new OpenEntries(Int32Array.from(members));
      let list = members;
      while (list.length > 0) {
        const at = random(list.length + 2);
        const member = list[at];
        expect(open.take(at)).toBe(member);
        list = list.filter((other) => other !== member);
        expect(open.size).toBe(list.length);
      }
    }
  });
});
