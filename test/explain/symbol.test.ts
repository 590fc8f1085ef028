import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/diagnostic.ts';
import type { RunShell } from '../../src/core/run-shell.ts';
import { definitionCondition, explainFully, explainSymbol } from '../../src/explain/symbol.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

function lines(causes: readonly Cause[], indent = ''): string[] {
  return causes.flatMap((cause) => {
    const place = cause.location === null ? '' : `${cause.location.file}:${cause.location.line}: `;
    return [`${indent}${place}${cause.message}`, ...lines(cause.causes, `${indent}  `)];
  });
}

const tree = `config NET
	bool "net"
if NET
menu "Cards"
	depends on BUS
config DRV
	bool "drv"
	depends on PCI
endmenu
endif
config BUS
	def_bool y
config PCI
	bool "pci"
config SEL
	bool "sel"
	select TARGET if PCI
config TARGET
	bool "target"
`;

describe('explainSymbol', () => {
  it('names the line of .config and whether it is obeyed', () => {
    const configuration = configurationOf(tree, 'CONFIG_NET=y\nCONFIG_DRV=y\n');
    expect(lines([explainSymbol(configuration, symbolOf(configuration, 'NET'))])).toEqual([
      'Kconfig:1: NET = y',
      '  .config:1: set by CONFIG_NET=y',
    ]);
    const driver = lines([explainSymbol(configuration, symbolOf(configuration, 'DRV'))]);
    expect(driver).toContain('  .config:2: your CONFIG_DRV=y was ignored');
    expect(driver.join('\n')).toContain('Kconfig:8: depends on PCI [=n] = n');
    expect(driver.join('\n')).not.toContain('if NET [=y]');
  });

  it('names the selector and its condition', () => {
    const configuration = configurationOf(tree, 'CONFIG_SEL=y\nCONFIG_PCI=y\n# CONFIG_TARGET is not set\n');
    const text = lines([explainSymbol(configuration, symbolOf(configuration, 'TARGET'))]).join('\n');
    expect(text).toContain('.config:3: your # CONFIG_TARGET is not set was ignored');
    expect(text).toContain('Kconfig:17: selected by SEL if PCI [=y] (asks for y)');
  });

  it('says that a line for a symbol without a prompt is ignored', () => {
    const configuration = configurationOf(tree, '# CONFIG_BUS is not set\n');
    const text = lines([explainSymbol(configuration, symbolOf(configuration, 'BUS'))]).join('\n');
    expect(text).toContain('your # CONFIG_BUS is not set was ignored: the symbol has no prompt');
    expect(text).toContain('Kconfig:12: default y');
  });

  it('ends on circles', () => {
    const text = 'config A\n\tbool "a"\n\tselect B\nconfig B\n\tbool "b"\n\tselect C\nconfig C\n\tbool "c"\n';
    const configuration = configurationOf(text, 'CONFIG_A=y\n');
    expect(lines([explainSymbol(configuration, symbolOf(configuration, 'C'))]).length).toBeGreaterThan(3);
  });
});

describe('definitionCondition', () => {
  it('keeps the alternatives of a clause together', () => {
    const configuration = configurationOf('config A\n\tbool "a"\n\tdepends on B || C\n\tdepends on D\n');
    const [entry] = symbolOf(configuration, 'A').entries;
    expect(entry === undefined ? null : definitionCondition(entry)).toBe('(B || C) && D');
  });
});

describe('explainFully', () => {
  it('lists every clause, prompt and what limits it', () => {
    const configuration = configurationOf(tree);
    const text = lines(explainFully(configuration, symbolOf(configuration, 'DRV'))).join('\n');
    expect(text).toContain('Kconfig:3: if NET [=n] = n');
    expect(text).toContain('Kconfig:8: depends on PCI [=n] = n');
    expect(text).toContain('Kconfig:5: depends on BUS [=y] = y (menu "Cards")');
    expect(text).toContain('Kconfig:7: prompt "drv" is not available');
  });

  it('ends at the command and the compiler’s own words', () => {
    const runShell: RunShell = () => ({
      stdout: 'n\n',
      stderr: '',
      status: 0,
      unknown: null,
      commands: [
        {
          argv: ['cc', '-fx', '-c'],
          status: 1,
          stdout: '',
          stderr: "cc: error: unrecognized option '-fx'\n",
          source: 'run',
        },
      ],
    });
    const configuration = configurationOf('config HAS_X\n\tdef_bool $(shell,cc -fx -c)\n', '', runShell);
    const causes = explainFully(configuration, symbolOf(configuration, 'HAS_X'));
    expect(lines(causes)).toEqual([
      'Kconfig:2: default n',
      '  Kconfig:2: $(shell,cc -fx -c) is "n"',
      '    cc -fx -c',
      'Kconfig:1: no prompt: it cannot be set, it follows its defaults and selects',
    ]);
    expect(causes[0]?.causes[0]?.causes[0]?.detail).toEqual(['exit status 1', "cc: error: unrecognized option '-fx'"]);
  });
});
