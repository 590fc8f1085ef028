/** A tree whose makefile starts a script of its own, for bash, that writes files: nothing of it is on the disk afterwards. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oracle } from '../support/kernel-source.ts';
import { kgate, repository } from '../support/kgate.ts';

let directory: string;
const at = (name: string): string => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'own-files-'));
  cpSync(join(repository, 'kconfig-fixtures/own-files/script'), at('tree'), { recursive: true });
  for (const name of ['o', 'real', 'tmp']) mkdirSync(at(name));
  for (const name of ['o', 'real']) writeFileSync(at(`${name}/.config`), '# CONFIG_FIRST is not set\n');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const env = (): Record<string, string> => ({ TMPDIR: at('tmp'), XDG_CACHE_HOME: at('cache') });
const namesBelow = (place: string): string[] => readdirSync(at(place), { recursive: true, encoding: 'utf8' }).sort();

/** What conf itself writes. */
const ofConf = /^(?:\.config(?:\.old)?|include(?:\/.*)?)$/;

/** `.config` as make and conf leave it, in a directory of their own. */
function real(...words: string[]): string {
  execFileSync('make', ['-s', '-C', at('tree'), `O=${at('real')}`, ...words, 'all'], { stdio: 'ignore' });
  const place = { BASE: at('real'), KCONFIG_CONFIG: at('real/.config'), PATH: '/usr/bin:/bin' };
  const conf = spawnSync(oracle('linux-6.12').conf, ['--olddefconfig', 'Kconfig'], { cwd: at('tree'), env: place });
  expect(conf.status).toBe(0);
  return readFileSync(at('real/.config'), 'latin1');
}

describe('files that a script of the tree writes while makefiles are read', () => {
  it.each([[[]], [['BOARDS=']], [['BOARDS=board,board']]])(
    'with %j: conf reads them, and nothing else is left',
    async (words) => {
      const tree = namesBelow('tree');
      const command = ['config', 'olddefconfig', '-C', at('tree'), ...words, '-O', at('o')];
      // The second run takes over what the first has kept.
      for (const _ of ['cold', 'warm']) {
        writeFileSync(at('o/.config'), '# CONFIG_FIRST is not set\n');
        expect(await kgate(command, { env: env() })).toMatchObject({ exitCode: 0, stderr: '' });
        expect(namesBelow('o').filter((name) => !ofConf.test(name))).toEqual([]);
        expect(namesBelow('tree')).toEqual(tree);
      }
      const expected = real(...words);
      expect(expected.includes('BOARD_main_FAST')).toBe(words[0] !== 'BOARDS=');
      expect(readFileSync(at('o/.config'), 'latin1')).toBe(expected);
    },
    60_000,
  );

  it('a check and a make write nothing, also where the object directory is not there', async () => {
    const check = await kgate(['check', '-C', at('tree'), '-O', at('o')], { env: env() });
    expect(check).toMatchObject({ exitCode: 0, stderr: '' });
    const make = await kgate(['make', '-C', at('tree'), `O=${at('o')}`, 'all'], { env: env() });
    expect(make.stdout).toContain('boards: main\n');
    expect(namesBelow('o')).toEqual(['.config']);
    await kgate(['check', '-C', at('tree'), '-O', at('fresh')], { env: env() });
    expect(existsSync(at('fresh'))).toBe(false);
    expect(namesBelow('tmp')).toEqual([]);
  }, 60_000);

  it('an error of the script is the one that make stops with', async () => {
    const check = await kgate(['check', '-C', at('tree'), '-O', at('o'), 'BOARDS=none'], { env: env() });
    expect(check.exitCode).toBe(1);
    expect(check.stdout).toContain('*** none: no board');
    const make = spawnSync('make', ['-C', at('tree'), `O=${at('real')}`, 'BOARDS=none'], { encoding: 'latin1' });
    expect(make.stderr).toContain('*** none: no board');
    expect(namesBelow('o')).toEqual(['.config']);
  }, 60_000);
});
