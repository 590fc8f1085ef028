import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { probeFlag } from '../../../src/probe/asking/flag.ts';
import { effectsOf, effectWords, judgeEffects } from '../../../src/probe/asking/flag-effects.ts';
import { hasProgram } from '../../support/oracle.ts';
import { loadProfile } from '../../../src/probe/profile/load.ts';

const host = createNodeHost();
const profilesDirectory = new URL('../../../profiles', import.meta.url).pathname;
const ask = (compiler: string, flag: string) => probeFlag({ kind: 'tool', host, cc: compiler.split(' ') }, flag);

/** The words that ask for an effect, and a compiler whose target has it. */
const flags: Readonly<Record<string, readonly string[]>> = {
  '-fpatchable-function-entry=2': ['gcc', 'aarch64-linux-gnu-gcc', 'clang', 'clang --target=aarch64-linux-gnu'],
  '-fstack-protector-strong': ['gcc', 'aarch64-linux-gnu-gcc', 'clang', 'clang --target=aarch64-linux-gnu'],
  '-fsanitize=kernel-address': ['gcc', 'aarch64-linux-gnu-gcc', 'clang', 'clang --target=aarch64-linux-gnu'],
  '-mbranch-protection=pac-ret': ['aarch64-linux-gnu-gcc', 'clang --target=aarch64-linux-gnu'],
  '-mbranch-protection=pac-ret+leaf': ['aarch64-linux-gnu-gcc', 'clang --target=aarch64-linux-gnu'],
  '-mbranch-protection=pac-ret+leaf+bti': ['aarch64-linux-gnu-gcc', 'clang --target=aarch64-linux-gnu'],
  '-mbranch-protection=bti': ['aarch64-linux-gnu-gcc', 'clang --target=aarch64-linux-gnu'],
  '-mbranch-protection=standard': ['aarch64-linux-gnu-gcc', 'clang --target=aarch64-linux-gnu'],
  '-fcf-protection=branch': ['gcc', 'clang'],
  '-fcf-protection=return': ['gcc', 'clang'],
  '-fcf-protection': ['gcc', 'clang'],
};
const works = Object.entries(flags).flatMap(([flag, compilers]) => compilers.map((compiler) => [compiler, flag]));

describe.skipIf(!['gcc', 'aarch64-linux-gnu-gcc', 'clang'].every(hasProgram))('the effect of a flag', () => {
  it.each(works)('%s %s: in the assembly', (compiler, flag) => {
    expect(ask(compiler ?? '', flag ?? '')).toMatchObject({
      verdict: 'accepted',
      works: true,
      text: 'accepted, and works',
      notes: [],
    });
  });

  /** The compiler's own assembly without the flag has no effect, so that the check is no empty one. */
  it.each(works)('%s without %s: not in the assembly', (compiler, flag) => {
    const [program = '', ...words] = (compiler ?? '').split(' ');
    const seen = effectsOf([flag ?? '']).map((effect) => {
      const off = ['-fno-stack-protector', ...(/^gcc|^clang$/.test(compiler ?? '') ? ['-fcf-protection=none'] : [])];
      const { status, stdout } = spawnSync(program, [...words, ...effectWords(off)], {
        input: effect.text,
        encoding: 'utf8',
      });
      expect(status).toBe(0);
      return { effect, assembly: stdout };
    });
    expect(seen).toHaveLength(1);
    expect(judgeEffects(seen)).toMatchObject({ works: false });
  });

  it.each([
    ['gcc', '-fstack-protector-strong -fno-stack-protector', 'no stack protector is asked for'],
    ['aarch64-linux-gnu-gcc', '-mbranch-protection=none', 'no branch protection is asked for'],
    ['gcc', '-fcf-protection=none', 'no control-flow protection is asked for'],
    ['clang', '-fsanitize=kernel-address -fno-sanitize=all', 'no address sanitizer is asked for'],
  ])('%s %s: the last word counts', (compiler, flag, note) => {
    expect(ask(compiler, flag)).toMatchObject({ verdict: 'accepted', works: true, notes: [note] });
  });

  it('several effects are looked at, each on its own', () => {
    const answer = ask('gcc', '-fstack-protector-strong -fcf-protection=branch -fpatchable-function-entry=2');
    expect(answer).toMatchObject({ works: true, text: 'accepted, and works' });
    expect(answer.commands.filter(({ argv }) => argv.includes('-S'))).toHaveLength(3);
  });

  it.each([
    // Source: GCC 12 manual, "x86 Options", -mmanual-endbr: landing pads only where an attribute asks for one.
    ['gcc', '-fcf-protection=branch -mmanual-endbr', 'no endbr'],
    // Source: GCC 12 manual, "Optimize Options", asan-instrument-writes.
    ['gcc', '-fsanitize=kernel-address --param=asan-instrument-writes=0', 'no check of a store (__asan_…store4)'],
  ])('%s %s: accepted, but without effect', (compiler, flag, missing) => {
    expect(ask(compiler, flag)).toMatchObject({
      verdict: 'accepted',
      works: false,
      text: 'accepted, but without effect',
      notes: [`the assembly has ${missing}`],
    });
  });
});

describe.skipIf(!hasProgram('avr-gcc'))('avr-gcc', () => {
  it.each(['-fstack-protector-strong', '-fsanitize=kernel-address', '-mbranch-protection=bti', '-fcf-protection=full'])(
    'refuses %s, and nothing is compiled for its effect',
    (flag) => {
      const answer = ask('avr-gcc', flag);
      expect(answer.verdict).toBe('rejected');
      expect(answer).not.toHaveProperty('works');
      expect(answer.commands.some(({ argv }) => argv.includes('-S'))).toBe(false);
    },
  );
});

it('a profile answers for the effect that was recorded, and no other', () => {
  const profile = loadProfile('gcc-12', { host, profilesDirectory });
  expect(probeFlag({ kind: 'profile', profile }, '-fstack-protector-strong')).toMatchObject({
    verdict: 'accepted',
    works: 'unknown',
  });
});

it.each([
  ['-O2'],
  ['-fstack-protector-explicit'],
  ['-fsanitize=undefined'],
  ['-mbranch-protection'],
  ['-fsanitize=kernel-address-x'],
])('%s has no entry in the table', (flag) => {
  expect(effectsOf([flag])).toEqual([]);
});
