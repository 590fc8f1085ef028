/**
 * A check after a change walks only the makes that could do something else, and its result is that of a check that
 * walks everything.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import { type Cache, openCache } from '../../../src/cache/cache.ts';
import { machineStamps } from '../../../src/host/node/machine-stamps.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { CheckResult } from '../../../src/results/check.ts';

let root: string;

function write(name: string, text: string): void {
  const path = join(root, 'tree', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const symbols = ['A', 'B', 'C', 'TOP', 'NONE'];

function configure(...set: readonly string[]): void {
  const lines = symbols.map((name) => (set.includes(name) ? `CONFIG_${name}=y` : `# CONFIG_${name} is not set`));
  write('.config', `${lines.join('\n')}\n`);
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-kept-')));
  for (const name of ['tree', 'cache']) mkdirSync(join(root, name));
  write('Kconfig', symbols.map((name) => `config ${name}\n\tbool "${name}"\n`).join(''));
  write(
    'Makefile',
    `export srctree := $(CURDIR)
-include include/config/auto.conf
dirs := $(if $(CONFIG_TOP),c b a,a b c)
build := -f $(srctree)/scripts/build.mk obj
all: $(dirs)
$(dirs):
\t@$(MAKE) $(build)=$@
.PHONY: all a b c
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
  );
  write('scripts/build.mk', '-include include/config/auto.conf\nall:\ninclude $(obj)/Makefile\nall: $(targets)\n');
  for (const name of ['a', 'b', 'c']) {
    write(`${name}/Makefile`, `targets := ${name}/out\n${name}/out: ${name}/in\n\t@cp $< $@\n`);
    write(`${name}/in`, `${name}\n`);
  }
  configure();
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A check, and the directories whose makefiles it read. */
function check(useCache: boolean): { readonly result: CheckResult; readonly walked: readonly string[] } {
  const walked = new Set<string>();
  const node = createNodeHost({ cwd: join(root, 'tree'), env: { PATH: '/usr/bin:/bin', HOME: root } });
  const host = {
    ...node,
    readFile(path: string) {
      const [, name] = /(?:^|\/)([a-c])\/Makefile$/.exec(path) ?? [];
      if (name !== undefined) walked.add(name);
      return node.readFile(path);
    },
  };
  const stamps = { ...machineStamps, now: () => Date.now() + 10_000 };
  const cache: Cache = openCache({ directory: join(root, 'cache'), version: '1', stamps });
  const result = checkTree({
    host,
    request: { treeName: '.', objectDirectory: null, variables: [], configFile: null, defconfig: null },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
    cache: useCache ? cache : null,
  });
  return { result, walked: [...walked].sort() };
}

/** A check after a change, which must give what a check without a cache gives. */
function checkAgain(): { readonly result: CheckResult; readonly walked: readonly string[] } {
  const again = check(true);
  expect(again.result).toEqual(check(false).result);
  return again;
}

function begin(): void {
  const { result, walked } = check(true);
  expect(result).toMatchObject({ verdict: 'pass', diagnostics: [] });
  expect(walked).toEqual(['a', 'b', 'c']);
}

describe('walks again', () => {
  it('nothing where no make reads the symbol', () => {
    begin();
    configure('NONE');
    expect(checkAgain()).toMatchObject({ walked: [], result: { verdict: 'pass' } });
  });

  it('the make that reads the symbol', () => {
    write(
      'b/Makefile',
      'targets-$(CONFIG_B) := b/more\ntargets := b/out $(targets-y)\nb/out b/more: b/in\n\t@cp $< $@\n',
    );
    begin();
    configure('B');
    const { result, walked } = checkAgain();
    expect(walked).toEqual(['b']);
    expect(result.coverage?.decided).toBe(7);
    configure('B', 'A');
    expect(checkAgain().walked).toEqual([]);
    configure();
    expect(checkAgain()).toMatchObject({ walked: ['b'], result: { coverage: { decided: 6 } } });
  });

  it('every make that puts the name of a symbol together', () => {
    write(
      'b/Makefile',
      'name := B\ntargets := $(if $(CONFIG_$(name)),b/more,b/out)\nb/out b/more: b/in\n\t@cp $< $@\n',
    );
    begin();
    configure('NONE');
    expect(checkAgain().walked).toEqual(['b']);
  });

  it('the make whose line reads the configuration', () => {
    write('c/Makefile', 'targets := c/out\nc/out: c/in\n\t@! grep -q CONFIG_NONE=y include/config/auto.conf\n');
    begin();
    configure('NONE');
    expect(checkAgain()).toMatchObject({ walked: expect.arrayContaining(['c']), result: { verdict: 'fail' } });
  });

  it('the make whose makefile was edited', () => {
    begin();
    write('b/Makefile', 'targets := b/out b/two\nb/out b/two: b/in\n\t@cp $< $@\n');
    expect(checkAgain()).toMatchObject({ walked: ['b'], result: { coverage: { decided: 7 } } });
  });

  it('the make whose source is gone', () => {
    begin();
    rmSync(join(root, 'tree/c/in'));
    const { result, walked } = checkAgain();
    expect(walked).toContain('c');
    expect(result.diagnostics[0]?.message).toContain("No rule to make target 'c/in', needed by 'c/out'");
  });

  it('the make in whose directory a file has come up', () => {
    write('b/Makefile', 'targets := $(patsubst %.c,%.o,$(wildcard b/*.c))\nb/%.o: b/%.c\n\t@cp $< $@\n');
    write('b/one.c', '');
    begin();
    write('b/two.c', '');
    expect(checkAgain()).toMatchObject({ walked: ['b'], result: { coverage: { decided: 7 } } });
  });

  it('the make that needs what another one no longer makes', () => {
    write('a/Makefile', 'targets := $(if $(CONFIG_A),,a/out)\na/out: a/in\n\t@cp $< $@\n');
    write('b/Makefile', 'targets := b/out\nb/out: a/out\n\t@cp $< $@\n');
    begin();
    configure('A');
    const { result, walked } = checkAgain();
    expect(walked).toEqual(expect.arrayContaining(['a', 'b']));
    expect(result.diagnostics[0]?.message).toContain("No rule to make target 'a/out', needed by 'b/out'");
  });

  it('the make that reads what another one writes', () => {
    write('a/Makefile', 'targets := a/out\na/out: a/in\n\t@echo text-$(CONFIG_A) > $@\n');
    write(
      'b/Makefile',
      'targets := b/out\n$(if $(filter text-y,$(file <a/out)),$(error b has read it))\nb/out: b/in\n\t@cp $< $@\n',
    );
    begin();
    configure('A');
    const { result, walked } = checkAgain();
    expect(walked).toEqual(expect.arrayContaining(['a', 'b']));
    expect(result.diagnostics[0]?.message).toContain('b has read it');
  });

  it('the makes that are started in another order', () => {
    write('a/Makefile', 'targets := a/out\na/out: a/in\n\t@echo made > $@\n');
    write('b/Makefile', 'targets := b/out\nb/out: $(if $(wildcard a/out),b/in,b/none)\n\t@cp $< $@\n');
    begin();
    configure('TOP');
    const { result, walked } = checkAgain();
    expect(walked).toContain('b');
    expect(result.diagnostics[0]?.message).toContain("No rule to make target 'b/none', needed by 'b/out'");
  });

  it('all makes where the environment is another one', () => {
    write(
      'Makefile',
      `export FLAGS := $(CONFIG_A)\nexport srctree := $(CURDIR)\n-include include/config/auto.conf
all:\n\t@$(MAKE) -f $(srctree)/scripts/build.mk obj=a FLAG=$(CONFIG_A)\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n`,
    );
    write('a/Makefile', 'targets := $(if $(FLAG),a/none,a/out)\na/out: a/in\n\t@cp $< $@\n');
    expect(check(true)).toMatchObject({ walked: ['a'], result: { verdict: 'pass' } });
    configure('A');
    expect(checkAgain()).toMatchObject({ walked: ['a'], result: { verdict: 'fail' } });
  });

  it('a make that had something to report', () => {
    write('b/Makefile', 'targets := b/out\nb/out: b/in\n\t@echo "warning: of b" >&2\n');
    expect(check(true).result.diagnostics).toHaveLength(1);
    configure('NONE');
    expect(checkAgain().result.diagnostics[0]?.message).toContain('warning: of b');
  });

  it('the makes that need what is made on the way to the configuration', () => {
    write(
      'Makefile',
      `export srctree := $(CURDIR)
ifneq ($(filter %config,$(MAKECMDGOALS)),)
%config:
\tscripts/kconfig/conf --$@ Kconfig
else
-include include/config/auto.conf
include/config/%.conf: .config
\t@$(MAKE) -f Makefile syncconfig
\t@$(MAKE) -f $(srctree)/scripts/way.mk
all: a b c
a b c:
\t@$(MAKE) -f $(srctree)/scripts/build.mk obj=$@
.PHONY: all a b c
endif
`,
    );
    write(
      'scripts/way.mk',
      'include include/config/auto.conf\ninclude/$(if $(CONFIG_A),one,two).h: Kconfig\n\t@echo $(CONFIG_C) > $@\n',
    );
    write('b/Makefile', 'targets := b/out\nb/out: b/in include/two.h\n\t@cat $^ > $@\n');
    begin();
    configure('C');
    expect(checkAgain()).toMatchObject({ walked: ['b'], result: { verdict: 'pass' } });
    configure('A');
    const { result, walked } = checkAgain();
    expect(walked).toContain('b');
    expect(result.diagnostics[0]?.message).toContain("No rule to make target 'include/two.h', needed by 'b/out'");
  });

  it('a make within a make, and not its neighbours', () => {
    write(
      'a/Makefile',
      'targets := sub-c sub-d\nsub-c sub-d:\n\t@$(MAKE) -f $(srctree)/scripts/build.mk obj=$(@:sub-%=%)\n.PHONY: sub-c sub-d\n',
    );
    write('d/Makefile', 'targets := d/out$(CONFIG_A)\nd/out d/outy: d/in\n\t@cp $< $@\n');
    write('d/in', '');
    begin();
    configure('A');
    expect(checkAgain()).toMatchObject({ walked: ['a'], result: { verdict: 'pass' } });
  });
});

it('a long row of changes gives what a check of everything gives', () => {
  write('a/Makefile', 'targets := a/out $(if $(CONFIG_B),a/b)\na/out a/b: a/in\n\t@echo $(CONFIG_A)$(CONFIG_C) > $@\n');
  write('b/Makefile', 'targets := b/out\nb/out: $(if $(CONFIG_B),a/b) b/in\n\t@cat $^ > $@\n');
  write('c/Makefile', 'targets := c/out\nc/out: c/in $(wildcard a/b)\n\t@test -e a/out && cp $< $@\n');
  begin();
  let seed = 7;
  for (let turn = 0; turn < 40; turn++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    configure(...symbols.filter((_, index) => ((seed >> (8 + index)) & 1) === 1));
    if (turn % 7 === 3) write('b/in', `${turn}\n`);
    if (turn % 11 === 5) write('c/Makefile', `targets := c/out\nc/out: c/in\n\t@test -e a/b || cp $< $@ # ${turn}\n`);
    checkAgain();
  }
});
