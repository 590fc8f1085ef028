import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/results/check.ts';
import { linux612, oracle } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment, repository } from '../support/kgate.ts';
import { pathWithoutCompilers } from '../support/machine-without-compilers.ts';

const work = mkdtempSync(join(tmpdir(), 'kgate-record-'));
const withoutCompilers = pathWithoutCompilers();
/** Debian's programs only: what lies in a home directory is another one everywhere. */
const withCompilers = '/usr/bin:/bin';
const fixture = join(repository, 'kconfig-fixtures/arm64-ftrace/v3');
/** Both runs have the same environment but for PATH: make's data base shows it. */
const noCache = { KGATE_NO_CACHE: '1' };
const gcc12 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

afterAll(() => {
  for (const directory of [work, withoutCompilers]) rmSync(directory, { recursive: true, force: true });
});

/** A new directory below the one of these tests. */
function place(name: string): string {
  const directory = join(work, name);
  mkdirSync(directory, { recursive: true });
  return directory;
}

describe('kgate probe --record', () => {
  it('gives the same bytes wherever and by whomever it is made', { timeout: 180_000 }, async () => {
    const texts: string[] = [];
    for (const name of ['one', 'another']) {
      const home = place(`home-of-${name}`);
      const tree = join(place(`tree-of-${name}`), 'linux');
      await execa('cp', ['-r', fixture, tree]);
      const file = join(home, 'my-gcc.json');
      const run = await kgate(['probe', '--record', file, '-C', tree, ...gcc12], {
        cwd: home,
        env: { HOME: home, TMPDIR: place(`tmp-of-${name}`), LC_ALL: name === 'one' ? 'C' : 'C.UTF-8', USER: name },
        timeoutMs: 120_000,
      });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      expect(run.stdout).toContain('asked by 5.0.0 ARCH=arm64');
      texts.push(readFileSync(file, 'utf8'));
    }
    expect(texts[0]).toBe(texts[1]);
    const text = texts[0] ?? '';
    const names = [work, tmpdir(), process.cwd(), userInfo().homedir, hostname()].filter((name) => name.length > 2);
    for (const name of names) expect(new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text), name).toBe(false);
    const schema = JSON.parse(readFileSync(join(repository, 'docs/schema/profile.schema.json'), 'utf8')) as object;
    const validate = new Ajv().compile(schema);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    // What the fixture's one probe asks for is answered without its compiler.
    const check = await kgate(
      ['check', '-C', fixture, ...gcc12, '--toolchain', join(work, 'home-of-one/my-gcc.json')],
      {
        env: { PATH: withoutCompilers },
      },
    );
    expect(check).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('knows whether -fpatchable-function-entry works, as it was seen to', { timeout: 60_000 }, async () => {
    const run = await kgate(
      ['probe', '--toolchain', join(work, 'home-of-one/my-gcc.json'), '-fpatchable-function-entry=2'],
      {
        env: { PATH: withoutCompilers },
      },
    );
    expect(run.stdout).toContain('-fpatchable-function-entry=2: accepted, and works');
  });

  it.each([
    [['probe', '--record', 'x.txt'], 'usage/record-name', 'a recorded compiler is a .json file'],
    [['probe', '--record', 'x.json', '-Wall'], 'usage/record-alone', '--record takes neither flags nor --toolchain'],
    [['probe', '--record', 'x.json', '--toolchain', 'gcc-12'], 'usage/record-alone', 'neither flags nor --toolchain'],
    [['probe', '--record', 'no/such/x.json', 'CC=gcc'], 'host/unwritable', 'no/such is no directory'],
    [['probe', '--record', 'x.json', 'CC=no-such-gcc'], 'probe/tool-missing', 'no-such-gcc: not found'],
    [['probe', '--record', 'x.json', 'LLVM=1', 'ARCH=arm64', 'ARCH=x86'], 'usage/one-architecture', 'clang is another'],
    [['probe', '--record', 'x.json', '-C', '/nonexistent', 'CC=gcc'], 'kernel/not-a-kconfig-tree', '/nonexistent'],
  ])('%j stops with %s and writes nothing', async (args, _code, words) => {
    const cwd = place('empty');
    const run = await kgate(args, { cwd });
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain(words);
    expect((await execa('ls', ['-A', cwd])).stdout).toBe('');
  });
});

describe.each([
  ['gcc 12', gcc12],
  ['clang 14', ['ARCH=arm64', 'LLVM=1']],
])('Linux 6.12 for arm64 under a record of %s, without any compiler', (name, words) => {
  const directory = place(name.replace(' ', '-'));
  const record = join(directory, 'recorded.json');
  const objects = join(directory, 'objects');
  const tree = linux612();
  /** What a command prints with the compiler, and with its record. */
  async function both(args: readonly string[]): Promise<{ real: string; replayed: string }> {
    const real = await kgate([...args, ...words], { cwd: tree, env: { ...noCache, PATH: withCompilers } });
    const replayed = await kgate([...args, ...words, '--toolchain', record], {
      cwd: tree,
      env: { ...noCache, PATH: withoutCompilers },
    });
    expect(replayed.stderr).toBe(real.stderr);
    expect(replayed.exitCode).toBe(real.exitCode);
    return { real: real.stdout, replayed: replayed.stdout };
  }

  beforeAll(async () => {
    mkdirSync(objects);
    const run = await kgate(['probe', '--record', record, '-C', tree, ...words], {
      env: { PATH: withCompilers },
      timeoutMs: 280_000,
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const env = kgateEnvironment({ PATH: withCompilers });
    await execa('make', ['-s', `O=${objects}`, ...words, 'defconfig', 'syncconfig'], {
      cwd: tree,
      env,
      extendEnv: false,
    });
  }, 300_000);

  it('.config of defconfig is the one that make writes', { timeout: 120_000 }, async () => {
    const run = await kgate(['config', 'defconfig', ...words, '--toolchain', record, '--output', '-'], {
      cwd: tree,
      env: { PATH: withoutCompilers },
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe(readFileSync(join(objects, '.config'), 'utf8'));
  });

  it("make's data base is the same", { timeout: 240_000 }, async () => {
    const { real, replayed } = await both(['make', '-n', '-p', 'prepare', `O=${objects}`]);
    expect(real.split('\n').length).toBeGreaterThan(50_000);
    // Where the one differs from the other on purpose: its own PATH, and the time.
    const plain = (text: string): string =>
      text.replaceAll(withoutCompilers, withCompilers).replace(/^# (?:Make data base|Finished Make).*$/gm, '');
    const [left, right] = [plain(replayed).split('\n'), plain(real).split('\n')];
    const at = left.findIndex((line, index) => line !== right[index]);
    expect(at < 0 ? 'same' : `${at}: ${left[at]}`).toBe(at < 0 ? 'same' : `${at}: ${right[at]}`);
    expect(left.length).toBe(right.length);
  });

  it('another configuration than the recorded ones is answered flag by flag', { timeout: 120_000 }, async () => {
    const config = join(directory, 'other.config');
    const base = readFileSync(join(objects, '.config'), 'utf8');
    const wanted =
      'CONFIG_FUNCTION_TRACER=y\nCONFIG_CC_OPTIMIZE_FOR_SIZE=y\nCONFIG_KASAN=y\nCONFIG_UBSAN=y\nCONFIG_KCOV=y\n';
    writeFileSync(config, `${base}CONFIG_FTRACE=y\n${wanted}`);
    const { real, replayed } = await both(['config', 'olddefconfig', '--config', config, '--output', '-']);
    expect(replayed).toBe(real);
    // The whole build of one version of gcc is enough.
    const goals = name === 'gcc 11' ? ['prepare'] : [];
    const options = ['--config', config, ...words, ...goals, '--toolchain', record, '--format', 'json', '--verbose'];
    const check = await kgate(['check', ...options], { cwd: tree, env: { PATH: withoutCompilers } });
    // A text that is compiled with the flags of this very configuration has no record; its answer changes nothing.
    const { diagnostics, verdict } = JSON.parse(check.stdout) as {
      verdict: string;
      diagnostics: readonly { code: string; severity: string }[];
    };
    const unknown = diagnostics.filter(({ code }) => code === 'kernel/unknown-probe');
    expect(unknown.map(({ severity }) => severity).filter((severity) => severity !== 'info')).toEqual([]);
    // Some of the lines are lost, which stops nothing.
    expect(['pass', 'changed']).toContain(verdict);
  });
});

/** Its architecture comes from the configuration, and its makefiles start scripts with bash. */
describe('U-Boot under a record for one of its configurations, without any compiler', () => {
  const { tree } = oracle('u-boot');
  const goal = 'qemu_arm64_defconfig';
  const words = ['CROSS_COMPILE=aarch64-linux-gnu-'];
  const directory = place('u-boot');
  const record = join(directory, 'recorded.json');
  const objects = join(directory, 'objects');

  beforeAll(async () => {
    const run = await kgate(['probe', '--record', record, '-C', tree, '--defconfig', goal, ...words], {
      env: { PATH: withCompilers },
      timeoutMs: 180_000,
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    mkdirSync(objects);
    const env = kgateEnvironment({ PATH: withCompilers });
    await execa('make', ['-s', `O=${objects}`, ...words, goal], { cwd: tree, env, extendEnv: false });
  }, 240_000);

  it('.config is the one that make writes, also for an object directory that is not there', async () => {
    for (const place_ of [objects, join(directory, 'not-there')]) {
      const args = ['config', goal, '-O', place_, ...words, '--toolchain', record, '--output', '-'];
      const run = await kgate(args, { cwd: tree, env: { PATH: withoutCompilers } });
      expect(run.stdout, run.stderr).toBe(readFileSync(join(objects, '.config'), 'utf8'));
    }
    expect(existsSync(join(directory, 'not-there'))).toBe(false);
  }, 60_000);

  it('check has an answer to every probe', async () => {
    const args = ['check', '--defconfig', goal, ...words, '--toolchain', record, '--format', 'json', '--verbose'];
    const run = await kgate(args, { cwd: tree, env: { PATH: withoutCompilers } });
    const result = JSON.parse(run.stdout) as CheckResult;
    expect(result.diagnostics).toEqual([]);
    expect(result.verdict).not.toBe('fail');
    // U-Boot's setlocalversion asks svn where that is there; what it answers is not recorded.
    const open = result.coverage?.undecided.filter(({ couldStop, detail }) => couldStop && detail !== 'svn') ?? [];
    expect(open.map(({ detail, reason }) => [reason, detail])).toEqual([]);
  }, 60_000);
});
