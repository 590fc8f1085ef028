import { describe, expect, it } from 'vitest';
import type { ShellAnswer } from '../../../src/core/run-shell.ts';
import { directoriesOf, watchDirectories } from '../../../src/kernel/goals/made-directories.ts';

describe('directoriesOf', () => {
  // Source: mkdir(1).
  it.each([
    [
      ['mkdir', '-p', 'a/b', '/o/c'],
      ['/w/a/b', '/o/c'],
    ],
    [
      ['mkdir', 'a', '-p', '../b'],
      ['/w/a', '/b'],
    ],
    [['mkdir', '-m', '700', 'a'], []],
    [['rmdir', 'a'], []],
    [[], []],
  ])('%j', (argv, directories) => {
    expect(directoriesOf(argv, '/w')).toEqual(directories);
  });
});

describe('watchDirectories', () => {
  const answer: ShellAnswer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };

  it('notes the directories of commands and of parts of a list, after they were run', () => {
    const seen: string[] = [];
    const shell = watchDirectories(
      ({ command }) => {
        seen.push(command);
        return answer;
      },
      (path) => void seen.push(path),
    );
    for (const command of ['mkdir -p x y', '[ -d z ] || mkdir z', 'pwd']) {
      expect(shell({ command, cwd: '/w', env: {} })).toBe(answer);
    }
    expect(seen).toEqual(['mkdir -p x y', '/w/x', '/w/y', '[ -d z ] || mkdir z', '/w/z', 'pwd']);
  });
});
