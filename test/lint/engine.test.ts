import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../src/core/errors.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { lintTree, ruleList } from '../../src/lint/index.ts';
import { applyEdits, lintFixture, lintTexts, shortLine } from './support.ts';

describe('lintTree', () => {
  it('counts what it looked at', () => {
    const { byRule, ...counts } = lintFixture('arm64-ftrace/v2').counts;
    expect(counts).toEqual({ files: 10, makefiles: 4, kconfigs: 4, sources: 0, configs: 2, notApplied: [] });
    const found = Object.entries(byRule).filter(([, findings]) => findings > 0);
    expect(found).toEqual([
      ['makefile-ifdef-config', 1],
      ['stop-without-way-out', 1],
    ]);
    expect(Object.keys(byRule)).toEqual(ruleList().map(({ name }) => name));
  });

  it('a named document, script or table is nothing to look at; any other named file is a makefile', () => {
    const files = {
      README: 'a\n',
      'a/build.sh': 'a\n',
      'b.rst': 'b\n',
      rules: 'a := 1\n',
      Kconfig: 'config A\n\tbool\n',
    };
    const paths = ['README', 'a/build.sh', 'b.rst', 'rules'];
    const { counts, empty } = lintTexts(files, { paths });
    expect(empty).toEqual(['README', 'a/build.sh', 'b.rst']);
    expect(counts.makefiles).toBe(1);
  });

  it('finds the same below any directory, with locations relative to the tree', () => {
    const files = { 'a/b/drivers/Makefile': 'obj-$(CONFIG_B) += b.o\n', 'a/b/Kconfig': 'config A\n\tbool\n' };
    const host = createMemoryHost({ files });
    for (const directory of ['a/b', './a/b/', '/work/a/b']) {
      const { diagnostics } = lintTree({ host, directory, only: ['undefined-config-reference'] });
      expect(diagnostics.map((one) => one.location)).toEqual([{ file: 'drivers/Makefile', line: 1, column: 7 }]);
    }
    expect(host.calls).toEqual([]);
  });

  it('reads every file once', () => {
    const files = {
      Makefile: 'obj-$(CONFIG_B) += b.o\n',
      Kconfig: 'source "drivers/Kconfig"\n',
      'drivers/Kconfig': '',
    };
    const inner = createMemoryHost({ files });
    const reads: string[] = [];
    lintTree({ host: { ...inner, readFile: (path) => (reads.push(path), inner.readFile(path)) }, directory: '.' });
    // The first look is at the words that only Kconfiglib has.
    expect(reads.sort()).toEqual(['./Kconfig', 'Kconfig', 'Makefile', 'drivers/Kconfig']);
  });

  it('orders findings by file, line and column', () => {
    const Makefile = 'ifdef CONFIG_D\nobj-$(CONFIG_C) += $(CONFIG_B)\nendif\n';
    const files = {
      Kconfig: 'config A\n\tbool\n',
      'b/Makefile': Makefile,
      'a-b/Makefile': Makefile,
      'a/Makefile': Makefile,
    };
    const places = lintTexts(files, { only: ['undefined-config-reference'] }).diagnostics.map(
      (one) => `${one.location?.file}:${one.location?.line}:${one.location?.column}`,
    );
    expect(places).toEqual(
      ['a-b', 'a', 'b'].flatMap((directory) => ['1:7', '2:7', '2:22'].map((place) => `${directory}/Makefile:${place}`)),
    );
  });

  it('runs only the rules asked for', () => {
    const codes = lintFixture('arm64-ftrace/v2', { only: ['stop-without-way-out'] }).diagnostics.map((one) => one.code);
    expect(codes).toEqual(['lint/stop-without-way-out']);
  });

  it('maps ARCH to the source architecture', () => {
    const files = {
      Kconfig: 'config A\n\tbool\n',
      'arch/x86/Makefile': '$(CONFIG_B)\n',
      'arch/arm/Makefile': '$(CONFIG_B)\n',
    };
    expect(lintTexts(files, { archs: ['x86_64'] }).diagnostics.map((one) => one.location?.file)).toEqual([
      'arch/x86/Makefile',
    ]);
  });

  it('says that there is no such tree', () => {
    expect(lintTexts({}, { directory: 'nowhere' }).diagnostics).toMatchObject([
      { code: 'lint/skipped', args: { file: 'nowhere', reason: 'there is no such directory' } },
    ]);
  });
});

describe('hostile input', () => {
  const Kconfig = 'config A\n\tdef_bool y\nconfig T\n\ttristate\n';

  it('skips what is no text, too large or unreadable, and says so', () => {
    const inner = createMemoryHost({
      files: { Makefile: 'a\0b', 'b/Makefile': 'x'.repeat(5_000_000), 'c/Makefile': 'x', Kconfig },
    });
    const host = {
      ...inner,
      readFile(path: string) {
        if (path === 'c/Makefile') throw new HostError('host/unreadable', 'permission denied');
        return inner.readFile(path);
      },
    };
    const { diagnostics, counts } = lintTree({ host, directory: '.' });
    expect(diagnostics.map(({ args, code, severity }) => [code, severity, args])).toEqual([
      ['lint/skipped', 'info', { file: 'Makefile', reason: 'it holds NUL bytes, so it is no text' }],
      ['lint/skipped', 'info', { file: 'b/Makefile', reason: 'it is larger than 4 MiB' }],
      ['lint/skipped', 'info', { file: 'c/Makefile', reason: 'it cannot be read (permission denied)' }],
    ]);
    expect(counts.files).toBe(1);
  });

  it('takes directories, pipes and loops with the names of files', () => {
    const root = mkdtempSync(join(tmpdir(), 'kgate-lint-'));
    try {
      mkdirSync(join(root, 'Kconfig'));
      mkdirSync(join(root, 'Makefile/Kbuild'), { recursive: true });
      writeFileSync(join(root, 'Makefile/Kbuild/Makefile'), 'obj-$(CONFIG_B) += b.o\n');
      writeFileSync(join(root, 'Kconfig/Kconfig'), 'config A\n\tbool\n');
      symlinkSync('.', join(root, 'loop'));
      symlinkSync('Kbuild', join(root, 'Kbuild'));
      mkdirSync(join(root, 'closed'));
      chmodSync(join(root, 'closed'), 0);
      const { diagnostics } = lintTree({
        host: createNodeHost(),
        directory: root,
        only: ['undefined-config-reference'],
      });
      expect(diagnostics.map(shortLine).filter((line) => !line.startsWith('closed'))).toEqual([
        'Makefile/Kbuild/Makefile:1:7 info symbol=B suggestion=null',
      ]);
    } finally {
      chmodSync(join(root, 'closed'), 0o700);
      rmSync(root, { recursive: true, force: true });
    }
  });

  const nested = 20_000;
  it.each([
    ['one long line', `obj-y := ${'$(CONFIG_B) '.repeat(200_000)}\n`],
    ['one long directive', `ifeq (${'$(CONFIG_A)'.repeat(100_000)},y)\n$(error x)\nendif\n`],
    ['open brackets', `X := ${'$('.repeat(300_000)}\n$(error ${'('.repeat(100_000)}\n`],
    ['continuations', `X := ${'\\\n'.repeat(500_000)}$(CONFIG_B)\n`],
    ['deep conditionals', `${'ifdef CONFIG_T\n'.repeat(nested)}\t$(error x)\n${'endif\n'.repeat(nested)}`],
    ['conditionals that never end', 'ifdef CONFIG_T\nobj-y += a.o\n'.repeat(nested)],
    ['else after else', `ifdef CONFIG_T\n${'else ifdef CONFIG_T\n'.repeat(nested)}endif\n`],
    ['tabs behind a rule', `a:\n\nifdef X\n${'\t$(error x)\n'.repeat(nested)}endif\n`],
    ['many conditionals behind a rule', `a:\n\n${'ifdef X\n\t$(error x)\nendif\n'.repeat(nested)}`],
    ['many stops', `ifdef CONFIG_A\n${'$(error x)\n$(if $(CONFIG_A),$(error x))\n'.repeat(nested)}endif\n`],
    [
      'many names',
      Array.from({ length: nested }, (_, n) => `obj-$(CONFIG_NAME_${n}_${'X'.repeat(n % 60)}) += a.o\n`).join(''),
    ],
    ['only endif', 'endif\nelse\n'.repeat(nested)],
  ])('%s', { timeout: 20_000 }, (_name, Makefile) => {
    const started = performance.now();
    const { diagnostics } = lintTexts({ Kconfig, Makefile });
    expect(diagnostics.length).toBeLessThan(5_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('never throws, gives the same twice, and edits only what it names', () => {
    const line = fc.constantFrom(
      'ifdef CONFIG_A',
      'ifndef CONFIG_T # x',
      'ifeq ($(CONFIG_A),y)',
      'else',
      'else ifdef CONFIG_T',
      'endif',
      '\t$(error x)',
      '$(error x)',
      '\t$(warning $(CONFIG_B))',
      'a: b',
      '\techo',
      'define X',
      'endef',
      'obj-$(CONFIG_T) += a.o \\',
      'obj-y += a.o',
      '',
      '# \\',
      '$(if $(CONFIG_A),$(error x))',
      '\xff\xfe$(CONFIG_',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
        const files = { Kconfig, Makefile: lines.join('\n') };
        const local = { proofs: () => null };
        const first = lintTexts(files, local);
        expect(lintTexts(files, local)).toEqual(first);
        for (const diagnostic of first.diagnostics) {
          const edited = applyEdits('Makefile', files.Makefile, [diagnostic]);
          expect(edited === files.Makefile).toBe(diagnostic.fixes.every((fix) => fix.edits === undefined));
          // The finding is gone from its line once it is fixed.
          const again = lintTexts({ ...files, Makefile: edited }, local).diagnostics;
          if (edited !== files.Makefile) {
            const same = again.filter(
              (one) => one.code === diagnostic.code && one.location?.line === diagnostic.location?.line,
            );
            expect(same.length).toBeLessThan(2);
          }
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
