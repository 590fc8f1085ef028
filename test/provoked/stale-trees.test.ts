/** Kinds 5 and 7: what an earlier make or an editor has left, and release strings. */
import { afterAll } from 'vitest';
import type { ProvokedStop } from '../support/provoked.ts';
import { keysBase } from '../support/provoked-bases.ts';
import { provokeAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const older = keysBase('linux-6.1');
const both = [keys, older];
const long = 'x'.repeat(70);

function onBoth(one: Omit<ProvokedStop, 'base'>): ProvokedStop[] {
  return both.map((base) => ({ ...one, base }));
}

const cases: readonly ProvokedStop[] = [
  {
    // test/e2e/left-config.test.ts has both kernels.
    id: 'auto.conf with a symbol that .config no longer has',
    kind: 5,
    base: keys,
    goals: ['prepare'],
    config: { IKCONFIG: 'n' },
    append: { 'arch/arm64/Makefile': 'ifdef CONFIG_IKCONFIG\n$(error no configuration in the kernel)\nendif' },
    expect: 'no configuration in the kernel',
    names: ['auto.conf'],
  },
  ...onBoth({
    id: '.config in the source tree',
    kind: 5,
    goals: ['prepare'],
    // Then auto.conf is brought up to date, and the stop is one make deeper.
    config: { IKCONFIG: 'n' },
    source: { '.config': '' },
    expect: 'The source tree is not clean',
  }),
  {
    id: 'generated files in the source tree, default goal',
    kind: 5,
    base: keys,
    config: { IKCONFIG: 'n' },
    source: { 'arch/arm64/include/generated/x': '' },
    expect: 'The source tree is not clean',
  },
  {
    id: 'auto.conf cut off within a line',
    kind: 5,
    base: keys,
    goals: ['prepare'],
    objects: { 'include/config/auto.conf': 'CONFIG_A=y\nCONFIG_\n' },
    expect: 'missing separator',
  },
  {
    id: 'record of a command cut off by a full disk',
    kind: 5,
    base: keys,
    goals: ['prepare'],
    objects: { 'scripts/mod/.empty.o.cmd': 'savedcmd_scripts/mod/empty.o := x\nsource_scr\n' },
    expect: 'missing separator',
    names: ['scripts/mod/.empty.o.cmd'],
  },
  ...onBoth({
    id: 'KERNELRELEASE of the command line',
    kind: 7,
    goals: ['include/generated/utsrelease.h'],
    words: [`KERNELRELEASE=${long}`],
    expect: 'exceeds 64 characters',
  }),
  ...onBoth({
    id: 'LOCALVERSION of the command line',
    kind: 7,
    goals: ['prepare'],
    words: [`LOCALVERSION=-${long}`],
    expect: 'exceeds 64 characters',
    names: ['LOCALVERSION'],
  }),
  {
    id: 'LOCALVERSION of the environment',
    kind: 7,
    base: keys,
    goals: ['prepare'],
    env: { LOCALVERSION: `-${long}` },
    expect: 'exceeds 64 characters',
    names: ['LOCALVERSION'],
  },
  ...onBoth({
    id: 'CONFIG_LOCALVERSION',
    kind: 7,
    goals: ['prepare'],
    config: { LOCALVERSION: `"-${long}"` },
    expect: 'exceeds 64 characters',
    names: ['CONFIG_LOCALVERSION'],
    hasFix: true,
  }),
  {
    id: 'localversion file of the object directory',
    kind: 7,
    base: keys,
    goals: ['prepare'],
    objects: { 'localversion-kgate': `-${long}\n` },
    expect: 'exceeds 64 characters',
    names: ['localversion-kgate'],
  },
  {
    id: 'localversion files of the source tree',
    kind: 7,
    base: keys,
    goals: ['prepare'],
    source: { 'localversion-a': `-${'a'.repeat(35)}\n`, 'localversion-b': `-${'b'.repeat(35)}\n` },
    expect: 'exceeds 64 characters',
    names: ['localversion-'],
  },
  {
    id: 'setlocalversion outside of the build',
    kind: 7,
    base: keys,
    goals: ['kernelrelease'],
    objects: { 'include/config/auto.conf': null },
    expect: 'Kernel configuration is invalid',
  },
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
