/**
 * No command but `config` leaves anything: tree and object directory are as before, also when it is interrupted. The tree
 * asks as kernels of 4.18 to 5.x do, whose probes write next to the makefiles, and in every other way that a real
 * program has to leave something.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kgate, kgateEnvironment, launcher, node } from '../support/kgate.ts';
import { snapshotTree } from '../support/tree-snapshot.ts';

/** Commands of probes, each with `$$TMP` and `$$TMPO` as temporary files. */
const probes = [
  '$(CC) -Werror -c -x c /dev/null -o "$$TMP"',
  '$(CC) -fnone-such -c -x c /dev/null -o "$$TMP"',
  'printf "%b\\n" "nop" | $(CC) -c -x assembler -o "$$TMP" -',
  '$(CC) -c -x c /dev/null -o "$$TMPO" ; $(LD) --build-id "$$TMPO" -o "$$TMP"',
  '$(CC) -nostdlib -x c /dev/null -o "$$TMP"',
  '$(CC) -g -gsplit-dwarf -c -x c /dev/null -o "$$TMP"',
  '$(CC) --coverage -c -x c /dev/null -o "$$TMP"',
  '$(CC) -save-temps -c -x c /dev/null -o "$$TMP"',
  '$(CC) -c -x c /dev/null -o"$$TMP"',
  '$(CC) -c -x c /dev/null --output="$$TMP"',
  '$(CC) -MD -MF "$$TMP" -c -x c /dev/null -o /dev/null',
  '$(CC) -Wp$(comma)-MD$(comma)"$$TMP" -c -x c /dev/null -o /dev/null',
  '$(CC) -E -MD -x c /dev/null',
  '$(CC) -c -x c /dev/null',
  '$(CC) -S -x c /dev/null',
  'echo "int main(void) { return 0; }" | $(CC) -x c -',
  'echo nop | $(AS) -',
  '$(LD) -r -b binary $(srctree)/Kconfig',
  '$(LD) -r -o "$$TMPO" -b binary $(srctree)/Kconfig -Map="$$TMP"',
  '$(srctree)/wrapped-compiler -c -x c /dev/null -o "$$TMP"',
  'env A=b $(CC) -c -x c /dev/null -o "$$TMP"',
  '$(CC) -c -x c /dev/null -o "$$TMP" && objcopy "$$TMP" && strip "$$TMP" && $(AR) rcs "$$TMPO" "$$TMP"',
  'python3 -c \'import sys; open(sys.argv[1], "w")\' "$$TMP"',
  'tee "$$TMPO" </dev/null; dd if=/dev/null of="$$TMP"',
];

const makefile = `VERSION = 5
export srctree := $(if $(O),$(CURDIR),$(if $(KBUILD_SRC),$(KBUILD_SRC),.))
ifneq ($(O),)
all: sub-all
sub-%: ; $(MAKE) -C $(O) -f $(CURDIR)/Makefile KBUILD_SRC=$(CURDIR) O= $*
%config: FORCE ; $(MAKE) -C $(O) -f $(CURDIR)/Makefile KBUILD_SRC=$(CURDIR) O= $@
FORCE:
else
export objtree := .
export SRCARCH := x86
export KERNELVERSION := 5.4.0
export CC := gcc
export LD := ld
AS := as
AR := ar
comma := ,
try-run = $(shell set -e; TMP=".$$$$.tmp"; TMPO=".$$$$.o"; \\
	if ($(1)) >/dev/null 2>&1; then echo y; else echo n; fi; rm -f "$$TMP" "$$TMPO")
${probes.map((probe, index) => `P${index} := $(call try-run,${probe})`).join('\n')}
export ALL = $(BUILD) $(STACK) ${probes.map((_, index) => `$(P${index})`).join(' ')}
BUILD := $(shell $(srctree)/init/build-version)
STACK := $(shell bash $(srctree)/scripts/stack-usage.sh $(CC))
PYTHON := $(shell python3 $(srctree)/scripts/value.py)
GIT := $(shell cd $(srctree) && git status --porcelain && git diff --stat)
-include include/config/auto.conf
obj-y += object.o
all: object.o
	@echo $(ALL)
object.o: $(srctree)/object.c
	$(CC) $(KBUILD_CFLAGS) -c -o $@ $<
%config:
	scripts/kconfig/conf --$@ $(srctree)/Kconfig
endif
`;

const kconfig = `config CC_TAKES
	def_bool $(shell,gcc -Werror -c -x c /dev/null -o .tmp_$$$$ 2>/dev/null && echo y || echo n)
config CC_BARE
	def_bool $(shell,echo 'int x;' | gcc -x c - -c && echo y || echo n)
config PYTHON
	int
	default $(shell,python3 $(srctree)/scripts/value.py)
config MODE
	bool "mode"
	depends on CC_TAKES
`;

let directory: string;
let tree: string;
let objects: string;
let cache: string;

const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.email=a@b', '-c', 'user.name=a', ...words], { cwd: tree, encoding: 'utf8' });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-leavings-'));
  cache = mkdtempSync(join(tmpdir(), 'kgate-leavings-cache-'));
  tree = join(directory, 'tree');
  objects = join(directory, 'objects');
  mkdirSync(join(tree, 'scripts'), { recursive: true });
  mkdirSync(join(tree, 'init'));
  mkdirSync(objects);
  const script = (name: string, text: string): void => {
    writeFileSync(join(tree, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(tree, name), 0o755);
  };
  // As kernels up to 6.1 count builds, and as U-Boot asks for a flag.
  script('init/build-version', 'echo 2 > .version\ncat .version');
  script('scripts/stack-usage.sh', 'echo "int x;" | $@ -fstack-usage -x c - -c -o $$ && echo y\nrm -f $$ $$.su');
  writeFileSync(join(tree, 'Makefile'), makefile);
  writeFileSync(join(tree, 'Kconfig'), kconfig);
  writeFileSync(join(tree, 'object.c'), 'int a;\n');
  writeFileSync(join(tree, 'scripts/values.py'), 'VALUE = 3\n');
  writeFileSync(join(tree, 'scripts/value.py'), 'import values\nprint(values.VALUE)\n');
  script('wrapped-compiler', 'exec gcc "$@"');
  git('init', '-q', '.');
  git('add', '-A');
  git('commit', '-qm', 'all');
});

afterAll(() => {
  rmSync(cache, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
});

/** Makes the index of git out of date, so that a question would write it. */
function touchSources(): void {
  writeFileSync(join(tree, 'object.c'), 'int a;\n');
}

const commands: readonly (readonly string[])[] = [
  ['check'],
  ['why', 'MODE'],
  ['why', 'MODE=y'],
  ['fix', 'MODE=y'],
  ['fix', '--stops'],
  ['objects'],
  ['owner', 'object.c'],
  ['make', '-n', 'all'],
  ['make', '--why', 'ALL'],
  ['probe', '--explain', 'CC_TAKES'],
  ['dead', '--arch', 'x86'],
  ['export', '--format', 'uvl'],
  ['lint'],
  ['config', 'defconfig', '--output', '-'],
];

describe.each(['in the tree', 'with an object directory'])('%s', (where) => {
  it.each(commands)('%s %s', async (...words) => {
    touchSources();
    const before = snapshotTree(directory);
    const place = where === 'in the tree' ? [] : ['-O', objects];
    // A check starts every program, the others what it has no answer of.
    const env = words[0] === 'check' ? { KGATE_NO_CACHE: '1' } : { XDG_CACHE_HOME: cache };
    await kgate([...words, '-C', tree, ...(words[0] === 'lint' ? [] : place)], { env });
    expect(snapshotTree(directory)).toEqual(before);
  });
});

it('the answers are those of make', async () => {
  const said = execFileSync('make', ['-s', '-C', tree, 'all'], { encoding: 'utf8', env: kgateEnvironment() });
  git('clean', '-qfdx');
  const run = await kgate(['make', '--why', 'ALL', '-C', tree, '--format', 'json'], { env: { KGATE_NO_CACHE: '1' } });
  expect(run.stdout).toContain(said.trim().split('\n').at(-1) ?? 'no answer');
  expect(said).toMatch(/^2 y [yn ]+$/m);
});

it.each([150, 300, 500, 800, 1200])('interrupted after %i ms', async (delayMs) => {
  const before = snapshotTree(directory);
  const options = { env: kgateEnvironment({ KGATE_NO_CACHE: '1' }), stdio: 'ignore' } as const;
  const run = spawn(node, [launcher, 'check', '-C', tree, '-O', objects], options);
  const ended = new Promise((resolve) => run.once('exit', resolve));
  setTimeout(() => run.kill('SIGINT'), delayMs);
  await ended;
  expect(snapshotTree(directory)).toEqual(before);
});
