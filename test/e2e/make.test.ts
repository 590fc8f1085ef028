import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VariableResult } from '../../src/results/make.ts';
import { kgate, kgateEnvironment } from '../support/kgate.ts';
import { writeFiles } from '../support/make-host.ts';
import { snapshotTree } from '../support/tree-snapshot.ts';

let directory: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-make-e2e-')));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** `kgate make` and make with the same words; nothing may be written. */
async function both(...words: string[]): Promise<{ got: unknown; want: unknown }> {
  const before = snapshotTree(directory);
  const run = await kgate(['make', ...words], { cwd: directory });
  expect(snapshotTree(directory)).toEqual(before);
  const env = kgateEnvironment();
  const make = await execa('make', words, {
    cwd: directory,
    env,
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
  });
  return {
    got: { stdout: run.stdout, stderr: run.stderr, status: run.exitCode },
    want: { stdout: make.stdout, stderr: make.stderr, status: make.exitCode },
  };
}

const project = {
  Makefile: `VERSION := 1
include sub/more.mk
all: prog sub
prog: main.o util.o
\tcc -o $@ $^
%.o: %.c
\t$(info making $@)cc -c $< -o $@
sub: FORCE
\t@$(MAKE) -C sub LEVEL=2 all
fails:
\t@echo checking; test -n "$(EMPTY)" || { echo 'EMPTY is empty' >&2; exit 3; }
FORCE:
.PHONY: all sub FORCE
`,
  'sub/more.mk': 'EXTRA = $(VERSION) more\n',
  'sub/Makefile': 'all: ; touch $@ $(LEVEL)\n$(warning in sub, level $(MAKELEVEL))\n',
  'main.c': '',
  'util.c': '',
};

describe('kgate make, compared with make', () => {
  it.each<[string, readonly string[]]>([
    ['-n, with a make in a make', ['-n']],
    ['-n of one goal, and a variable', ['-n', 'util.o', 'VERSION=2']],
    ['-n -k with a goal that cannot be made', ['-nk', 'nothing', 'util.o']],
    ['a check in a recipe that fails', ['fails']],
    ['a check in a recipe that passes', ['fails', 'EMPTY=x']],
    ['no rule', ['nothing']],
    ['no such makefile', ['-f', 'none.mk']],
    ['-q', ['-q', 'prog']],
    ['a syntax error behind --eval', ['--eval=$(error stop here)']],
    ['-w', ['-w', '-n', 'util.o']],
  ])('%s', async (_name, words) => {
    writeFiles(directory, project);
    const { got, want } = await both(...words);
    expect(got).toEqual(want);
  });

  it('remakes an included makefile that a check decides, and stops as make does', async () => {
    writeFiles(directory, { Makefile: 'include made.mk\nmade.mk: ; @echo cannot make it; exit 1\nall: ; @echo all\n' });
    const { got, want } = await both('all');
    expect(got).toEqual(want);
  });

  it('follows the make that it is given', async () => {
    writeFiles(directory, { Makefile: '$(info $(MAKE_VERSION) $(intcmp 1,2,less,same,more))\nall: ; @:\n' });
    expect((await kgate(['make', '--make-version', '4.4.1'], { cwd: directory })).stdout).toBe('4.4.1 less\n');
    expect((await kgate(['make', '--make-version=4.2.1'], { cwd: directory })).stdout).toBe('4.2.1 \n');
  });

  it('names a line that it cannot follow, and does not pass', async () => {
    writeFiles(directory, { Makefile: 'all:\n\t+cc -o x x.c && $(MAKE) -v\n' });
    const run = await kgate(['make'], { cwd: directory });
    expect(run.stderr).toMatch(/^kgate: Makefile:2: not followed: /);
    expect(run.exitCode).toBe(1);
  });

  it.each([['-t'], ['-O'], ['--no-such-option']])('refuses %s', async (option) => {
    writeFiles(directory, project);
    const run = await kgate(['make', option], { cwd: directory });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/^kgate: unknown option/);
  });
});

describe('kgate make --why', () => {
  it('lists assignments, conditionals and the commands behind them', async () => {
    writeFiles(directory, {
      Makefile: `FLAGS := -a
ifeq ($(shell echo yes),yes)
FLAGS += -b
else
FLAGS += -c
endif
override FLAGS += $(MORE)
MORE = late
all: ; @:
`,
    });
    const run = await kgate(['make', '--why', 'FLAGS', 'MORE=given', '--format', 'json'], { cwd: directory });
    const result = JSON.parse(run.stdout) as VariableResult;
    expect(result).toMatchObject({
      origin: 'override',
      flavor: 'simple',
      value: '-a -b given',
      expanded: '-a -b given',
    });
    expect(result.causes.map(({ location, message }) => [location?.line, message])).toEqual([
      [1, 'FLAGS := -a'],
      [3, 'FLAGS += -b'],
      [7, 'FLAGS += $(MORE) (override)'],
    ]);
    expect(JSON.stringify(result.causes[1])).toContain('equals');
    expect(JSON.stringify(result.causes[1])).toContain('echo yes');
    expect(JSON.stringify(result.causes[2])).toContain('MORE = given (command line)');
    expect(run.exitCode).toBe(0);
  });

  it('says that a variable is not defined', async () => {
    writeFiles(directory, project);
    const run = await kgate(['make', '--why', 'UNSET'], { cwd: directory });
    expect(run).toMatchObject({ exitCode: 1, stdout: 'UNSET: undefined; nothing defines it\n', stderr: '' });
  });

  it('follows the top Makefile of a kernel to the make that does the work', async () => {
    writeFiles(directory, {
      Makefile: `ifneq ($(sub_make_done),1)
export sub_make_done := 1
__sub-make: ; $(MAKE) -C $(CURDIR) all
else
INNER := $(MAKELEVEL)
all: ; cc
endif
`,
    });
    const run = await kgate(['make', '--why', 'INNER', '--format', 'json'], { cwd: directory });
    expect(JSON.parse(run.stdout)).toMatchObject({ value: '1', flavor: 'simple' });
  });
});
