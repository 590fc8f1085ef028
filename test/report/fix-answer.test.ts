import { describe, expect, it } from 'vitest';
import { renderFixFragment } from '../../src/report/answer/fix-fragment.ts';
import { renderFixText } from '../../src/report/answer/fix-text.ts';
import type { TextStyle } from '../../src/report/style.ts';
import type { FixResult } from '../../src/results/fix.ts';
import { emptyFix, fixAnswer, fixChange, missingTool } from '../support/fix-results.ts';

const style: TextStyle = { useColor: false, width: 80 };

function text(result: Partial<FixResult>, more: Partial<TextStyle> = {}, outcome: string | null = null): string {
  return renderFixText({ ...emptyFix, ...result }, { ...style, ...more }, outcome);
}

function lines(result: Partial<FixResult>, more: Partial<TextStyle> = {}): string[] {
  return text(result, more).split('\n');
}

const request = { word: 'KVM=y', symbol: 'KVM', wanted: 'y', value: 'y', holds: true };

describe('holds', () => {
  it('one line says so', () => {
    expect(lines({ verdict: 'holds', requests: [request] })).toEqual([
      '6.12.117 arm64 | gcc 12.2.0 | .config',
      '',
      'KVM=y: holds already, nothing has to change',
      '',
    ]);
    const two = [request, { ...request, word: 'BT=n', symbol: 'BT', wanted: 'n' }];
    expect(text({ verdict: 'holds', requests: two })).toContain(
      'KVM=y, BT=n: all hold already, nothing has to change\n',
    );
  });

  it('a build without stops has words of its own', () => {
    const stops = { word: '--stops', symbol: null, wanted: null, value: '', holds: true };
    expect(text({ verdict: 'holds', requests: [stops] })).toContain('--stops: nothing stops, nothing has to change\n');
    expect(text({ verdict: 'impossible', requests: [stops] })).toContain(
      '--stops: no change of the configuration helps\n',
    );
  });
});

describe('fixed', () => {
  it('the verdict names the change; the answer has its reason and its price', () => {
    expect(lines({ verdict: 'fixed', answers: [fixAnswer()] })).toEqual([
      '6.12.117 arm64 | gcc 12.2.0 | .config',
      '',
      'RUST=y: set MODVERSIONS=n',
      '',
      'fix 1  CONFIG_MODVERSIONS=n  RUST depends on !MODVERSIONS, init/Kconfig:1978',
      '       CONFIG_RUST=y         asked for',
      '       tested; 1 other option changes: ASM_MODVERSIONS y -> unset',
      '',
      '      more: --apply writes fix 1 to .config, --format fragment, --verbose',
      '',
    ]);
  });

  it('other answers are one line each, with what they open and lose', () => {
    const other = fixAnswer({
      changes: [fixChange('COMPILE_TEST', 'y')],
      effects: Array.from({ length: 825 }, (_, at) => ({ symbol: `S${at}`, from: 'n', to: 'y' })),
      taints: ['COMPILE_TEST'],
      lost: [{ symbol: 'MINE', from: 'y', to: 'n' }],
    });
    const page = lines({ verdict: 'fixed', answers: [fixAnswer(), other] });
    const at = page.findIndex((line) => line.startsWith('fix 2'));
    expect(page.slice(at, at + 3)).toEqual([
      'fix 2  CONFIG_COMPILE_TEST=y',
      '       tested; 825 other options change; opens COMPILE_TEST; loses 1 setting of',
      '       yours',
    ]);
    expect(page.at(-2)).toContain('more: ');
    // As a first answer, a line each.
    const first = lines({ verdict: 'fixed', answers: [other] });
    expect(first).toContain('       opens COMPILE_TEST');
    expect(first).toContain('       loses 1 setting of yours: MINE y -> n');
    expect(first.join('\n')).toContain('S9 n -> y and 815 more\n');
  });

  it('--verbose has every change and every effect of every answer', () => {
    const effects = Array.from({ length: 30 }, (_, at) => ({ symbol: `S${at}`, from: 'n', to: 'y' }));
    const changes = Array.from({ length: 40 }, (_, at) => fixChange(`C${at}`, 'y', `D${at} depends on C${at}`, at + 1));
    const result = { verdict: 'fixed', answers: [fixAnswer({ changes }), fixAnswer({ effects })] } as const;
    const page = text(result, { isVerbose: true });
    for (const { symbol } of effects) expect(page).toMatch(new RegExp(`\\b${symbol} n -> y`));
    for (const { symbol } of changes) expect(page).toContain(`CONFIG_${symbol}=y`);
    expect(page).not.toContain('--verbose');
    expect(page).not.toMatch(/\d more/);
  });

  it('the prefix is that of the tree', () => {
    const tree = { ...emptyFix.tree, symbolPrefix: '' };
    const answers = [fixAnswer({ changes: [fixChange('BR2_STATIC_LIBS', 'n')], requested: [] })];
    expect(lines({ verdict: 'fixed', tree, answers })).toContain('fix 1  BR2_STATIC_LIBS=n');
  });

  it('what is missing outside of the configuration is part of the answer', () => {
    const answers = [
      fixAnswer({
        changes: [fixChange('DEBUG_INFO_REDUCED', 'n', 'DEBUG_INFO_BTF depends on !DEBUG_INFO_REDUCED', 380)],
        requested: [{ symbol: 'DEBUG_INFO_BTF', from: 'n', to: 'y' }],
        needs: [{ message: 'pahole >= 1.16', root: missingTool }],
        verified: false,
        effects: [],
      }),
    ];
    const requests = [{ ...request, word: 'DEBUG_INFO_BTF=y', symbol: 'DEBUG_INFO_BTF', holds: false }];
    expect(lines({ verdict: 'fixed', requests, answers }).slice(2)).toEqual([
      'DEBUG_INFO_BTF=y: set DEBUG_INFO_REDUCED=n, and it takes pahole >= 1.16',
      '',
      'fix 1  CONFIG_DEBUG_INFO_REDUCED=n  DEBUG_INFO_BTF depends on',
      '                                    !DEBUG_INFO_REDUCED, init/Kconfig:380',
      '       CONFIG_DEBUG_INFO_BTF=y      asked for',
      '       takes pahole >= 1.16: apt-get install dwarves   package: dwarves (Debian,',
      '         Fedora)',
      '       not tested before pahole >= 1.16 is there',
      '',
      '      more: --format fragment, --verbose',
      '',
    ]);
    const tool = [fixAnswer({ changes: [], needs: [{ message: 'bindgen', root: missingTool }], verified: false })];
    expect(text({ verdict: 'fixed', answers: tool })).toContain('RUST=y: it takes bindgen\n');
  });

  it('a line for another member of the choice is no request', () => {
    const requested = ['PREEMPT', 'RUST'].map((symbol) => ({ symbol, from: 'y', to: symbol === 'RUST' ? 'y' : 'n' }));
    const answers = [fixAnswer({ changes: [], requested })];
    expect(lines({ verdict: 'fixed', answers })).toContain('fix 1  CONFIG_PREEMPT=n  of the same choice');
    expect(renderFixFragment({ ...emptyFix, answers })).toContain(
      '# of the same choice\n# CONFIG_PREEMPT is not set\n# asked for\nCONFIG_RUST=y\n',
    );
  });

  it('the best so far is marked', () => {
    const page = text({ verdict: 'fixed', answers: [fixAnswer({ isPreliminary: true })] });
    expect(page).toContain('RUST=y: set MODVERSIONS=n (the best so far: a smaller change may exist)\n');
    const both = text({ verdict: 'fixed', answers: [fixAnswer(), fixAnswer({ isPreliminary: true })] });
    expect(both).toContain('a smaller one may exist');
  });

  it('whether .config is written is said, and --apply is not named once more', () => {
    const page = text({ verdict: 'fixed', answers: [fixAnswer()] }, {}, '.config is written');
    expect(page).toContain('\n.config is written\n');
    expect(page).not.toContain('--apply');
  });
});

describe('impossible', () => {
  it('conditions with their places, then root causes in the words of why', () => {
    const proof = {
      requests: ['RUST=y'],
      conflicts: [
        {
          message: 'RUST depends on RUST_IS_AVAILABLE',
          location: { file: 'init/Kconfig', line: 1977 },
          symbol: 'RUST',
        },
        { message: 'RUST_IS_AVAILABLE is n', location: null, symbol: 'RUST_IS_AVAILABLE' },
      ],
      roots: [missingTool],
    };
    expect(lines({ verdict: 'impossible', proof }).slice(2)).toEqual([
      'RUST=y cannot hold here',
      '  - RUST depends on RUST_IS_AVAILABLE, init/Kconfig:1977',
      '  - RUST_IS_AVAILABLE is n',
      '',
      '  pahole is not installed',
      '    scripts/pahole-version.sh, init/Kconfig:100',
      '    | pahole: not found',
      '    DEBUG_INFO_BTF: depends on PAHOLE_VERSION >= 116, lib/Kconfig:9',
      '    apt-get install dwarves   package: dwarves (Debian, Fedora)',
      '',
      '      more: kgate why RUST=y, --verbose',
      '',
    ]);
  });

  it('requests that exclude each other are named', () => {
    const requests = [request, { ...request, word: 'BT=n', symbol: 'BT', wanted: 'n' }];
    const proof = { requests: ['KVM=y', 'BT=n'], conflicts: [], roots: [] };
    expect(text({ verdict: 'impossible', requests, proof })).toContain('KVM=y and BT=n cannot hold together\n');
  });
});

it('undecided says so, and what was kept is no question', () => {
  const kept = { word: '--keep NET', symbol: 'NET', wanted: 'y', value: 'y', holds: true };
  expect(lines({ requests: [...emptyFix.requests, kept] }).slice(2, 4)).toEqual([
    'RUST=y: undecided, neither an answer nor a proof was found',
    '',
  ]);
});

it('words that can be read in two ways stand below the verdict', () => {
  const notes = ['LOCALVERSION=-x is read as a variable of make; CONFIG_LOCALVERSION=-x asks for the symbol'];
  expect(lines({ verdict: 'holds', notes })[3]).toMatch(/^ {2}LOCALVERSION=-x is read as a variable of make;/);
});

describe('a terminal of 24 lines and 80 columns', () => {
  const long =
    'A_RATHER_LONG_NAME_OF_A_SYMBOL depends on SOME && OTHER && !THINGS && (THAT || DO_NOT) && FIT && ONE_LINE';
  const many = fixAnswer({
    changes: Array.from({ length: 40 }, (_, at) => fixChange(`SOME_SYMBOL_OF_A_KERNEL_${at}`, 'y', long, 100 + at)),
    effects: Array.from({ length: 400 }, (_, at) => ({ symbol: `EFFECT_NUMBER_${at}`, from: 'm', to: '' })),
    lost: Array.from({ length: 9 }, (_, at) => ({ symbol: `LOST_SETTING_${at}`, from: 'm', to: 'n' })),
    taints: ['COMPILE_TEST', 'EXPERT', 'STAGING'],
    isPreliminary: true,
  });
  const proof = {
    requests: ['RUST=y'],
    conflicts: Array.from({ length: 30 }, (_, at) => ({
      message: long,
      location: { file: 'K', line: at + 1 },
      symbol: null,
    })),
    roots: Array.from({ length: 9 }, () => missingTool),
  };

  it.each([
    ['answers', { verdict: 'fixed', answers: [many, many, many] }],
    [
      'an answer that takes tools',
      { verdict: 'fixed', answers: [{ ...many, needs: [{ message: 'pahole >= 1.16', root: missingTool }] }] },
    ],
    ['a proof', { verdict: 'impossible', proof }],
  ] as const)('holds %s', (_, result) => {
    const page = lines(result);
    // The last is empty: the text ends with a newline.
    expect(page.length - 1).toBeLessThanOrEqual(24);
    expect(page.filter((line) => line.length > 80)).toEqual([]);
    expect(page.at(-2)).toContain('--verbose');
  });
});

it('a hostile tree does not drive the terminal', () => {
  const answers = [fixAnswer({ changes: [fixChange('X', '"\u001b[2J"', 'X depends on \u001b]0;x\u0007', 3)] })];
  expect(text({ verdict: 'fixed', answers })).not.toMatch(/\u001b|\u0007/);
  expect(
    renderFixFragment({
      ...emptyFix,
      verdict: 'fixed',
      answers: [fixAnswer({ changes: [fixChange('X', 'y', 'a\u001b\nCONFIG_EVIL=y', 3)] })],
    }),
  ).not.toMatch(/\u001b|^CONFIG_EVIL/m);
});

describe('a fragment', () => {
  const fragment = (result: Partial<FixResult>): string[] =>
    renderFixFragment({ ...emptyFix, ...result })
      .trimEnd()
      .split('\n');

  it('has a comment that says why above each line', () => {
    expect(fragment({ verdict: 'fixed', answers: [fixAnswer()] })).toEqual([
      '# kgate fix RUST=y',
      '# for 6.12.117 arm64, gcc 12.2.0',
      '# tested: 1 other option changes: ASM_MODVERSIONS',
      '# because RUST depends on !MODVERSIONS, init/Kconfig:1978',
      '# CONFIG_MODVERSIONS is not set',
      '# asked for',
      'CONFIG_RUST=y',
    ]);
  });

  it('has strings between quotes, m, numbers, and the prefix of the tree', () => {
    const changes = [
      fixChange('NAME', '"a \\"b\\""'),
      fixChange('NUMBER', '12'),
      fixChange('DRV', 'm'),
      fixChange('OFF', ''),
    ];
    const tree = { ...emptyFix.tree, symbolPrefix: '' };
    const own = (line: string): boolean =>
      !line.startsWith('# t') &&
      !line.startsWith('# needed') &&
      !line.startsWith('# kgate') &&
      !line.startsWith('# for');
    expect(fragment({ verdict: 'fixed', tree, answers: [fixAnswer({ changes, requested: [] })] }).filter(own)).toEqual([
      'NAME="a \\"b\\""',
      'NUMBER=12',
      'DRV=m',
      '# OFF is not set',
    ]);
  });

  it('names what it takes, opens and loses', () => {
    const answers = [
      fixAnswer({
        needs: [{ message: 'pahole >= 1.16', root: missingTool }],
        taints: ['EXPERT'],
        lost: [{ symbol: 'MINE', from: 'y', to: 'n' }],
        verified: false,
        isPreliminary: true,
      }),
    ];
    expect(fragment({ verdict: 'fixed', answers }).slice(2, 7)).toEqual([
      '# untested',
      '# takes pahole >= 1.16: apt-get install dwarves',
      '# preliminary: a smaller change may exist',
      '# opens EXPERT',
      '# loses settings of yours: MINE',
    ]);
  });

  it('is of comments alone without an answer', () => {
    const location = { file: 'init/Kconfig', line: 7 };
    const proof = {
      requests: ['RUST=y'],
      conflicts: [{ message: 'RUST depends on X', location, symbol: 'RUST' }],
      roots: [],
    };
    expect(fragment({ verdict: 'impossible', proof })).toEqual([
      '# kgate fix RUST=y: impossible',
      '# because RUST depends on X, init/Kconfig:7',
    ]);
    expect(fragment({ verdict: 'holds' })).toEqual(['# kgate fix RUST=y: holds already, nothing has to change']);
    expect(fragment({})).toEqual(['# kgate fix RUST=y: undecided']);
  });
});
