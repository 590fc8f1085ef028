import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conf612, linux612 } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** Modes and trees of `kgate config`; make and conf themselves are the oracle. */
const tree = linux612();
const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', LC_ALL: 'C' };
const toy = `mainmenu "Toy"
config A
	bool "first"
config B
	int "second"
	depends on A
	default 3
config C
	string "third"
`;

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-config-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs make in one object tree, for conf to be built once; gives the directory, as if it had been fresh. */
async function make(words: readonly string[]): Promise<string> {
  const objects = join(directory, 'make');
  for (const name of ['.config', '.config.old', 'include/config', 'include/generated/autoconf.h'])
    rmSync(join(objects, name), { recursive: true, force: true });
  await execa('make', ['-C', tree, `O=${objects}`, ...words], { env, extendEnv: false });
  return objects;
}

/** A fresh directory with the small tree. */
function toyTree(name: string): string {
  const path = join(directory, name);
  mkdirSync(path);
  writeFileSync(join(path, 'Kconfig'), toy);
  return path;
}

describe.each([
  ['tinyconfig', 'ARCH=riscv'],
  ['ppc64le_guest_defconfig', 'ARCH=powerpc'],
  ['32r2el_defconfig', 'ARCH=mips'],
  ['rv32_defconfig', 'ARCH=riscv'],
])('%s %s', (goal, words) => {
  it('leaves what make leaves', { timeout: 240_000 }, async () => {
    const ours = join(directory, `kgate-${goal}`);
    const theirs = await make([words, goal]);
    const run = await kgate(['config', goal, '-C', tree, '-O', ours, words]);
    expect(run.exitCode).toBe(0);
    for (const name of ['.config', 'include/config/auto.conf', 'include/generated/autoconf.h'])
      expect(readFileSync(join(ours, name), 'latin1')).toBe(readFileSync(join(theirs, name), 'latin1'));
  });
});

it('randconfig --seed is KCONFIG_SEED', { timeout: 240_000 }, async () => {
  const words = ['ARCH=mips'];
  const theirs = await make([...words, 'randconfig', 'KCONFIG_SEED=7']);
  const run = await kgate(['config', 'randconfig', '--seed', '7', '-C', tree, '--output', '-', ...words]);
  expect(run.stdout).toBe(readFileSync(join(theirs, '.config'), 'latin1'));
});

describe('questions', () => {
  it('answers from a pipe are echoed, as conf does', { timeout: 60_000 }, async () => {
    const answers = 'y\n5\nhello\n';
    const ours = toyTree('pipe-ours');
    const theirs = toyTree('pipe-theirs');
    const conf = await execa(conf612(), ['--oldconfig', 'Kconfig'], {
      cwd: theirs,
      input: answers,
      stripFinalNewline: false,
    });
    const run = await execa(node, [launcher, 'config', 'oldconfig'], {
      cwd: ours,
      env: kgateEnvironment(),
      extendEnv: false,
      input: answers,
      stripFinalNewline: false,
    });
    expect(run.stdout).toBe(conf.stdout);
    expect(readFileSync(join(ours, '.config'), 'latin1')).toBe(readFileSync(join(theirs, '.config'), 'latin1'));
  });

  it.each([
    ['/dev/null', null],
    ['a file', 'y\n5\n'],
  ])('take answers from %s, as conf does', { timeout: 60_000 }, (name, answers) => {
    const input = answers === null ? name : join(directory, 'answers');
    if (answers !== null) writeFileSync(input, answers);
    const [ours, theirs] = ['ours', 'theirs'].map((side) => toyTree(`${basename(name)}-${side}`)) as [string, string];
    const run = (cwd: string, program: string, words: readonly string[]): unknown[] => {
      const stdin = openSync(input, 'r');
      const env = kgateEnvironment();
      const { status, stdout, stderr } = spawnSync(program, words, { cwd, env, stdio: [stdin, 'pipe', 'pipe'] });
      closeSync(stdin);
      return [status, String(stdout), String(stderr), readFileSync(join(cwd, '.config'), 'latin1')];
    };
    const expected = run(theirs, conf612(), ['--oldconfig', 'Kconfig']);
    expect(run(ours, node, [launcher, 'config', 'oldconfig'])).toEqual(expected);
  });

  it('are shown before they are answered; Ctrl-C ends with 130 and nothing written', { timeout: 60_000 }, async () => {
    const cwd = toyTree('interrupt');
    const child = spawn(node, [launcher, 'config', 'oldconfig'], { cwd, env: kgateEnvironment() });
    let seen = '';
    const exit = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        seen += chunk.toString('latin1');
        if (seen.endsWith('first (A) [N/y/?] (NEW) ')) resolve();
      });
    });
    child.kill('SIGINT');
    expect(await exit).toBe(130);
    expect(existsSync(join(cwd, '.config'))).toBe(false);
  });
});

describe('files', () => {
  it('keep their times when nothing changes', { timeout: 60_000 }, async () => {
    const cwd = toyTree('times');
    const modified = (): number[] =>
      ['.config', 'include/config/auto.conf'].map((name) => statSync(join(cwd, name)).mtimeMs);
    expect((await kgate(['config', 'olddefconfig'], { cwd })).exitCode).toBe(0);
    const before = modified();
    const again = await kgate(['config', 'olddefconfig'], { cwd });
    expect(again.stdout).toBe('#\n# No change to .config\n#\n');
    expect(modified()).toEqual(before);
    expect(existsSync(join(cwd, '.config.old'))).toBe(false);
    await kgate(['config', 'allyesconfig'], { cwd });
    expect(statSync(join(cwd, '.config.old')).mtimeMs).toBeCloseTo(before[0] ?? 0, -1);
  });

  it('stay as they are after a Kconfig error, whose line is conf’s', { timeout: 60_000 }, async () => {
    const cwd = toyTree('error');
    writeFileSync(join(cwd, '.config'), 'CONFIG_A=y\n');
    writeFileSync(join(cwd, 'Kconfig'), `${toy}nonsense here\n`);
    const conf = await execa(conf612(), ['--allyesconfig', 'Kconfig'], {
      cwd,
      reject: false,
      stripFinalNewline: false,
    });
    const run = await kgate(['config', 'allyesconfig'], { cwd });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toBe(conf.stderr);
    expect(readFileSync(join(cwd, '.config'), 'latin1')).toBe('CONFIG_A=y\n');
  });

  it('of 2 GB are refused', { timeout: 60_000 }, async () => {
    const cwd = toyTree('large');
    const path = join(cwd, '.config');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 31);
    const run = await kgate(['config', 'olddefconfig'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('larger than 64 MiB');
    expect(statSync(path).size).toBe(2 ** 31);
  });
});

describe('--output', () => {
  it.each([
    ['savedefconfig', 'the small defconfig that conf writes'],
    ['listnewconfig', 'what conf prints'],
    ['olddefconfig', 'the .config'],
  ])('of %s: %s', { timeout: 60_000 }, async (mode) => {
    const [ours, theirs] = ['ours', 'theirs'].map((side) => toyTree(`output-${mode}-${side}`)) as [string, string];
    for (const side of [ours, theirs]) writeFileSync(join(side, '.config'), 'CONFIG_A=y\nCONFIG_B=5\n');
    const words = mode === 'savedefconfig' ? ['--savedefconfig=defconfig'] : [`--${mode}`];
    const conf = await execa(conf612(), [...words, 'Kconfig'], { cwd: theirs, stripFinalNewline: false });
    const written = mode === 'savedefconfig' ? 'defconfig' : '.config';
    const expected = mode === 'listnewconfig' ? conf.stdout : readFileSync(join(theirs, written), 'latin1');
    const output = join(ours, 'result');
    const run = await kgate(['config', mode, '-C', ours, '--output', output]);
    expect(run.exitCode).toBe(0);
    expect(readFileSync(output, 'latin1')).toBe(expected);
    expect(existsSync(join(ours, 'defconfig'))).toBe(false);
    const piped = await kgate(['config', mode, '-C', ours, '--output', '-']);
    expect(piped.stdout).toBe(expected);
  });
});
