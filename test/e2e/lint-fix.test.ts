import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finish } from '../../src/cli/main-thread/finish.ts';
import { git, writeFiles } from '../support/lint-series.ts';
import { kgate } from '../support/kgate.ts';

let top: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'kgate-lint-fix-'));
  mkdirSync(join(top, 'tree'));
  writeFiles(join(top, 'tree'), { Kconfig, Makefile: 'obj-y += a.o\n' });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

const entry = (name: string, end: string): string =>
  [`config ${name}`, '\tbool "b"', '\tdepends on Z', '\tdepends on Z', '\thelp', '\t  B \u00c3\u00a9.', '', ''].join(
    end,
  );
const Kconfig = `config Z\n\tbool "z"\n\thelp\n\t  Z.\n\n${entry('A', '\n')}${entry('B', '\r\n')}`;
/** One of the two lines of each entry is gone, every other byte is there. */
const fixed = Kconfig.replace('\tdepends on Z\n', '').replace('\tdepends on Z\r\n', '');

const lint = (...words: string[]) => kgate(['lint', '-C', 'tree', '--no-cache', ...words], { cwd: top });
const read = (name: string): string => readFileSync(join(top, 'tree', name), 'latin1');

describe('lint --fix', () => {
  it('makes the edits, keeps line ends and modes, and says how they are proven', async () => {
    chmodSync(join(top, 'tree/Kconfig'), 0o640);
    const { exitCode, stdout } = await lint('--fix');
    expect(exitCode).toBe(0);
    expect(read('Kconfig')).toBe(fixed);
    expect(statSync(join(top, 'tree/Kconfig')).mode & 0o777).toBe(0o640);
    expect(stdout).toContain('2 edits in 1 file made');
    expect(stdout).toContain('proof of 2: every entry of the file says the same');
    expect(stdout).toContain('also 12 whole configurations');
    expect((await lint('--fix')).stdout).toContain('0 edits in 0 files made');
  });

  it('--dry-run prints a diff that git applies, and writes nothing', async () => {
    const { stdout } = await lint('--fix', '--dry-run');
    expect(read('Kconfig')).toBe(Kconfig);
    writeFileSync(join(top, 'fix.diff'), stdout);
    git(join(top, 'tree'), 'apply', '../fix.diff');
    expect(read('Kconfig')).toBe(fixed);
  });

  it('--since makes those of changed lines only', async () => {
    git(top, 'init', '-q');
    git(top, 'add', '-A');
    git(top, 'commit', '-qm', 'tree');
    writeFiles(join(top, 'tree'), { Kconfig: Kconfig + entry('C', '\n') });
    const { stdout } = await lint('--since', 'HEAD', '--fix');
    expect(stdout).toContain('1 edit in 1 file made');
    expect(read('Kconfig')).toBe(Kconfig + entry('C', '\n').replace('\tdepends on Z\n', ''));
  });

  it('leaves a file alone that is a link out of the tree', async () => {
    writeFileSync(join(top, 'outside'), entry('D', '\n'), 'latin1');
    symlinkSync('../outside', join(top, 'tree/Kconfig.more'));
    expect((await lint('--fix', 'Kconfig.more')).stderr).toContain('Kconfig.more: nothing to look at in it');
    expect((await lint('--fix')).exitCode).toBe(0);
    expect(readFileSync(join(top, 'outside'), 'latin1')).toBe(entry('D', '\n'));
    expect(read('Kconfig')).toBe(fixed);
  });

  it('refuses a file that has changed meanwhile, and then writes none', async () => {
    const files = [
      { path: 'Makefile', text: 'new\n', before: 'obj-y += a.o\n' },
      { path: 'Kconfig', text: fixed, before: `${Kconfig}\n` },
    ];
    const outcome = { exitCode: 0, stdout: '', stderr: '', files } as const;
    await expect(finish(outcome, join(top, 'tree'), null as never)).rejects.toMatchObject({ code: 'host/changed' });
    expect([read('Makefile'), read('Kconfig')]).toEqual(['obj-y += a.o\n', Kconfig]);
  });
});
