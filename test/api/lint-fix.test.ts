import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits, lineMap, unifiedDiff } from '../../src/api/lint/fix/edits.ts';
import { createProver, type Proof } from '../../src/api/lint/fix/proofs.ts';
import { fixTree } from '../../src/api/lint/fix/fix-tree.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { lintTree } from '../../src/lint/index.ts';

const Kconfig = [
  'mainmenu "Tree"',
  'config MODULES\n\tbool "m"\n\tmodules',
  'config A\n\tbool "a"',
  'config T\n\ttristate "t"',
  'config N\n\tint "n"\n\tdefault 3',
  'source "sub/Kconfig"\n',
].join('\n\n');

/** What the prover says about two texts of a file in a small tree. */
function prove(path: string, before: string, after: string, files: Record<string, string> = {}): Proof['kind'] {
  const host = createMemoryHost({ files: { Kconfig, 'sub/Kconfig': '', ...files, [path]: before } });
  return createProver(host).prove(path, before, after).kind;
}

const kconfig = (before: string, after: string): Proof['kind'] => prove('sub/Kconfig', before, after);

describe('Kconfig files', () => {
  const entry = (lines: string): string => `config X\n\tbool "x"\n${lines}`;
  it.each([
    ['a dependency twice', entry('\tdepends on A\n\tdepends on A\n'), entry('\tdepends on A\n')],
    ['in another order', entry('\tdepends on A && T\n'), entry('\tdepends on T\n\tdepends on A\n')],
    ['implied by a block', `if A\n${entry('\tdepends on A || T\n')}endif\n`, `if A\n${entry('')}endif\n`],
    ['a select twice, once with a condition', entry('\tselect T if A\n\tselect T\n'), entry('\tselect T\n')],
    ['a default behind one that always counts', entry('\tdefault y\n\tdefault A\n'), entry('\tdefault y\n')],
    ['a default of n', entry('\tdefault n\n'), entry('')],
    [
      'a default whose condition an earlier one has',
      entry('\tdefault y if A\n\tdefault n if A && T\n'),
      entry('\tdefault y if A\n'),
    ],
    ['A=y of a bool', entry('\tdepends on A=y\n'), entry('\tdepends on A\n')],
    ['a type twice', 'config X\n\tbool\n\tbool "x"\n', entry('')],
    ['a blank line and a comment', entry('\tdepends on A\n'), entry('\n# words\n\tdepends on A\n')],
  ])('%s changes nothing', (_, before, after) => {
    expect(kconfig(before, after)).toBe('same');
    expect(kconfig(after, before)).toBe('same');
  });

  it.each([
    ['a dependency', entry('\tdepends on A\n'), entry('')],
    ['T=y of a tristate', entry('\tdepends on T=y\n'), entry('\tdepends on T\n')],
    ['the prompt', entry(''), 'config X\n\tbool\n'],
    ['the condition of a prompt', 'config X\n\tbool "x" if A\n', entry('')],
    ['the type', entry(''), 'config X\n\ttristate "x"\n'],
    ['a first default', entry('\tdefault A\n\tdefault y\n'), entry('\tdefault y\n')],
    ['a default of n before another', entry('\tdefault n if A\n\tdefault y\n'), entry('\tdefault y\n')],
    ['a range', 'config X\n\tint "x"\n\trange 1 2\n\trange 1 3\n', 'config X\n\tint "x"\n\trange 1 3\n'],
    ['a select under another condition', entry('\tselect T if A\n'), entry('\tselect T\n')],
    ['m and y', entry('\tselect T if T\n'), entry('\tselect T if T=y\n')],
    ['an entry', `${entry('')}\nconfig Z\n\tbool\n`, entry('')],
    ['a source line', `source "a/Kconfig"\n${entry('')}`, entry('')],
    ['an assignment', `v := $(shell,date)\n${entry('')}`, entry('')],
    ['visible if', `menu "m"\n\tvisible if A\n${entry('')}endmenu\n`, `menu "m"\n${entry('')}endmenu\n`],
    [
      'the default of a member of a choice',
      `choice\n\tprompt "c"\n${entry('\tdefault y\n')}endchoice\n`,
      `choice\n\tprompt "c"\n${entry('')}endchoice\n`,
    ],
  ])('%s is a difference', (_, before, after) => {
    expect(kconfig(before, after)).toBe('different');
    expect(kconfig(after, before)).toBe('different');
  });

  it('a default of n counts where the symbol is defined elsewhere, too', () => {
    const other = { 'sub2/Kconfig': 'config X\n\tdefault y\n' };
    expect(prove('sub/Kconfig', entry('\tdefault n\n'), entry(''), other)).toBe('different');
  });

  it('conditions with too many operands to try are not proven', () => {
    const many = Array.from({ length: 20 }, (_, at) => `T${at}`);
    const [one, other] = [many.join(' || '), `!(${many.map((name) => `!${name}`).join(' && ')})`];
    expect(kconfig(entry(`\tdepends on ${one}\n`), entry(`\tdepends on ${other}\n`))).toBe('different');
    // Operands that are about other symbols than the difference are no hindrance.
    const rest = many
      .slice(1)
      .map((name) => `\tdepends on ${name}\n`)
      .join('');
    expect(kconfig(entry(`\tdepends on T0\n${rest}\tdepends on T0\n`), entry(`${rest}\tdepends on T0\n`))).toBe('same');
    expect(kconfig(entry(`\tdepends on T0\n${rest}`), entry(rest))).toBe('different');
    const few = ['T0 || A', '!(!T0 && !A)'].map((condition) => entry(`\tdepends on ${condition}\n`)) as [
      string,
      string,
    ];
    expect(kconfig(...few)).toBe('same');
  });
});

describe('configurations', () => {
  const config = (before: string, after: string): Proof['kind'] => prove('configs/a_defconfig', before, after);
  it('the last line of a symbol counts, unknown symbols do not, order does', () => {
    expect(config('CONFIG_A=y\nCONFIG_T=m\nCONFIG_A=n\n', 'CONFIG_T=m\nCONFIG_A=n\n')).toBe('same');
    expect(config('CONFIG_A=y\nCONFIG_NONE=y\n', 'CONFIG_A=y\n')).toBe('same');
    expect(config('CONFIG_A=y\nCONFIG_T=m\n', 'CONFIG_T=m\nCONFIG_A=y\n')).toBe('different');
    expect(config('CONFIG_A=y\nCONFIG_A=n\n', 'CONFIG_A=y\n')).toBe('different');
    expect(config('CONFIG_A=y\n', '')).toBe('different');
  });

  it('in a tree whose symbols the build makes, no symbol is unknown', () => {
    const made = { 'scripts/gen_build_files.sh': '' };
    expect(prove('configs/a_defconfig', 'CONFIG_A=y\nCONFIG_NONE=y\n', 'CONFIG_A=y\n', made)).toBe('different');
    expect(
      prove('configs/a_defconfig', 'CONFIG_A=y\n', 'CONFIG_A=y\nCONFIG_NONE=y\n', {
        'sub/Kconfig': 'source "made.in"\n',
      }),
    ).toBe('different');
  });
});

describe('makefiles', () => {
  const makefile = (before: string, after: string): Proof['kind'] => prove('sub/Makefile', before, after);
  const lines = (condition: string): string => `${condition}\nobj-y += a.o\nendif\nobj-$(CONFIG_T) += b.o\n`;
  it('y, m and n are tried: what is said of a bool is not said of a tristate', () => {
    expect(makefile(lines('ifdef CONFIG_A'), lines('ifeq ($(CONFIG_A),y)'))).toBe('same');
    expect(makefile(lines('ifdef CONFIG_T'), lines('ifeq ($(CONFIG_T),y)'))).toBe('different');
    expect(makefile(lines('ifdef CONFIG_T'), lines('ifneq ($(CONFIG_T),)'))).toBe('same');
    expect(makefile('obj-y += a.o\nobj-y += a.o\n', 'obj-y += a.o\n')).toBe('different');
    expect(makefile('all: $(CONFIG_A)\n\techo a\n', 'all: $(CONFIG_A)\n\techo b\n')).toBe('different');
    expect(makefile('x := $(shell date)\n', 'x := $(shell true)\n')).toBe('different');
  });
});

describe('edits of a tree', () => {
  const files = {
    Kconfig:
      'config A\n\tbool "a"\n\tdepends on B\n\tdepends on B\n\tselect C\n\tselect C\n\thelp\n\t  A.\n\nconfig B\n\tbool "b"\n\thelp\n\t  B.\n\nconfig C\n\tbool\n',
    'sub/Kconfig': '',
  };
  const find = (host: ReturnType<typeof createMemoryHost>) => lintTree({ host, directory: '.' }).diagnostics;

  it('are made in memory with their proofs, and configurations are compared', () => {
    const host = createMemoryHost({ files });
    const { fixes, texts } = fixTree({ host, arch: null, find: (seen) => find(seen as never) });
    expect(fixes.made.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
      'Kconfig:4 duplicate-property',
      'Kconfig:6 duplicate-property',
    ]);
    expect(fixes.comparison).toEqual({ kind: 'same', arch: null, configurations: 12 });
    expect(texts.get('Kconfig')?.after).toBe(files.Kconfig.replace('\tdepends on B\n', '').replace('\tselect C\n', ''));
    expect(host.readFile('Kconfig')).toBe(files.Kconfig);
  });

  it('nothing is made where an edit that is called safe is not', () => {
    const host = createMemoryHost({ files });
    const start = files.Kconfig.indexOf('\tselect C');
    const bad = { file: 'Kconfig', start, end: start + '\tselect C\n\tselect C\n'.length, text: '' };
    const wrong = find(host)
      .slice(0, 1)
      .map((one) => ({ ...one, fixes: [{ ...one.fixes[0]!, edits: [bad] }] }));
    const { fixes, texts } = fixTree({ host, arch: null, find: () => wrong });
    expect([fixes.made, [...texts], fixes.left.map(({ why }) => why)]).toEqual([[], [], ['A: its selects differ']]);
  });
});

describe('texts', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'kgate-diff-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const text = fc
    .array(fc.constantFrom('a', 'b', '', '\tc\r', 'd'), { maxLength: 12 })
    .map((lines) => lines.join('\n'));

  it('a diff is one that git applies', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff('x', before, after);
        if (before === after) {
          expect(diff).toBe('');
          return;
        }
        writeFileSync(join(directory, 'x'), before);
        writeFileSync(join(directory, 'd'), diff);
        execFileSync('git', ['apply', '--whitespace=nowarn', ...(before === '' ? ['--unidiff-zero'] : []), 'd'], {
          cwd: directory,
          stdio: 'pipe',
        });
        expect(execFileSync('cat', ['x'], { cwd: directory, encoding: 'utf8' })).toBe(after);
      }),
      { numRuns: 60 },
    );
  });

  it('lines that stay are found behind edits', () => {
    const before = 'a\nb\nc\nd\n';
    const after = applyEdits(before, [
      { file: 'x', start: 2, end: 4, text: '' },
      { file: 'x', start: 6, end: 6, text: 'new\n' },
    ]);
    expect([after, [...lineMap(before, after)]]).toEqual([
      'a\nc\nnew\nd\n',
      [
        [1, 1],
        [3, 2],
        [4, 4],
      ],
    ]);
  });
});
