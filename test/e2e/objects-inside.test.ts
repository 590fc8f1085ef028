/** `O=` right below the source tree, which makefiles then call `..`, where nothing is yet: as the real make. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oracle } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment } from '../support/kgate.ts';
import { changedTree } from '../support/stops.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-inside-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe.each([
  ['linux-6.12', 'tinyconfig', ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-']],
  ['u-boot', 'qemu_arm64_defconfig', ['CROSS_COMPILE=aarch64-linux-gnu-']],
] as const)('%s', (name, goal, words) => {
  let tree: string;
  beforeAll(() => {
    tree = join(directory, name);
    changedTree(oracle(name).tree, tree, {});
  });

  it(`${goal} is the same .config`, { timeout: 240_000 }, async () => {
    const env = kgateEnvironment();
    const made = spawnSync('make', ['-s', '-C', tree, 'O=made', ...words, goal], { env, encoding: 'utf8' });
    expect(made.status, made.stderr).toBe(0);
    const run = await kgate(['config', goal, '-C', tree, '-O', 'kgate', ...words], { cwd: directory });
    expect(run).toMatchObject({ exitCode: 0, stderr: made.stderr });
    expect(readFileSync(join(tree, 'kgate/.config'), 'utf8')).toBe(readFileSync(join(tree, 'made/.config'), 'utf8'));
  });

  it('has no stop that make has not', { timeout: 240_000 }, async () => {
    const args = [
      'check',
      '-C',
      tree,
      '-O',
      'new',
      ...words,
      '--config',
      join(tree, 'made/.config'),
      '--goal',
      'prepare',
    ];
    const run = await kgate([...args, '--format', 'json'], { cwd: directory });
    const { diagnostics, verdict } = JSON.parse(run.stdout);
    const errors = diagnostics.filter((one: { severity: string }) => one.severity === 'error');
    expect([verdict, errors]).toEqual(['pass', []]);
    expect(readdirSync(tree)).not.toContain('new');
  });
});
