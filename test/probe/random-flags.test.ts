import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { createCompilerReplay } from '../../src/probe/profile/compiler-answer.ts';
import { loadProfile } from '../../src/probe/profile/load.ts';

/**
 * A replay answers a command line by what was recorded of its flags, or says that it does not know. The oracle is the
 * compiler that was recorded.
 */
const profilesDirectory = fileURLToPath(new URL('../../profiles', import.meta.url));
const output = join(tmpdir(), `kgate-flags-${process.pid}.o`);
const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };

afterAll(() => rmSync(output, { force: true }));

describe.each([
  ['gcc-12', ['aarch64-linux-gnu-gcc'], 1],
  ['gcc-11', ['aarch64-linux-gnu-gcc-11'], 2],
  ['gcc-12-x86_64', ['gcc'], 3],
  ['clang-14-aarch64', ['clang'], 4],
  ['clang-14-x86_64', ['clang'], 5],
  ['avr-gcc-5.4.0', ['avr-gcc'], 6],
])('%s', (name, cc, seed) => {
  const profile = loadProfile(name, { host: createNodeHost(), profilesDirectory });
  const replay = createCompilerReplay(profile);
  const [program = '', ...first] = cc;
  const ask = (args: readonly string[]): ReturnType<typeof spawnSync> =>
    spawnSync(program, [...first, ...args], { env, encoding: 'latin1', cwd: tmpdir() });
  const flags = (isAccepted: boolean): string[] =>
    [...profile.flags].filter(([, record]) => record.accepted === isAccepted).map(([flag]) => flag);

  it('is the compiler at hand', () => {
    const macro = profile.vendor === 'gcc' ? /#define __VERSION__ "?([\d.]+)/ : /#define __clang_version__ "([\d.]+)/;
    const { stdout } = ask(['-dM', '-E', '-x', 'c', '/dev/null']);
    expect(macro.exec(String(stdout))?.[1], 'record the profiles again: scripts/record-profiles.ts').toBe(
      profile.version,
    );
  });

  it('answers single flags as the compiler does', { timeout: 120_000 }, () => {
    const all = [...profile.flags].filter(([, { basis }]) => basis === 'recorded');
    // Every eighth of them: the whole list is what recording is.
    for (const [flag, { accepted }] of all.filter((_, at) => at % 8 === seed)) {
      const args = ['-Werror', ...profile.baseFlags, ...flag.split(' '), '-c', '-x', 'c', '/dev/null', '-o', output];
      expect(ask(args).status === 0, flag).toBe(accepted);
    }
  });

  it('answers random lines as the compiler does, or not at all', { timeout: 240_000 }, () => {
    let known = 0;
    const line = fc.tuple(
      fc.array(fc.constantFrom(...flags(true)), { minLength: 1, maxLength: 24 }),
      fc.option(fc.constantFrom(...flags(false)), { freq: 3 }),
      fc.nat(24),
    );
    fc.assert(
      fc.property(line, ([accepted, refused, at]) => {
        const texts = refused === null ? accepted : accepted.toSpliced(at, 0, refused);
        const words = texts.flatMap((text) => text.split(' '));
        const args = ['-Werror', ...profile.baseFlags, ...words, '-c', '-x', 'c', '/dev/null', '-o', output];
        const answer = replay.answer([program, ...args], '');
        if ('unknown' in answer) return;
        known += 1;
        const real = ask(args);
        expect(answer.status === 0, String(real.stderr)).toBe(real.status === 0);
      }),
      { seed, numRuns: 120 },
    );
    expect(known).toBeGreaterThan(70);
  });
});
