import { describe, expect, it } from 'vitest';
import { commandFirst, parseVariableWord, sortWords } from '../../src/cli/words.ts';

describe('parseVariableWord', () => {
  // Source: GNU make manual 4.3 §9.5 (overriding variables) and §6.5 (flavors of assignment).
  it.each([
    ['ARCH=arm64', 'ARCH', '=', 'arm64'],
    ['LLVM=', 'LLVM', '=', ''],
    ['A:=b', 'A', ':=', 'b'],
    ['A::=b', 'A', '::=', 'b'],
    ['KCFLAGS+=-g -O1', 'KCFLAGS', '+=', '-g -O1'],
    ['A?=b', 'A', '?=', 'b'],
    ['A!=b', 'A', '!=', 'b'],
    ['A=b=c', 'A', '=', 'b=c'],
    ['CFLAGS_main.o=-g', 'CFLAGS_main.o', '=', '-g'],
    ['A=two\nlines', 'A', '=', 'two\nlines'],
  ])('reads %j', (word, name, operator, value) => {
    expect(parseVariableWord(word)).toEqual({ name, operator, value });
  });

  it.each(['', 'ARCH', '=x', '-DA=b', '--cc=x', 'dir/a=b', '64BIT=y', 'a b=c'])('leaves %j alone', (word) => {
    expect(parseVariableWord(word)).toBeUndefined();
  });
});

describe('sortWords', () => {
  const names = (variables: readonly { name: string }[]): string[] => variables.map(({ name }) => name);

  it.each([
    ['check', ['ARCH=arm64', 'FOO=y'], [], ['ARCH', 'FOO']],
    ['lint', ['drivers/net', 'ARCH=x', 'dir/a=b'], ['drivers/net', 'dir/a=b'], ['ARCH']],
    ['why', ['KASAN'], ['KASAN'], []],
    ['why', ['KASAN=y'], ['KASAN=y'], []],
    ['why', ['ARCH=arm64', 'KASAN=y'], ['KASAN=y'], ['ARCH']],
    ['why', ['KASAN=y', 'ARCH=arm64', 'LLVM=1'], ['KASAN=y'], ['ARCH', 'LLVM']],
    [
      'why',
      ['CROSS_COMPILE=x-', 'KBUILD_EXTMOD=m', 'O=b', '64BIT=n'],
      ['64BIT=n'],
      ['CROSS_COMPILE', 'KBUILD_EXTMOD', 'O'],
    ],
    ['why', ['SOMETHING=1', 'KASAN'], ['KASAN'], ['SOMETHING']],
    ['why', ['KASAN=y', 'MYVAR=1'], ['KASAN=y'], ['MYVAR']],
    ['fix', ['KVM=y', 'BT=n', 'USB=m', 'ARCH=arm64'], ['KVM=y', 'BT=n', 'USB=m'], ['ARCH']],
    ['fix', ['LLVM=1', 'RUST', 'O=b', 'CONFIG_O=y', 'NR_CPUS=4'], ['RUST', 'CONFIG_O=y', 'NR_CPUS=4'], ['LLVM', 'O']],
    [
      'fix',
      ['LOCALVERSION=-x', 'DEFAULT_HOSTNAME=a b', '64BIT=y'],
      ['DEFAULT_HOSTNAME=a b', '64BIT=y'],
      ['LOCALVERSION'],
    ],
    [
      'fix',
      ['MINE:=1', 'MINE+=2', 'MINE?=3', 'CFLAGS_a.o=-g', 'MINE=4'],
      ['MINE=4'],
      ['MINE', 'MINE', 'MINE', 'CFLAGS_a.o'],
    ],
    ['fix', ['build', 'a/b.c', 'ARCH=arm64', 'BT=n'], ['build', 'a/b.c', 'BT=n'], ['ARCH']],
    ['probe', ['-DA=b', 'CC=clang', '-fx=1'], ['-DA=b', '-fx=1'], ['CC']],
  ] as const)('%s %j', (command, words, operands, variables) => {
    const sorted = sortWords(command, words);
    expect([sorted.operands, names(sorted.variables)]).toEqual([operands, variables]);
  });
});

describe('commandFirst', () => {
  const options = new Set(['-C', '-O', '--cc']);
  it.each([
    [
      ['check', '-C', 'x'],
      ['check', '-C', 'x'],
    ],
    [
      ['-C', 'check', 'lint'],
      ['lint', '-C', 'check'],
    ],
    [
      ['-Cx', 'A=b', '--cc=y', 'probe', '-O2'],
      ['probe', '-Cx', 'A=b', '--cc=y', '-O2'],
    ],
    [['--help'], ['--help']],
    [[], []],
  ])('%j', (words, expected) => {
    expect(commandFirst(words, options)).toEqual(expected);
  });
});
