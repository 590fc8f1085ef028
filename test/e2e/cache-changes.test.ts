import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { kgate, repository } from '../support/kgate.ts';

/** A warm cache, then one change each: the next answer is that of a kgate without a cache. */
let directory: string;
let rounds = 0;
let tree: string;
let bin: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-changes-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(() => {
  const round = join(directory, String((rounds += 1)));
  tree = join(round, 'tree');
  bin = join(round, 'bin');
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/today'), tree, { recursive: true });
  for (const name of [bin, join(round, 'empty'), join(tree, 'include')]) mkdirSync(name);
  writeFileSync(join(tree, 'scripts/level.sh'), '#!/bin/sh\n. "$(dirname "$0")/level-part.sh"\necho "$LEVEL"\n', {
    mode: 0o755,
  });
  writeFileSync(join(tree, 'scripts/level-part.sh'), 'LEVEL=one\n');
  writeFileSync(join(tree, 'include/level.h'), '#include "inner.h"\n');
  writeFileSync(join(tree, 'include/inner.h'), 'LEVEL one\n');
  writeFileSync(join(bin, 'own-gcc'), '#!/bin/sh\necho "own one"\n', { mode: 0o755 });
  writeFileSync(
    join(tree, 'arch/arm64/Kconfig'),
    `${readFileSync(join(tree, 'arch/arm64/Kconfig'), 'latin1')}
config LEVEL_OF_SCRIPT
	string
	default "$(shell,$(srctree)/scripts/level.sh)"
config LEVEL_OF_HEADER
	string
	default "$(shell,gcc -E -P -x c -I$(srctree)/include $(srctree)/include/level.h)"
config LEVEL_OF_COMPILER
	string
	default "$(shell,own-gcc --version)"
`,
    'latin1',
  );
});

async function answer(path: string, ...more: string[]): Promise<string> {
  const env = { XDG_CACHE_HOME: join(directory, 'cache'), PATH: path };
  const run = await kgate(['config', 'defconfig', '-C', tree, 'ARCH=arm64', '--output', '-', ...more], { env });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  return run.stdout;
}

/** Writes a file so that its size and its time are what they were. */
function rewrite(path: string, from: string, to: string): void {
  const { atime, mtime, size } = statSync(path);
  writeFileSync(path, readFileSync(path, 'latin1').replace(from, to), 'latin1');
  utimesSync(path, atime, mtime);
  expect(statSync(path)).toMatchObject({ size, mtime });
}

it.each<[string, string, () => void]>([
  [
    'a script of the tree',
    'LEVEL_OF_SCRIPT="two"',
    () => rewrite(join(tree, 'scripts/level.sh'), '"$LEVEL"', 'two #   '),
  ],
  [
    'what a script of the tree takes in',
    'LEVEL_OF_SCRIPT="two"',
    () => rewrite(join(tree, 'scripts/level-part.sh'), 'one', 'two'),
  ],
  [
    'a header that a header of the tree takes in',
    'LEVEL_OF_HEADER="LEVEL two"',
    () => rewrite(join(tree, 'include/inner.h'), 'one', 'two'),
  ],
  [
    'a wrapper under a compiler’s name',
    'LEVEL_OF_COMPILER="own two"',
    () => rewrite(join(bin, 'own-gcc'), 'one', 'two'),
  ],
  [
    'a compiler that comes earlier in PATH',
    'LEVEL_OF_COMPILER="own new"',
    () => {
      copyFileSync(join(bin, 'own-gcc'), join(bin, '../empty/own-gcc'));
      rewrite(join(bin, '../empty/own-gcc'), 'one', 'new');
    },
  ],
])('%s', async (_, line, change) => {
  const path = `${join(bin, '../empty')}:${bin}:${process.env['PATH'] ?? '/usr/bin:/bin'}`;
  const before = await answer(path);
  expect(before).toContain('LEVEL_OF_SCRIPT="one"');
  expect(before).toContain('LEVEL_OF_HEADER="LEVEL one"');
  expect(before).toContain('LEVEL_OF_COMPILER="own one"');
  expect(await answer(path)).toBe(before);
  change();
  const after = await answer(path);
  expect(after).toContain(line);
  expect(after).toBe(await answer(path, '--no-cache'));
});

it('a .config that is written again counts by its text', async () => {
  const config = join(tree, '.config');
  const cache = join(tree, '../cache');
  const run = async (...more: string[]): Promise<string> => {
    const words = ['config', 'olddefconfig', '-C', tree, 'ARCH=arm64', '--output', '-', ...more];
    const { exitCode, stdout } = await kgate(words, { env: { XDG_CACHE_HOME: cache, PATH: `${bin}:/usr/bin:/bin` } });
    expect(exitCode).toBe(0);
    return stdout;
  };
  /** The computed results; a run that computes one again writes it again. */
  const results = (): readonly number[] =>
    readdirSync(join(cache, 'kgate'))
      .filter((name) => name.startsWith('results-'))
      .map((name) => statSync(join(cache, 'kgate', name)).ino);
  writeFileSync(config, await answer(`${bin}:/usr/bin:/bin`));
  const before = await run();
  const kept = results();
  expect(kept).toHaveLength(1);
  const text = readFileSync(config, 'latin1');
  writeFileSync(config, text, 'latin1');
  utimesSync(config, 1, 1);
  expect(await run()).toBe(before);
  expect(results()).toEqual(kept);
  writeFileSync(config, text.replace('CONFIG_FTRACE=y', '# CONFIG_FTRACE is not set'), 'latin1');
  const after = await run();
  expect(after).toContain('# CONFIG_FTRACE is not set');
  expect(after).toBe(await run('--no-cache'));
});

it('another order of PATH', async () => {
  const rest = process.env['PATH'] ?? '/usr/bin:/bin';
  const other = join(bin, '../empty');
  copyFileSync(join(bin, 'own-gcc'), join(other, 'own-gcc'));
  rewrite(join(other, 'own-gcc'), 'one', 'new');
  expect(await answer(`${bin}:${other}:${rest}`)).toContain('LEVEL_OF_COMPILER="own one"');
  expect(await answer(`${other}:${bin}:${rest}`)).toContain('LEVEL_OF_COMPILER="own new"');
});
