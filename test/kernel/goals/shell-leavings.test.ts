import { describe, expect, it } from 'vitest';
import type { ShellAnswer } from '../../../src/core/run-shell.ts';
import { directoriesOf, keepLeavings } from '../../../src/kernel/goals/shell-leavings.ts';

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

describe('keepLeavings', () => {
  const answer: ShellAnswer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };

  it('notes the directories of commands and of parts of a list, after they were run', () => {
    const seen: string[] = [];
    const shell = keepLeavings(
      ({ command }) => {
        seen.push(command);
        return answer;
      },
      { directory: (path) => void seen.push(path), change: () => {} },
    );
    for (const command of ['mkdir -p x y', '[ -d z ] || mkdir z', 'pwd']) {
      expect(shell({ command, cwd: '/w', env: {} })).toBe(answer);
    }
    expect(seen).toEqual(['mkdir -p x y', '/w/x', '/w/y', '[ -d z ] || mkdir z', '/w/z', 'pwd']);
  });

  it('hands on what a text that was followed has left', () => {
    const seen: unknown[] = [];
    const left = [
      ['/w/a', { kind: 'directory' }],
      ['/w/a/f', { kind: 'file', content: 'text' }],
      ['/w/g', { kind: 'removed' }],
    ] as const;
    const shell = keepLeavings(() => ({ ...answer, left }), {
      directory: (path) => void seen.push(path),
      change: (path, change) => void seen.push([path, change.kind]),
    });
    shell({ command: 'scripts/x', cwd: '/w', env: {} });
    expect(seen).toEqual(['/w/a', ['/w/a/f', 'file'], ['/w/g', 'removed']]);
  });
});
