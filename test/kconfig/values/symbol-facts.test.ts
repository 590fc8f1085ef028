import { describe, expect, it } from 'vitest';
import type { RunShell } from '../../../src/core/run-shell.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import type { Configuration, DialectName, SymbolFacts } from '../../../src/kconfig/index.ts';
import { dialects, evaluate, parseKconfig, printExpression, writeConfig } from '../../../src/kconfig/index.ts';
import { randomTree } from '../../differential/kconfig-generator.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { conf612 } from '../../support/kernel-source.ts';
import { inDialect } from '../configure.ts';
import { modelAs } from '../language-support.ts';

const Kconfig = `config MODULES
	bool "modules"
	modules
config ARCH64
	bool "64 bit"
config PCI
	tristate "pci"
config EXPERT
	bool "expert"
menu "drivers"
	depends on PCI
	visible if EXPERT
if ARCH64
config DRIVER
	tristate "driver" if EXPERT || PCI
	depends on PCI && (EXPERT || ARCH64)
	depends on !EXPERT
	default m if EXPERT
	default y if PCI
endif
endmenu
config HELPER
	tristate
	depends on ARCH64
config USER_A
	tristate "a"
	select HELPER if PCI
	imply EXTRA if ARCH64
config USER_B
	tristate "b"
	select HELPER
	imply EXTRA
config EXTRA
	tristate "extra"
	depends on PCI
config LOW
	int "low"
	default 10
config COUNT
	int "count"
	range 1 3 if EXPERT
	range LOW 20
	default 5
config ADDRESS
	hex "address"
	range 0x10 0xff
	default 0x20
`;

function configurationOf(config: string, dialect: DialectName = 'linux-6.12', text = Kconfig): Configuration {
  return evaluate(modelAs(dialect, { Kconfig: text }), { config: { text: config } });
}

function factsOf(configuration: Configuration, name: string): SymbolFacts {
  const symbol = configuration.model.symbols.get(name);
  if (symbol === undefined) throw new Error(`no symbol ${name}`);
  return configuration.facts(symbol);
}

const allOn = 'CONFIG_MODULES=y\nCONFIG_ARCH64=y\nCONFIG_PCI=m\n';

it('the values that the facts are about are those of conf', () => {
  for (const config of [
    allOn,
    `${allOn}CONFIG_EXPERT=y\nCONFIG_USER_A=m\nCONFIG_USER_B=y\nCONFIG_COUNT=30\n`,
    'CONFIG_PCI=y\nCONFIG_USER_B=y\nCONFIG_ADDRESS=0x5\nCONFIG_COUNT=x\n',
  ]) {
    const files = { Kconfig, '.config': config };
    const conf = runProgram(conf612(), { files, mode: 'olddefconfig' });
    expect(writeConfig(configurationOf(config))).toBe(conf.files['.config']);
  }
});

describe('the default', () => {
  it('is the first whose condition holds, with its place and the value of its condition', () => {
    // Source: sym_get_default_prop of symbol.c; the condition is joined with the dependency (menu_finalize).
    const { default: taken, origin } = factsOf(configurationOf(allOn), 'DRIVER');
    expect(taken).toMatchObject({ condition: 1, value: 'y', property: { location: { file: 'Kconfig', line: 19 } } });
    expect(origin).toBe('default');
    expect(factsOf(configurationOf(''), 'DRIVER').default).toBeNull();
  });

  it('of a number is a text, before the range', () => {
    const facts = factsOf(configurationOf(allOn), 'COUNT');
    expect([facts.default?.value, facts.value]).toEqual(['5', '10']);
  });
});

describe('selects and implies', () => {
  it('are listed while they ask for something, with place and condition', () => {
    const configuration = configurationOf(`${allOn}CONFIG_USER_A=y\nCONFIG_USER_B=m\n`);
    const { selects, reverseValue, value, origin, unmet } = factsOf(configuration, 'HELPER');
    // min(selector, condition); the highest wins. Source: expr_calc_value over rev_dep.
    expect(
      selects.map(({ selector, property, condition, value }) => [
        selector.name,
        property.location.line,
        condition,
        value,
      ]),
    ).toEqual([
      ['USER_A', 27, 1, 1],
      ['USER_B', 31, 2, 1],
    ]);
    expect([reverseValue, value, origin, unmet]).toEqual([1, 'm', 'select', false]);
    const { implies, impliedValue } = factsOf(configuration, 'EXTRA');
    expect(
      implies.map(({ selector, property, condition, value }) => [
        selector.name,
        property.location.line,
        condition,
        value,
      ]),
    ).toEqual([
      ['USER_A', 28, 2, 2],
      ['USER_B', 32, 2, 1],
    ]);
    expect([impliedValue, factsOf(configuration, 'EXTRA').value, factsOf(configuration, 'EXTRA').origin]).toEqual([
      2,
      'm',
      'imply',
    ]);
  });

  it('that ask for nothing are left out', () => {
    expect(factsOf(configurationOf('CONFIG_USER_A=y\n'), 'HELPER')).toMatchObject({ selects: [], origin: 'unset' });
    expect(factsOf(configurationOf('CONFIG_USER_B=y\n'), 'HELPER')).toMatchObject({ unmet: true, value: 'y' });
  });
});

describe('the direct dependency', () => {
  const clausesOf = (facts: SymbolFacts): unknown[] =>
    (facts.definitions[0]?.clauses ?? []).map(({ clause, value, isLimiting, operands }) => [
      clause.location.line,
      printExpression(clause.expr),
      value,
      isLimiting,
      operands.map((operand) => `${printExpression(operand.expr)}=${operand.value}${operand.isLimiting ? '!' : ''}`),
    ]);

  it('is split in clauses and their operands; those at the lowest value limit it', () => {
    const facts = factsOf(configurationOf(allOn), 'DRIVER');
    expect(facts.directValue).toBe(1);
    expect(facts.definitions[0]?.value).toBe(1);
    expect(clausesOf(facts)).toEqual([
      [11, 'PCI', 1, true, ['PCI=1!']],
      [13, 'ARCH64', 2, false, ['ARCH64=2']],
      [16, 'PCI && (EXPERT || ARCH64)', 1, true, ['PCI=1!', 'EXPERT || ARCH64=2']],
      [17, '!EXPERT', 2, false, ['!EXPERT=2']],
    ]);
  });

  it('names every clause that is n', () => {
    expect(clausesOf(factsOf(configurationOf('CONFIG_EXPERT=y\n'), 'DRIVER'))).toEqual([
      [11, 'PCI', 0, true, ['PCI=0!']],
      [13, 'ARCH64', 0, true, ['ARCH64=0!']],
      [16, 'PCI && (EXPERT || ARCH64)', 0, true, ['PCI=0!', 'EXPERT || ARCH64=2']],
      [17, '!EXPERT', 0, true, ['!EXPERT=0!']],
    ]);
  });

  it('has one part per definition; the highest counts', () => {
    const text =
      'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig X\n\tbool "x"\n\tdepends on A\nconfig X\n\tbool\n\tdepends on B\n';
    const facts = factsOf(configurationOf('CONFIG_B=y\n', 'linux-6.12', text), 'X');
    expect(facts.definitions.map(({ entry, value, prompt }) => [entry.location.line, value, prompt?.value])).toEqual([
      [5, 0, 0],
      [8, 2, undefined],
    ]);
    expect([facts.directValue, facts.visibility]).toEqual([2, 0]);
  });

  it('takes m for m && MODULES, and m for y in a bool', () => {
    // Source: rewrite_m of menu.c and sym_calc_visibility of symbol.c.
    const text =
      'config MODULES\n\tbool "modules"\n\tmodules\nconfig T\n\ttristate "t"\nconfig X\n\ttristate "x"\n\tdepends on m\nconfig Y\n\tbool "y"\n\tdepends on T\n';
    const without = configurationOf('', 'linux-6.12', text);
    expect(clausesOf(factsOf(without, 'X'))).toEqual([[8, 'm', 0, true, ['m=0!']]]);
    const withModules = configurationOf('CONFIG_MODULES=y\nCONFIG_T=m\n', 'linux-6.12', text);
    expect(clausesOf(factsOf(withModules, 'X'))).toEqual([[8, 'm', 1, true, ['m=1!']]]);
    expect(clausesOf(factsOf(withModules, 'Y'))).toEqual([[11, 'T', 1, false, ['T=1']]]);
    expect(factsOf(withModules, 'Y').directValue).toBe(2);
  });

  it('of a member includes its choice where a choice has a value', () => {
    const text = 'choice\n\tprompt "which"\n\toptional\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n';
    // Not answered, an optional choice is n. Source: sym_calc_value of symbol.c, v6.1.
    const facts = factsOf(configurationOf('', 'linux-6.1', text), 'A');
    expect(facts.definitions[0]).toMatchObject({ value: 0, clauses: [], choice: { value: 0, isLimiting: true } });
    const member = factsOf(configurationOf('CONFIG_B=y\n', 'linux-6.1', text), 'B');
    expect(member.definitions[0]).toMatchObject({ value: 2, choice: { value: 2, isLimiting: false } });
    expect(member.chosen?.name).toBe('B');
  });
});

describe('the prompt', () => {
  it('keeps its own condition and the visible if of menus apart', () => {
    const { definitions, visibility } = factsOf(configurationOf(allOn), 'DRIVER');
    const prompt = definitions[0]?.prompt;
    expect(visibility).toBe(0);
    expect([prompt?.value, prompt?.condition?.value, prompt?.condition?.isLimiting]).toEqual([0, 1, false]);
    expect(
      prompt?.visibleClauses.map(({ clause, value, isLimiting }) => [clause.location.line, value, isLimiting]),
    ).toEqual([[12, 0, true]]);
  });
});

describe('the range', () => {
  it('is the first whose condition holds, with its bounds and the one that was applied', () => {
    // Source: sym_validate_range of symbol.c.
    expect(factsOf(configurationOf('CONFIG_COUNT=30\n'), 'COUNT')).toMatchObject({
      value: '20',
      origin: 'range',
      obeyed: false,
      userValue: { text: '30', location: { file: '.config', line: 1 } },
      range: {
        property: { location: { line: 42 } },
        condition: 2,
        low: { symbol: { name: 'LOW' }, text: '10' },
        high: { text: '20' },
        replacing: 'high',
      },
    });
    expect(factsOf(configurationOf('CONFIG_COUNT=5\n'), 'COUNT').range?.replacing).toBe('low');
    expect(factsOf(configurationOf('CONFIG_COUNT=15\n'), 'COUNT').range?.replacing).toBeNull();
    expect(factsOf(configurationOf('CONFIG_EXPERT=y\n'), 'COUNT')).toMatchObject({
      value: '3',
      range: { property: { location: { line: 41 } }, high: { text: '3' }, replacing: 'high' },
    });
    expect(factsOf(configurationOf('CONFIG_ADDRESS=0x5\n'), 'ADDRESS')).toMatchObject({
      value: '0x10',
      range: { replacing: 'low' },
    });
  });
});

describe('the user value', () => {
  it('has its place, and none when it came through a call', () => {
    const configuration = configurationOf('# comment\n# CONFIG_EXPERT is not set\n');
    expect(factsOf(configuration, 'EXPERT').userValue).toEqual({ text: 'n', location: { file: '.config', line: 2 } });
    const { symbol } = factsOf(configuration, 'EXPERT');
    configuration.setUserValue(symbol, 'y');
    expect(factsOf(configuration, 'EXPERT')).toMatchObject({
      origin: 'user',
      obeyed: true,
      userValue: { text: 'y', location: null },
    });
  });
});

describe('macros', () => {
  const text = `success = $(shell,{ $(1); } >/dev/null 2>&1 && echo y || echo n)
cc-option = $(success,$(CC) -Werror $(1) -c)
if $(cc-option,-good)
config A
	def_bool $(cc-option,-bad)
	depends on $(shell,uname)
endif
config B
	bool "b"
	select C if $(cc-option,-good)
config C
	bool
`;
  const runShell: RunShell = ({ command }) => {
    const isGood = !command.includes('-bad');
    const evidence = { argv: ['gcc'], status: isGood ? 0 : 1, stdout: '', stderr: '', source: 'run' as const };
    const unknown = command === 'uname' ? 'no shell was asked' : null;
    return { stdout: isGood ? 'y\n' : 'n\n', stderr: '', status: 0, commands: [evidence], unknown };
  };
  const host = createMemoryHost({ files: { Kconfig: text }, env: { CC: 'gcc' } });
  const { model } = parseKconfig({ host, runShell });
  if (model === null) throw new Error('no model');
  const configuration = evaluate(model, { config: { text: 'CONFIG_B=y\n' } });

  it('of a clause, a default and a select name the commands and their exit status', () => {
    const facts = factsOf(configuration, 'A');
    const [clause, own] = facts.definitions[0]?.clauses ?? [];
    const [use] = clause?.clause.macros ?? [];
    expect(use).toMatchObject({ text: '$(cc-option,-good)', result: 'y', environment: ['CC'] });
    expect(use?.shellCalls.map(({ answer }) => answer.commands.map(({ status }) => status))).toEqual([[0]]);
    expect(own?.clause.macros[0]?.shellCalls[0]?.answer.unknown).toBe('no shell was asked');
    const [property] = facts.symbol.properties;
    expect(property?.macros[0]?.shellCalls[0]?.answer.commands[0]?.status).toBe(1);
    const [select] = factsOf(configuration, 'C').selects;
    expect(select?.property.macros[0]?.shellCalls[0]?.command).toBe(
      '{ gcc -Werror -good -c; } >/dev/null 2>&1 && echo y || echo n',
    );
  });

  it('are unknown without a shell', () => {
    const alone = parseKconfig({ host });
    expect(alone.unknownAnswers.map(({ call }) => call.answer.unknown)).toContain('there is no shell to ask');
    expect(new Set(alone.diagnostics.map(({ code }) => code))).toEqual(new Set(['kconfig/unknown-shell-answer']));
  });
});

describe.each(['linux-6.12', 'linux-6.1', 'coreboot', 'linux-5.10'] as const)('in random trees, %s', (dialect) => {
  it('clauses together are the dependency, definitions the direct dependency, and something limits what is not y', () => {
    let checked = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { kconfig } = randomTree(seed);
      const written = kconfig.replace(/^\tmodules$/m, 'MODULES_OPTION').replace(/^menuconfig/gm, 'config');
      const text = inDialect(written, dialect);
      const { model, failed } = parseKconfig({
        host: createMemoryHost({ files: { Kconfig: text } }),
        dialect: dialects[dialect],
      });
      if (model === null || failed) continue;
      const config = `CONFIG_MODULES=${seed % 2 === 0 ? 'y' : 'n'}\n`;
      const configuration = evaluate(model, { config: { text: config } });
      for (const symbol of model.symbols.values()) {
        const facts = configuration.facts(symbol);
        const shown = (value: number): number => (value === 1 && facts.type === 'bool' ? 2 : value);
        for (const { entry, value, clauses, choice } of facts.definitions) {
          const parts = choice === null ? clauses : [...clauses, choice];
          const where = `seed ${seed}, ${symbol.name} at line ${entry.location.line}`;
          const together = Math.min(2, ...parts.map((part) => part.value));
          // A bool in a tristate choice is there only where the choice is y.
          const isCut = choice !== null && choice.value === 1 && symbol.type !== 'tristate';
          expect([where, isCut ? 0 : together]).toEqual([where, value]);
          if (!isCut) expect([where, parts.some((part) => part.isLimiting)]).toEqual([where, shown(value) < 2]);
          for (const clause of clauses) {
            expect(Math.min(...clause.operands.map((operand) => operand.value))).toBe(clause.value);
          }
          checked++;
        }
        if (symbol.choice === null && facts.definitions.length > 0) {
          const conditional = facts.definitions.filter(({ entry }) => entry.dependency !== null);
          const counting = conditional.length > 0 ? conditional : facts.definitions;
          const highest = shown(Math.max(...counting.map(({ value }) => value)));
          expect([seed, symbol.name, facts.directValue]).toEqual([seed, symbol.name, highest]);
        }
      }
    }
    expect(checked).toBeGreaterThan(200);
  });
});
