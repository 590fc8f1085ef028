/** What `kgate objects` takes over from an earlier run is right as long as nothing it looked at has changed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache } from '../../../src/cache/cache.ts';
import { createNodeHost, findOwner, listObjects, type ObjectsResult } from '../../../src/index.ts';
import { buildMakefile } from '../../support/memory-tree.ts';

let root: string;
const write = (name: string, text: string): void => {
  mkdirSync(join(root, 'tree', name, '..'), { recursive: true });
  writeFileSync(join(root, 'tree', name), text);
};

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-objects-')));
  mkdirSync(join(root, 'cache'));
  write(
    'Makefile',
    `export srctree := $(CURDIR)
-include include/config/auto.conf
build-dir := .
all: $(build-dir)
.PHONY: $(build-dir)
$(build-dir):
\t@$(MAKE) -f scripts/Makefile.build obj=$@
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
  );
  write('scripts/Makefile.build', buildMakefile);
  write('Kconfig', 'config MODULES\n\tbool "m"\n\tmodules\nconfig A\n\ttristate "a"\nconfig B\n\tbool "b"\n');
  write('.config', 'CONFIG_MODULES=y\nCONFIG_A=m\n# CONFIG_B is not set\n');
  write('Kbuild', 'obj-y += one.o sub/\n');
  write('sub/Makefile', 'obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += b.o\nifdef CONFIG_B\nobj-y += c.o\nendif\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const request = {
  treeName: 'tree',
  objectDirectory: null,
  variables: [],
  configFile: null,
  defconfig: null,
  makeVersion: '4.3',
};

function list(): { readonly result: ObjectsResult; readonly reads: number } {
  let reads = 0;
  const node = createNodeHost({ cwd: join(root, 'tree'), env: { PATH: '/usr/bin:/bin', HOME: root } });
  const host = {
    ...node,
    readFile(path: string) {
      if (path.endsWith('/sub/Makefile')) reads += 1;
      return node.readFile(path);
    },
  };
  const cache = openCache({ directory: join(root, 'cache'), version: 'test' });
  return { result: listObjects({ host, request, profile: null, cache }), reads };
}

const names = (result: ObjectsResult): string[] =>
  result.directories.flatMap(({ objects }) => objects.map(({ name, kind }) => `${kind} ${name}`));

describe('kgate objects', () => {
  it('is answered from the cache, and again when a makefile or the configuration is another one', async () => {
    // A file written a moment ago is not yet taken for settled.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const first = list();
    expect(names(first.result)).toEqual(['built-in one.o', 'module sub/a.o', 'module-part sub/a.o']);
    expect(first.reads).toBeGreaterThan(0);
    const again = list();
    expect(again.result).toEqual(first.result);

    write('.config', 'CONFIG_MODULES=y\nCONFIG_A=m\nCONFIG_B=y\n');
    expect(names(list().result)).toEqual([
      'built-in one.o',
      'built-in sub/b.o',
      'built-in sub/c.o',
      'module sub/a.o',
      'module-part sub/a.o',
    ]);
    write('sub/Makefile', 'obj-y += other.o\n');
    expect(names(list().result)).toEqual(['built-in one.o', 'built-in sub/other.o']);
    // A Kbuild file goes before the Makefile, once it is there; a link that leads nowhere is none.
    write('sub/Kbuild', 'obj-y += third.o\n');
    expect(names(list().result)).toEqual(['built-in one.o', 'built-in sub/third.o']);
    rmSync(join(root, 'tree/sub/Kbuild'));
    expect(names(list().result)).toEqual(['built-in one.o', 'built-in sub/other.o']);
    symlinkSync('nowhere', join(root, 'tree/sub/Kbuild'));
    expect(list().result.diagnostics.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('sub/Kbuild: No such file or directory'),
    );
  });

  it('a directory without makefile is reported with make’s words', () => {
    rmSync(join(root, 'tree/sub/Makefile'));
    const messages = list().result.diagnostics.map(({ message }) => message);
    const env = { PATH: '/usr/bin:/bin', HOME: root };
    const done = spawnSync('make', ['--no-print-directory'], { cwd: join(root, 'tree'), env, encoding: 'latin1' });
    expect(messages).toEqual(done.stderr.split('\n').slice(0, 2));
    expect(messages[0]).toContain('sub/Makefile: No such file or directory');
  });
});

describe('kgate owner', () => {
  it('finds a line in a branch that is not taken, and what it takes', () => {
    const host = createNodeHost({ cwd: join(root, 'tree'), env: { PATH: '/usr/bin:/bin', HOME: root } });
    write('sub/c.c', '');
    const result = findOwner({ host, request, profile: null, file: 'sub/c.c' });
    expect(result).toMatchObject({
      status: 'not-built',
      missing: [{ name: 'CONFIG_B', value: '', wanted: 'y or m', isMet: false }],
    });
    expect(result.chains[0]?.steps.map((step) => [step.location?.file, step.location?.line])).toEqual([
      ['sub/Makefile', 4],
      ['Kbuild', 1],
    ]);
  });
});
