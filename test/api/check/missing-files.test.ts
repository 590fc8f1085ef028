/** Files that no rule makes: make's words, the line that asks, the symbol that names the file, and what fixes it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import type { CheckOptions } from '../../../src/api/check/check-options.ts';
import type { Cause } from '../../../src/core/diagnostic.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { Diagnostic } from '../../../src/results/diagnostic.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-missing-files-'));
afterAll(() => rmSync(root, { recursive: true }));

const environment = { PATH: process.env['PATH'] ?? '', HOME: '/root', LC_ALL: 'C' };

const makefile = `export srctree := $(CURDIR)
export KERNELVERSION = 6.1.0
export SRCARCH = x86
export ARCH ?= x86
-include include/config/auto.conf
`;

const configGoals = `
%config:
	scripts/kconfig/conf --$@ Kconfig
`;

let trees = 0;

/** Writes a tree with a Makefile that begins as a kernel's; gives its directory. */
function tree(goals: string, config: string, kconfig: string, files: Readonly<Record<string, string>> = {}): string {
  const directory = join(root, `tree-${++trees}`);
  const all = {
    Makefile: `${makefile}${goals}${configGoals}`,
    Kconfig: kconfig,
    '.config': config,
    'include/config/auto.conf': config,
    'scripts/kconfig/.keep': '',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

function options(directory: string): CheckOptions {
  return {
    host: createNodeHost({ cwd: directory, env: environment }),
    request: {
      treeName: directory,
      objectDirectory: null,
      variables: [],
      configFile: null,
      defconfig: null,
      goals: [],
    },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
  };
}

function check(directory: string): readonly Diagnostic[] {
  return checkTree(options(directory)).diagnostics.filter(({ code }) => code === 'make/no-rule');
}

/** What make prints of files without rules, one after the other as `-k` does. */
function makeStops(directory: string): string[] {
  const { stderr } = spawnSync('make', ['-k', '-n'], { cwd: directory, env: environment, encoding: 'latin1' });
  return stderr.split('\n').filter((line) => line.includes('No rule to make target'));
}

function everyCause(causes: readonly Cause[]): Cause[] {
  return causes.flatMap((one) => [one, ...everyCause(one.causes)]);
}

/** Lines of a diagnostic's causes: `FILE:LINE` relative to the tree. */
function placesOf({ causes }: Diagnostic, directory: string): string[] {
  return everyCause(causes).flatMap(({ location }) =>
    location === null ? [] : [`${location.file.replace(`${directory}/`, '')}:${location.line}`],
  );
}

function fixesOf({ fixes }: Diagnostic): string[] {
  return fixes.filter(({ verified }) => verified).map(({ title }) => title);
}

const strings = (...names: readonly string[]): string =>
  names.map((name) => `config ${name}\n\tstring "${name}"\n`).join('');

describe('a prerequisite that a string symbol names', () => {
  test.each<[what: string, goals: string, config: string, fix: string, files?: Record<string, string>]>([
    ['an explicit rule', 'all: x\nx: $(patsubst "%",%,$(CONFIG_A)) ; touch $@\n', 'CONFIG_A="key.pem"\n', 'A=""'],
    [
      'one word of several',
      'all: $(addprefix in/,$(subst ",,$(CONFIG_A)))\n',
      'CONFIG_A="a b"\n',
      'A="a"',
      { 'in/a': '' },
    ],
    [
      'the stem of a static pattern',
      'fw := $(addsuffix .gen,$(subst ",,$(CONFIG_A)))\nall: $(fw)\n$(fw): %.gen: blobs/% ; touch $@\n',
      'CONFIG_A="one.bin two.bin"\n',
      'A="one.bin"',
      { 'blobs/one.bin': '' },
    ],
    ['a loop', 'all: $(foreach f,$(subst ",,$(CONFIG_A)),dir-$(f).x)\n', 'CONFIG_A="e"\n', 'A=""'],
    [
      'a variable of a variable',
      'a := $(subst ",,$(CONFIG_A))\nb = $(a).txt\nall: $(b)\n',
      'CONFIG_A="e"\n',
      'A=""',
      { '.txt': '' },
    ],
    ['the output of a command', 'all: $(shell echo $(CONFIG_A).txt)\n', 'CONFIG_A="e"\n', 'A=""', { '.txt': '' }],
    [
      'a second expansion',
      '.SECONDEXPANSION:\nall: x\nx: $$(subst ",,$$(CONFIG_A)) ; touch $@\n',
      'CONFIG_A="e"\n',
      'A=""',
    ],
    [
      'a rule in a variable',
      'define rule\nx: $(subst ",,$(CONFIG_A))\n\ttouch $$@\nendef\nall: x\n$(eval $(rule))\n',
      'CONFIG_A="e"\n',
      'A=""',
    ],
  ])('%s', (_what, goals, config, fix, files = {}) => {
    const directory = tree(goals, config, strings('A'), files);
    const expected = makeStops(directory);
    const found = check(directory);
    expect(expected).toHaveLength(1);
    expect(found.map(({ message }) => message)).toEqual(expected.map((line) => `${line}  Stop.`));
    const [stop] = found;
    expect(stop?.location?.file).toBe('Makefile');
    expect(placesOf(stop!, directory)).toContain('.config:1');
    expect(everyCause(stop!.causes).some(({ symbol }) => symbol === 'A')).toBe(true);
    expect(fixesOf(stop!)).toEqual([`set CONFIG_${fix}`]);
  });
});

test('the default of the tree comes before the empty string', () => {
  const kconfig = 'config A\n\tstring "a"\n\tdefault "there.txt"\n';
  const directory = tree('all: $(subst ",,$(CONFIG_A)) keep.txt\n', 'CONFIG_A="gone.txt"\n', kconfig, {
    'there.txt': '',
    'keep.txt': '',
  });
  expect(check(directory).map(fixesOf)).toEqual([['set CONFIG_A="there.txt"']]);
});

test('a value that leads to another missing file is no fix', () => {
  const kconfig = 'config A\n\tstring "a"\n\tdefault "nor-this.txt"\n';
  const goals = 'all: $(or $(subst ",,$(CONFIG_A)),nor-that.txt)\n';
  const directory = tree(goals, 'CONFIG_A="gone.txt"\n', kconfig);
  const [stop] = check(directory);
  expect(stop?.args).toEqual({ target: 'gone.txt', neededBy: 'all' });
  expect(fixesOf(stop!)).toEqual([]);
});

test('a default that is not in .config: the chain ends at its line of Kconfig', () => {
  const directory = tree('all: $(subst ",,$(CONFIG_A))\n', '', 'config A\n\tstring "a"\n\tdefault "gone.txt"\n', {
    'include/config/auto.conf': 'CONFIG_A="gone.txt"\n',
  });
  const [stop] = check(directory);
  expect(makeStops(directory).map((line) => `${line}  Stop.`)).toEqual([stop?.message]);
  expect(placesOf(stop!, directory)).toContain('Kconfig:3');
  expect(fixesOf(stop!)).toEqual(['set CONFIG_A=""']);
});

/** A scripts/Makefile.build that makes objects of sources. */
const makeObjects = `obj-y :=
-include include/config/auto.conf
include $(obj)/Makefile
directories := $(addprefix $(obj)/,$(patsubst %/,%,$(filter %/,$(obj-y))))
objects := $(addprefix $(obj)/,$(filter-out %/,$(obj-y)))
all: $(directories) $(objects)
.PHONY: all $(directories)
$(directories):
	@$(MAKE) -f scripts/Makefile.build obj=$@
$(obj)/%.o: $(obj)/%.c
	touch $@
`;

describe('a source file that a list of kbuild names', () => {
  const kconfig = 'config X\n\tbool "x"\nconfig D\n\tbool "d"\n';
  test.each<[what: string, top: string, inner: string, place: string, fixes: readonly string[]]>([
    ['by a symbol', 'obj-y += sub/\n', 'obj-y += there.o\nobj-$(CONFIG_X) += gone.o\n', 'sub/Makefile:2', ['X=n']],
    ['in a directory of a symbol', 'obj-$(CONFIG_D) += sub/\n', 'obj-y += gone.o\n', 'sub/Makefile:1', ['D=n']],
    ['under a condition', 'obj-y += sub/\n', 'ifdef CONFIG_X\nobj-y += gone.o\nendif\n', 'sub/Makefile:2', ['X=n']],
    [
      'by a list',
      'obj-y += sub/\n',
      'files := gone.o there.o\nobj-$(CONFIG_X) += $(files)\n',
      'sub/Makefile:1',
      ['X=n'],
    ],
    ['always', 'obj-y += sub/\n', 'obj-y += gone.o\n', 'sub/Makefile:1', []],
  ])('%s', (_what, top, inner, place, fixes) => {
    const goals = 'all:\n\t@$(MAKE) -f scripts/Makefile.build obj=dir\n.PHONY: all\n';
    const directory = tree(goals, 'CONFIG_X=y\nCONFIG_D=y\n', kconfig, {
      'scripts/Makefile.build': makeObjects,
      'dir/Makefile': top,
      'dir/sub/Makefile': inner,
      'dir/sub/there.c': '',
    });
    const found = check(directory);
    expect(found.map(({ message }) => message)).toEqual(makeStops(directory).map((line) => `${line}  Stop.`));
    const [stop] = found;
    expect(stop?.location?.file === undefined ? null : `${stop.location.file}:${stop.location.line}`).toBe(
      `dir/${place}`,
    );
    expect(placesOf(stop!, directory)).toContain(`dir/${place}`);
    expect(fixesOf(stop!)).toEqual(fixes.map((fix) => `set CONFIG_${fix}`));
    expect(stop?.notes).toEqual(['it would be made from dir/sub/gone.c, which is not there']);
  });
});

describe('in a large build', () => {
  const many = 'all: $(addsuffix .big,$(shell seq 700))\n%.big: ; touch $@\n';
  const inner = '.PHONY: $(dirs)\n$(dirs): ; @$(MAKE) -f scripts/$@.mk\nall: $(dirs)\n';

  test('changes for several stops are tried in their makes, then together', () => {
    const kconfig = strings('A', 'B', 'C');
    const directory = tree(`dirs := one two\n${many}${inner}`, 'CONFIG_A="a"\nCONFIG_B="b"\n', kconfig, {
      'scripts/one.mk': '-include include/config/auto.conf\nall: $(subst ",,$(CONFIG_A)) ; @:\n',
      'scripts/two.mk': '-include include/config/auto.conf\nall: $(subst ",,$(CONFIG_B)) ; @:\n',
    });
    const found = check(directory);
    expect(found.map(({ message }) => message)).toEqual(makeStops(directory).map((line) => `${line}  Stop.`));
    expect(found.map(fixesOf)).toEqual([['set CONFIG_A=""'], ['set CONFIG_B=""']]);
  });

  test('a change that only its own make takes is no fix', () => {
    const kconfig = 'config A\n\tstring "a"\nconfig B\n\tstring "b"\n\tdepends on A != ""\n';
    const config = 'CONFIG_A="a"\nCONFIG_B="there.txt"\n';
    const directory = tree(`dirs := one two\n${many}${inner}`, config, kconfig, {
      'scripts/one.mk': '-include include/config/auto.conf\nall: $(subst ",,$(CONFIG_A)) ; @:\n',
      'scripts/two.mk': '-include include/config/auto.conf\nall: $(or $(subst ",,$(CONFIG_B)),lost.txt) ; @:\n',
      'there.txt': '',
    });
    const found = check(directory);
    expect(found.map(({ message }) => message)).toEqual(makeStops(directory).map((line) => `${line}  Stop.`));
    expect(found.map(({ fixes }) => fixes)).toEqual([[]]);
  });
});

test('a recipe that needs the file is not run, what comes behind it is', () => {
  const goals = 'all: x y\nx: $(subst ",,$(CONFIG_A)) ; cat $<\ny: x ; @echo no y; false\n';
  const directory = tree(goals, 'CONFIG_A="gone"\n', strings('A'));
  const diagnostics = checkTree(options(directory)).diagnostics.filter(({ code }) => code.startsWith('make/'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['make/no-rule', 'make/recipe-failed']);
  expect(diagnostics[1]?.message.split('\n')[0]).toBe('no y');
});

test('a file that such a recipe makes on the side is no stop', () => {
  const goals = 'all: x z\nx: $(subst ",,$(CONFIG_A)) ; touch $@ side.c\nz: x side.c ; touch $@\n';
  const found = check(tree(goals, 'CONFIG_A="gone"\n', strings('A')));
  expect(found.map(({ message }) => message.includes("'gone'"))).toEqual([true]);
});

test('directories that the makefiles make while they are read are there for recipes and as prerequisites', () => {
  const goals =
    '$(shell mkdir -p out/one/two out/three/)\nall: out/one/two/file | out/three\n' +
    'out/one/two/file: out/one ; echo text >out/three/new; mv out/three/new $@\n';
  const directory = tree(goals, '', '');
  const { diagnostics, verdict } = checkTree(options(directory));
  expect({ diagnostics, verdict }).toEqual({ diagnostics: [], verdict: 'pass' });
  const real = spawnSync('make', [], { cwd: directory, env: environment, encoding: 'latin1' });
  expect(real.status).toBe(0);
});
