/** `kgate check` in the directory of a module: its makefile starts the make of a tree. Make's words are the expected value. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { CheckResult } from '../../../src/results/check.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-module-directory-')));
afterAll(() => rmSync(root, { recursive: true }));

/** A package of headers: no Kconfig, and the rules for modules. */
writeFiles(root, {
  'headers/include/config/auto.conf': 'CONFIG_MODULES=y\n',
  'headers/Makefile': [
    'srctree := $(CURDIR)',
    'objtree := $(CURDIR)',
    'KBUILD_EXTMOD := $(M)',
    'KERNELRELEASE := 6.0.0',
    'CC := cc',
    'include include/config/auto.conf',
    'include $(M)/Kbuild',
    '.PHONY: modules clean',
    'modules: $(addprefix $(M)/,$(obj-m))',
    '\t@echo >&2 built for $(ARCH)',
    '%.o: %.c',
    '\t@:',
    'clean:',
    '\t@:',
    '',
  ].join('\n'),
});

let count = 0;

interface Run {
  readonly result: CheckResult;
  readonly status: number | null;
  readonly stderr: string;
}

function both(makefile: string, words: readonly string[] = [], files: Readonly<Record<string, string>> = {}): Run {
  const cwd = join(root, `module${++count}`);
  writeFiles(cwd, { Makefile: makefile, Kbuild: 'obj-m := hello.o\n', 'hello.c': '', ...files });
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  const result = checkTree({
    host: createNodeHost({ cwd, env: { ...env, PWD: cwd } }),
    request: {
      treeName: '.',
      objectDirectory: null,
      variables: words.filter((word) => word.includes('=')),
      goals: words.filter((word) => !word.includes('=')),
      configFile: null,
      defconfig: null,
    },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
  });
  const make = spawnSync('make', ['--no-print-directory', ...words], { cwd, env, encoding: 'latin1' });
  return { result, status: make.status, stderr: make.stderr };
}

const stops = /^make(?:\[\d+\])?: \*\*\* (?!\[)[^\n]*$|^\S+:\d+: \*\*\*[^\n]*$/gm;

const ways = {
  'by $(CURDIR)': '\t$(MAKE) -C $(K) M=$(CURDIR) modules\n',
  'by $$PWD': '\t$(MAKE) -C $(K) M=$$PWD modules\n',
  'by the name of make': '\tmake -C $(K) M=$(CURDIR) modules\n',
  'behind a cd': '\tcd $(CURDIR) && make -C $(K) M=$(CURDIR) modules\n',
};

describe('finds the tree', () => {
  it.each(Object.entries(ways))('%s', (_name, line) => {
    const good = both(`K := ${root}/headers\nall:\n${line}`, ['ARCH=arm']);
    expect([good.status, good.result.verdict]).toEqual([0, 'pass']);
    expect(good.result.tree.directory).toBe(`${root}/headers`);
    // A variable of the command line reaches the tree.
    expect(good.result.diagnostics.map(({ message }) => `${message}\n`)).toEqual([good.stderr]);
    const bad = both(`K := ${root}/headers\nall:\n${line}`, [], { Kbuild: 'obj-m := hello.o gone.o\n' });
    expect([bad.status, bad.result.verdict]).toEqual([2, 'fail']);
    expect(bad.result.diagnostics[0]?.message).toBe(bad.stderr.match(stops)?.[0]);
  });

  it('behind a prerequisite, for a goal that is named', () => {
    const makefile = `K := ${root}/headers\nall: ;\nbuild: kernel\nkernel:\n\t$(MAKE) -C $(K) M=$(CURDIR) modules\n`;
    expect(both(makefile, ['build']).result.verdict).toBe('pass');
    expect(() => both(makefile, ['all'])).toThrow(expect.objectContaining({ code: 'kernel/not-a-kconfig-tree' }));
  });

  it('twice', () => {
    const line = (goal: string): string => `\t$(MAKE) -C ${root}/headers M=$(CURDIR) ${goal}\n`;
    const { result, status } = both(`all:\n${line('modules')}${line('clean')}`);
    expect([status, result.verdict, result.coverage?.goals]).toEqual([0, 'pass', ['modules', 'clean']]);
  });
});

describe('stops before it', () => {
  it.each([
    ['no tree', `all:\n\t$(MAKE) -C ${root}/nowhere M=$(CURDIR) modules\n`, []],
    ['no tree, from a make within', `all:\n\t$(MAKE) b\nb:\n\t$(MAKE) -C /lib/modules/0.0/build M=$(CURDIR)\n`, []],
    ['an error of its own', '$(error set K)\nall:\n', []],
    ['no such goal', 'all:\n', ['nosuch']],
  ])('%s', (_name, makefile, words) => {
    const { result, status, stderr } = both(makefile, words);
    expect([status, result.verdict]).toEqual([2, 'fail']);
    expect(result.diagnostics.map(({ message }) => message)).toEqual(stderr.match(stops));
  });
});
