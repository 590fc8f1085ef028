import { describe, expect, it } from 'vitest';
import { parseMakeCommand, splitSimpleCommand } from '../../../src/kernel/levels/command-words.ts';

describe('splitSimpleCommand', () => {
  // Source: POSIX.1-2017 XCU 2.2 Quoting.
  it.each([
    ['make -C /o -f /k/Makefile all', ['make', '-C', '/o', '-f', '/k/Makefile', 'all']],
    ['make  -C /o \\\n-f /k/Makefile', ['make', '-C', '/o', '-f', '/k/Makefile']],
    ["conf '--defconfig=a b' Kconfig", ['conf', '--defconfig=a b', 'Kconfig']],
    ['a "" b', ['a', '', 'b']],
    ['a\\ b', ['a b']],
    ['x"y"z', ['xyz']],
    ['', []],
  ])('%j', (text, words) => {
    expect(splitSimpleCommand(text)).toEqual(words);
  });

  it.each(['a; b', 'a && b', 'a > f', 'echo $x', 'echo "$x"', 'a `b`', "a 'b", '(a)'])(
    '%j is more than that',
    (text) => {
      expect(splitSimpleCommand(text)).toBeNull();
    },
  );
});

describe('parseMakeCommand', () => {
  it('takes options, variables and goals apart', () => {
    const words = ['make', '--no-print-directory', '-C', '/o', '-f', '/k/Makefile', 'A=1', 'prepare'];
    expect(parseMakeCommand(words, 'make')).toEqual({
      directory: '/o',
      makefiles: ['/k/Makefile'],
      options: ['--no-print-directory'],
      overrides: ['A=1'],
      goals: ['prepare'],
      words: ['--no-print-directory', '-f', '/k/Makefile', 'A=1', 'prepare'],
    });
  });

  // Source: GNU make manual 4.3 §9.7, `-C`.
  it.each([
    [['-C', 'a', '-C', 'b'], 'a/b'],
    [['-C/o'], '/o'],
    [['-C', 'a', '-C', '/o'], '/o'],
  ])('several -C add up: %j', (args, directory) => {
    expect(parseMakeCommand(['make', ...args], 'make')).toMatchObject({ directory, words: [] });
  });

  it('is null for another program', () => {
    expect(parseMakeCommand(['echo', 'make'], 'make')).toBeNull();
  });
});
