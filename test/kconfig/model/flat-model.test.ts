import { describe, expect, it } from 'vitest';
import { withBehaviours } from '../../../src/kconfig/dialect/dialect.ts';
import type { DialectName, FlatModel } from '../../../src/kconfig/index.ts';
import {
  decodeFlatModel,
  dialects,
  encodeFlatModel,
  entryCode,
  exprCode,
  symbolKindCode,
  typeCode,
} from '../../../src/kconfig/index.ts';
import { createConfigState } from '../../../src/kconfig/values/compute-symbol.ts';
import { randomTree } from '../../differential/kconfig-generator.ts';
import { answersOf, flatOf, inDialect } from '../configure.ts';

const example =
  'mainmenu "Title \xe9"\nconfig A\n\tbool "a"\n\tdefault y if B = "x\0y"\nconfig B\n\tstring\nmenu "m"\n\tvisible if A\nchoice\n\tprompt "c"\nconfig C\n\tbool "c"\nconfig D\n\tbool "d"\nendchoice\nendmenu\n';

describe('a flat model', () => {
  const flat = flatOf(example, 'linux-6.12');
  const id = (name: string) => flat.symbolNames.indexOf(name);

  it('holds symbols, expressions, entries and choices as numbers', () => {
    expect(flat.mainMenu).toBe('Title \xe9');
    expect(flat.symbolType[id('A')]).toBe(typeCode.bool);
    expect(flat.symbolType[id('B')]).toBe(typeCode.string);
    expect(flat.symbolKind[id('A')]).toBe(symbolKindCode.symbol);
    const [choice] = flat.choices;
    expect([...(choice?.members ?? [])]).toEqual([id('C'), id('D')]);
    expect(flat.entryKind[choice?.entry ?? -1]).toBe(entryCode.choice);
    expect(flat.symbolChoice[id('D')]).toBe(0);
    const condition = flat.propertyCondition[(flat.propertyStart[id('A')] ?? 0) + 1] ?? -1;
    expect(flat.exprKind[condition]).toBe(exprCode['=']);
    expect(flat.exprLeft[condition]).toBe(id('B'));
    const entry = flat.symbolFirstEntry[id('C')] ?? -1;
    expect([flat.fileNames[flat.entryFile[entry] ?? -1], flat.entryLine[entry]]).toEqual(['Kconfig', 11]);
    expect([...flat.hashOrder].every((symbol) => flat.symbolKind[symbol] !== symbolKindCode.constant)).toBe(true);
  });
});

describe('encoded and decoded', () => {
  const names: readonly DialectName[] = ['linux-6.12', 'linux-6.1', 'u-boot'];
  it.each(names)('%s: a model is the same', (dialect) => {
    let compared = 0;
    for (let seed = 0; seed < 30; seed++) {
      let flat: FlatModel;
      try {
        const { kconfig } = randomTree(seed);
        flat = flatOf(inDialect(kconfig.replace(/^\tmodules$/m, 'MODULES_OPTION'), dialect), dialect);
      } catch {
        continue;
      }
      const decoded = decodeFlatModel(encodeFlatModel(flat));
      expect(decoded).toEqual(flat);
      expect(decoded?.dialect).toBe(dialects[dialect]);
      expect(answersOf(createConfigState(decoded as FlatModel))).toEqual(answersOf(createConfigState(flat)));
      compared++;
    }
    expect(compared).toBeGreaterThan(15);
  });

  it('keeps bytes above 127 and dialects of its own', () => {
    const flat = {
      ...flatOf(example, 'linux-6.12'),
      dialect: withBehaviours(dialects['linux-6.12'], { dotConfig: { prefix: 'X_' } }),
    };
    expect(decodeFlatModel(encodeFlatModel(flat))).toEqual(flat);
  });

  it('is refused when it is cut, longer or of another kind', () => {
    const bytes = encodeFlatModel(flatOf(example, 'linux-6.12'));
    for (let length = 0; length < bytes.length; length += 7) expect(decodeFlatModel(bytes.slice(0, length))).toBe(null);
    expect(decodeFlatModel(Buffer.concat([bytes, Buffer.of(0)]))).toBe(null);
    const other = bytes.slice();
    other[11] = 48;
    expect(decodeFlatModel(other)).toBe(null);
  });
});
