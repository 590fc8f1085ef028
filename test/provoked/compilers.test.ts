/** Kind 4: a compiler that cannot do what the tree asks. */
import { afterAll } from 'vitest';
import type { ProvokedStop } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { provokeAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const fresh = freshBase('linux-6.12', 'arm64', arm64);
const older = freshBase('linux-6.1', 'arm64', arm64);
const riscv = freshBase('linux-6.12', 'riscv', ['ARCH=riscv', 'CROSS_COMPILE=riscv64-linux-gnu-']);
const x86 = freshBase('linux-6.12', 'x86_64', ['ARCH=x86_64'], ['CONFIG_64BIT=y']);

const cases: readonly ProvokedStop[] = [
  {
    id: 'arm64 without CROSS_COMPILE',
    kind: 4,
    base: fresh,
    words: ['CROSS_COMPILE='],
    goals: ['prepare'],
    expect: 'Error 1',
    names: ['aarch64-linux-gnu-'],
  },
  {
    id: 'arm64 without CROSS_COMPILE at the default goal',
    kind: 4,
    base: older,
    words: ['CROSS_COMPILE='],
    expect: 'Error 1',
    names: ['aarch64-linux-gnu-'],
  },
  {
    id: 'riscv without CROSS_COMPILE',
    kind: 4,
    base: riscv,
    words: ['CROSS_COMPILE='],
    goals: ['prepare'],
    expect: 'Error 1',
    names: ['riscv64-linux-gnu-'],
  },
  {
    id: 'x86 with a compiler for arm64',
    kind: 4,
    base: x86,
    words: ['CROSS_COMPILE=aarch64-linux-gnu-'],
    goals: ['prepare'],
    expect: 'Error 1',
    names: ['ARCH=x86_64'],
  },
  {
    id: 'a cross compiler that is not there',
    kind: 4,
    base: fresh,
    words: ['CROSS_COMPILE=kgate-none-'],
    goals: ['prepare'],
    expect: 'kgate-none-gcc',
    names: ['kgate-none-'],
  },
  {
    id: 'defconfig of another architecture',
    kind: 4,
    base: fresh,
    goals: ['multi_v7_defconfig'],
    expect: "Can't find default configuration",
    names: ['ARCH=arm'],
  },
  ...(['KCFLAGS', 'KAFLAGS'] as const).map(
    (variable): ProvokedStop => ({
      id: `a flag of ${variable} that no compiler knows`,
      kind: 4,
      base: keys,
      words: [`${variable}=-mkgate-none`],
      goals: ['prepare'],
      expect: '-mkgate-none',
    }),
  ),
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
