import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { kgate, repository } from '../support/kgate.ts';

const work = mkdtempSync(join(tmpdir(), 'kgate-project-'));
afterAll(() => rmSync(work, { recursive: true }));
const product = join(work, 'product');

const project = `defaults:
  tree: linux
  arch: arm64
  toolchain: gcc-7.5.0
check:
  reports:
    sarif: out/check.sarif
    junit: out/check.xml
    gitlab: out/check.json
builds:
  - name: camera
    fragments: [boards/camera.config]
  - name: gateway
    toolchain: gcc-11
    fragments:
      - boards/gateway.config
  - name: panel
    fragments: [boards/panel.config]
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(product, path)), { recursive: true });
  writeFileSync(join(product, path), text);
}

/** A product of three boards: the tree is the series that the compiler stops, each board has a fragment. */
beforeEach(() => {
  rmSync(product, { recursive: true, force: true });
  mkdirSync(join(product, 'out'), { recursive: true });
  spawnSync('git', ['init', '-q', product]);
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/v3'), join(product, 'linux'), { recursive: true });
  write('boards/camera.config', 'CONFIG_DYNAMIC_FTRACE_WITH_REGS=n\n');
  write('boards/gateway.config', 'CONFIG_DYNAMIC_FTRACE=y\nCONFIG_NO_SUCH_THING=y\n');
  write('boards/panel.config', 'CONFIG_DYNAMIC_FTRACE=y\n');
  write('kgate.config.yaml', project);
});

const run = (words: readonly string[], cwd = product, env: Record<string, string> = {}) => kgate(words, { cwd, env });

interface Sarif {
  readonly runs: readonly {
    readonly automationDetails: { readonly id: string };
    readonly results: readonly {
      readonly ruleId: string;
      readonly partialFingerprints: Readonly<Record<string, string>>;
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}
const read = (path: string): string => readFileSync(join(product, path), 'utf8');
const sarif = (): Sarif => JSON.parse(read('out/check.sarif')) as Sarif;

describe('kgate check in a project', () => {
  it('runs every build, prints a verdict each, then the first finding of those that do not pass', async () => {
    const { exitCode, stderr, stdout } = await run(['check']);
    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('kgate.config.yaml: 3 builds');
    expect(stdout).toMatch(/^PASS {6}camera {3}0 errors, 0 warnings/m);
    expect(stdout).toMatch(/^CHANGED {3}gateway {2}0 errors, 1 lost setting/m);
    expect(stdout).toMatch(/^FAIL {6}panel {4}1 error, 0 warnings/m);
    expect(stdout).toMatch(/^panel:\nerror\[make\/error\]: the build stops here\n --> arch\/arm64\/Makefile:7/m);
    expect(stdout).toMatch(/^fix 1 {2}CONFIG_DYNAMIC_FTRACE_WITH_REGS=n /m);
    expect(stdout).toMatch(/^gateway:\nwarning\[kernel\/unknown-symbol\]: CONFIG_NO_SUCH_THING=y/m);
    expect(stdout).toMatch(/^FAIL {2}3 builds: 1 failed, 1 changed, 1 passed \(/m);
    // The verdicts, the stop, its root cause and the fix are on the first screen of 80x24.
    expect(lines.findIndex((line) => line.startsWith('fix 1'))).toBeLessThan(24);
    expect(Math.max(...lines.filter((line) => !line.includes('***')).map((line) => line.length))).toBeLessThanOrEqual(
      80,
    );
  });

  it('writes the reports, with a run for each build and places in the repository', async () => {
    await run(['check']);
    const { runs } = sarif();
    expect(runs.map(({ automationDetails }) => automationDetails.id)).toEqual([
      'kgate check/camera',
      'kgate check/gateway',
      'kgate check/panel',
    ]);
    const places = runs.map(({ results }) =>
      results.map(({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri),
    );
    // The finding about a fragment is where the fragment is, which no tree has.
    expect(places).toEqual([[], ['boards/gateway.config'], ['linux/arch/arm64/Makefile']]);
    expect(read('out/check.xml').match(/<testsuite /g)).toHaveLength(3);
    const issues = JSON.parse(read('out/check.json')) as readonly {
      readonly fingerprint: string;
      description: string;
    }[];
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues[0]?.description).toContain('(build panel)');
  });

  it('is found from below, and --project names one from elsewhere', async () => {
    for (const [words, cwd] of [
      [['check'], join(product, 'boards')],
      [['check', '--project', 'product/kgate.config.yaml'], work],
      [['check', '--project', 'product'], work],
      [['check', '-C', 'product'], work],
    ] as const) {
      const { exitCode, stdout } = await run(words, cwd);
      expect(exitCode).toBe(1);
      expect(stdout).toContain('3 builds: 1 failed, 1 changed, 1 passed');
    }
  });

  it('of one name is the report of that build alone', async () => {
    const { exitCode, stdout } = await run(['check', 'camera']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^linux 5\.0\.0 arm64 \| gcc-7\.5\.0 \(recorded\)/);
    expect(stdout).toMatch(/^PASS {2}/m);
    expect((await run(['check', 'panel'])).exitCode).toBe(1);
    const two = await run(['check', 'camera', 'panel', '--format', 'concise']);
    expect(two.stdout).toMatch(/^panel: arch\/arm64\/Makefile:7: error\[make\/error\]: /);
    expect(two.stdout).toContain('2 builds: 1 failed, 1 passed');
  });

  it('lets the command line beat the file', async () => {
    const { exitCode, stdout } = await run(['check', 'panel', '--toolchain', 'gcc-11']);
    expect(stdout).toContain('gcc-11 (recorded)');
    expect(exitCode).toBe(0);
    const other = await run(['check', 'panel', '--fragment', 'boards/camera.config']);
    expect(other.exitCode).toBe(0);
  });

  it('is no run of builds where the words describe one', async () => {
    const { exitCode, stdout } = await run(['check', '-C', 'linux', 'ARCH=arm64', '--toolchain', 'gcc-7.5.0']);
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('3 builds');
    // The reports of the project are about its builds.
    expect(existsSync(join(product, 'out/check.sarif'))).toBe(false);
    const off = await run(['check', '--no-project']);
    expect(off.stdout + off.stderr).not.toContain('3 builds');
  });

  it('takes a word for a goal where there is a makefile, though a build has nearly that name', async () => {
    write('linux/kgate.config.yaml', 'builds: [{name: prepares}]\n');
    const words = ['check', 'prepare', 'ARCH=arm64', '--toolchain', 'gcc-11'];
    const { stderr, stdout } = await run(words, join(product, 'linux'));
    expect(stderr).toBe('');
    // The small tree has no such goal: the words are make's.
    expect(stdout).toContain("make: *** No rule to make target 'prepare'.  Stop.");
  });

  it('names a build that is not there, and the nearest one', async () => {
    const { exitCode, stderr } = await run(['check', 'gatway']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      "kgate: gatway: no build of kgate.config.yaml has this name\n  hint: did you mean 'gateway'?\n",
    );
  });

  it('reports a build that cannot be looked at, checks the others, and ends with status 2', async () => {
    write('kgate.config.yaml', project.replace('toolchain: gcc-11', 'tree: nowhere'));
    const { exitCode, stdout } = await run(['check']);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^ERROR {5}gateway\b/m);
    expect(stdout).toContain('-C nowhere: No such file or directory');
    expect(stdout).toContain('3 builds: 1 could not be checked, 1 failed, 1 passed');
    const json = JSON.parse((await run(['check', '--format', 'json'])).stdout);
    expect(json.verdict).toBe('error');
    expect(json.builds.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['pass', 'error', 'fail']);
  });

  it('keeps a baseline of all builds: known findings pass, of one build alone as well, a new one fails', async () => {
    const words = ['check', '--baseline', 'known.json'];
    const first = await run([...words, '--update-baseline']);
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toBe('kgate: 2 findings written to known.json\n');
    expect((await run(words)).exitCode).toBe(0);
    expect((await run(['check', 'panel', '--baseline', 'known.json'])).exitCode).toBe(0);
    // The same stop in another build is a new one there.
    write('boards/camera.config', 'CONFIG_DYNAMIC_FTRACE=y\n');
    const second = await run(words);
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toMatch(/^FAIL {6}camera/m);
    expect(second.stdout).toMatch(/^PASS {6}panel/m);
    // One build alone leaves the entries of the others.
    await run(['check', 'camera', '--baseline', 'known.json', '--update-baseline']);
    expect((await run(words)).exitCode).toBe(0);
  });

  it('gives codes of check other severities, but for what stops the build', async () => {
    write('kgate.config.yaml', `${project}rules:\n  kernel/unknown-symbol: off\n  make/error: off\n`);
    const { stdout } = await run(['check']);
    expect(stdout).toMatch(/^PASS {6}gateway/m);
    expect(stdout).toMatch(/^FAIL {6}panel/m);
    const typed = await run(['check', 'gateway', '--severity', 'kernel/unknown-symbol=error']);
    expect(typed.exitCode).toBe(1);
    expect(typed.stdout).toMatch(/^error\[kernel\/unknown-symbol\]/m);
    const wrong = await run(['check', 'gateway', '--severity', 'kernel/unknown-symbl=error']);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("did you mean 'kernel/unknown-symbol'?");
  });
});

describe('--print-config', () => {
  it('names the origin of every setting', async () => {
    const { exitCode, stdout } = await run(['check', '--print-config', 'gateway', '--strict'], product, {
      KGATE_TIME_LIMIT: '60',
    });
    expect(exitCode).toBe(0);
    const origins = Object.fromEntries(
      stdout.split('\n').flatMap((line) => {
        const [, name, origin] = /^ *(?:- )?(\w+):.*# (.*)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, origin]];
      }),
    );
    expect(origins).toMatchObject({
      timeLimit: 'command line or environment',
      shell: 'default',
      tree: 'kgate.config.yaml:2',
      arch: 'kgate.config.yaml:3',
      toolchain: 'kgate.config.yaml:14',
      fragments: 'kgate.config.yaml:15',
      strict: 'command line',
      newSymbols: 'default',
      sarif: 'kgate.config.yaml:7',
    });
    const json = JSON.parse((await run(['check', '--print-config', '--format', 'json'])).stdout);
    expect(json.builds.map(({ name }: { name: string }) => name)).toEqual(['camera', 'gateway', 'panel']);
    expect(json.builds[0].arch).toEqual({ value: 'arm64', origin: 'kgate.config.yaml:3' });
  });

  it('is a project file that says the same', async () => {
    const first = (await run(['check', '--print-config'])).stdout;
    write('kgate.config.yaml', first);
    const values = (text: string) => text.replaceAll(/ *#.*/g, '');
    expect(values((await run(['check', '--print-config'])).stdout)).toBe(values(first));
  });

  it('without a project file is an error', async () => {
    rmSync(join(product, 'kgate.config.yaml'));
    const { exitCode, stderr } = await run(['check', '--print-config']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no project file');
  });

  it.each([['--no-project'], ['--shell=deny']])('with %s is one, and runs nothing', async (word) => {
    const { exitCode, stdout } = await run(['check', '--print-config', word]);
    expect([exitCode, stdout]).toEqual([2, '']);
  });
});

describe('what a project file may not do', () => {
  it.each(['../out.sarif', '/tmp/out.sarif', 'link/out.sarif', '.'])('write a report to %s', async (path) => {
    symlinkSync(work, join(product, 'link'));
    write('kgate.config.yaml', project.replace('out/check.sarif', path));
    const { exitCode, stderr } = await run(['check']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('kgate.config.yaml:7: check.reports.sarif: ');
    expect(existsSync(join(work, 'out.sarif'))).toBe(false);
  });

  it('be read where another policy was asked for, unless it is named', async () => {
    const { stderr, stdout } = await run(['check', '--shell=deny']);
    expect(stderr).toContain('kgate.config.yaml is not read under --shell=deny; --project kgate.config.yaml reads it');
    expect(stdout).not.toContain('3 builds');
    const named = await run(['check', '--shell=deny', '--project', 'kgate.config.yaml']);
    expect(named.stdout).toContain('3 builds');
  });

  it.runIf(process.getuid?.() === 0)('come from another user', async () => {
    spawnSync('chown', ['65534', join(product, 'kgate.config.yaml')]);
    const { stderr, stdout } = await run(['check']);
    expect(stderr).toContain('belongs to user 65534: it is not read [host/foreign-project]');
    expect(stdout).not.toContain('3 builds');
    // The directory is that user's as well, as in the checkout of a container.
    spawnSync('chown', ['65534', product]);
    expect((await run(['check'])).stdout).toContain('3 builds');
  });

  it('be there twice', async () => {
    write('kgate.config.json', '{}');
    const { exitCode, stderr } = await run(['check']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('two project files');
  });
});

describe('kgate lint in a project', () => {
  it('looks at the tree of the file, with its rules', async () => {
    write('linux/kernel/Kconfig.more', 'config A\n\tbool\n\tdefault y\n\tdefault n\n');
    const Kconfig = read('linux/Kconfig');
    write('linux/Kconfig', `${Kconfig}\nsource "kernel/Kconfig.more"\n`);
    const plain = await run(['lint', '--format', 'concise']);
    expect(plain.stdout).toContain('[lint/dead-default]');
    write('kgate.config.yaml', `${project}rules:\n  dead-default: error\nlint:\n  arch: [arm64]\n`);
    const other = await run(['lint', '--format', 'concise']);
    expect(other.exitCode).toBe(1);
    expect(other.stdout).toMatch(/error\[lint\/dead-default\]/);
    expect((await run(['lint', '--severity', 'dead-default=off'])).exitCode).toBe(0);
    const printed = await run(['lint', '--print-config']);
    expect(printed.stdout).toMatch(/^ {2}tree: linux +# kgate\.config\.yaml:2$/m);
    expect(printed.stdout).toMatch(/^ {2}dead-default: error +# /m);
  });
});

describe('kgate init', () => {
  it('writes a file that check runs, and never over another', async () => {
    rmSync(join(product, 'kgate.config.yaml'));
    const { exitCode, stdout } = await run(['init']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kgate.config.yaml: 3 builds written');
    expect(read('kgate.config.yaml')).toContain('    fragments: [boards/camera.config]\n');
    const printed = JSON.parse((await run(['check', '--print-config', '--format', 'json'])).stdout);
    expect(printed.builds.map(({ name }: { name: string }) => name)).toEqual(['camera', 'gateway', 'panel']);
    expect(printed.builds[0].tree.value).toBe('linux');
    const again = await run(['init']);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain('kgate.config.yaml is there already');
  });

  it('takes configurations that make has written, with their architecture', async () => {
    rmSync(join(product, 'kgate.config.yaml'));
    rmSync(join(product, 'boards'), { recursive: true });
    const head =
      '#\n# Automatically generated file; DO NOT EDIT.\n# Linux/arm64 6.12.1 Kernel Configuration\n#\nCONFIG_A=y\n';
    write('build/pi/.config', head);
    write('configs/x86_64/desk_defconfig', 'CONFIG_A=y\n');
    write('configs/notes.cfg', 'nothing of this kind\n');
    const { stdout } = await run(['init', '--output', '-']);
    expect(existsSync(join(product, 'kgate.config.yaml'))).toBe(false);
    expect(stdout).toMatch(/ {2}- name: pi\n {4}arch: arm64\n(?: {4}compiler: \S+-\n)? {4}objects: build\/pi\n/);
    expect(stdout).toMatch(
      / {2}- name: desk\n {4}arch: x86_64\n(?: {4}compiler: \S+-\n)? {4}config: configs\/x86_64\/desk_defconfig\n/,
    );
    expect(stdout).not.toContain('notes');
  });
});
