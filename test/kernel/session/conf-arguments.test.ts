import { describe, expect, it } from 'vitest';
import { modeNamed, parseConfArguments } from '../../../src/kernel/session/conf-arguments.ts';

/** Source: long_opts and the option loop of scripts/kconfig/conf.c, v6.12; BusyBox scripts/kconfig/conf.c for letters. */
describe('parseConfArguments', () => {
  it.each<[string, boolean, unknown]>([
    ['Kconfig', false, { mode: 'oldaskconfig', silent: false, topFile: 'Kconfig' }],
    ['-s --oldnoconfig Kconfig', false, { mode: 'olddefconfig', silent: true, topFile: 'Kconfig' }],
    ['--silentoldconfig Kconfig', false, { mode: 'syncconfig', silent: false, topFile: 'Kconfig' }],
    ['--defconfig=a/b=c Kconfig', false, { mode: 'defconfig', file: 'a/b=c', silent: false, topFile: 'Kconfig' }],
    ['--savedefconfig out Kconfig', false, { mode: 'savedefconfig', file: 'out', silent: false, topFile: 'Kconfig' }],
    ['-D file Config.in', true, { mode: 'defconfig', file: 'file', silent: false, topFile: 'Config.in' }],
    ['-o Config.in', true, { mode: 'oldconfig', silent: false, topFile: 'Config.in' }],
    ['-o Config.in', false, null],
    ['--menuconfig Kconfig', false, null],
    ['--olddefconfig', false, null],
  ])('%s (letters: %s)', (words, hasLetterModes, expected) => {
    expect(parseConfArguments(words.split(' '), hasLetterModes)).toEqual(expected);
  });
});

it.each([
  ['config', 'oldaskconfig'],
  ['oldnoconfig', 'olddefconfig'],
  ['foo_defconfig', undefined],
  ['toString', undefined],
])('the mode named %s is %s', (name, mode) => {
  expect(modeNamed(name)).toBe(mode);
});
