/**
 * What the containers of `--shell=sandbox` and `--shell=probe` hold, as root and as an ordinary user, under strace. The same
 * attempts without a policy show that they can succeed.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kgate } from '../support/kgate.ts';
import { hasProgram } from '../support/oracle.ts';
import { containerAttempts, containerControls } from './container-attempts.ts';
import { giveTo, openPlayground, type Playground, type PlaygroundUser } from './support/playground.ts';
import { canTrace, runTraced, type TracedRun } from './support/trace.ts';

const isRoot = process.getuid?.() === 0;
const users: readonly (readonly [string, PlaygroundUser])[] = isRoot
  ? [
      ['root', null],
      ['an ordinary user', { uid: 4242, gid: 4242 }],
    ]
  : [['an ordinary user', null]];
const attempts = containerAttempts.map((attempt, at) => ({ ...attempt, at }));
/** Scripts by number: the attempts, then what has to succeed. */
const scripts = [...containerAttempts.map(({ script }) => script), ...containerControls];
const controls = containerControls.map((_, index) => containerAttempts.length + index);

/** The beginning of a name that compilers have. */
const compiler = (at: number): string => `x86_64-t${at}-linux-gnu`;

/** A program that runs the script next to it, and is no script. */
const runner = `#include <string.h>
#include <unistd.h>
int main(int count, char **words) {
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 8);
	if (length < 5 || count < 1) return 1;
	strcpy(path + length - 4, ".sh");
	execl("/bin/sh", "sh", path, (char *)0);
	return 1;
}
`;

/** The attempts that say that they succeeded, by name. */
function succeeded(config: string): string[] {
  const on = new Set([...config.matchAll(/^CONFIG_ATTEMPT_(\d+)=y$/gm)].map(([, at]) => Number(at)));
  return attempts.filter(({ at }) => on.has(at)).map(({ name }) => name);
}

/** The controls that did not succeed. */
function failedControls(config: string): string[] {
  return controls.filter((at) => !config.includes(`CONFIG_ATTEMPT_${at}=y\n`)).map((at) => scripts[at] ?? '');
}

function kconfig(command: (at: number) => string): string {
  const entries = scripts.map((_, at) => `config ATTEMPT_${at}\n\tdef_bool $(success,${command(at)})\n`);
  return `success = $(shell,{ $(1); } >/dev/null 2>&1 && echo y || echo n)\nconfig ASKED
	def_bool y
${entries.join('')}`;
}

const words = ['config', 'alldefconfig', '--kconfig', 'Kconfig', '--no-cache', '--output', '-', '--unknown-probe=no'];

async function run(place: Playground, user: PlaygroundUser, shell: string): Promise<TracedRun> {
  const argv = [process.execPath, place.launcher, ...words, `--shell=${shell}`];
  return await runTraced(argv, { cwd: place.tree, env: place.env, timeoutMs: 240_000, ...(user !== null && { user }) });
}

/** What happened outside of every container. */
function outside({ connected, executed, loaded, written }: TracedRun, place: Playground) {
  const free = <Use extends { readonly isContained: boolean }>(uses: readonly Use[]): Use[] =>
    uses.filter((use) => !use.isContained);
  const isHarmless = (path: string): boolean =>
    path.startsWith(`${place.scratch}/kgate-`) || /^\/dev\/(?:null|tty)$|^\/proc\/(?:self|\d+)\//.test(path);
  return {
    executed: [...new Set(free(executed).map(({ path }) => path))].filter(
      (path) => ![process.execPath, '/bin/sh', '/usr/bin/bwrap'].includes(path),
    ),
    loaded: free(loaded).filter(({ path }) => path.startsWith(place.home) || path.startsWith(place.tree)),
    written: [...new Set(free(written).map(({ path }) => path))].filter((path) => !isHarmless(path)),
    connected: [...free(connected), ...connected.filter(({ isDone }) => isDone)],
  };
}
const nothing = { executed: [], loaded: [], written: [], connected: [] };

/** For what programs leave behind to become visible. */
const aWhile = (): Promise<void> => new Promise((done) => setTimeout(done, 2500));

beforeAll(async () => {
  // The launcher builds what has changed; that is not what is watched here.
  await kgate(['--help']);
});

describe.skipIf(!canTrace() || !hasProgram('bwrap') || !hasProgram('python3')).each(users)('as %s', (who, user) => {
  let place: Playground;
  const prepare = async (command: (at: number) => string): Promise<readonly string[]> => {
    place = await openPlayground(user);
    const files = scripts.map((script, at) => [`attempts/${at}.sh`, `${place.fill(script)}\n`]);
    place.write({ Kconfig: kconfig(command), ...Object.fromEntries(files) });
    return place.state();
  };
  afterAll(() => place.close());

  it('the attempts succeed without a policy, so that they can fail', { timeout: 240_000 }, async () => {
    await prepare((at) => `timeout 20 sh attempts/${at}.sh`);
    const never = new Set(attempts.filter(({ outside: where }) => where === 'never').map(({ at }) => at));
    const tried = kconfig((at) => (never.has(at) ? 'false' : `timeout 20 sh attempts/${at}.sh`));
    place.write({ Kconfig: tried });
    // Not under strace, where setuid programs and ptrace do less.
    const change =
      user === null ? [] : ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'];
    const [program, ...rest] = [...change, process.execPath, place.launcher, ...words, '--shell=run'];
    const { stdout } = spawnSync(program, rest, { cwd: place.tree, env: place.env, encoding: 'utf8' });
    const expected = attempts.filter(
      ({ outside: where = 'always' }) => where === 'always' || (where === 'root' && who === 'root'),
    );
    const found = succeeded(stdout);
    expect(expected.map(({ name }) => name).filter((name) => !found.includes(name))).toEqual([]);
    expect(place.state().some((line) => line.includes('out/touched'))).toBe(true);
    place.close();
  });

  it('nothing leaves the sandbox', { timeout: 240_000 }, async () => {
    const before = await prepare((at) => `timeout 20 sh attempts/${at}.sh`);
    const traced = await run(place, user, 'sandbox');
    expect(traced.stderr).not.toContain('host/');
    expect(traced.stdout).toContain('CONFIG_ASKED=y');
    expect(failedControls(traced.stdout)).toEqual([]);
    expect(succeeded(traced.stdout)).toEqual([]);
    expect(outside(traced, place)).toEqual(nothing);
    await aWhile();
    expect(place.state()).toEqual(before);
    expect(readdirSync(place.scratch)).toEqual([]);
    place.close();
  });

  it('nothing passes the wall of probe, be the compiler itself hostile', { timeout: 240_000 }, async () => {
    await prepare((at) => `${compiler(at)}-gcc --version`);
    const source = join(place.base, 'runner.c');
    writeFileSync(source, runner);
    const built = join(place.base, 'runner');
    expect(spawnSync('gcc', ['-o', built, source]).status).toBe(0);
    for (const [at, script] of scripts.entries()) {
      copyFileSync(built, join(place.tools, `${compiler(at)}-gcc`));
      writeFileSync(join(place.tools, `${compiler(at)}.sh`), `${place.fill(script)}\n`);
      for (const name of [`${compiler(at)}-gcc`, `${compiler(at)}.sh`]) giveTo(user, join(place.tools, name));
    }
    const before = place.state();
    const traced = await run(place, user, 'probe');
    expect(traced.stderr).not.toContain('without a container');
    // One that ends as a shell reports a signal or a missing program is started once more, by itself.
    const started = traced.executed.filter(({ path }) => path.startsWith(`${place.tools}/`));
    expect(new Set(started.map(({ path }) => path)).size).toBe(scripts.length);
    expect(failedControls(traced.stdout)).toEqual([]);
    expect(succeeded(traced.stdout)).toEqual([]);
    expect(outside(traced, place)).toEqual(nothing);
    await aWhile();
    expect(place.state()).toEqual(before);
    expect(readdirSync(place.scratch)).toEqual([]);
    place.close();
  });

  it('deny starts nothing, whether a text does it or a program', { timeout: 240_000 }, async () => {
    const before = await prepare((at) => `timeout 20 sh attempts/${at}.sh || sh attempts/${at}.sh`);
    const traced = await run(place, user, 'deny');
    expect(traced.stdout).toContain('CONFIG_ASKED=y');
    expect(traced.executed.map(({ path }) => path)).toEqual([process.execPath]);
    expect(outside(traced, place)).toEqual(nothing);
    await aWhile();
    expect(place.state()).toEqual(before);
    expect(readdirSync(place.scratch)).toEqual([]);
  });
});
