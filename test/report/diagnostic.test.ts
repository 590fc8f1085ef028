import { describe, expect, it } from 'vitest';
import { type Cause, diagnostic as makeDiagnostic } from '../../src/core/diagnostic.ts';
import { display } from '../../src/core/display.ts';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import { wrap, wrapCommand } from '../../src/report/style.ts';
import { renderCheckText } from '../../src/report/check.ts';
import { renderDiagnostic } from '../../src/report/diagnostic.ts';
import type { CheckResult } from '../../src/results/check.ts';

const plain = { useColor: false, width: 80 };

const makeError: Diagnostic = makeDiagnostic({
  code: 'make/error',
  severity: 'error',
  message: 'm',
  form: 'verbatim',
  args: { text: 'm' },
});

function diagnostic(part: Partial<Omit<Diagnostic, 'code' | 'args'>>): Diagnostic {
  return { ...makeError, ...part };
}

const checked: CheckResult = {
  schemaVersion: 1,
  verdict: 'fail',
  failOn: 'error',
  tree: { directory: '.', objectDirectory: null, version: '6.12.0', arch: 'arm64', srcarch: 'arm64' },
  toolchain: { source: 'machine', name: 'gcc', version: 'gcc 12', unknownProbes: [] },
  config: { source: 'file', file: '.config', symbols: 3, isImplicit: false },
  coverage: null,
  diagnostics: [diagnostic({}), diagnostic({ severity: 'warning' })],
  follows: [],
  excerpts: [],
};

function command(argv: string): Cause {
  return { kind: 'command', message: argv, location: null, detail: ['exit status 1'], causes: [] };
}

describe('renderDiagnostic', () => {
  it('leaves make’s message alone on its line, however long', () => {
    const message = `arch/arm64/Makefile:7: *** ${'long '.repeat(30)}.  Stop.`;
    const lines = renderDiagnostic(diagnostic({ message, location: { file: 'arch/arm64/Makefile', line: 7 } }), plain);
    expect(lines).toContain(message);
  });

  it('has a message of ours in the headline, the place below it', () => {
    const location = { file: '.config', line: 3 };
    const lines = renderDiagnostic(diagnostic({ form: 'text', message: 'CONFIG_A=y becomes n', location }), plain);
    expect(lines).toEqual(['error[make/error]: CONFIG_A=y becomes n', ' --> .config:3']);
  });

  it('wraps everything else at the width', () => {
    const causes = [
      command(`gcc ${'-Wsomething '.repeat(20)}`),
      { ...command('x'), kind: 'note' as const, message: 'word '.repeat(60) },
    ];
    const notes = ['note '.repeat(40)];
    const lines = renderDiagnostic(diagnostic({ causes, notes }), plain);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('keeps control characters of a hostile tree away from the terminal', () => {
    const lines = renderDiagnostic(diagnostic({ message: 'a\u001b[31mb\u0007' }), plain);
    expect(lines).toContain('a\\x1b[31mb\\x07');
  });

  it('colours only where the style says so', () => {
    const escape = String.fromCharCode(27);
    expect(renderDiagnostic(diagnostic({}), plain).join('')).not.toContain(escape);
    expect(renderDiagnostic(diagnostic({}), { ...plain, useColor: true }).join('')).toContain(escape);
  });

  it('says of a fix whether it was checked', () => {
    const fix = {
      title: 'set CONFIG_A=n',
      kind: 'config' as const,
      safety: 'unsafe' as const,
      changes: [],
      effects: [],
    };
    expect(renderDiagnostic(diagnostic({ fixes: [{ ...fix, verified: true }] }), plain).join('\n')).toMatch(
      /^fix 1 {2}set CONFIG_A=n +tested; no other option changes$/m,
    );
    expect(renderDiagnostic(diagnostic({ fixes: [{ ...fix, verified: false }] }), plain).join('\n')).toMatch(
      /^fix 1 {2}set CONFIG_A=n +not tested$/m,
    );
  });
});

describe('an excerpt', () => {
  const file = 'arch/arm64/Makefile';
  const stop = diagnostic({
    message: `${file}:7: *** no.  Stop.`,
    location: { file, line: 7 },
    causes: [
      {
        kind: 'conditional',
        message: 'ifeq ($(CONFIG_A),y): "y" equals "y"',
        location: { file, line: 4 },
        mark: { text: '$(CONFIG_A)', label: 'y, the default' },
        causes: [{ kind: 'symbol', message: 'A = y', location: null, causes: [] }],
      },
    ],
  });
  const lines = [
    { line: 4, text: 'ifeq ($(CONFIG_A),y)' },
    { line: 7, text: '\t$(error no)' },
  ];

  it('has the lines that decide, their values, and a caret', () => {
    expect(renderDiagnostic(stop, plain, [{ file, lines }])).toEqual([
      'error[make/error]: the build stops here',
      ' --> arch/arm64/Makefile:7:2',
      '  |',
      '4 | ifeq ($(CONFIG_A),y)',
      '  |       ----------- y, the default',
      '7 |     $(error no)',
      '  |     ^^^^^^^',
      'arch/arm64/Makefile:7: *** no.  Stop.',
      '  = A = y',
    ]);
  });

  it('over two files has a line for each, which is printed as it is', () => {
    const [conditional] = stop.causes;
    const other = { ...conditional, location: { file: 'Makefile', line: 9 } } as Cause;
    const excerpts = [
      { file, lines },
      { file: 'Makefile', lines: [{ line: 9, text: 'ifeq ($(CONFIG_A),y)' }] },
    ];
    const out = renderDiagnostic({ ...stop, causes: [other] }, plain, excerpts);
    expect(out.filter((line) => line.includes('-->'))).toEqual([' --> arch/arm64/Makefile:7:2', ' --> Makefile:9']);
    // What begins with two colons would be a command of a log.
    expect(out.map((line) => display(line))).toEqual(out);
  });

  it('cuts long lines, and prints control characters safely', () => {
    const text = `\t$(error \u001b[2J${'long '.repeat(40)})`;
    const out = renderDiagnostic(stop, plain, [{ file, lines: [{ line: 7, text }] }]);
    expect(out.join('\n')).toContain('\\x1b[2J');
    expect(Math.max(...out.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('in the log of GitHub is a fold, and no line of the tree is a command of the log', () => {
    const evil = { ...stop, message: '::add-mask::x\n##[group]y' };
    const result = { ...checked, diagnostics: [evil] };
    const out = display(renderCheckText(result, { ...plain, log: 'github' })).split('\n');
    const commands = out.filter((line) => /^\s*::|##\[/.test(line)).map((line) => line.slice(0, 9));
    expect(commands).toEqual(['::group::', '::endgrou']);
  });

  it('links lead to the file and to the page of the code', () => {
    const links = { tree: '/src/a tree', docs: '/kgate/docs' };
    const out = renderDiagnostic(stop, { ...plain, links }).join('\n');
    expect(out).toContain('file:///src/a%20tree/arch/arm64/Makefile');
    expect(out).toContain('file:///kgate/docs/codes/make.md');
  });
});

it('findings of one cause are one, with a list', () => {
  const one = (line: number): Diagnostic =>
    diagnostic({
      severity: 'warning',
      form: 'text',
      message: `A${line} is lost`,
      location: { file: '.config', line },
      causes: [{ kind: 'default', message: 'I2C is off', location: null, causes: [] }],
    });
  const text = renderCheckText({ ...checked, diagnostics: [one(3), one(5)] }, plain);
  expect(text.match(/^warning/gm)).toHaveLength(1);
  expect(text).toContain('  .config:3: A3 is lost\n  .config:5: A5 is lost\n  = I2C is off');
});

it('the first screen of 80x24 has the verdict, the stop, its root cause and the fix', () => {
  const file = '/src/linux/tools/build/Makefile.build';
  const words = [
    '  CC      special.o',
    ...Array.from({ length: 9 }, (_, at) => `from /src/${'x'.repeat(90)}/${at}.h,`),
  ];
  const stop = diagnostic({
    message: [...words, 'special.h:10: fatal error: gelf.h: No such file or directory', 'make: *** Error 1'].join('\n'),
    location: { file, line: 106 },
    causes: Array.from({ length: 30 }, (_, at) => ({
      kind: 'default' as const,
      message: at === 0 ? 'the machine has no gelf.h' : `A${at} = y: default y`,
      location: { file: 'arch/x86/Kconfig', line: at + 1 },
      causes: [],
    })),
    notes: ['11 more recipe lines stop for the same cause'],
    fixes: [
      {
        title: 'install the header gelf.h: libelf-dev (Debian), elfutils-libelf-devel (Fedora)',
        kind: 'package',
        safety: 'manual',
        changes: [],
        verified: false,
        effects: [],
        commands: ['apt install libelf-dev'],
      },
    ],
  });
  const missing = { ...stop, code: 'make/missing-header' } as Diagnostic;
  const excerpts = [{ file, lines: [{ line: 106, text: '\t$(call if_changed_dep,$(host)cc_o_c)' }] }];
  const text = renderCheckText({ ...checked, diagnostics: [missing], excerpts }, plain);
  const rows = text.split('\n').flatMap((line) => line.match(/.{1,80}/g) ?? ['']);
  const screen = rows.slice(0, 24).join('\n');
  expect(screen).toContain('FAIL');
  expect(screen).toContain('gelf.h: No such file or directory');
  expect(screen).toContain('the machine has no gelf.h');
  expect(screen).toContain('$ apt install libelf-dev');
});

describe('a report', () => {
  const warning = diagnostic({ severity: 'warning', message: 'conf:1: warning', location: { file: 'conf', line: 1 } });
  const result = { ...checked, diagnostics: [diagnostic({ message: 'two\nlines' }), warning] };

  it('is quiet: errors and the verdict', () => {
    expect(renderCheckText(result, { ...plain, isQuiet: true })).toBe(
      'error[make/error]: the build stops here\ntwo\nlines\n\nFAIL  1 error, 1 warning: this build stops\n',
    );
  });

  it('is concise: a line a finding and the verdict', () => {
    expect(renderCheckText(result, { ...plain, isConcise: true }).split('\n')).toEqual([
      'error[make/error]: two (and 1 more line)',
      'conf:1: warning[make/error]: warning',
      'FAIL  1 error, 1 warning: this build stops',
      '',
    ]);
  });

  it.each(['github', 'gitlab', 'plain'] as const)('in a log (%s) has each finding in one line first', (log) => {
    const text = renderCheckText(result, { ...plain, log });
    expect(text).toContain('error[make/error]: two (and 1 more line)\n');
    expect(text).toContain('conf:1: warning[make/error]: warning\n');
  });

  it('is verbose: with the chain, and where it is included from', () => {
    const causes: Cause[] = [
      { kind: 'conditional', message: 'ifeq', location: { file: 'M', line: 3 }, causes: [command('gcc -x')] },
      { kind: 'include', message: 'include M', location: { file: 'Makefile', line: 9 }, causes: [] },
    ];
    const lines = renderDiagnostic(diagnostic({ causes }), { ...plain, isVerbose: true });
    expect(lines).toContain('  - M:3: ifeq');
    expect(lines).toContain('  - included from Makefile:9');
  });
});

it('a text that a makefile prints line by line is one finding', () => {
  const line = (number: number): Diagnostic =>
    ({
      ...diagnostic({
        severity: 'warning',
        message: `Makefile:${number}: words`,
        location: { file: 'Makefile', line: number },
      }),
      code: 'make/warning',
    }) as Diagnostic;
  const text = renderCheckText({ ...checked, diagnostics: [line(1), line(2), line(3), line(9)] }, plain);
  expect(text.match(/^warning/gm)).toHaveLength(2);
  expect(text).toContain('Makefile:1: words\nMakefile:2: words\nMakefile:3: words\n');
});

it('a message of many lines is cut without --verbose', () => {
  const long = diagnostic({ message: 'line\n'.repeat(194).trimEnd() });
  expect(renderDiagnostic(long, plain).at(-1)).toBe('… 185 more lines (--verbose)');
  expect(renderDiagnostic(long, { ...plain, isVerbose: true })).toHaveLength(195);
});

describe('wrap', () => {
  it('keeps a word that is longer than the line', () => {
    expect(wrap('a bbbbbbbbbbbb c', 8, '> ', '  ')).toEqual(['> a', '  bbbbbbbbbbbb', '  c']);
  });

  it('breaks a command so that a shell still takes it', () => {
    expect(wrapCommand('gcc -a -b -c', 10, '$ ', '    ')).toEqual(['$ gcc -a \\', '    -b \\', '    -c']);
  });
});

it('the verdict stands below the findings, with what it means', () => {
  const lines = renderCheckText(checked, { ...plain, seconds: 0.31 })
    .trimEnd()
    .split('\n');
  expect(lines.at(-2)).toBe('FAIL  1 error, 1 warning (0.3 s): this build stops');
  expect(lines.at(-1)).toBe('      more: kgate explain make/error, --verbose');
});
