import { describe, expect, it } from 'vitest';
import {
  clausesOf,
  createConfiguration,
  dependents,
  parseKconfigFile,
  printExpression,
  suggestNames,
  visibleClausesOf,
} from '../../src/kconfig/index.ts';
import { answer, modelOf, parseFiles, symbolOf } from './support.ts';

const include = `success = $(shell,{ $(1); } >/dev/null && echo y || echo n)
cc-option = $(success,$(CC) -Werror $(1) -c)
CC = gcc
version := $(shell,gcc --version)
config HAS_FENTRY
	def_bool $(cc-option,-mfentry)
config VERSION
	string
	default "$(version)"
`;

describe('macro provenance', () => {
  it('leads from the token through user macros to the command', () => {
    const model = modelOf(include, answer('y\n'));
    const [property] = symbolOf(model, 'HAS_FENTRY').properties;
    const [use] = property?.macros ?? [];
    expect(use).toMatchObject({
      text: '$(cc-option,-mfentry)',
      location: { file: 'Kconfig', line: 6 },
      result: 'y',
      steps: [
        { name: 'cc-option', arguments: ['-mfentry'], definition: { file: 'Kconfig', line: 2 }, depth: 0 },
        { name: 'CC', definition: { file: 'Kconfig', line: 3 } },
        {
          name: 'success',
          arguments: ['gcc -Werror -mfentry -c'],
          definition: { file: 'Kconfig', line: 1 },
          depth: 1,
        },
      ],
      shellCalls: [{ command: '{ gcc -Werror -mfentry -c; } >/dev/null && echo y || echo n' }],
    });
  });

  it('keeps the command a simple variable was made of', () => {
    const model = modelOf(include, answer('gcc 12\n'));
    const use = symbolOf(model, 'VERSION').properties[0]?.macros[0];
    expect(use?.shellCalls.map((call) => call.command)).toEqual(['gcc --version']);
    expect(use?.result).toBe('gcc 12');
  });

  it('names the entries that an unknown answer feeds', () => {
    const result = parseFiles({ Kconfig: include }, answer('', 'no profile for gcc'));
    expect(result.unknownAnswers.map((at) => [at.variable, at.entry?.symbol?.name, at.location.line])).toEqual([
      ['version', undefined, 4],
      [null, 'HAS_FENTRY', 6],
      [null, 'VERSION', 9],
    ]);
  });
});

const nested = `menu "m"
	depends on OUTER
	visible if SHOWN
if INNER
config X
	bool "x" if ASKED
	depends on OWN
	depends on OTHER
endif
endmenu
config SEL
	bool "sel"
	select X if WHEN
config OWN
	bool "own"
config WHEN
	def_bool y
`;

describe('clauses', () => {
  it('name every line that limits an entry, outermost first', () => {
    const [entry] = symbolOf(modelOf(nested), 'X').entries;
    if (entry === undefined) throw new Error('no entry');
    expect(clausesOf(entry).map((clause) => [clause.kind, clause.location.line, printExpression(clause.expr)])).toEqual(
      [
        ['depends', 2, 'OUTER'],
        ['if', 4, 'INNER'],
        ['depends', 7, 'OWN'],
        ['depends', 8, 'OTHER'],
      ],
    );
    expect(visibleClausesOf(entry).map((clause) => clause.location.line)).toEqual([3]);
    expect(printExpression(entry.prompt?.writtenCondition ?? null)).toBe('ASKED');
  });
});

describe('facts', () => {
  it('name the select that overrides the user', () => {
    const model = modelOf(nested);
    const configuration = createConfiguration(model);
    configuration.readConfig('CONFIG_SEL=y\n# CONFIG_X is not set\n', '.config');
    const facts = configuration.facts(symbolOf(model, 'X'));
    expect(facts).toMatchObject({
      value: 'y',
      origin: 'select',
      obeyed: false,
      unmet: true,
      visibility: 0,
      directValue: 0,
    });
    expect(facts.userValue).toEqual({ text: 'n', location: { file: '.config', line: 2 } });
    expect(facts.selects.map((select) => [select.selector.name, select.value])).toEqual([['SEL', 2]]);
    expect(configuration.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['kconfig/unmet-dependencies']);
  });

  it('stay apart in a clone', () => {
    const model = modelOf(nested);
    const configuration = createConfiguration(model);
    const copy = configuration.clone();
    expect(copy.setUserValue(symbolOf(model, 'SEL'), 'y')).toBe(true);
    expect(copy.value(symbolOf(model, 'X'))).toBe('y');
    expect(configuration.value(symbolOf(model, 'X'))).toBe('n');
    copy.clearUserValue(symbolOf(model, 'SEL'));
    expect(copy.value(symbolOf(model, 'X'))).toBe('n');
  });
});

describe('queries', () => {
  it('find dependents and near names', () => {
    const model = modelOf(nested);
    const found = dependents(model, symbolOf(model, 'SEL')).map(({ symbol, kind }) => [symbol.name, kind]);
    expect(found).toEqual([['X', 'select']]);
    expect(suggestNames(model, 'WEHN')).toEqual(['WHEN']);
    expect(suggestNames(model, 'NOTHING_LIKE_IT')).toEqual([]);
  });
});

describe('static parse', () => {
  it('keeps macros and sources as written and goes on after errors', () => {
    const file = parseKconfigFile(
      'drivers/Kconfig',
      '$(error-if,y,no)\nsource "arch/$(SRCARCH)/Kconfig"\nboolean\nconfig A\n\tdef_bool $(cc-option,-x)\n\tselect B\n',
    );
    expect(file.sources).toMatchObject([
      { path: 'arch/$(SRCARCH)/Kconfig', location: { file: 'drivers/Kconfig', line: 2 }, enclosing: { kind: 'root' } },
    ]);
    expect(file.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
      'drivers/Kconfig:3: syntax error',
      'drivers/Kconfig:3: unknown statement "boolean"',
    ]);
    const symbol = file.symbols.get('A');
    expect(symbol?.type).toBe('bool');
    expect(printExpression(symbol?.properties[0]?.value ?? null)).toBe('$(cc-option,-x)');
    expect(symbol?.properties[1]?.target?.name).toBe('B');
  });
});
