import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type KgateRun, kgate, repository } from '../support/kgate.ts';

const work = mkdtempSync(join(tmpdir(), 'kgate-check-since-'));
afterAll(() => rmSync(work, { recursive: true }));

const write = (path: string, text: string): void => writeFileSync(join(work, path), text);
const read = (path: string): string => readFileSync(join(work, path), 'utf8');
const git = (directory: string, ...words: string[]): void => {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  execFileSync('git', ['-C', join(work, directory), ...who, ...words], { stdio: 'ignore' });
};
const commit = (directory: string): void => {
  git(directory, 'add', '-A');
  git(directory, 'commit', '-qm', 'x', '--allow-empty');
};
const check = (...words: string[]): Promise<KgateRun> =>
  kgate(['check', '-C', 'linux', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0', '--format', 'json', ...words], {
    cwd: work,
  });
const jsonOf = ({ stdout }: KgateRun) => JSON.parse(stdout);
const placesOf = (run: KgateRun): string[] =>
  jsonOf(run).diagnostics.flatMap(
    ({
      code,
      items,
      location,
    }: {
      code: string;
      items?: { location: { line: number } }[];
      location: { line: number };
    }) => (items ?? [{ location }]).map((item) => `${code} ${item.location.line}`),
  );

const off = 'CONFIG_DYNAMIC_FTRACE_WITH_REGS=n\n';

beforeEach(() => {
  for (const name of ['linux', 'boards', '.git']) rmSync(join(work, name), { recursive: true, force: true });
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/v3'), join(work, 'linux'), { recursive: true });
  mkdirSync(join(work, 'boards'));
});

describe('check --since', { timeout: 120_000 }, () => {
  const since = (...words: string[]): Promise<KgateRun> =>
    check('--fragment', 'boards/a.config', '--since', 'HEAD', ...words);

  it('fails for the lines that have changed, and counts the others', async () => {
    git('.', 'init', '-q');
    write('boards/a.config', `${off}CONFIG_GONE=y\nCONFIG_GONE2=y\n`);
    commit('.');
    const same = await since();
    expect([same.exitCode, placesOf(same), jsonOf(same).since.unchanged]).toEqual([0, [], 2]);
    expect(jsonOf(same).since).toMatchObject({ revision: 'HEAD', base: expect.stringMatching(/^[0-9a-f]{40}$/) });
    write('boards/a.config', `# words\n${off}CONFIG_GONE=y\nCONFIG_NEW=y\nCONFIG_GONE2=y\n`);
    const changed = await since();
    expect([changed.exitCode, placesOf(changed)]).toEqual([1, ['kernel/unknown-symbol 4']]);
    expect(jsonOf(changed).since.unchanged).toBe(2);
    const text = await kgate(
      [
        'check',
        '-C',
        'linux',
        'ARCH=arm64',
        '--toolchain',
        'gcc-7.5.0',
        '--fragment',
        'boards/a.config',
        '--since',
        'HEAD',
      ],
      { cwd: work },
    );
    expect(text.stdout).toContain('2 findings on lines that HEAD has, too, left out (--since)');
  });

  it('counts a file that git does not know, or passes over, whole', async () => {
    git('.', 'init', '-q');
    write('.gitignore', 'boards/\n');
    commit('.');
    write('boards/a.config', `${off}CONFIG_GONE=y\n`);
    expect(placesOf(await since())).toEqual(['kernel/unknown-symbol 2']);
    write('.gitignore', '');
    expect(placesOf(await since())).toEqual(['kernel/unknown-symbol 2']);
    rmSync(join(work, '.gitignore'));
  });

  it('counts a value that is lost for a line of the tree that has changed, and for a setting whose line is gone', async () => {
    const kconfig = read('linux/Kconfig');
    write(
      'linux/Kconfig',
      `${kconfig}\nconfig EXTRA\n\tbool "extra"\n\nconfig WANTED\n\tbool "wanted"\n\tdepends on EXTRA\n`,
    );
    git('.', 'init', '-q');
    write('boards/a.config', `${off}CONFIG_EXTRA=y\nCONFIG_WANTED=y\n`);
    commit('.');
    expect(placesOf(await since())).toEqual([]);
    write('boards/a.config', `${off}CONFIG_WANTED=y\n`);
    expect(placesOf(await since())).toEqual(['kernel/value-not-kept 2']);
    commit('.');
    expect((await since()).exitCode).toBe(0);
    // The definition that the chain ends at.
    write(
      'linux/Kconfig',
      read('linux/Kconfig').replace('bool "extra"', 'bool "extra" if n').replace('config EXTRA', 'config EXTRA # more'),
    );
    expect(placesOf(await since())).toEqual(['kernel/value-not-kept 2']);
  });

  it('leaves every stop in', async () => {
    git('.', 'init', '-q');
    commit('.');
    const run = await check('--since', 'HEAD');
    expect([run.exitCode, jsonOf(run).diagnostics[0].code]).toEqual([1, 'make/error']);
  });

  it('compares the configuration in its own repository where the tree is in none', async () => {
    git('boards', 'init', '-q');
    write('boards/a.config', `${off}CONFIG_GONE=y\n`);
    commit('boards');
    write('boards/a.config', `${off}CONFIG_GONE=y\nCONFIG_NEW=y\n`);
    const run = await since();
    expect(placesOf(run)).toEqual(['kernel/unknown-symbol 3']);
    expect(jsonOf(run).since.base).toBe(null);
  });

  it('ends with status 2 where git knows no such revision, or there is no repository', async () => {
    const none = await check('--since', 'HEAD');
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toContain('git repository');
    git('.', 'init', '-q');
    commit('.');
    const wrong = await check('--since', 'no-such');
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('git knows no such commit');
    expect(wrong.stderr).not.toContain('lint');
  });
});
