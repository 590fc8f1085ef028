import { describe, expect, it } from 'vitest';
import type { CommandInput } from '../../src/cli/command.ts';
import { commandTable } from '../../src/cli/command-table.ts';
import type { Io, Sink } from '../../src/cli/io.ts';
import { columnsOf, logOf, wantsColor, wantsLinks } from '../../src/cli/io.ts';
import { type ParsedArguments, parseArguments } from '../../src/cli/program.ts';
import { UsageError } from '../../src/core/errors.ts';

function sink(isTerminal: boolean): Sink {
  const nothing = () => Promise.resolve();
  return { isTerminal, columns: 80, isWatched: isTerminal, show: nothing, pass: nothing };
}

function parse(words: readonly string[], env: Io['env'] = {}, isTerminal = false): ParsedArguments {
  return parseArguments(words, { stdout: sink(isTerminal), stderr: sink(false), env, cwd: '/here' });
}

function input(...words: string[]): CommandInput {
  const parsed = parse(words);
  if (parsed.kind !== 'run') throw new Error(`no run: ${parsed.stdout}`);
  return parsed.input;
}

function directories(...words: string[]): readonly string[] {
  const parsed = parse(words);
  return parsed.kind === 'run' ? parsed.directories : [];
}

function usageError(...words: string[]): UsageError {
  try {
    parse(words);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('no usage error');
}

function helpOf(...words: string[]): string {
  const parsed = parse(words);
  return parsed.kind === 'text' ? parsed.stdout : '';
}

describe('parseArguments', () => {
  it('has defaults for everything', () => {
    expect(input('check')).toMatchObject({
      command: 'check',
      words: [],
      variables: [],
      objdir: null,
      config: null,
      defconfig: null,
      toolchain: null,
      format: 'text',
      output: null,
      color: false,
      failOn: null,
      newSymbols: 'warn',
      cc: null,
      arch: [],
      goals: [],
      isStrict: false,
      listsUndecided: false,
    });
  });

  it('takes fragments of check, what is new, and what fails', () => {
    const words = ['--fragment', 'a', '--fragment=b', '--new=error', '--fail-on', 'changed'];
    expect(input('check', ...words)).toMatchObject({ fragments: ['a', 'b'], newSymbols: 'error', failOn: 'changed' });
  });

  it('takes the three questions of fix', () => {
    const question = (...words: string[]): unknown => input('fix', ...words).fix?.question;
    expect(question('KVM=y', 'RUST', 'ARCH=arm64')).toEqual({ kind: 'values', words: ['KVM=y', 'RUST'] });
    expect(question('RUST', '--', 'ARCH=y', 'build')).toEqual({ kind: 'values', words: ['RUST', 'ARCH=y', 'build'] });
    expect(question('--', 'build')).toEqual({ kind: 'values', words: ['build'] });
    expect(question('--stops', 'ARCH=arm64', 'MINE:=1')).toEqual({ kind: 'stops' });
    expect(question('build', 'a/b.c', 'tun.ko', 'LLVM=1', '--', '-c.c')).toEqual({
      kind: 'build',
      paths: ['a/b.c', 'tun.ko', '-c.c'],
      builtin: false,
    });
    expect(question('build', 'drivers/mfd/', '--builtin')).toMatchObject({ builtin: true });
    expect(input('fix', '--stops', '--goal', 'Image', '--goal=dtbs').goals).toEqual(['Image', 'dtbs']);
    expect(input('check').fix).toBe(null);
  });

  it('takes the options of fix', () => {
    const words = 'fix A --keep B --keep=CONFIG_C --allow D --max 9 --apply --format fragment --fragment f'.split(' ');
    const { fix, format, fragments } = input(...words);
    expect(fix).toMatchObject({ keep: ['B', 'CONFIG_C'], allow: ['D'], max: 9, isApplied: true });
    expect([format, fragments]).toEqual(['fragment', ['f']]);
    expect(input('fix', 'A').fix).toMatchObject({ keep: [], allow: [], max: null, isApplied: false });
  });

  it.each([
    [[], 'SYMBOL=VALUE, --stops or build PATH is missing', 'as in kgate fix RUST=y'],
    [['ARCH=arm64'], 'SYMBOL=VALUE, --stops or build PATH is missing', 'CONFIG_ARCH=arm64 asks for the symbol'],
    [[''], 'SYMBOL=VALUE, --stops or build PATH is missing', 'as in'],
    [['build'], 'build needs a PATH', 'as in'],
    [['build', ''], 'build needs a PATH', 'as in'],
    [['build', 'a.c', 'BT=n'], "build takes no symbols, 'BT=n' is one", 'write BT:=n for a variable of make'],
    [['--stops', 'RUST'], "--stops takes no symbols, 'RUST' is one", 'a symbol needs a run of its own'],
    [['--stops', 'BT=n'], "--stops takes no symbols, 'BT=n' is one", 'write BT:=n for a variable of make'],
    [['--stops', '--', 'ARCH=y'], "--stops takes no symbols, 'ARCH=y' is one", 'write'],
    [['--stops', 'build', 'a.c'], '--stops and build exclude each other', 'one question a run'],
    [['RUST', '--builtin'], '--builtin is for build PATH', ''],
    [['RUST', '--goal', 'Image'], '--goal is for --stops', ''],
    [['RUST', '--max', '0'], '--max 0: not a number from 1 to 99', ''],
    [['RUST', '--max=-1'], '--max -1: not a number from 1 to 99', ''],
    [['RUST', '--max', '100'], '--max 100: not a number from 1 to 99', ''],
    [['RUST', '--max', '2x'], '--max 2x: not a number from 1 to 99', ''],
    [['A', '--keep', 'B', '--allow', 'CONFIG_B'], 'B is given with --keep and with --allow', ''],
    [['A', '--keep='], '--keep needs a SYMBOL', ''],
    [['drivers/net/tun.c'], "'drivers/net/tun.c' is no symbol", 'kgate fix build drivers/net/tun.c'],
    [['e1000e.ko'], "'e1000e.ko' is no symbol", 'kgate fix build e1000e.ko'],
    [['A', '--format', 'concise'], 'concise', ''],
  ])('refuses fix %j', (words, message, hint) => {
    const error = usageError('fix', ...words);
    expect(error.message).toContain(message);
    expect(error.hint ?? '').toContain(hint);
  });

  it('takes goals of check as plain words, behind those of --goal', () => {
    const parsed = input('check', 'ARCH=arm64', 'Image', '--goal', 'prepare', 'dtbs', '--goal=modules', 'V=1');
    expect(parsed.goals).toEqual(['prepare', 'modules', 'Image', 'dtbs']);
    expect(parsed.variables.map(({ name }) => name)).toEqual(['ARCH', 'V']);
    expect(input('owner', 'x.c').goals).toEqual([]);
  });

  // Source: GNU make 4.3, main.c `decode_switches`: the next word is the number of `-j` if it is all digits, that of
  // `-l` if it begins like a number.
  it.each([
    [['check', '-j8', 'all'], ['all']],
    [['check', '-j', '8', 'all'], ['all']],
    [['check', '-j', 'all'], ['all']],
    [['check', '-j', '8x'], ['8x']],
    [['check', '-kj', '8', '-s', 'all'], ['all']],
    [['check', '-ksnw', '-j', '-l', '2.5', 'all'], ['all']],
    [['-j', '8', 'check', 'all'], ['all']],
    [['check', '--jobs', '8', '--jobs', '-k', 'all', '--no-print-directory'], ['all']],
  ])('%j has no other effect than its goals', (words, goals) => {
    expect(input(...words)).toEqual({ ...input('check'), words: goals, goals });
  });

  it.each([
    [['make', '-j', 'all'], ['all'], ['-j']],
    [['make', '-j', '8', 'all'], ['all'], ['-j8']],
    [['make', '-kj', '8'], [], ['-k', '-j8']],
  ])('%j', (words, goals, options) => {
    expect(input(...words)).toMatchObject({ words: goals, make: { options } });
  });

  it('takes --strict and --list-undecided', () => {
    expect(input('check', '--strict', '--list-undecided')).toMatchObject({ isStrict: true, listsUndecided: true });
    expect(input('config', '--strict', 'olddefconfig')).toMatchObject({ isStrict: false, merge: { strict: true } });
  });

  it('refuses a second --config', () => {
    for (const { name, without } of commandTable.filter((one) => !one.without.includes('--config'))) {
      expect([name, without, usageError(name, 'X', '--config', 'a', '--config=b').message]).toEqual([
        name,
        without,
        '--config is given twice: a and b',
      ]);
    }
    expect(usageError('config', '--config', 'a', '--config', 'b').hint).toContain('--fragment FILE');
  });

  it('takes options and variables on both sides of the command', () => {
    const words = [
      'ARCH=arm64',
      '-O',
      'out',
      '--format=json',
      'check',
      'LLVM=1',
      '--fail-on',
      'warning',
      '--defconfig',
      'd',
    ];
    expect(input(...words)).toMatchObject({
      objdir: 'out',
      format: 'json',
      failOn: 'warning',
      defconfig: 'd',
      variables: [
        { name: 'ARCH', operator: '=', value: 'arm64' },
        { name: 'LLVM', operator: '=', value: '1' },
      ],
    });
  });

  // Source: GNU make manual 4.3 §9.7: each -C is interpreted relative to the previous one.
  it('collects -C in order, in both spellings', () => {
    expect(directories('-C', 'a', 'check', '-Cb', '-C', '/c')).toEqual(['a', 'b', '/c']);
  });

  it('takes -OOUT and O=OUT for the build directory, the option first', () => {
    expect(input('check', '-Oout').objdir).toBe('out');
    expect(input('check', 'O=out').objdir).toBe('out');
    expect(input('check', 'O=word', '-O', 'option').objdir).toBe('option');
    expect(input('check', 'O=a', 'O=b').objdir).toBe('b');
  });

  it('hands words over as bytes', () => {
    expect(input('lint', 'é', 'V=ß', '-O', 'ö')).toMatchObject({
      words: ['\xc3\xa9'],
      variables: [{ name: 'V', value: '\xc3\x9f' }],
      objdir: '\xc3\xb6',
    });
  });

  it.each([
    [['-fpatchable-function-entry=2'], ['-fpatchable-function-entry=2']],
    [
      ['-O2', '-Wall', '-mabi=lp64', '--param=x=1'],
      ['-O2', '-Wall', '-mabi=lp64', '--param=x=1'],
    ],
    [
      ['-Wall', 'ARCH=arm64', '-DX=1'],
      ['-Wall', '-DX=1'],
    ],
    [
      ['--', '-C', 'x', '--help', 'A=b'],
      ['-C', 'x', '--help', 'A=b'],
    ],
    [
      ['-Wa,-x', '--', '-O', 'y'],
      ['-Wa,-x', '-O', 'y'],
    ],
    [[], []],
  ])('gives probe its flags: %j', (words, flags) => {
    expect(input('probe', '--cc', 'clang', ...words)).toMatchObject({ words: flags, cc: 'clang' });
    expect(input('probe', ...words, ...(words.includes('--') ? [] : ['--cc', 'clang'])).words).toEqual(flags);
  });

  it('collects --arch', () => {
    expect(input('lint', '--arch', 'arm64', '--arch=x86', 'a', 'b')).toMatchObject({
      arch: ['arm64', 'x86'],
      words: ['a', 'b'],
    });
  });

  it.each([
    [['chekc'], /unknown command 'chekc' \(Did you mean check\?\)/],
    [['check', '--fromat', 'json'], /unknown option '--fromat' \(Did you mean --format\?\)/],
    [['check', '-i'], /unknown option '-i'/],
    [['check', '--format', 'xml'], /'xml' is invalid. Allowed choices are text, concise, json/],
    [['check', '--output'], /'--output <file>' argument missing/],
    [['objects', 'word'], /objects: unexpected argument 'word'/],
    [['why'], /why: SYMBOL\[=VALUE\] is missing/],
    [['why', 'A', 'B'], /why: unexpected argument 'B'/],
    [['explain'], /explain: CODE is missing/],
    [['rules', '-O', 'x'], /unknown option '-O'/],
    [['probe', 'gcc'], /probe: 'gcc' is no compiler flag/],
    [['check', '-O=out'], /-O=out: a short option takes its value without '='/],
    [['A=b'], /no command given/],
    [['-C', 'x'], /no command given/],
    [['-Cx', 'A=b'], /no command given/],
    [['--format', 'json'], /no command given/],
    [['--what'], /unknown option '--what'/],
    [['help', 'what'], /unknown command 'what'/],
  ])('refuses %j in one line', (words, message) => {
    const error = usageError(...words);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(error.hint).toBeDefined();
  });

  it('answers no words at all with the help text and exit status 2', () => {
    expect(parse([])).toMatchObject({ kind: 'text', exitCode: 2, stdout: '' });
  });

  it('answers --version among other words', () => {
    expect(parse(['--version', 'check'])).toMatchObject({ kind: 'text', exitCode: 0, stdout: '0.0.0-source\n' });
  });
});

describe('help', () => {
  it.each(['', ...commandTable.map(({ name }) => name)])('of %j fits 80 columns', (name) => {
    const lines = (name === '' ? helpOf('--help') : helpOf(name, '--help')).split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('names every command and explains the same with help COMMAND', () => {
    for (const { name, summary } of commandTable) {
      expect(helpOf('--help')).toContain(`  ${name} `);
      expect(helpOf(name, '--help').replaceAll(/\s+/g, ' ').toLowerCase()).toContain(summary.toLowerCase());
      expect(helpOf('help', name)).toBe(helpOf(name, '--help'));
    }
  });
});

describe('wantsColor', () => {
  it.each([
    ['auto', true, {}, true],
    ['auto', false, {}, false],
    ['auto', true, { NO_COLOR: '1' }, false],
    ['auto', true, { NO_COLOR: '' }, true],
    ['auto', true, { TERM: 'dumb' }, false],
    ['auto', false, { FORCE_COLOR: '1' }, true],
    ['auto', false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
    ['auto', true, { FORCE_COLOR: '0' }, false],
    ['never', true, { FORCE_COLOR: '1' }, false],
    ['always', false, { NO_COLOR: '1' }, true],
    ['never', true, {}, false],
  ])('%s on a terminal: %j with %j', (when, isTerminal, env, expected) => {
    expect(wantsColor(when, sink(isTerminal), env)).toBe(expected);
  });

  it('is off for a file unless asked for', () => {
    const color = (...words: string[]): boolean => {
      const parsed = parse(words, {}, true);
      return parsed.kind === 'run' && parsed.input.color;
    };
    expect(color('check')).toBe(true);
    expect(color('check', '--output', 'x')).toBe(false);
    expect(color('check', '--output', '-')).toBe(true);
    expect(color('check', '--output', 'x', '--color', 'always')).toBe(true);
  });
});

describe('wantsLinks', () => {
  it.each([
    [true, {}, false],
    [true, { TERM: 'xterm-256color' }, false],
    [true, { VTE_VERSION: '6800' }, true],
    [true, { VTE_VERSION: '5000' }, false],
    [true, { TERM_PROGRAM: 'vscode' }, true],
    [true, { TERM: 'xterm-kitty' }, true],
    [true, { TERM: 'dumb', TERM_PROGRAM: 'vscode' }, false],
    [false, { TERM_PROGRAM: 'vscode' }, false],
    [false, { FORCE_HYPERLINK: '1' }, true],
    [true, { FORCE_HYPERLINK: '0', TERM_PROGRAM: 'vscode' }, false],
  ])('terminal %j with %j', (isTerminal, env, expected) => {
    expect(wantsLinks('auto', sink(isTerminal), env)).toBe(expected);
  });
});

it.each([
  [false, {}, null],
  [false, { CI: 'true' }, 'plain'],
  [false, { CI: 'false' }, null],
  [false, { CI: 'true', GITHUB_ACTIONS: 'true' }, 'github'],
  [false, { CI: 'true', GITLAB_CI: 'true' }, 'gitlab'],
  [true, { CI: 'true' }, null],
])('the log of a service: terminal %j with %j', (isTerminal, env, expected) => {
  expect(logOf(sink(isTerminal), env)).toBe(expected);
});

it.each([
  ['120', 120],
  ['40', 40],
  ['9', 80],
  ['-5', 80],
  ['wide', 80],
  ['', 80],
])('COLUMNS=%s', (columns, expected) => {
  expect(columnsOf({ COLUMNS: columns })).toBe(expected);
});
