/** `kgate fix` on a small tree, with the tree's own make and a kernel's conf as judges. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FixResult } from '../../src/results/fix.ts';
import { conf612 } from '../support/kernel-source.ts';
import { type KgateRun, kgate, repository } from '../support/kgate.ts';

const symbols = `
config MODULES
	bool "modules"
	default y
	modules
config A
	bool "a"
	default y
config B
	bool "b"
	depends on !A
config DRV
	tristate "drv"
	depends on B
config NAME
	string "name"
	default "a b"
	depends on B
config CT
	bool "ct"
config MV
	bool "mv"
	depends on !CT
	default y
config R
	bool "r"
	depends on !MV
`;

const before = '# CONFIG_NOTHING is not set\nCONFIG_LOCALVERSION="-old"\n';

let directory: string;
let tree: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-fix-'));
  tree = join(directory, 'tree');
  cpSync(join(repository, 'test/corpus/skeleton'), tree, { recursive: true });
  writeFileSync(join(tree, 'Kconfig'), symbols, { flag: 'a' });
  writeFileSync(config(), before);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function config(): string {
  return join(tree, '.config');
}

function fix(...words: string[]): Promise<KgateRun> {
  return kgate(['fix', ...words, '-C', tree], { cwd: directory, env: { XDG_CACHE_HOME: join(directory, 'cache') } });
}

async function result(...words: string[]): Promise<FixResult> {
  const { stdout } = await fix(...words, '--format', 'json');
  return JSON.parse(stdout) as FixResult;
}

/** What the tree's own `make olddefconfig` leaves, with the conf of Linux 6.12. */
async function olddefconfig(): Promise<string> {
  await execa('make', ['-C', tree, 'olddefconfig', `CONF=${conf612()}`]);
  return readFileSync(config(), 'utf8');
}

const settings = (from: readonly { symbol: string; to: string }[] = []): string[] =>
  from.map(({ symbol, to }) => `${symbol}=${to}`);

describe('the smallest change', () => {
  it('of B depends on !A is A=n', async () => {
    const { answers, verdict } = await result('B');
    expect(verdict).toBe('fixed');
    expect(settings(answers[0]?.changes)).toEqual(['A=n']);
    expect(answers[0]?.changes[0]?.reason).toContain('depends on !A');
  });

  it('of R depends on !MV, MV depends on !CT is MV=n, not CT=y', async () => {
    const { answers } = await result('R=y');
    expect(settings(answers[0]?.changes)).toEqual(['MV=n']);
  });

  it('is none where everything holds', async () => {
    const run = await fix('MV=y', 'B=n');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('MV=y, B=n: all hold already, nothing has to change\n');
  });
});

describe('--apply', () => {
  it('writes what the real make olddefconfig keeps to the last byte', async () => {
    const run = await fix('DRV=m', 'R', '--apply');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toContain('.config is written; the one before is .config.old\n');
    const written = readFileSync(config(), 'utf8');
    expect(written.split('\n')).toEqual(
      expect.arrayContaining(['# CONFIG_A is not set', 'CONFIG_DRV=m', 'CONFIG_R=y', 'CONFIG_LOCALVERSION="-old"']),
    );
    expect(readFileSync(`${config()}.old`, 'utf8')).toBe(before);
    expect(await olddefconfig()).toBe(written);
  });

  it('refuses a read-only .config, which stays as it is', async () => {
    chmodSync(config(), 0o444);
    const run = await fix('B', '--apply');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^kgate: cannot write \.config: is read-only\n {2}hint: --format fragment /);
    expect(readFileSync(config(), 'utf8')).toBe(before);
    expect(existsSync(`${config()}.old`)).toBe(false);
  });

  it('does not write outside of a tree that is not trusted', async () => {
    const outside = join(directory, 'outside');
    renameSync(config(), outside);
    symlinkSync(outside, config());
    const run = await fix('B', '--apply', '--shell=deny');
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('not written, it is outside of the tree');
    expect(run.stderr).toContain('--format fragment --output FILE goes anywhere');
    expect(readFileSync(outside, 'utf8')).toBe(before);
  });

  it('writes nothing without an answer', async () => {
    const run = await fix('A', 'B', '--apply');
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('nothing is written: no answer holds here\n');
    expect(readFileSync(config(), 'utf8')).toBe(before);
  });
});

describe('--format fragment', () => {
  it('has lines that conf takes', async () => {
    const fragment = join(directory, 'f.config');
    const run = await fix('DRV=m', 'NAME=x "y" \\ é', '--format', 'fragment', '--output', fragment);
    expect(run).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    const lines = readFileSync(fragment, 'utf8').trimEnd().split('\n');
    // Each setting has a comment in front.
    for (const [at, line] of lines.entries()) {
      if (!/^(?:CONFIG_\w+=|# CONFIG_\w+ is not set$)/.test(line)) continue;
      expect(lines[at - 1]).toMatch(/^# (?:because|asked for|of the same choice)/);
    }
    const own = lines.filter((line) => !line.startsWith('# ') || line.endsWith(' is not set'));
    expect(own).toContain('CONFIG_NAME="x \\"y\\" \\\\ é"');
    writeFileSync(config(), `${before}${lines.join('\n')}\n`);
    const kept = (await olddefconfig()).split('\n');
    expect(kept).toEqual(expect.arrayContaining(own));
  });
});

describe('no', () => {
  it('requests that exclude each other, exit status 1', async () => {
    const run = await fix('A', 'B');
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.stdout).toMatch(/\n(?:A=y and B=y|B=y and A=y) cannot hold together\n/);
  });

  it('what is kept stands against a request', async () => {
    expect((await fix('B', '--keep', 'A')).exitCode).toBe(1);
    expect((await fix('B', '--keep', 'CONFIG_MV')).exitCode).toBe(0);
  });
});

describe('bad input, exit status 2', () => {
  it.each([
    [['NOSUCH=y'], 'NOSUCH: no such symbol in this tree', 'a variable of make is written NOSUCH:=y'],
    [['DRVV'], 'DRVV: no such symbol in this tree', 'did you mean'],
    [['B=m'], 'm: B is bool; its values are y and n', ''],
    [['B', '--keep', 'NOSUCH'], 'NOSUCH: no such symbol in this tree', ''],
    [['B', '--allow', 'NOSUCH'], 'NOSUCH: no such symbol in this tree', ''],
    [['B=y', 'B=n'], 'B cannot be y and n', 'give each symbol once'],
  ])('%j', async (words, message, hint) => {
    const run = await fix(...words);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(message);
    expect(run.stderr).toContain(hint);
  });
});

it('a variable of make that could be a symbol is named', async () => {
  const { notes } = await result('B', 'LOCALVERSION=-x');
  expect(notes).toEqual(['LOCALVERSION=-x is read as a variable of make; CONFIG_LOCALVERSION=-x asks for the symbol']);
});
