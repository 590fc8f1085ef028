import { describe, expect, it } from 'vitest';
import { withBehaviours } from '../../../src/kconfig/dialect/dialect.ts';
import { type ConfMode, type Dialect, type DialectName, dialects } from '../../../src/kconfig/index.ts';
import { configure, configureIn } from '../configure.ts';

const pre61: readonly DialectName[] = ['linux-4.20', 'linux-5.0', 'linux-5.3', 'u-boot', 'buildroot'];
const oldChoices: readonly DialectName[] = [...pre61, 'linux-6.1', 'coreboot'];
const newChoices: readonly DialectName[] = ['linux-6.12', 'linux-7.1', 'linux-7.2'];
const all: readonly DialectName[] = [...oldChoices, ...newChoices];
const upTo61: readonly DialectName[] = [...pre61, 'linux-6.1'];
const from61: readonly DialectName[] = ['linux-6.1', 'coreboot', ...newChoices];
const zeros: readonly DialectName[] = ['coreboot', ...newChoices];

interface Pitfall {
  readonly Kconfig: string;
  readonly config?: string;
  readonly mode?: ConfMode;
  /** Trees and what they print and write: stderr lines start with `! `. */
  readonly outcomes: readonly (readonly [readonly DialectName[], string])[];
}

const choice = (condition = '', below = '') =>
  `choice\n\tprompt "p"${condition}\n\tdefault B\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n${below}endchoice\n`;
const modules = 'config MODULES\n\tdef_bool y\nMODULES_OPTION\n';
const hiddenWinner = '# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_X=y';

/** Source of every outcome: docs/kconfig-semantics.md chapter 8, observed with conf of the trees named. */
const pitfalls: Readonly<Record<string, Pitfall>> = {
  '8.1 an undefined symbol in a comparison': {
    Kconfig:
      'config A\n\tbool "a"\n\tdefault y if UNDEF = n\nconfig B\n\tbool "b"\n\tdefault y if !UNDEF\nconfig C\n\tbool "c"\n\tdefault y if UNDEF != n\nconfig S\n\tstring\n\tdefault UNDEF\n',
    outcomes: [[all, '# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=y\nCONFIG_S="UNDEF"']],
  },
  '8.2 a text that names a bool': {
    Kconfig:
      'config BY\n\tdef_bool y\nconfig S\n\tstring "s"\n\tdefault BY\nconfig T\n\tstring\n\tdefault "yes" if BY = y\n',
    outcomes: [[all, 'CONFIG_BY=y\nCONFIG_S="n"\nCONFIG_T="yes"']],
  },
  '8.3 a hidden winner': {
    Kconfig: `${choice('', '\tdepends on !X\n')}config X\n\tbool "x"\n`,
    config: 'CONFIG_X=y\nCONFIG_A=y\nCONFIG_C=y\n',
    outcomes: [
      [upTo61, `! .config:3:warning: override: C changes choice state\n${hiddenWinner}`],
      [['coreboot'], `! .config:3:notice: override: C changes choice state\n${hiddenWinner}`],
      [newChoices, 'CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_X=y'],
      [
        ['busybox'],
        '! .config:3:warning: C creates inconsistent choice state\nCONFIG_A=y\n# CONFIG_B is not set\n# CONFIG_C is not set\nCONFIG_X=y',
      ],
    ],
  },
  '8.4 all members set to n': {
    Kconfig: choice(),
    config: '# CONFIG_C is not set\n# CONFIG_B is not set\n# CONFIG_A is not set\n',
    outcomes: [
      [[...oldChoices, 'busybox'], '# CONFIG_A is not set\nCONFIG_B=y\n# CONFIG_C is not set'],
      [newChoices, '# CONFIG_A is not set\n# CONFIG_B is not set\nCONFIG_C=y'],
    ],
  },
  '8.5 a hidden prompt of a choice': {
    Kconfig:
      'choice\n\tprompt "c" if X\n\tdefault B\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\nconfig X\n\tbool "x"\n',
    outcomes: [
      [oldChoices, '# CONFIG_X is not set'],
      [newChoices, '# CONFIG_A is not set\nCONFIG_B=y\n# CONFIG_X is not set'],
      [['busybox'], '# CONFIG_A is not set\n# CONFIG_B is not set\n# CONFIG_X is not set'],
    ],
  },
  '8.6 a member that depends on another': {
    Kconfig:
      'choice\n\tprompt "c"\nconfig C1\n\tbool "c1"\nconfig C2\n\tbool "c2"\n\tdepends on C1\nconfig C3\n\tbool "c3"\nendchoice\n',
    config: 'CONFIG_C1=y\nCONFIG_C2=y\n',
    outcomes: [[[...oldChoices, 'busybox'], 'CONFIG_C1=y\nCONFIG_C2=y\n# CONFIG_C3 is not set']],
  },
  '8.7 a value outside its range': {
    Kconfig: 'config I\n\tint "i"\n\trange 5 10\n\tdefault 7\nconfig H\n\thex "h"\n\trange 0x10 1F\n\tdefault 0x18\n',
    config: 'CONFIG_I=99\nCONFIG_H=0xff\n',
    outcomes: [
      [upTo61, 'CONFIG_I=7\nCONFIG_H=0x18'],
      [zeros, 'CONFIG_I=10\nCONFIG_H=1F'],
    ],
  },
  '8.8 the text of a bound': {
    Kconfig:
      'config H\n\thex\n\tdefault 0x5\n\trange 0010 01F\nconfig O\n\thex\n\tdefault 0xFFFF\n\trange 0x0 0xFF\nconfig I\n\tint\n\tdefault 100\n\trange 1 0x10\n',
    outcomes: [
      [pre61, '! Kconfig:12:warning: range is invalid\nCONFIG_H=0x10\nCONFIG_O=0xff\nCONFIG_I=0'],
      [from61, '! Kconfig:12:warning: range is invalid\nCONFIG_H=0010\nCONFIG_O=0xFF\nCONFIG_I=0x10'],
    ],
  },
  '8.9 numbers without default': {
    Kconfig:
      'config I\n\tint "i"\nconfig H\n\thex "h"\nconfig IE\n\tint\nconfig R0\n\tdef_bool y if IE = 0\nconfig RS\n\tdef_bool y if IE = ""\n',
    outcomes: [
      [upTo61, 'CONFIG_I=\nCONFIG_H=\nCONFIG_RS=y'],
      [zeros, 'CONFIG_I=0\nCONFIG_H=0x0\nCONFIG_R0=y'],
    ],
  },
  '8.10 imply': {
    Kconfig: `${modules}config A\n\tbool "a"\n\tdefault y\n\timply I\n\timply T\n\timply U\nconfig D\n\tbool "d"\nconfig M\n\ttristate "m"\n\tdefault m\nconfig I\n\tbool "i"\n\tdepends on D\nconfig T\n\ttristate "t"\n\tdepends on M\nconfig U\n\ttristate "u"\n`,
    config: 'CONFIG_A=y\nCONFIG_M=m\nCONFIG_U=m\n',
    outcomes: [
      [pre61, 'CONFIG_MODULES=y\nCONFIG_A=y\n# CONFIG_D is not set\nCONFIG_M=m\nCONFIG_T=y\nCONFIG_U=y'],
      [
        from61,
        'CONFIG_MODULES=y\nCONFIG_A=y\n# CONFIG_D is not set\nCONFIG_M=m\n# CONFIG_I is not set\nCONFIG_T=m\nCONFIG_U=m',
      ],
    ],
  },
  '8.17 where m is tied to modules': {
    Kconfig:
      'config MODULES\n\tbool "mods"\nMODULES_OPTION\nconfig D\n\ttristate "d"\n\tdefault m\nconfig P\n\ttristate "p"\n\tdepends on m\n\tdefault y\nconfig Q\n\ttristate\n\tdefault y if m\n',
    outcomes: [[all, '# CONFIG_MODULES is not set\nCONFIG_D=y']],
  },
  '8.18 loose lines': {
    Kconfig:
      'config A\n\tbool "a"\n\tdefault y\nconfig B\n\tbool "b"\n\tdefault y\nconfig C\n\tbool "c"\nconfig D\n\tbool "d"\nconfig S\n\tstring "s"\n',
    config:
      '# CONFIG_A is not set, really\n#\tCONFIG_B is not set\nCONFIG_C=yesterday\nCONFIG_D=m\nCONFIG_S="x" # note\n',
    outcomes: [
      [
        ['linux-4.20', 'linux-5.0', 'linux-5.3', 'buildroot', 'busybox'],
        `! .config:4:warning: symbol value 'm' invalid for D\n# CONFIG_A is not set\n# CONFIG_B is not set\nCONFIG_C=y\n# CONFIG_D is not set\nCONFIG_S="x"`,
      ],
      [
        ['linux-6.1'],
        `! .config:4:warning: symbol value 'm' invalid for D\n# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=y\n# CONFIG_D is not set\nCONFIG_S="x"`,
      ],
      [
        zeros,
        `! .config:4:warning: symbol value 'm' invalid for D\nCONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\n# CONFIG_D is not set\nCONFIG_S="x"`,
      ],
      [
        ['u-boot'],
        `! .config:4:warning: symbol value 'm' invalid for D\n! .config:5:warning: invalid string found\n# CONFIG_A is not set\n# CONFIG_B is not set\nCONFIG_C=y\n# CONFIG_D is not set\nCONFIG_S=""`,
      ],
    ],
  },
  '8.28 mod2noconfig touches explicit values': {
    Kconfig: `${modules}config A\n\ttristate "a"\n\tdefault m\nconfig B\n\ttristate "b"\nconfig C\n\ttristate "c"\n`,
    config: 'CONFIG_B=m\nCONFIG_C=y\n',
    mode: 'mod2noconfig',
    outcomes: [[from61, 'CONFIG_MODULES=y\nCONFIG_A=m\n# CONFIG_B is not set\nCONFIG_C=y']],
  },
  '3.6 a transitional symbol hands its value over': {
    Kconfig: 'config NEW\n\tbool "new"\n\tdefault OLD\nconfig OLD\n\tbool\n\ttransitional\n',
    config: 'CONFIG_OLD=y\n',
    outcomes: [[['linux-7.1', 'linux-7.2'], 'CONFIG_NEW=y']],
  },
  '8.30 and savedefconfig loses it': {
    Kconfig: 'config NEW\n\tbool "new"\n\tdefault OLD\nconfig OLD\n\tbool\n\ttransitional\n',
    config: 'CONFIG_OLD=y\n',
    mode: 'savedefconfig',
    outcomes: [[['linux-7.1', 'linux-7.2'], '']],
  },
};

describe.each(Object.entries(pitfalls))('%s', (_name, { Kconfig, config, mode, outcomes }) => {
  const rows = outcomes.flatMap(([names, outcome]) => names.map((dialect) => [dialect, outcome] as const));
  it.each(rows)('%s', (dialect, outcome) => {
    // The tools of busybox have no olddefconfig: `-D FILE` and `-d` come closest.
    const busyboxMode = config === undefined ? 'alldefconfig' : 'defconfig';
    const asked = dialect === 'busybox' ? busyboxMode : (mode ?? 'olddefconfig');
    const run = configure(Kconfig, config, dialect, asked);
    const said = run.stderr.split('\n').filter((line) => line !== '');
    const warnings = said.filter((line) => /^\.?\w+:\d+:/.test(line));
    const text = [...warnings.map((line) => `! ${line}`), run.lines].join('\n');
    expect(text).toBe(outcome);
  });
});

describe('comparisons', () => {
  // Source: docs/kconfig-semantics.md §3.2, observed.
  const holds = (condition: string, dialect: DialectName, symbols: string) =>
    configure(`${symbols}config R\n\tdef_bool y if ${condition}\n`, undefined, dialect).lines.includes('CONFIG_R=y');
  const number = (type: string, name: string, value: string) => `config ${name}\n\t${type}\n\tdefault ${value}\n`;
  const symbols = [
    number('int', 'TEN', '10'),
    number('int', 'NINE', '9'),
    number('string', 'STEN', '"10"'),
    number('string', 'SNINE', '"9"'),
    number('hex', 'H10', '0x10'),
    number('hex', 'HMAX', '0xffffffffffffffff'),
    number('int', 'MINUS', '-1'),
    number('hex', 'HA', 'A'),
    number('bool', 'BY', 'y'),
    number('string', 'S10', '"0x10"'),
  ].join('');
  it.each([
    ['TEN > NINE', true],
    ['STEN > SNINE', false],
    ['STEN > 9', true],
    ['TEN = 010', false],
    ['H10 = 16', true],
    ['HA = 10', true],
    ['S10 = 16', true],
    ['UNDEF = UNDEF', true],
    ['HMAX = MINUS', true],
    ['MINUS < H10', false],
    ['BY >= 2', true],
  ] as const)('%s', (condition, expected) => {
    for (const dialect of all) expect([dialect, holds(condition, dialect, symbols)]).toEqual([dialect, expected]);
  });

  it('m > n holds where the constants have a type', () => {
    const trees = all.filter((dialect) => holds('m > n', dialect, ''));
    expect(trees).toEqual(['linux-6.1', ...newChoices]);
  });
});

describe('user values that do not survive', () => {
  // Recorded from conf of Linux 7.2.8.
  const Kconfig = [
    'config DEP\n\tbool "dep"',
    'config A\n\tbool "a"\n\tdepends on DEP',
    'config NUM\n\tint "num"\n\trange 10 20',
    'config DUP\n\tbool "dup"\n\tdepends on DEP',
    'config DUP\n\tbool\n\tdepends on DEP',
    'config S\n\tstring "s"\n\tdepends on DEP',
    'choice\n\tprompt "p"\nconfig C1\n\tbool "c1"\nconfig C2\n\tbool "c2"\nendchoice',
    'config T\n\ttristate "t"',
    'config OLD\n\tint\n\ttransitional',
    'config NEW\n\tint "new"\n\tdefault OLD\n',
  ].join('\n');
  const config =
    'CONFIG_A=y\nCONFIG_NUM=30\nCONFIG_DUP=y\nCONFIG_S="x"\nCONFIG_C1=y\nCONFIG_C2=y\nCONFIG_T=m\nCONFIG_OLD=5\n';
  const words = [
    'warning: user-provided values changed by Kconfig:',
    '  CONFIG_A: y -> n',
    '  CONFIG_NUM: 30 -> 20',
    '  CONFIG_DUP: y -> n',
    '  CONFIG_S: x -> ',
    '  CONFIG_C1: y -> n',
    '  CONFIG_T: m -> y',
    '',
  ].join('\n');
  const asked = { KCONFIG_WARN_CHANGED_INPUT: '1' };

  it.each(['olddefconfig', 'savedefconfig'] as const)('are listed on request: %s', (mode) => {
    expect(configure(Kconfig, config, 'linux-7.2', mode, asked).stderr).toBe(words);
    expect(configure(Kconfig, config, 'linux-7.2', mode, { KCONFIG_WARN_CHANGED_INPUT: '' }).stderr).toBe('');
    expect(configure(Kconfig, config, 'linux-7.1', mode, asked).stderr).toBe('');
  });
});

describe('KCONFIG_WERROR', () => {
  // Rules of confdata.c conf_read_simple of Linux 6.6 and conf.c main of 6.12; the latter observed.
  const Kconfig = 'config A\n\tbool "a"\n\tselect B\nconfig B\n\tbool "b"\n\tdepends on C\nconfig C\n\tbool "c"\n';
  const run = (werror: Dialect['dotConfig']['werror'], config: string) => {
    const dialect = withBehaviours(dialects['linux-6.12'], { dotConfig: { werror } });
    return configureIn(dialect, Kconfig, config, { KCONFIG_WERROR: '1' });
  };

  it('stops at warnings of reading, before or after values are looked at', () => {
    const twice = 'CONFIG_A=y\nCONFIG_A=y\n';
    const warning = '.config:2:warning: override: reassigning to symbol A\n';
    expect(run('reading', twice)).toMatchObject({ exitStatus: 1, stderr: warning });
    expect(run('all', twice)).toMatchObject({ exitStatus: 1 });
    expect(run('all', twice).stderr).toContain('unmet direct dependencies');
    expect(run('ignored', twice).exitStatus).toBe(0);
  });

  it('unmet dependencies count in the later one', () => {
    expect(run('reading', 'CONFIG_A=y\n').exitStatus).toBe(0);
    expect(run('all', 'CONFIG_A=y\n').exitStatus).toBe(1);
  });
});

describe('defaults that are n', () => {
  it('are written by conf of Linux 3.x', () => {
    // Recorded from conf of SeaBIOS 1.17.0.
    const Kconfig = 'config A\n\tbool "a"\nconfig N\n\tbool\n\tdefault A\n';
    const dialect = withBehaviours(dialects.buildroot, {
      values: { writesDefaultN: true },
      dotConfig: { prefix: 'CONFIG_' },
      modes: { configVariable: 'KCONFIG_CONFIG' },
    });
    expect(configureIn(dialect, Kconfig, '', {}).lines).toBe('# CONFIG_A is not set\n# CONFIG_N is not set');
    expect(configureIn(withBehaviours(dialect, { values: { writesDefaultN: false } }), Kconfig, '', {}).lines).toBe(
      '# CONFIG_A is not set',
    );
  });
});
