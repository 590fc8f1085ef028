import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oracle } from '../support/kernel-source.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-own-tests-'));
const front = join(root, 'conf-front.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, '../support/conf-front.ts')],
    outfile: front,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/**
 * The tests type Enter without end until the program is gone, and fail when they are stopped by a full or
 * closed pipe (on a busy machine conf meets it too): this stands between them and the program.
 */
function patientProgram(words: readonly string[], environment: Readonly<Record<string, string>>): string {
  return `#!/usr/bin/env python3
import fcntl, os, select, subprocess, sys
fcntl.fcntl(0, 1031, 1 << 20)  # F_SETPIPE_SZ: never full
os.environ.update(${JSON.stringify(environment)})
child = subprocess.Popen(${JSON.stringify(words)} + sys.argv[1:], stdin=subprocess.PIPE)
to_child = child.stdin.fileno()
os.set_blocking(to_child, False)
is_open = True
while child.poll() is None:
    if not select.select([0] if is_open else [], [], [], 0.005)[0]:
        continue
    data = os.read(0, 65536)
    if not data:
        is_open = False
        child.stdin.close()
        continue
    try:
        os.write(to_child, data)
    except OSError:
        pass
# A writer that has not seen the end yet must not meet a closed pipe.
if os.fork() == 0:
    os.close(1)
    os.close(2)
    select.select([], [], [], 2)
os._exit(child.returncode)
`;
}

interface PytestRun {
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** The Python that has pytest: Debian's, or the first one on PATH. */
function pythonWithPytest(): string {
  for (const python of ['/usr/bin/python3', 'python3']) {
    if (spawnSync(python, ['-c', 'import pytest']).status === 0) return python;
  }
  throw new Error("no Python has pytest: 'npm test' installs it");
}

/** Runs the tests a kernel has for its conf with a program in conf's place; the tree is not written to. */
function runOwnTests(tree: string, name: string, program: string): PytestRun {
  const directory = join(root, name);
  const kconfig = join(directory, 'scripts/kconfig');
  mkdirSync(kconfig, { recursive: true });
  cpSync(join(tree, 'scripts/kconfig/tests'), join(kconfig, 'tests'), { recursive: true });
  writeFileSync(join(kconfig, 'conf'), program);
  chmodSync(join(kconfig, 'conf'), 0o755);
  const words = ['-m', 'pytest', '-p', 'no:cacheprovider', '--tb=short', '-q', 'scripts/kconfig/tests'];
  const run = spawnSync(pythonWithPytest(), words, { cwd: directory, encoding: 'utf8' });
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(run.stdout)?.[1] ?? 0);
  return { passed: count('passed'), failed: count('failed') + count('error'), output: run.stdout + run.stderr };
}

const kernels = ['linux-6.12', 'linux-6.1'] as const;

describe.each(kernels)('the Kconfig tests of %s, run as they are', (kernel) => {
  const { tree, conf, dialect } = oracle(kernel);
  const directories = readdirSync(join(tree, 'scripts/kconfig/tests')).filter((name) =>
    existsSync(join(tree, 'scripts/kconfig/tests', name, '__init__.py')),
  );

  it('pass with kgate in the place of conf', () => {
    const program = patientProgram([process.execPath, front], { KGATE_CONF_DIALECT: dialect });
    const { passed, failed, output } = runOwnTests(tree, `${kernel}-kgate`, program);
    expect(output).not.toMatch(/^FAILED|^ERROR/m);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThanOrEqual(directories.length);
  }, 120_000);

  it('pass with conf, and fail with a program that does nothing', () => {
    const real = runOwnTests(tree, `${kernel}-conf`, patientProgram([conf], {}));
    expect(real.output).not.toMatch(/^FAILED|^ERROR/m);
    expect(real.failed).toBe(0);
    expect(real.passed).toBeGreaterThanOrEqual(directories.length);
    const nothing = runOwnTests(tree, `${kernel}-nothing`, '#!/bin/sh\nexit 0\n');
    expect(nothing.passed).toBe(0);
    expect(nothing.failed).toBe(real.passed);
  }, 120_000);
});
