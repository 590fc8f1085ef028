import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/kconfig/dialect/dialects.ts';
import { modeNamed, parseConfArguments } from '../../../src/kernel/session/conf-arguments.ts';

/** Source: long_opts and the option loop of scripts/kconfig/conf.c, v6.12; BusyBox scripts/kconfig/conf.c for letters. */
describe('parseConfArguments', () => {
  const none = {};
  const busybox = dialects.busybox.modes.letters;
  // Source: uClibc-ng 1.0.54, extra/config/conf.c.
  const uclibc = { o: 'oldconfig', s: 'silentoldconfig', d: 'olddefconfig', S: 'savedefconfig', l: 'listnewconfig' };
  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ['Kconfig', none, { mode: 'oldaskconfig', silent: false, topFile: 'Kconfig' }],
    ['-s --oldnoconfig Kconfig', none, { mode: 'olddefconfig', silent: true, topFile: 'Kconfig' }],
    ['--silentoldconfig Kconfig', none, { mode: 'syncconfig', silent: false, topFile: 'Kconfig' }],
    ['--defconfig=a/b=c Kconfig', none, { mode: 'defconfig', file: 'a/b=c', silent: false, topFile: 'Kconfig' }],
    ['--savedefconfig out Kconfig', none, { mode: 'savedefconfig', file: 'out', silent: false, topFile: 'Kconfig' }],
    ['-D file Config.in', busybox, { mode: 'defconfig', file: 'file', silent: false, topFile: 'Config.in' }],
    ['-o Config.in', busybox, { mode: 'oldconfig', silent: false, topFile: 'Config.in' }],
    ['-o Config.in', none, null],
    ['-d Config.in', busybox, { mode: 'alldefconfig', silent: false, topFile: 'Config.in' }],
    ['-d Config.in', uclibc, { mode: 'olddefconfig', silent: false, topFile: 'Config.in' }],
    ['-S out Config.in', uclibc, { mode: 'savedefconfig', file: 'out', silent: false, topFile: 'Config.in' }],
    ['-s Config.in', uclibc, { mode: 'syncconfig', silent: false, topFile: 'Config.in' }],
    ['--menuconfig Kconfig', none, null],
    ['--olddefconfig', none, null],
  ])('%s (letters: %j)', (words, letters, expected) => {
    expect(parseConfArguments(words.split(' '), letters)).toEqual(expected);
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
