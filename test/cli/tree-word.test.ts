import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { takeTreeWord } from '../../src/cli/tree-word.ts';

const top = mkdtempSync(join(tmpdir(), 'kgate-tree-word-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

for (const name of [
  'linux/Makefile',
  'linux/Kconfig',
  'linux/fs/ext4/Makefile',
  'linux/fs/ext4/Kconfig',
  'headers/Makefile',
  'headers/include/config/auto.conf',
  'module/Makefile',
  'module/src/Makefile',
  'module/linux/Makefile',
  'module/linux/Kconfig',
  'empty/notes.txt',
]) {
  mkdirSync(dirname(join(top, name)), { recursive: true });
  writeFileSync(join(top, name), '');
}

const nothing = () => Promise.resolve();
const sink = { isTerminal: false, columns: 80, isWatched: false, show: nothing, pass: nothing };

function take(place: string, ...words: string[]) {
  const io: Io = { stdout: sink, stderr: sink, env: {}, cwd: top };
  const parsed = parseArguments(['check', ...words], io);
  if (parsed.kind !== 'run') throw new Error('no run');
  const taken = takeTreeWord(parsed.input, join(top, place));
  const { goals, treeName } = taken?.input ?? parsed.input;
  return { directory: taken?.directory ?? null, goals, treeName };
}

describe('takeTreeWord', () => {
  it.each([
    // Outside a tree a directory with a tree in it is the tree.
    ['.', ['linux', 'Image'], 'linux', ['Image']],
    ['.', ['linux/', '--goal', 'dtbs', 'Image'], 'linux/', ['dtbs', 'Image']],
    ['.', ['headers'], 'headers', []],
    ['module', ['linux'], 'linux', []],
    // Any directory is one where there is no makefile.
    ['.', ['empty'], 'empty', []],
    ['empty', ['../linux'], '../linux', []],
    // In a tree the names of what is in it are goals.
    ['linux', ['fs/ext4/'], null, ['fs/ext4/']],
    ['linux', ['fs/ext4'], null, ['fs/ext4']],
    ['linux', ['Image', 'fs/'], null, ['Image', 'fs/']],
    ['linux', ['nosuch'], null, ['nosuch']],
    ['headers', ['include'], null, ['include']],
    // What is not in it is another tree.
    ['linux', ['../headers', 'modules'], '../headers', ['modules']],
    ['linux', ['.', 'fs/'], '.', ['fs/']],
    // A makefile that is no tree's has goals.
    ['module', ['src'], null, ['src']],
    ['module', ['modules'], null, ['modules']],
  ] as const)('in %s: %j', (place, words, directory, goals) => {
    expect(take(place, ...words)).toEqual({ directory, goals, treeName: directory ?? '.' });
  });

  it('joins the word to -C for reports', () => {
    expect(take('.', '-C', '/somewhere', 'linux').treeName).toBe('/somewhere/linux');
  });

  it('refuses a word that is neither', () => {
    expect(() => take('empty', 'linux-6.13')).toThrow(
      expect.objectContaining({
        code: 'usage/no-tree',
        message: 'linux-6.13: no such directory, and . has no makefile to make it with',
      }),
    );
  });
});
