/**
 * Lines that conf loses without a word. That they are lost, the values that are left, and the questions of make come from
 * the real conf; where conf has words of its own, they are compared as well.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isFailure } from '../../../src/api/check/verdict.ts';
import type { CheckResult } from '../../../src/results/check.ts';
import type { Diagnostic, DiagnosticCode } from '../../../src/results/diagnostic.ts';
import { LineTree } from '../../support/line-tree.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-lines-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const Kconfig = `config MODULES
	bool "modules"
	modules
config A
	bool "a"
config LONGNAME
	bool "long"
config STR
	string "str"
	default "given"
config HIDDEN
	bool
config OWNER
	bool "owner"
	select OWNED
config OWNED
	bool
config CPUS
	int "cpus"
	range 2 64
	default 8
config ADDRESS
	hex "address"
	range 0x10 0xff
	default 0x20
choice
	prompt "which"
config C1
	bool "c1"
config C2
	bool "c2"
endchoice
config TIMER
	bool "arm"
config NEW_NAME
	tristate "new"
	help
	  This was called CONFIG_OLD_NAME before.
source "arch/$(SRCARCH)/Kconfig"
`;

const files = {
  Kconfig,
  'arch/x86/Kconfig': '\n',
  'arch/arm64/Kconfig': 'config ARM_ONLY\n\tbool "arm"\n',
};

/** Lines that answer all questions. */
const answered =
  '# CONFIG_MODULES is not set\n# CONFIG_A is not set\n# CONFIG_LONGNAME is not set\nCONFIG_STR="given"\n' +
  '# CONFIG_OWNER is not set\nCONFIG_CPUS=8\nCONFIG_ADDRESS=0x20\nCONFIG_C1=y\n# CONFIG_C2 is not set\n# CONFIG_TIMER is not set\n# CONFIG_NEW_NAME is not set\n';

/** A tree with the conf of one version. */
class Tree extends LineTree {
  constructor(
    config: string | null,
    more: Readonly<Record<string, string>> = {},
    name: 'linux-6.12' | 'linux-6.1' = 'linux-6.12',
  ) {
    super(root, { ...files, ...(config === null ? {} : { '.config': config }), ...more }, name);
  }
}

const only = <Code extends DiagnosticCode>(result: CheckResult, code: Code): Extract<Diagnostic, { code: Code }>[] =>
  result.diagnostics.filter((one): one is Extract<Diagnostic, { code: Code }> => one.code === code);

const place = ({ location }: Pick<Diagnostic, 'location'>): string => `${location?.file}:${location?.line}`;

/** 1-based line behind the answered ones. */
const line = (number: number): number => answered.split('\n').length - 1 + number;

describe('lines that conf passes over', () => {
  it.each([
    ['CONFIG_A = y', 'A', '# CONFIG_A is not set'],
    ['CONFIG_A\t=y', 'A', '# CONFIG_A is not set'],
    ['CONFIG_STR=-foo', 'STR', 'CONFIG_STR="given"'],
    ['#CONFIG_A is not set\nCONFIG_B2=n', null, null],
  ] as const)('%j', (text, symbol, left) => {
    const own = text.startsWith('CONFIG_STR') ? answered.replace('CONFIG_STR="given"\n', '') : answered;
    const tree = new Tree(`${own}${text}\n`);
    const result = tree.check({ newSymbols: 'ignore' });
    const found = only(result, 'kernel/malformed-line');
    expect(tree.make('olddefconfig')).not.toContain('warning');
    if (symbol === null) {
      expect(result.diagnostics).toEqual([]);
      return;
    }
    expect(tree.left(symbol)).toBe(left);
    expect(found.map(place)).toEqual([`.config:${own.split('\n').length}`]);
    expect(result.verdict).toBe('changed');
  });

  it('a comment that does not switch off, and text behind a string, where they matter', () => {
    const tree = new Tree(`#CONFIG_A is not set\nCONFIG_A=y\nCONFIG_STR="a"b\n`);
    const [found] = only(tree.check({ newSymbols: 'ignore' }), 'kernel/malformed-line');
    expect(found?.items?.map(({ location, value }) => [location?.line, value])).toEqual([
      [1, 'y'],
      [3, undefined],
    ]);
    tree.make('olddefconfig');
    expect([tree.left('A'), tree.left('STR')]).toEqual(['CONFIG_A=y', 'CONFIG_STR="a"']);
  });

  it('CONFIG_X=n is a line like any other', () => {
    const tree = new Tree(answered.replace('# CONFIG_A is not set', 'CONFIG_A=n'));
    expect(tree.check()).toMatchObject({ verdict: 'pass', diagnostics: [] });
    tree.make('olddefconfig');
    expect(tree.left('A')).toBe('# CONFIG_A is not set');
  });

  it('what conf itself warns of has its words once', () => {
    const tree = new Tree(`${answered}CONFIG_CPUS=x\nCONFIG_A=q\nnonsense\nCONFIG_LONGNAME=y\n`);
    const words = tree
      .check()
      .diagnostics.filter(({ form }) => form === 'verbatim')
      .map(({ message }) => message);
    const real = tree
      .make('olddefconfig')
      .split('\n')
      .filter((text) => text.includes('warning:'));
    expect([...words].sort()).toEqual([...real].sort());
    expect(real.length).toBeGreaterThan(3);
  });

  it('two lines of one symbol are named with both', () => {
    const tree = new Tree(`${answered}CONFIG_A=y\n`);
    const [found] = only(tree.check(), 'kconfig/config-reassigned');
    expect(found?.causes.map(({ location, message }) => [location?.line, message])).toEqual([
      [2, '# CONFIG_A is not set is replaced'],
      [line(1), 'CONFIG_A=y counts'],
    ]);
    tree.make('olddefconfig');
    expect(tree.left('A')).toBe('CONFIG_A=y');
  });
});

describe('symbols that the tree does not have', () => {
  const reasons = (result: CheckResult): unknown[] =>
    only(result, 'kernel/unknown-symbol').map(({ args, location }) => [args.reason, args.symbols, location?.line]);

  it('misspelt, renamed, of another architecture, gone', () => {
    const text = 'CONFIG_LONGNAM=y\nCONFIG_OLD_NAME=m\nCONFIG_ARM_ONLY=y\nCONFIG_NOPE=y\n# CONFIG_LOST is not set\n';
    const tree = new Tree(`${answered}${text}`);
    const result = tree.check();
    expect(reasons(result)).toEqual(
      [
        ['misspelt', ['LONGNAM'], line(1)],
        ['renamed', ['OLD_NAME'], line(2)],
        ['other-arch', ['ARM_ONLY'], line(3)],
        ['gone', ['NOPE'], line(4)],
      ].sort((one, other) => Number(one[2]) - Number(other[2])),
    );
    expect(JSON.stringify(result)).toContain('did you mean CONFIG_LONGNAME?');
    expect(JSON.stringify(result)).toContain('only ARCH=arm64 has this symbol; here CONFIG_TIMER has its prompt');
    expect([result.verdict, isFailure(result)]).toEqual(['changed', false]);
    expect(tree.make('olddefconfig')).not.toContain('warning');
    expect(['LONGNAM', 'OLD_NAME', 'ARM_ONLY', 'NOPE'].map((name) => tree.left(name))).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('forty of one kind are one finding', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `CONFIG_QQ${'Z'.repeat(4)}${at}Q=y\n`).join('');
    const [found, ...more] = only(new Tree(`${answered}${lines}`).check(), 'kernel/unknown-symbol');
    expect([found?.args.count, found?.items?.length, more]).toEqual([40, 40, []]);
  });
});

describe('values that other lines decide', () => {
  it('a symbol without a prompt', () => {
    const tree = new Tree(`${answered}CONFIG_HIDDEN=y\nCONFIG_OWNED=y\n`);
    const [found] = only(tree.check(), 'kernel/symbol-without-prompt');
    expect(found?.args.symbols).toEqual(['HIDDEN', 'OWNED']);
    expect(found?.items?.map(({ message }) => message.split('; ').at(-1))).toEqual([
      'nothing in this tree selects it',
      'selected by OWNER',
    ]);
    tree.make('olddefconfig');
    expect([tree.left('HIDDEN'), tree.left('OWNED')]).toEqual([undefined, undefined]);
  });

  it.each(['linux-6.12', 'linux-6.1'] as const)('a number outside of its range, with the conf of %s', (name) => {
    const text = answered.replace('CONFIG_CPUS=8', 'CONFIG_CPUS=100000').replace('0x20', '0x1');
    const tree = new Tree(text, {}, name);
    const result = tree.check();
    const found = only(result, 'kernel/value-out-of-range');
    // The conf of 6.1 drops such a value, so that make asks for it.
    const asked = tree.make('listnewconfig') === '' ? [] : ['kernel/new-symbols'];
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['kernel/value-out-of-range', ...asked]);
    tree.make('olddefconfig');
    const left = ['CPUS', 'ADDRESS'].map((symbol) => tree.left(symbol)?.split('=')[1]);
    expect(found[0]?.items?.map(({ value }) => value)).toEqual(left);
    expect(found[0]?.items?.[0]?.message).toContain('2..64 (Kconfig:20)');
  });

  it('two members of a choice', () => {
    const tree = new Tree(answered.replace('# CONFIG_C2 is not set', 'CONFIG_C2=y'));
    const result = tree.check();
    const [found] = only(result, 'kernel/choice-conflict');
    expect(result.diagnostics).toHaveLength(1);
    tree.make('olddefconfig');
    expect(tree.left(found?.args.chosen ?? '')).toMatch(/=y$/);
    expect(found?.causes.slice(0, 2).map(({ location }) => location?.line)).toEqual([8, 9]);
  });
});

describe('no false alarm', () => {
  it.each(['linux-6.12', 'linux-6.1'] as const)('a .config that the conf of %s has written', (name) => {
    const tree = new Tree('CONFIG_OWNER=y\nCONFIG_MODULES=y\nCONFIG_NEW_NAME=m\n', {}, name);
    tree.make('olddefconfig');
    expect(tree.check()).toMatchObject({ verdict: 'pass', diagnostics: [] });
  });

  it('in a whole .config lines of symbols without a prompt are a note: conf wrote them', () => {
    const tree = new Tree('CONFIG_OWNER=y\n');
    tree.make('olddefconfig');
    const config = readFileSync(join(tree.directory, '.config'), 'utf8').replace(
      'CONFIG_OWNER=y',
      '# CONFIG_OWNER is not set',
    );
    const result = new Tree(config).check();
    expect(result.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['kernel/symbol-without-prompt', 'info'],
    ]);
    expect(result.verdict).toBe('pass');
  });
});

describe('symbols that make asks for', () => {
  const asked = 'CONFIG_A=y\nCONFIG_CPUS=4\n';

  it.each(['linux-6.12', 'linux-6.1'] as const)('are those of listnewconfig of %s', (name) => {
    const tree = new Tree(asked, {}, name);
    const [found] = only(tree.check(), 'kernel/new-symbols');
    expect(found?.items?.map(({ message }) => message)).toEqual(tree.make('listnewconfig').trim().split('\n'));
    const questions = tree.make('oldconfig').match(/Error in reading or end of file/g)?.length;
    expect([found?.args.questions, found?.args.stops]).toEqual([questions, false]);
  });

  it('--new makes them an error, or nothing', () => {
    const tree = new Tree(asked);
    expect(tree.check({ newSymbols: 'error' }).verdict).toBe('fail');
    expect(tree.check({ newSymbols: 'ignore' })).toMatchObject({ verdict: 'pass', diagnostics: [] });
    expect(tree.check().verdict).toBe('pass');
  });

  it('a number without a default stops conf at the end of its input', () => {
    const number = `${Kconfig}config NUMBER\n\tint "number"\n`;
    const tree = new Tree(answered, { Kconfig: number }, 'linux-6.1');
    expect(only(tree.check(), 'kernel/new-symbols')[0]?.args).toMatchObject({ symbols: ['NUMBER'], stops: true });
  });
});

describe('fragments', () => {
  const named = (name: string, directory: string): { name: string; path: string } => ({
    name,
    path: join(directory, name),
  });

  it('each finding is at the line of its fragment, and lost settings fail', () => {
    const tree = new Tree(answered, {
      'one.config': '# first\nCONFIG_A=y\nCONFIG_NOPE=y\n',
      'two.config': '\n\n# CONFIG_A is not set\nCONFIG_CPUS=1\nCONFIG_OWNED=y\n',
    });
    const fragments = ['one.config', 'two.config'].map((name) => named(name, tree.directory));
    const result = tree.check({ request: { fragments } });
    expect(result.diagnostics.map((one) => [one.code, place(one)])).toEqual([
      ['kernel/unknown-symbol', 'one.config:3'],
      ['kernel/symbol-without-prompt', 'two.config:5'],
      ['kernel/value-out-of-range', 'two.config:4'],
      ['kernel/setting-overridden', 'one.config:2'],
    ]);
    expect(result.diagnostics.at(-1)?.message).toContain('two.config:3');
    expect([result.verdict, result.failOn, isFailure(result)]).toEqual(['changed', 'changed', true]);
    expect(isFailure(tree.check({ failOn: 'error', request: { fragments } }))).toBe(false);
    // The same as a configuration of the merged text.
    const merged = `${answered.replace('# CONFIG_A is not set\n', '')}# CONFIG_A is not set\n`.replace(
      'CPUS=8',
      'CPUS=1',
    );
    const real = new Tree(merged);
    real.make('olddefconfig');
    expect(result.config.symbols).toBe(real.check().config.symbols);
  });

  it('over a configuration goal of the tree', () => {
    const tree = new Tree(null, {
      'arch/x86/configs/defconfig': 'CONFIG_OWNER=y\nCONFIG_GONE=y\n',
      'one.config': 'CONFIG_A=y\n# CONFIG_OWNER is not set\n',
    });
    const result = tree.check({
      request: { defconfig: 'defconfig', fragments: [named('one.config', tree.directory)] },
    });
    expect(result.verdict).toBe('pass');
    expect(result.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['kernel/unknown-symbol', 'info'],
    ]);
  });

  it('a defconfig of the user fails for what it loses, a .config at its place does not', () => {
    const tree = new Tree('CONFIG_NOPE=y\n', { 'my.config': 'CONFIG_NOPE=y\n' });
    const options = { newSymbols: 'ignore' } as const;
    const own = tree.check({ ...options, request: { configFile: named('my.config', tree.directory) } });
    expect([own.verdict, isFailure(own)]).toEqual(['changed', true]);
    const whole = tree.check(options);
    expect([whole.verdict, isFailure(whole)]).toEqual(['changed', false]);
  });
});
