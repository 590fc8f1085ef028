import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import type { Configuration, DialectName, KconfigSymbol } from '../../../src/kconfig/index.ts';
import { evaluate, writeAutoConf, writeConfig, writeDefconfig } from '../../../src/kconfig/index.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { conf612 } from '../../support/kernel-source.ts';
import { modelAs } from '../language-support.ts';

const Kconfig = `config MODULES
	bool "modules"
	modules
config BASE
	bool "base"
config MIDDLE
	tristate "middle"
	depends on BASE
	default y
config TOP
	tristate "top"
	depends on MIDDLE
	select HELPER
config HELPER
	tristate "helper"
config NUMBER
	int "number"
	default 7
choice
	prompt "which"
config RED
	bool "red"
config BLUE
	bool "blue"
config GREEN
	bool "green"
endchoice
`;

function modelOf(text = Kconfig, dialect: DialectName = 'linux-6.12'): Configuration['model'] {
  return modelAs(dialect, { Kconfig: text });
}

function named(configuration: Configuration, name: string): KconfigSymbol {
  const symbol = configuration.model.symbols.get(name);
  if (symbol === undefined) throw new Error(`no symbol ${name}`);
  return symbol;
}

describe('evaluate', () => {
  it('takes a file as conf does: the texts it writes are those of conf', () => {
    const config = 'CONFIG_MODULES=y\nCONFIG_BASE=y\nCONFIG_TOP=m\nCONFIG_GREEN=y\nCONFIG_NOWHERE=y\nCONFIG_NUMBER=x\n';
    const host = createMemoryHost({ files: { 'some.config': config } });
    const configuration = evaluate(modelOf(), { config: { host, path: 'some.config' } });
    const files = { Kconfig, '.config': config };
    const made = runProgram(conf612(), { files, mode: 'syncconfig' }).files;
    const minimal = runProgram(conf612(), { files, mode: 'savedefconfig', file: 'out' }).files;
    expect(writeConfig(configuration)).toBe(made['.config']);
    expect(writeAutoConf(configuration)).toBe(made['include/config/auto.conf']);
    expect(writeDefconfig(configuration)).toBe(minimal['out']);
    expect(configuration.diagnostics.map(({ code, location }) => [code, location?.file, location?.line])).toEqual([
      ['kconfig/config-invalid-value', 'some.config', 6],
    ]);
    expect(configuration.userValue(named(configuration, 'TOP'))).toEqual({
      text: 'm',
      location: { file: 'some.config', line: 3 },
    });
  });

  it('gives the defaults without a file and refuses one that is not there', () => {
    const configuration = evaluate(modelOf());
    expect(configuration.value(named(configuration, 'NUMBER'))).toBe('7');
    expect(configuration.userValue(named(configuration, 'NUMBER'))).toBeNull();
    const host = createMemoryHost();
    expect(() => evaluate(modelOf(), { config: { host, path: 'none' } })).toThrow(UsageError);
  });
});

describe('a user value', () => {
  const config = { text: 'CONFIG_MODULES=y\nCONFIG_BASE=y\nCONFIG_MIDDLE=m\nCONFIG_NUMBER=3\nCONFIG_GREEN=y\n' };

  it('is set, taken away, and given back as the file had it', () => {
    const configuration = evaluate(modelOf(), { config });
    const [middle, number, top] = ['MIDDLE', 'NUMBER', 'TOP'].map((name) => named(configuration, name)) as [
      KconfigSymbol,
      KconfigSymbol,
      KconfigSymbol,
    ];
    const state = (): unknown =>
      [middle, number].map((symbol) => [configuration.value(symbol), configuration.userValue(symbol)?.text]);
    expect(configuration.setUserValue(number, 'x')).toBe(false);
    expect(configuration.setUserValue(number, '5')).toBe(true);
    expect(configuration.setUserValue(middle, 'n')).toBe(true);
    expect(state()).toEqual([
      ['n', 'n'],
      ['5', '5'],
    ]);
    configuration.clearUserValue(number);
    configuration.clearUserValue(middle);
    expect(state()).toEqual([
      ['y', undefined],
      ['7', undefined],
    ]);
    configuration.resetUserValue(number);
    configuration.resetUserValue(middle);
    expect(state()).toEqual([
      ['m', 'm'],
      ['3', '3'],
    ]);
    expect(configuration.userValue(middle)?.location).toEqual({ file: '.config', line: 3 });
    configuration.setUserValue(top, 'm');
    configuration.resetUserValue(top);
    expect([configuration.value(top), configuration.userValue(top)]).toEqual(['n', null]);
  });

  it.each(['linux-6.12', 'linux-6.1'] as const)('%s: of a choice member moves the choice, and back', (dialect) => {
    const configuration = evaluate(modelOf(Kconfig, dialect), { config });
    const [choice] = configuration.model.choices;
    if (choice === undefined) throw new Error('no choice');
    expect(configuration.chosen(choice)?.name).toBe('GREEN');
    expect(configuration.choiceDefault(choice)?.name).toBe('RED');
    configuration.setUserValue(named(configuration, 'RED'), 'y');
    expect(configuration.chosen(choice)?.name).toBe('RED');
    configuration.resetUserValue(named(configuration, 'RED'));
    expect(configuration.chosen(choice)?.name).toBe('GREEN');
    configuration.setUserValue(named(configuration, 'BLUE'), 'y');
    configuration.resetUserValue(named(configuration, 'GREEN'));
    expect(configuration.chosen(choice)?.name).toBe('GREEN');
  });

  it('can be what conf would take', () => {
    // Source: sym_tristate_within_range of symbol.c.
    const configuration = evaluate(modelOf(), { config });
    const of = (name: string): string => configuration.assignable(named(configuration, name)).join('');
    expect([of('BASE'), of('MIDDLE'), of('TOP'), of('HELPER'), of('NUMBER')]).toEqual(['ny', 'nmy', 'nm', 'nmy', '']);
    configuration.setUserValue(named(configuration, 'TOP'), 'm');
    expect(of('HELPER')).toBe('my');
    configuration.setUserValue(named(configuration, 'BASE'), 'n');
    expect([of('MIDDLE'), of('TOP')]).toEqual(['', '']);
  });
});

describe('a change', () => {
  const strangers = Array.from(
    { length: 500 },
    (_, at) => `config S${at}\n\tbool "s"\n\tdefault y if NUMBER = 7\n`,
  ).join('');

  it.each(['linux-6.12', 'linux-6.1'] as const)('%s: computes what depends on it and nothing else', (dialect) => {
    const model = modelOf(Kconfig + strangers, dialect);
    const configuration = evaluate(model, { config: { text: 'CONFIG_MODULES=y\nCONFIG_BASE=y\nCONFIG_TOP=m\n' } });
    const all = [...model.symbols.values()];
    const costOf = (change: () => void): number => {
      for (const symbol of all) configuration.value(symbol);
      const before = configuration.computations;
      change();
      for (const symbol of all) configuration.value(symbol);
      return configuration.computations - before;
    };
    const set = (name: string, value: string) => () => configuration.setUserValue(named(configuration, name), value);
    // What was read may have to be computed in whole once more: conf drops values after reading.
    costOf(set('HELPER', 'n'));
    // HELPER alone: nothing depends on it, and TOP holds it at m.
    expect(costOf(set('HELPER', 'y'))).toBe(1);
    // MIDDLE, TOP, HELPER.
    expect(costOf(set('MIDDLE', 'n'))).toBe(3);
    // TOP, which is held down: it comes out as before and HELPER is not looked at.
    expect(costOf(set('TOP', 'y'))).toBe(1);
    // BASE; MIDDLE comes out as before.
    expect(costOf(set('BASE', 'n'))).toBe(2);
    expect(costOf(set('NUMBER', '8'))).toBe(501);
    expect(costOf(() => configuration.clearUserValue(named(configuration, 'NUMBER')))).toBe(501);
  });
});
