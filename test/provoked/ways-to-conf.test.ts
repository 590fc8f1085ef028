/** Kind 5: goals that take `auto.conf` as it is, and source trees that are not clean, under goals that look or do not. */
import { afterAll } from 'vitest';
import type { ProvokedCase, ProvokedStop } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { passAll, provokeAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const older = keysBase('linux-6.1');
const fresh = freshBase('linux-6.12', 'arm64', arm64);
const olderFresh = freshBase('linux-6.1', 'arm64', arm64);
const unclean = { '.config': '' };
/** auto.conf in the source tree, where make finds it through its include path. */
const configured = { '.config': '', 'include/config/auto.conf': 'CONFIG_LOCALVERSION="-x"\n' };
const installs = ['INSTALL_MOD_PATH={root}/mod', 'INSTALL_PATH={root}/boot', 'INSTALL_DTBS_PATH={root}/dtbs'];

const stopped: readonly ProvokedStop[] = [
  ...[fresh, olderFresh].flatMap((base) =>
    ['kernelrelease', 'modules_install', ...(base === fresh ? ['image_name', 'install', 'dtbs_install'] : [])].map(
      (goal): ProvokedStop => ({
        id: `${goal} without auto.conf`,
        kind: 5,
        base,
        goals: [goal],
        words: installs,
        expect: 'Kernel configuration is invalid',
        hasFix: true,
      }),
    ),
  ),
  ...[keys, older].flatMap((base): ProvokedStop[] => [
    {
      id: 'kernelrelease without autoconf.h',
      kind: 5,
      base,
      goals: ['kernelrelease'],
      objects: { 'include/generated/autoconf.h': null },
      expect: 'Kernel configuration is invalid',
    },
    ...['prepare', ...(base === keys ? ['scripts_basic', 'syncconfig', 'init/version.o'] : [])].map(
      (goal): ProvokedStop => ({
        id: `${goal} with .config in the source tree`,
        kind: 5,
        base,
        goals: [goal],
        source: unclean,
        expect: 'The source tree is not clean',
      }),
    ),
    {
      id: 'flex for a conf that is built again',
      kind: 2,
      base,
      goals: ['prepare'],
      config: { IKCONFIG: 'n' },
      objects: { 'scripts/kconfig': null },
      without: ['flex', 'bison'],
      expect: 'flex: not found',
      names: ['flex'],
    },
  ]),
  {
    id: 'kernelrelease with auto.conf in the source tree only',
    kind: 5,
    base: fresh,
    goals: ['kernelrelease'],
    source: configured,
    expect: 'Kernel configuration is invalid',
  },
];

const passing: readonly ProvokedCase[] = [
  ...[keys, older].flatMap((base): ProvokedCase[] => [
    ...['kernelrelease', ...(base === keys ? ['kernelversion', 'clean'] : [])].map(
      (goal): ProvokedCase => ({
        id: `${goal} with .config in the source tree`,
        kind: 5,
        base,
        goals: [goal],
        source: unclean,
      }),
    ),
    {
      id: 'flex for a conf that nothing starts',
      kind: 2,
      base,
      goals: ['prepare'],
      objects: { 'scripts/kconfig': null },
      without: ['flex', 'bison'],
    },
  ]),
  { id: 'kernelversion without auto.conf', kind: 5, base: fresh, goals: ['kernelversion'] },
];

const stops = provokeAll(stopped);
const passes = passAll(passing);
afterAll(() => {
  stops.remove();
  passes.remove();
});
