import { describe, expect, it } from 'vitest';
import { typeCode } from '../../../src/kconfig/model/flat-model.ts';
import type { ConfigState } from '../../../src/kconfig/values/config-state.ts';
import {
  activeProperty,
  defaultText,
  dependencyValues,
  effectiveType,
  exprValue,
  isChangeable,
  isTextWithinRange,
  isWithinRange,
  isWritten,
  lastText,
  replacingBound,
  textSlot,
  valueOf,
  visibilityOf,
} from '../../../src/kconfig/values/symbol-values.ts';
import { idOf, stateOf } from '../configure.ts';

const Kconfig = `config MODULES
	bool "modules"
	modules
config D
	bool "d"
config T
	tristate "t" if D
	default m
config S
	def_bool y
	select F if D
config F
	bool "f"
	depends on !D
config P
	tristate "p"
	imply Q
config Q
	tristate "q"
config N
	int "n"
	range 3 9
	default 1
config H
	hex
	range 0x10 0x20
	default 0x30
`;

function ask<T>(state: ConfigState, question: (state: ConfigState, id: number) => T, names: string): T[] {
  return names.split(' ').map((name) => question(state, idOf(state, name)));
}

/** Source: docs/kconfig-semantics.md §3.3 and scripts/kconfig/symbol.c. */
describe('a symbol', () => {
  it('has a value, a visibility and a line in .config', () => {
    const state = stateOf(Kconfig, 'CONFIG_MODULES=y\nCONFIG_P=m\n');
    expect(ask(state, valueOf, 'D T S F P Q N H')).toEqual(['n', 'm', 'y', 'n', 'm', 'm', '3', '0x20']);
    expect(ask(state, visibilityOf, 'D T S F P Q N H')).toEqual([2, 0, 0, 2, 2, 2, 2, 0]);
    expect(ask(state, isWritten, 'D T S F H')).toEqual([true, true, true, true, true]);
    expect(ask(state, replacingBound, 'N H')).toEqual(['low', 'high']);
    expect(ask(state, textSlot, 'D N')).toEqual(['n', '3']);
  });

  it('that is selected cannot be changed below the select', () => {
    const state = stateOf(Kconfig, 'CONFIG_D=y\n');
    const f = idOf(state, 'F');
    expect([valueOf(state, f), isChangeable(state, f)]).toEqual(['y', false]);
    expect(dependencyValues(state, f)).toEqual({ direct: 0, reverse: 2, implied: 0 });
    expect(state.unmetReports).toBe(1);
  });

  it('takes the values that its visibility and type allow', () => {
    const without = stateOf(Kconfig, 'CONFIG_D=y\n');
    const modular = stateOf(Kconfig, 'CONFIG_D=y\nCONFIG_MODULES=y\n');
    const allowed = (state: ConfigState): number[] =>
      ([0, 1, 2] as const).filter((value) => isWithinRange(state, idOf(state, 'T'), value));
    expect(allowed(without)).toEqual([0, 2]);
    expect(allowed(modular)).toEqual([0, 1, 2]);
    expect([without, modular].map((state) => effectiveType(state, idOf(state, 'T')))).toEqual([
      typeCode.bool,
      typeCode.tristate,
    ]);
  });

  it('takes a text inside its range', () => {
    const state = stateOf(Kconfig, '');
    const texts = ['3', '9', '2', '10', 'x', '07'];
    expect(texts.filter((text) => isTextWithinRange(state, idOf(state, 'N'), text))).toEqual(['3', '9']);
    expect(['y', 'Y', 'm', 'x', ''].filter((text) => isTextWithinRange(state, idOf(state, 'D'), text))).toEqual([
      'y',
      'Y',
    ]);
  });

  it('has a default, which savedefconfig compares with, and a property in force', () => {
    const state = stateOf(Kconfig, 'CONFIG_MODULES=y\n');
    expect(ask(state, defaultText, 'T S N H')).toEqual(['m', 'y', '1', '0x30']);
    expect(ask(state, (of, id) => activeProperty(of, id, 'default') >= 0, 'D T')).toEqual([false, true]);
    expect(ask(state, (of, id) => activeProperty(of, id, 'range') >= 0, 'T N')).toEqual([false, true]);
  });
});

it('lastText computes nothing', () => {
  const state = stateOf(Kconfig);
  const before = state.computations;
  expect(lastText(state, idOf(state, 'N'))).toBe('3');
  expect(state.computations).toBe(before);
});

it('an absent expression is y', () => {
  expect(exprValue(stateOf(Kconfig), -1)).toBe(2);
});
