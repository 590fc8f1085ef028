import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conf612 } from '../support/kernel-source.ts';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** What is left of files, links and modes where a configuration goes; conf itself is the oracle. */
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-files-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const toy = 'printf \'config A\\n\\tbool "a"\\nconfig B\\n\\tstring "b"\\n\\tdefault "x"\\n\' > Kconfig';
const old = 'printf "CONFIG_A=y\\n" > .config';
const date = '2020-01-01T00:00:00Z';

/** Everything below a directory: kind and mode, text or target, links, and whether it was written. */
function snapshot(path: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(path, name);
    const stats = lstatSync(file);
    const mode = stats.mode.toString(8);
    if (stats.isSymbolicLink()) found[name] = [mode, readlinkSync(file)];
    else if (stats.isDirectory()) found[name] = [mode];
    else {
      const isOld = stats.mtimeMs === Date.parse(date);
      found[name] = [mode, readFileSync(file, 'latin1'), stats.nlink, isOld ? 'as it was' : 'written'];
    }
  }
  return found;
}

interface Case {
  readonly mode: string;
  /** Shell text that makes the files. */
  readonly setup: string;
  readonly env?: Record<string, string>;
  readonly umask?: string;
}

/** Runs one program in a fresh directory. */
async function run(side: string, program: readonly string[], { setup, env, umask }: Case): Promise<unknown> {
  const cwd = join(directory, side);
  rmSync(cwd, { recursive: true, force: true });
  execFileSync('mkdir', ['-m', '755', cwd]);
  execFileSync('sh', ['-ec', `umask 022; ${toy}; ${setup}; find . -exec touch -h -d ${date} {} +`], { cwd });
  const { exitCode, stdout, stderr } = await execa(
    'sh',
    ['-c', `umask ${umask ?? '022'}; exec "$@"`, 'sh', ...program],
    { cwd, env: kgateEnvironment(env), extendEnv: false, reject: false, stdin: 'ignore', stripFinalNewline: false },
  );
  return { exitCode, stdout, stderr, files: snapshot(cwd) };
}

async function compare(one: Case): Promise<void> {
  const theirs = await run('theirs', [conf612(), `--${one.mode}`, 'Kconfig'], one);
  expect(await run('ours', [node, launcher, 'config', one.mode], one)).toEqual(theirs);
}

const olddefconfig: Readonly<Record<string, Omit<Case, 'mode'>>> = {
  'a mode of its own moves to .config.old': { setup: `${old}; chmod 600 .config` },
  'a read-only file': { setup: `${old}; chmod 444 .config` },
  'a hard link moves to .config.old': { setup: `${old}; ln .config other` },
  'a symbolic link moves to .config.old': { setup: `mkdir e; ${old}; mv .config e/c; ln -s e/c .config` },
  'in place through a symbolic link': {
    setup: `mkdir e; ${old}; mv .config e/c; ln -s e/c .config`,
    env: { KCONFIG_OVERWRITECONFIG: '1' },
  },
  'a link as .config.old': { setup: `${old}; echo kept > t; ln -s t .config.old` },
  'a directory as .config.old': { setup: `${old}; mkdir .config.old` },
  'a link that leads in a circle': { setup: `ln -s .config.old .config.old; ${old}` },
  'a link as auto.conf.cmd': { setup: `${old}; mkdir -p include/config; ln -s ../../t include/config/auto.conf.cmd` },
  'a narrow umask': { setup: old, umask: '077' },
  'a wide umask': { setup: old, umask: '002' },
  'a file in place of include': { setup: `${old}; : > include` },
  'a file in place of include/generated': { setup: `${old}; mkdir include; : > include/generated` },
};

describe('what conf leaves of .config and its files', () => {
  it.each(Object.entries(olddefconfig))('%s', { timeout: 60_000 }, (_name, one) =>
    compare({ ...one, mode: 'olddefconfig' }),
  );

  it('a directory as .config is an error where it is written', { timeout: 60_000 }, () =>
    compare({ mode: 'alldefconfig', setup: 'mkdir .config' }),
  );

  it('a directory as .config is no configuration where nothing is written', { timeout: 60_000 }, () =>
    compare({ mode: 'listnewconfig', setup: 'mkdir .config' }),
  );
});

describe('syncconfig that cannot write', () => {
  it.each([
    ['a file in place of include', ': > include'],
    ['a file in place of include/generated', 'mkdir include; : > include/generated'],
    ['a directory as auto.conf', 'mkdir -p include/config/auto.conf'],
    ['a directory as rustc_cfg', 'mkdir -p include/generated/rustc_cfg'],
  ])('fails: %s', { timeout: 60_000 }, async (_name, obstacle) => {
    const one = { mode: 'syncconfig', setup: `printf 'CONFIG_A=y\\nCONFIG_B="x"\\n' > .config; ${obstacle}` };
    const theirs = (await run('theirs', [conf612(), '--syncconfig', 'Kconfig'], one)) as Record<string, unknown>;
    const ours = (await run('ours', [node, launcher, 'config', 'syncconfig'], one)) as Record<string, unknown>;
    // Where conf stops kgate writes nothing.
    expect({ ...ours, files: null }).toEqual({ ...theirs, files: null });
    expect((ours['files'] as Record<string, unknown[]>)['.config']).toContain('as it was');
  });
});
