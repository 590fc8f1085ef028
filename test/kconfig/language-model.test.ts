import { describe, expect, it } from 'vitest';
import { type DialectName, dialects } from '../../src/kconfig/dialect/dialects.ts';
import { parseKconfigFile, printExpression } from '../../src/kconfig/index.ts';
import { symbolFlag } from '../../src/kconfig/model/flat-model.ts';
import { configureAs, modelAs, parseAs, streamOf } from './language-support.ts';
import { symbolOf } from './support.ts';

const flagsOf = (dialect: DialectName, Kconfig: string, name: string): number =>
  symbolOf(modelAs(dialect, { Kconfig }), name).flags;

describe('what the model keeps of a dialect', () => {
  it('marks symbols', () => {
    const options =
      'config L\n\tstring\n\toption defconfig_list\n\tdefault "x"\nconfig Y\n\tbool\n\toption allnoconfig_y\n';
    for (const dialect of ['linux-5.3', 'linux-5.10', 'u-boot', 'buildroot'] as const) {
      const model = modelAs(dialect, { Kconfig: `${options}config Z\n\tbool\n\tdefault MENTIONED\n` });
      expect(model.defconfigList).toBe(symbolOf(model, 'L'));
      expect(symbolOf(model, 'L').flags).toBe(symbolFlag.defined | symbolFlag.internal);
      expect(symbolOf(model, 'Y').flags).toBe(symbolFlag.defined | symbolFlag.allnoconfigY);
      expect(symbolOf(model, 'MENTIONED').flags).toBe(0);
    }
    const old = 'config OLD\n\tbool\n\ttransitional\n\thelp\n\t  x\n';
    expect(flagsOf('linux-7.1', old, 'OLD')).toBe(symbolFlag.defined | symbolFlag.transitional);
    expect(modelAs('linux-6.12', { Kconfig: 'config A\n\tbool\n' }).defconfigList).toBeNull();
  });

  it('knows the module switch of every dialect', () => {
    const switches: readonly (readonly [DialectName, string])[] = [
      ['linux-7.1', '\tmodules\n'],
      ['linux-6.1', '\tmodules\n'],
      ['coreboot', '\tmodules\n'],
      ['linux-5.10', '\toption modules\n'],
      ['linux-4.20', '\toption modules\n'],
      ['buildroot', '\toption modules\n'],
      ['busybox', ''],
    ];
    for (const [dialect, line] of switches) {
      const model = modelAs(dialect, { Kconfig: `config MODULES\n\tbool "m"\n${line}` });
      expect(model.modules.name, dialect).toBe('MODULES');
    }
    const bare = modelAs('linux-6.1', { Kconfig: 'config MODULES\n\tbool "m"\n' });
    expect(bare.modules).toBe(bare.no);
  });

  it('lets choices of one name share a symbol', () => {
    const half = (member: string): string =>
      `choice NAME\n\tprompt "c"\n\toptional\nconfig ${member}\n\tbool "${member}"\nendchoice\n`;
    const model = modelAs('linux-5.3', { Kconfig: half('A') + half('B').replace('\toptional\n', '') });
    const [first, second] = model.choices;
    expect(first?.symbol).toBe(second?.symbol);
    expect(first?.symbol?.name).toBe('NAME');
    expect([first?.isOptional, second?.isOptional]).toEqual([true, false]);
  });

  it('stores depends on X if Y as X or Y = n', () => {
    const Kconfig =
      'config A\n\tbool "a"\n\tdepends on X if Y && !Z\nconfig X\n\tbool\nconfig Y\n\tbool\nconfig Z\n\tbool\n';
    const clause = symbolOf(modelAs('linux-7.1', { Kconfig }), 'A').entries[0]?.clauses[0];
    expect(clause === undefined ? '' : printExpression(clause.expr)).toBe('X || Y=n || Z!=n');
  });

  it('sets symbols from the environment in Buildroot', () => {
    const Kconfig =
      'config V\n\tstring\n\toption env="ARCH"\nconfig U\n\tstring\n\toption env="UNSET"\nmenu "m"\nsource "$V/K$NONE"\nendmenu\n';
    const files = { Kconfig, 'arm64/K': 'config D\n\tdef_bool y\n' };
    const result = parseAs('buildroot', files);
    expect(streamOf(result, 'stderr')).toBe('Kconfig:4:warning: environment variable UNSET undefined\n');
    expect(result.failed).toBe(false);
    expect(result.files.map((file) => file.name)).toEqual(['Kconfig', 'arm64/K']);
    expect((symbolOf(modelAs('buildroot', files), 'V').flags & symbolFlag.internal) !== 0).toBe(true);
    expect(modelAs('buildroot', { Kconfig: 'mainmenu "a $V b"\n' }).mainMenu).toBe('a  b');
  });

  it('has the symbols of BusyBox before the first file', () => {
    const model = modelAs('busybox', { Kconfig: 'config A\n\tbool "a"\n' });
    expect(['ARCH', 'KERNELVERSION', 'UNAME_RELEASE'].map((name) => symbolOf(model, name).type)).toEqual([
      'string',
      'string',
      'string',
    ]);
    expect(model.mainMenu).toBe('Busybox Configuration');
  });

  it('looks for files in the working directory, then in srctree', () => {
    const files = { Kconfig: 'source "d/K1"\n', 's/d/K1': 'config B\n\tbool "b"\n\tdefault y\n' };
    for (const dialect of ['linux-4.20', 'linux-6.1', 'linux-7.1', 'u-boot', 'busybox'] as const) {
      expect(modelAs(dialect, files, { srctree: 's' }).symbols.has('B'), dialect).toBe(true);
    }
    expect(modelAs('coreboot', files, { srctree: 's' }).symbols.has('B')).toBe(false);
  });
});

describe('the language of Kconfiglib', () => {
  it('includes relative to the file, optionally, and by pattern', () => {
    const files = {
      Kconfig: 'source "d/Kconfig"\nosource "none"\nosource "d/x*"\n',
      'd/Kconfig': 'rsource "e/Kconfig"\norsource "none*"\nrsource "p?"\n',
      'd/e/Kconfig': 'config E\n\tbool "e"\n',
      'd/p2': 'config P2\n\tbool "p"\n',
      'd/p1': 'config P1\n\tbool "p"\n',
      'd/x1': 'config X1\n\tbool "x"\n',
    };
    const model = modelAs('zephyr', files);
    expect(model.files.map((file) => file.name)).toEqual([
      'Kconfig',
      'd/Kconfig',
      'd/e/Kconfig',
      'd/p2',
      'd/p1',
      'd/x1',
    ]);
    expect([...model.symbols.keys()]).toEqual(['E', 'P1', 'P2', 'X1']);
    expect(parseAs('zephyr', { Kconfig: 'rsource "none"\n' }).failed).toBe(true);
  });

  it('reads patterns under srctree', () => {
    const files = { 's/Kconfig': 'source "b/*/Kconfig"\n', 's/b/a/Kconfig': 'config A\n\tbool "a"\n' };
    expect(modelAs('zephyr', files, { srctree: 's' }).symbols.has('A')).toBe(true);
  });

  it('has defaults with types', () => {
    const Kconfig = 'config I\n\tdef_int 3\nconfig H\n\tdef_hex 0x1F\nconfig S\n\tdef_string "s" if I = 3\n';
    const model = modelAs('zephyr', { Kconfig });
    expect(['I', 'H', 'S'].map((name) => symbolOf(model, name).type)).toEqual(['int', 'hex', 'string']);
    expect(parseAs('linux-5.3', { Kconfig }).failed).toBe(true);
  });

  it('takes defaults from configdefault only where the symbol itself counts', () => {
    const Kconfig = [
      'configdefault A\n\tdefault y\n',
      'configdefault N\n\tdefault 7\n',
      'config A\n\tbool\n\tdepends on B\n',
      'config B\n\tbool "b"\n',
      'config N\n\tint\n\tdefault 3\n',
    ].join('');
    const model = modelAs('zephyr', { Kconfig });
    const own = symbolOf(model, 'A').directDependency;
    expect(own === null ? null : printExpression(own)).toBe('B');
    const text = configureAs('zephyr', { Kconfig }).files[0]?.text ?? '';
    expect(text).toContain('CONFIG_N=7\n');
    expect(text).not.toContain('CONFIG_A=y');
    expect(
      configureAs('zephyr', { Kconfig: `${Kconfig}config C\n\tdef_bool y\n\tselect B\n` }).files[0]?.text,
    ).toContain('CONFIG_A=y\n');
    const bad = parseAs('zephyr', { Kconfig: 'configdefault A\n\tbool "a"\nconfig A\n\tbool\n' });
    expect(bad.diagnostics.map(({ code }) => code)).toContain('kconfig/configdefault-has-more');
  });
});

describe('a file parsed alone', () => {
  it('is read in its dialect', () => {
    const text = 'config A\n\tbool "a"\n\toption env="X"\nsource d/$(B)/K.in\n\nFOO := x\n';
    const file = parseKconfigFile('Kconfig', text, dialects['u-boot']);
    expect(file.sources.map(({ path }) => path)).toEqual(['d/$(B)/K.in']);
    expect(file.assignments.map(({ name }) => name)).toEqual(['FOO']);
    expect(file.diagnostics.map(({ code }) => code)).toEqual(['kconfig/ignored-option']);
  });
});
