/** Kind 5: an object directory that an earlier make has built with another compiler, for another architecture or version. */
import { afterAll, expect, test } from 'vitest';
import { type ObjectBase, type ProvokedCase, ProvokedStops } from '../support/provoked.ts';
import { arm64 } from '../support/provoked-bases.ts';

const builds = new ProvokedStops();
afterAll(() => builds.remove());

const gcc11 = 'CC=aarch64-linux-gnu-gcc-11';
const riscv = ['ARCH=riscv', 'CROSS_COMPILE=riscv64-linux-gnu-'];

function built(name: string, tree: ObjectBase['tree'], words: readonly string[]): ObjectBase {
  return { name, tree, words, goal: 'tinyconfig', build: ['prepare'] };
}

const of612 = built('gcc-11-linux-6.12', 'linux-6.12', [...arm64, gcc11]);
const of61 = built('gcc-11-linux-6.1', 'linux-6.1', [...arm64, gcc11]);
const compilers = { compiler: expect.stringContaining('gcc-11 '), compilerNow: expect.stringContaining('gcc (') };

const cases: readonly (readonly [id: string, one: Pick<ProvokedCase, 'base' | 'words' | 'before'>, args: object])[] = [
  ['another compiler', { base: of612, words: ['CC=aarch64-linux-gnu-gcc'] }, compilers],
  ['another compiler', { base: of61, words: ['CC=aarch64-linux-gnu-gcc'] }, compilers],
  [
    'another architecture',
    {
      base: of612,
      words: [...riscv, 'CC=riscv64-linux-gnu-gcc'],
      before: `make -s -C {tree} O=$PWD ${riscv.join(' ')} tinyconfig`,
    },
    {
      ...compilers,
      kernel: expect.stringContaining('Linux/arm64 '),
      kernelNow: expect.stringContaining('Linux/riscv '),
      asked: [],
    },
  ],
  [
    'another version',
    {
      base: { ...of612, name: 'version', tree: 'linux-6.12' },
      before: 'sed -i "s|Linux/arm64 6.12.[0-9]*|Linux/arm64 6.11.1|" include/config/auto.conf; touch .config',
    },
    { kernel: 'Linux/arm64 6.11.1', asked: [] },
  ],
];

test.each(cases.map(([id, one, args]) => [one.base.tree, id, one, args] as const))(
  '%s: %s',
  (_tree, id, one, args) => {
    const { raw, result, status } = builds.provoke({ ...one, id, kind: 5, goals: ['prepare'] });
    expect(status, raw).toBe(0);
    expect(result.verdict).toBe('pass');
    const found = result.diagnostics.find(({ code }) => code === 'kernel/left-build');
    // What the real conf asks for.
    const asked = [...raw.matchAll(/\(([A-Z]\w+)\) (?:\[.*\] )?\(NEW\)/g)].map(([, name]) => name);
    expect(found?.args).toMatchObject({ asked, ...args });
    if (id === 'another version') return;
    expect(raw).toContain('CC      kernel/bounds.s');
    expect(found?.notes.join('\n')).toContain('make compiles all of them again');
  },
  300_000,
);
