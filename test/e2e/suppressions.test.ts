import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type KgateRun, kgate, repository } from '../support/kgate.ts';

const work = mkdtempSync(join(tmpdir(), 'kgate-suppressions-'));
afterAll(() => rmSync(work, { recursive: true }));

const write = (path: string, text: string): void => writeFileSync(join(work, path), text);
const jsonOf = ({ stdout }: KgateRun) => JSON.parse(stdout);
const codesOf = (run: KgateRun): string[] =>
  jsonOf(run).diagnostics.map(
    ({ code, location }: { code: string; location: { file: string; line: number } }) =>
      `${code} ${location.file}:${location.line}`,
  );

describe('lint', { timeout: 120_000 }, () => {
  const lint = (...words: string[]): Promise<KgateRun> => kgate(['lint', '-C', 'tree', ...words], { cwd: work });

  beforeEach(() => {
    rmSync(join(work, 'tree'), { recursive: true, force: true });
    mkdirSync(join(work, 'tree'));
    write(
      'tree/Kconfig',
      [
        'config A',
        '\tbool "a"',
        '\t# kgate: allow undefined-symbol -- the vendor tree has it',
        '\tdepends on GONE',
        '\tdepends on GONE2 # kgate: allow undefined-symbol',
        '\tdepends on GONE3 # kgate: allow undefined-symbl, dead-default -- slip',
        '\thelp',
        '\t  a # kgate: allow undefined-symbol -- a text',
        '',
      ].join('\n'),
    );
    write(
      'tree/a.c',
      '// kgate: allow c-never-built -- by hand\n#ifdef CONFIG_NONE /* kgate: allow source-undefined-config -- x */\n#endif\n',
    );
    write('tree/Makefile', 'obj-$(CONFIG_A) += b.o\n');
    write('tree/b.c', '');
  });

  it('leaves out what comments with reasons name, and says what is wrong with the others', async () => {
    const run = await lint('--format', 'json');
    expect(codesOf(run)).toEqual([
      'lint/undefined-symbol Kconfig:5',
      'suppress/no-reason Kconfig:5',
      'lint/undefined-symbol Kconfig:6',
      'suppress/unknown-rule Kconfig:6',
      'suppress/unused Kconfig:6',
    ]);
    expect(jsonOf(run).suppressed).toEqual({ count: 3 });
    expect(jsonOf(run).counts.byRule['undefined-symbol']).toBe(2);
    const unknown = jsonOf(run).diagnostics.find(({ code }: { code: string }) => code === 'suppress/unknown-rule');
    expect(unknown.args).toEqual({ rule: 'undefined-symbl', suggestion: 'undefined-symbol' });
  });

  it('lists them on request, in text and JSON', async () => {
    const text = await lint('--show-suppressed');
    expect(text.stdout).toContain('because: the vendor tree has it (Kconfig:3:2)');
    expect(text.stdout).toMatch(/^PASS {2}0 errors, 5 warnings, 0 notes; 3 suppressed/m);
    const json = await lint('--show-suppressed', '--format', 'json');
    const rows = jsonOf(json).suppressed.findings.map(
      ({ comment, finding, reason }: { comment: { line: number }; finding: { code: string }; reason: string }) => [
        finding.code,
        comment.line,
        reason,
      ],
    );
    expect(rows).toEqual([
      ['lint/undefined-symbol', 3, 'the vendor tree has it'],
      ['lint/c-never-built', 1, 'by hand'],
      ['lint/source-undefined-config', 2, 'x'],
    ]);
  });

  it('calls a comment unused only where its rule runs', async () => {
    write(
      'tree/Kconfig',
      'config A\n\tbool "a" # kgate: allow dead-default, kernel/value-not-kept -- x\n\thelp\n\t  a\n',
    );
    expect(codesOf(await lint('--format', 'json'))).toEqual(['suppress/unused Kconfig:2']);
    expect(codesOf(await lint('--format', 'json', '--select', 'undefined-symbol'))).toEqual([]);
  });

  it('has them in SARIF with their reasons, in other formats not, and a comment changes no fingerprint', async () => {
    await lint('--report', 'sarif=s.json', '--report', 'junit=j.xml');
    const results = (name: string) => JSON.parse(readFileSync(join(work, name), 'utf8')).runs[0].results;
    const suppressed = results('s.json').filter(({ suppressions }: { suppressions?: unknown }) => suppressions);
    expect(suppressed.map((one: { suppressions: unknown[] }) => one.suppressions[0])).toContainEqual({
      kind: 'inSource',
      status: 'accepted',
      justification: 'the vendor tree has it',
    });
    expect(readFileSync(join(work, 'j.xml'), 'utf8')).not.toContain('GONE:');
    const equal = '#ifdef CONFIG_NONE\n#endif\n'.repeat(2);
    const fingerprints = async (text: string): Promise<string[]> => {
      write('tree/a.c', text);
      await lint('--select', 'source-undefined-config', '--report', 'sarif=f.json');
      return results('f.json')
        .filter(({ ruleId }: { ruleId: string }) => ruleId === 'lint/source-undefined-config')
        .map((one: { partialFingerprints: Record<string, string> }) => one.partialFingerprints['kgate/v1'])
        .sort();
    };
    const before = await fingerprints(`a();\n${equal}`);
    expect(before).toHaveLength(2);
    expect(await fingerprints(`a();\n// kgate: allow source-undefined-config -- x\n${equal}`)).toEqual(before);
  });

  it('--fix leaves lines alone that a comment is about', async () => {
    const text =
      'config A\n\tbool "a"\n\tdefault n # kgate: allow redundant-default-n -- for the reader\n\thelp\n\t  a\n';
    write('tree/Kconfig', text);
    await lint('--select', 'redundant-default-n', '--fix');
    expect(readFileSync(join(work, 'tree/Kconfig'), 'utf8')).toBe(text);
    write('tree/Kconfig', text.replace(/ # .*/, ''));
    await lint('--select', 'redundant-default-n', '--fix');
    expect(readFileSync(join(work, 'tree/Kconfig'), 'utf8')).not.toContain('default n');
  });

  it('a baseline holds what is left', async () => {
    await lint('--baseline', 'known.json', '--update-baseline');
    expect(JSON.parse(readFileSync(join(work, 'known.json'), 'utf8')).findings).toHaveLength(5);
    write('tree/a.c', '#ifdef CONFIG_NONE\n#endif\n');
    expect(codesOf(await lint('--baseline', 'known.json', '--format', 'json'))).toEqual([
      'lint/c-never-built a.c:1',
      'lint/source-undefined-config a.c:1',
    ]);
  });
});

describe('check', { timeout: 120_000 }, () => {
  const check = (...words: string[]): Promise<KgateRun> =>
    kgate(['check', '-C', 'linux', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0', ...words], { cwd: work });
  const fragment = (text: string): void => write('board.config', `CONFIG_DYNAMIC_FTRACE_WITH_REGS=n\n${text}`);

  beforeEach(() => {
    rmSync(join(work, 'linux'), { recursive: true, force: true });
    cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/v3'), join(work, 'linux'), { recursive: true });
  });

  it('passes a fragment whose lost lines have reasons, with the comments of kgate and of Android', async () => {
    fragment('CONFIG_GONE=y\nCONFIG_GONE2=y\n');
    expect((await check('--fragment', 'board.config')).exitCode).toBe(1);
    fragment('# kgate: allow kernel/unknown-symbol -- later\nCONFIG_GONE=y\nCONFIG_GONE2=y # nocheck: of gki\n');
    const run = await check('--fragment', 'board.config', '--show-suppressed');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/^PASS {2}0 errors, 0 warnings, 2 suppressed/m);
    expect(run.stdout).toContain('because: later (board.config:2:1)');
    expect(run.stdout).toContain('because: of gki (board.config:4:16)');
  });

  it('fails for the lines that are left of a finding', async () => {
    fragment('CONFIG_GONE=y # nocheck: of gki\nCONFIG_GONE2=y\n');
    const run = await check('--fragment', 'board.config', '--format', 'json');
    expect(run.exitCode).toBe(1);
    expect(codesOf(run)).toEqual(['kernel/unknown-symbol board.config:3']);
    expect(jsonOf(run).suppressed).toEqual({ count: 1 });
  });

  it('reports comments that do nothing', async () => {
    fragment(
      'CONFIG_FTRACE=y # kgate: allow kernel/unknown-symbol -- x\nCONFIG_FTRACE=y # kgate: allow kernel/nothing -- x\nCONFIG_FTRACE=y # nocheck\n',
    );
    const run = await check('--fragment', 'board.config', '--format', 'json');
    expect(codesOf(run).filter((code) => code.startsWith('suppress/'))).toEqual([
      'suppress/unknown-rule board.config:3',
      'suppress/no-reason board.config:4',
      'suppress/unused board.config:2',
    ]);
  });

  it('lets no comment hide a stop', async () => {
    const path = join(work, 'linux/arch/arm64/Makefile');
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.replace(/(\$\(error .*)$/m, '$1 # kgate: allow make/error -- known'));
    const run = await check('--format', 'json');
    expect(run.exitCode).toBe(1);
    expect(codesOf(run)).toEqual(['make/error arch/arm64/Makefile:7', 'suppress/stop arch/arm64/Makefile:7']);
  });
});
