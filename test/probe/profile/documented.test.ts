import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { loadProfile } from '../../../src/probe/profile/load.ts';
import { hasProgram } from '../../support/oracle.ts';

const profilesDirectory = fileURLToPath(new URL('../../../profiles', import.meta.url));
const host = createNodeHost();

/** `-mfoo` and fixed registers exist for one machine only. */
const isForOneMachine = (flag: string): boolean => flag.startsWith('-m') || flag.startsWith('-ffixed-');

/** Documented flags that the compiler refuses. */
function refused(profile: string, compiler: string, skip: (flag: string) => boolean): string[] {
  const { flags } = loadProfile(profile, { host, profilesDirectory });
  return [...flags]
    .filter(([flag, { basis }]) => basis === 'documented' && !skip(flag))
    .map(([flag]) => flag)
    .filter((flag) => {
      const words = ['-Werror', flag, '-c', '-x', 'c', '/dev/null', '-o', '/dev/null'];
      return spawnSync(compiler, words, { env: { PATH: process.env.PATH, LC_ALL: 'C' } }).status !== 0;
    });
}

describe('flags that are documented, not recorded', () => {
  // 7.5.0 lies between 5.4 and 11, and GCC does not drop an option and take it back.
  it.each([
    ['gcc-11', 'aarch64-linux-gnu-gcc-11', () => false],
    ['gcc-12', 'aarch64-linux-gnu-gcc-12', () => false],
    ['gcc-7.5.0', 'aarch64-linux-gnu-gcc-11', () => false],
    ['gcc-7.5.0', 'avr-gcc', isForOneMachine],
  ])(
    '%s: %s accepts them',
    (profile, compiler, skip) => {
      if (!hasProgram(compiler)) return;
      expect(refused(profile, compiler, skip)).toEqual([]);
    },
    60_000,
  );
});
