import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kgateEnvironment, launcher, node, repository } from '../support/kgate.ts';
import { hasOracle } from '../support/oracle.ts';

/** Which processes a run starts, seen by strace; on a real compiler. */
const hasStrace = hasOracle('strace', spawnSync('strace', ['-V']).status === 0);

let directory: string;
const at = (name: string): string => join(directory, name);
const tree = join(repository, 'kconfig-fixtures/arm64-ftrace/today');

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-cached-'));
  mkdirSync(at('objects'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Traced {
  readonly status: number | null;
  readonly stdout: string;
  /** Names of the programs that were started, kgate's own Node left out. */
  readonly started: readonly string[];
}

function traced(args: readonly string[], more: Readonly<Record<string, string>> = {}): Traced {
  const trace = at('trace');
  const env = kgateEnvironment({ XDG_CACHE_HOME: at('cache'), CCACHE_DIR: at('ccache'), ...more });
  const run = spawnSync('strace', ['-f', '-qq', '-e', 'trace=execve', '-o', trace, node, launcher, ...args], {
    env,
    encoding: 'utf8',
  });
  const started: string[] = [];
  // Where two processes start programs at once a line comes in two parts, the name in the first.
  const unfinished = new Map<string, string>();
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, process = '', name = unfinished.get(process) ?? ''] =
      /^(\d+) +(?:execve\("(?:[^"]*\/)?([^"/]+)"|<\.\.\. execve resumed>)/.exec(line) ?? [];
    if (line.endsWith('<unfinished ...>')) unfinished.set(process, name);
    else if (line.endsWith(' = 0')) started.push(name);
  }
  return { status: run.status, stdout: run.stdout, started: started.slice(1) };
}

const gcc = 'CROSS_COMPILE=aarch64-linux-gnu-';
const words = ['-C', tree, 'ARCH=arm64', gcc];
const config = (toolchain = gcc): string[] => {
  return ['config', 'defconfig', '-C', tree, 'ARCH=arm64', toolchain, '-O', at('objects'), '--output', '-'];
};

/** Files of dist that a run opens, without their hashes. */
function opened(args: readonly string[]): ReadonlySet<string> {
  const trace = at('trace');
  const env = kgateEnvironment({ XDG_CACHE_HOME: at('cache') });
  const { status } = spawnSync('strace', ['-f', '-qq', '-e', 'trace=openat', '-o', trace, node, launcher, ...args], {
    env,
  });
  expect(status).toBe(0);
  const names = readFileSync(trace, 'utf8').matchAll(/"[^"]*\/dist\/([\w-]+)\.js"/g);
  return new Set(Array.from(names, ([, name = '']) => name.replace(/-[A-Z0-9]{8}$/, '')));
}

describe.skipIf(!hasStrace)('a config run that the cache answers loads its own bundle and nothing else', () => {
  const quick = new Set(['cli', 'quick']);
  const objects = (): string => join(at('objects'), 'quick');
  const text = (mode: string): string[] => ['config', mode, ...words, '-O', objects(), '--output', '-'];
  const file = (): string => join(objects(), '.config');

  it('and one that computes loads the worker', () => {
    mkdirSync(objects());
    writeFileSync(file(), 'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n');
    expect(opened(text('olddefconfig'))).toContain('worker');
    opened(text('olddefconfig'));
    expect(opened(text('olddefconfig'))).toEqual(quick);
  });

  it.each(['olddefconfig', 'listnewconfig', 'allnoconfig', 'alldefconfig', 'randconfig'])(
    '%s of a .config that has changed',
    (mode) => {
      opened(text(mode));
      writeFileSync(file(), 'CONFIG_FTRACE=y\n# CONFIG_FUNCTION_TRACER is not set\nCONFIG_KGATE_NONE=y\n');
      const output = (...more: string[]): string =>
        spawnSync(node, [launcher, ...text(mode), ...more], {
          env: kgateEnvironment({ XDG_CACHE_HOME: at('cache'), KCONFIG_SEED: '1' }),
          encoding: 'utf8',
        }).stdout;
      const plain = output('--no-cache');
      // The file answers every question of this tree.
      if (mode === 'listnewconfig') expect(plain).toBe('');
      else expect(plain).not.toBe('');
      expect(output()).toBe(plain);
      writeFileSync(file(), 'CONFIG_FTRACE=y\n');
      expect(opened(text(mode))).toEqual(quick);
    },
  );
});

describe.skipIf(!hasStrace)('a run whose answers are all kept', () => {
  it.each([
    [gcc, 'aarch64-linux-gnu-gcc'],
    ['LLVM=1', 'clang'],
    ['CC=ccache aarch64-linux-gnu-gcc', 'ccache'],
  ])('config with %s starts no process at all', (toolchain, compiler) => {
    const cold = traced(config(toolchain));
    expect(cold.started).toContain(compiler);
    const warm = traced(config(toolchain));
    expect(warm.started).toEqual([]);
    expect(warm).toMatchObject({ status: 0, stdout: cold.stdout });
    expect(traced([...config(toolchain), '--no-cache']).started).toContain(compiler);
  });

  it.each([[['check']], [['why', 'DYNAMIC_FTRACE_WITH_REGS']]])('%j starts no compiler', (command) => {
    const asking = [...command, ...words, '--config', join(tree, 'arch/arm64/configs/defconfig'), '--format', 'json'];
    const cold = traced([...asking, '--no-cache']);
    expect(cold.started).toContain('aarch64-linux-gnu-gcc');
    expect(traced(asking).stdout).toBe(cold.stdout);
    const warm = traced(asking);
    expect(warm.started.filter((name) => name !== 'sh')).toEqual([]);
    expect(warm).toMatchObject({ status: cold.status, stdout: cold.stdout });
  });
});
