import { describe, expect, it } from 'vitest';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createConfiguration, dialects, parseKconfigFile, runConf, writeConfig } from '../../src/kconfig/index.ts';
import { parseFiles } from './support.ts';

const many = 100_000;
const runShell: RunShell = () => {
  throw new Error('no command expected');
};
const repeat = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

/** Input that would crash, hang or exhaust a naive reader; all of it must be refused with a place. */
const refused: Readonly<Record<string, string>> = {
  'nested parentheses': `config A\n\tbool "a"\n\tdepends on ${'('.repeat(many)}A${')'.repeat(many)}\n`,
  negations: `config A\n\tbool "a"\n\tdepends on ${'!'.repeat(many)}A\n`,
  operands: `config A\n\tbool "a"\n\tdepends on ${repeat(many, (at) => `B${at} && `)}A\n`,
  'open blocks': 'if A\n'.repeat(many),
  'dependencies of one entry': `config A\n\tbool "a"\n${repeat(20_000, (at) => `\tdepends on C${at}\n`)}`,
  'loop of many symbols': repeat(20_000, (at) => `config S${at}\n\tbool "x"\n\tdepends on S${(at + 1) % 20_000}\n`),
  'open references': `A = ${'$('.repeat(many)}\nconfig X\n\tstring "$(A)"\n`,
  'nested references': `config X\n\tstring "${'$('.repeat(many)}${')'.repeat(many)}"\n`,
  'doubling macro': `A0 = xx\n${repeat(60, (at) => `A${at + 1} = $(A${at})$(A${at})\n`)}config X\n\tstring "$(A60)"\n`,
  'doubling empty macro': `A0 =\n${repeat(60, (at) => `A${at + 1} = $(A${at})$(A${at})\n`)}config X\n\tstring "$(A60)"\n`,
  'doubling simple macro': `A := x\n${'A := $(A)$(A)\n'.repeat(60)}config X\n\tstring "$(A)"\n`,
  'doubling simple macro with a command': `A := $(shell,x)\n${'A := $(A)$(A)\n'.repeat(60)}config X\n\tstring "$(A)"\n`,
  'appended simple macro with commands': `A := $(shell,x)\n${'A += $(A)$(A)\n'.repeat(60)}config X\n\tstring "$(A)"\n`,
  'macros that call each other': 'f = $(g,$(1))\ng = $(f,$(1))\nconfig X\n\tstring "$(f,1)"\n',
  noise: repeat(50_000, (at) => String.fromCharCode((at * 7919) % 256)),
  quotes: `${'\\'.repeat(many)}\n${'"'.repeat(many + 1)}\n`,
};

/** Large but legal input. */
const accepted: Readonly<Record<string, string>> = {
  'selects of one symbol': `${repeat(5000, (at) => `config S${at}\n\tdef_bool y\n\tselect T\n`)}config T\n\tbool\n`,
  'chain of symbols': repeat(20_000, (at) => `config S${at}\n\tbool "x"\n\tdepends on S${at + 1}\n`),
  'chain of defaults': repeat(20_000, (at) => `config S${at}\n\tdef_bool S${at + 1}\n`),
  'members of a choice': `choice\n\tprompt "c"\n${repeat(2000, (at) => `config M${at}\n\tbool "m"\n`)}endchoice\n`,
  'long string': `config A\n\tbool "${'x'.repeat(2e6)}"\n`,
  'long number': `config A\n\tint "a"\n\trange 1 ${'9'.repeat(1e5)}\n\tdefault ${'9'.repeat(1e5)}\n`,
  'NUL bytes': 'config A\n\tbool "a\0b"\n\thelp\n\t  x\0y\n',
};

describe('hostile input', () => {
  it.each(Object.entries(refused))('is refused with a place: %s', (_name, Kconfig) => {
    const result = parseFiles({ Kconfig });
    expect(result.failed).toBe(true);
    const error = result.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
    expect(error?.location?.file).toBe('Kconfig');
    expect(error?.location?.line).toBeGreaterThan(0);
    parseKconfigFile('Kconfig', Kconfig);
  });

  it.each(Object.entries(accepted))('is read and evaluated: %s', (_name, Kconfig) => {
    const { model, failed } = parseFiles({ Kconfig });
    expect(failed).toBe(false);
    if (model === null) throw new Error('no model');
    const configuration = createConfiguration(model);
    configuration.applyAll('yes');
    configuration.evaluateAll();
    expect(writeConfig(configuration)).toContain('# Main menu');
  });

  it('names the line that sources a directory or itself', () => {
    const directory = parseFiles({ Kconfig: '\nsource "d"\n', '/w/d/': '' });
    expect(directory.diagnostics.map(({ code, location }) => [code, location])).toEqual([
      ['kconfig/file-unreadable', { file: 'Kconfig', line: 2 }],
    ]);
    const itself = parseFiles({ Kconfig: '\n\nsource "Kconfig"\n' });
    expect(itself.diagnostics[0]).toMatchObject({
      code: 'kconfig/recursive-inclusion',
      location: { file: 'Kconfig', line: 3 },
    });
  });
});

it('a question that old confs come back to for ever is given up', () => {
  // conf of Linux 6.1 prints the choice without end: the member of two choices stays new.
  const Kconfig =
    'config MODULES\n\tbool "modules"\n\tmodules\nchoice\n\tprompt "a" if NO\nconfig X\n\tbool "x"\n\tdepends on NO\n' +
    'endchoice\nchoice\n\tprompt "b"\nconfig Y\n\tbool "y"\nconfig X\n\tbool "x"\nendchoice\n';
  const host = createMemoryHost({ cwd: '/t', files: { Kconfig } });
  const run = runConf({ host, cwd: '/t', env: {}, dialect: dialects['linux-6.1'], mode: 'oldconfig', runShell });
  expect(run.exitStatus).toBe(1);
  expect(run.stdout.length).toBeLessThan(100_000);
  expect(run.diagnostics.map((one) => one.code)).toContain('kconfig/endless-question');
});
