import { describe, expect, it } from 'vitest';
import type { ConfigState, DialectName } from '../../../src/kconfig/index.ts';
import { typeCode } from '../../../src/kconfig/index.ts';
import { createConfigState } from '../../../src/kconfig/values/compute-symbol.ts';
import { cloneConfigState } from '../../../src/kconfig/values/config-state.ts';
import { symbolNamed } from '../../../src/kconfig/values/dotconfig.ts';
import { chosenMember } from '../../../src/kconfig/values/entry-values.ts';
import { computeAll } from '../../../src/kconfig/values/propagate.ts';
import { valueOf } from '../../../src/kconfig/values/symbol-values.ts';
import { clearUserValue, setUserValue } from '../../../src/kconfig/values/user-values.ts';
import { randomSource, randomTree } from '../../differential/kconfig-generator.ts';
import { answersOf, flatOf, inDialect } from '../configure.ts';

const dialects: readonly DialectName[] = ['linux-6.12', 'linux-6.1', 'coreboot', 'u-boot', 'linux-7.1'];
const treeCount = Number(process.env['KGATE_INCREMENTAL_TREES'] ?? 40);

/** Choices of the generator that only the old engines know. */
function withOldChoices(Kconfig: string, seed: number): string {
  const random = randomSource(seed);
  return Kconfig.replace(/^choice\n/gm, () => (random(3) === 0 ? 'choice\n\toptional\n' : 'choice\n'));
}

/** A tree the dialect accepts, by the first seed from `from` on. */
function treeFor(from: number, dialect: DialectName): ReturnType<typeof flatOf> {
  for (let seed = from; seed < from + 50; seed++) {
    const isNew = dialect === 'linux-6.12' || dialect === 'linux-7.1';
    const { kconfig } = randomTree(seed);
    const written = kconfig.replace(/^\tmodules$/m, 'MODULES_OPTION').replace(/^menuconfig/gm, 'config');
    try {
      return flatOf(inDialect(isNew ? written : withOldChoices(written, seed), dialect), dialect);
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) throw error;
    }
  }
  throw new Error('no tree is accepted');
}

/** The answers in the order they were given last. */
function replay(fresh: ConfigState, answers: ReadonlyMap<number, string>): ConfigState {
  for (const [symbol, value] of answers) setUserValue(fresh, symbol, value);
  return fresh;
}

const texts = ['7', '100', '0x9', '-3', 'x', ''];

describe.each(dialects)('%s: user values given one by one make what they make at once', (dialect) => {
  it.each(Array.from({ length: treeCount }, (_, at) => at * 60))('tree %i', (seed) => {
    const flat = treeFor(seed, dialect);
    const random = randomSource(seed + 1);
    const state = createConfigState(flat);
    const answers = new Map<number, string>();
    const named = [...flat.hashOrder].filter((id) => flat.symbolKind[id] === 0 && flat.symbolType[id] !== 0);
    computeAll(state);
    for (let step = 0; step < 25; step++) {
      const symbol = named[random(named.length)] as number;
      if (random(3) === 0) {
        clearUserValue(state, symbol);
        answers.delete(symbol);
      } else {
        const isLogical = flat.symbolType[symbol] === typeCode.bool || flat.symbolType[symbol] === typeCode.tristate;
        const value = isLogical ? 'nmy'.charAt(random(3)) : (texts[random(texts.length)] as string);
        if (setUserValue(state, symbol, value)) {
          answers.delete(symbol);
          answers.set(symbol, value);
        }
      }
      if (random(3) === 0) continue;
      const at = `${flat.symbolNames[symbol]} at step ${step}`;
      const copy = cloneConfigState(state);
      const fresh = replay(createConfigState(flat), answers);
      computeAll(fresh);
      expect({ at, ...answersOf(state) }).toEqual({ at, ...answersOf(fresh) });
      expect(answersOf(copy)).toEqual(answersOf(state));
    }
  });
});

describe('clearing a user value', () => {
  const choice = 'choice\n\tprompt "p"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nendchoice\n';
  it.each(dialects)('%s: gives a choice back to whom it belonged', (dialect) => {
    const flat = flatOf(choice, dialect);
    const state = createConfigState(flat);
    const [a, b, c] = ['A', 'B', 'C'].map((name) => symbolNamed(state, name)) as [number, number, number];
    expect(chosenMember(state, 0)).toBe(a);
    setUserValue(state, b, 'y');
    setUserValue(state, c, 'y');
    expect(chosenMember(state, 0)).toBe(c);
    clearUserValue(state, c);
    expect(chosenMember(state, 0)).toBe(b);
    clearUserValue(state, b);
    expect(chosenMember(state, 0)).toBe(a);
  });
});

describe('reports of unmet dependencies', () => {
  const Kconfig =
    'config A\n\tbool "a"\n\tselect S\nconfig S\n\tbool "s"\n\tdepends on D\nconfig D\n\tbool "d"\nconfig E\n\tbool "e"\n\tselect S\n';
  it('come once while the fault stays', () => {
    const state = createConfigState(flatOf(Kconfig, 'linux-6.12'));
    const set = (name: string, value: string) => {
      setUserValue(state, symbolNamed(state, name), value);
      for (const symbol of state.flat.hashOrder) valueOf(state, symbol);
      return state.unmetReports;
    };
    expect(set('A', 'n')).toBe(0);
    expect(set('A', 'y')).toBe(1);
    expect(set('E', 'y')).toBe(1);
    expect(set('D', 'y')).toBe(1);
    expect(set('D', 'n')).toBe(2);
  });
});
