import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveToolchain } from '../../src/toolchain/resolve.ts';
import { hasOracle } from '../support/oracle.ts';
import { kernelTree } from '../probe/kernel-texts.ts';

describe('resolveToolchain', () => {
  it.each<[Record<string, string>, Record<string, string>, { cc: string[]; ld: string[]; nm: string[] }]>([
    // Source: Linux 6.12 Documentation/kbuild/llvm.rst and kbuild.rst.
    [{}, {}, { cc: ['gcc'], ld: ['ld'], nm: ['nm'] }],
    [
      { CROSS_COMPILE: 'aarch64-linux-gnu-' },
      {},
      { cc: ['aarch64-linux-gnu-gcc'], ld: ['aarch64-linux-gnu-ld'], nm: ['aarch64-linux-gnu-nm'] },
    ],
    [
      { CC: 'ccache  arm-gcc -m32' },
      { CROSS_COMPILE: 'arm-', CC: 'ignored' },
      { cc: ['ccache', 'arm-gcc', '-m32'], ld: ['arm-ld'], nm: ['arm-nm'] },
    ],
    [{}, { CC: 'ignored-in-the-environment' }, { cc: ['gcc'], ld: ['ld'], nm: ['nm'] }],
    [{ LLVM: '1' }, { CROSS_COMPILE: 'x-' }, { cc: ['clang'], ld: ['ld.lld'], nm: ['llvm-nm'] }],
    [{ LLVM: '0' }, {}, { cc: ['clang'], ld: ['ld.lld'], nm: ['llvm-nm'] }],
    [{ LLVM: '-14' }, {}, { cc: ['clang-14'], ld: ['ld.lld-14'], nm: ['llvm-nm-14'] }],
    [{}, { LLVM: '/opt/llvm/' }, { cc: ['/opt/llvm/clang'], ld: ['/opt/llvm/ld.lld'], nm: ['/opt/llvm/llvm-nm'] }],
    [{ LLVM: '1', LD: 'ld.bfd' }, {}, { cc: ['clang'], ld: ['ld.bfd'], nm: ['llvm-nm'] }],
    [{ LLVM: '' }, { LLVM: '1' }, { cc: ['gcc'], ld: ['ld'], nm: ['nm'] }],
  ])('%j with environment %j', (variables, env, expected) => {
    expect(resolveToolchain({ variables, env })).toMatchObject(expected);
  });

  it('gives clang its target and assembler', () => {
    const flags = (variables: Record<string, string>) => resolveToolchain({ variables, env: {} }).clangFlags;
    expect(flags({ LLVM: '1', ARCH: 'arm64' })).toEqual(['--target=aarch64-linux-gnu', '-fintegrated-as']);
    expect(flags({ CC: 'clang', CROSS_COMPILE: '/x/riscv64-linux-gnu-', LLVM_IAS: '0' })).toEqual([
      '--target=riscv64-linux-gnu',
      '-fno-integrated-as',
    ]);
    expect(flags({ CROSS_COMPILE: 'aarch64-linux-gnu-', ARCH: 'arm64' })).toEqual([]);
  });

  const tree = kernelTree();
  it.skipIf(!hasOracle('linux 6.12', tree !== null))('chooses what the Makefile of linux 6.12 chooses', () => {
    const cases: Record<string, string>[] = [
      { ARCH: 'arm64', CROSS_COMPILE: 'aarch64-linux-gnu-' },
      { ARCH: 'arm64', LLVM: '-14' },
      { ARCH: 'arm64', LLVM: '/usr/lib/llvm-14/bin/' },
      { ARCH: 'arm64', LLVM: '1', LD: 'my-ld' },
    ];
    const directory = mkdtempSync(join(tmpdir(), 'kgate-resolve-'));
    const extra = join(directory, 'extra.mk');
    // A help goal needs no configuration; the values are known when its recipe is expanded.
    writeFileSync(extra, 'help-kgate: ; @: $(info CC=$(CC))$(info LD=$(LD))$(info OBJCOPY=$(OBJCOPY))\n');
    const level = ['sub_make_done=1', `abs_srctree=${tree}`, `abs_objtree=${directory}`];
    for (const variables of cases) {
      const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      const files = ['-f', `${tree}/Makefile`, '-f', extra];
      const run = spawnSync('make', ['--no-print-directory', '-rR', ...files, ...level, ...words, '-n', 'help-kgate'], {
        cwd: directory,
        encoding: 'utf8',
      });
      const value = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(run.stdout)?.[1];
      const ours = resolveToolchain({ variables, env: {} });
      expect([value('CC'), value('LD'), value('OBJCOPY')]).toEqual([
        ours.cc.join(' '),
        ours.ld.join(' '),
        ours.objcopy.join(' '),
      ]);
    }
    rmSync(directory, { recursive: true });
  });
});
