import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import type { RunShell } from '../../../src/core/run-shell.ts';
import { explainStop } from '../../../src/explain/stop.ts';
import type { Host } from '../../../src/host/host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { findRecipeStops } from '../../../src/kernel/stops/find-stops.ts';
import {
  configurationOf,
  configure,
  findStops,
  openConfigured,
  openSession,
  readBuild,
} from '../../../src/kernel/index.ts';
import { type Evaluation, evaluateMakefiles, type MakeEvent } from '../../../src/make/index.ts';
import { createRealShell } from '../../../src/probe/index.ts';
import { linux612 } from '../../support/kernel-source.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-recipes-')));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;

function newTree(files: Readonly<Record<string, string>>): string {
  const directory = join(root, String(++count));
  writeFiles(directory, files);
  return directory;
}

function stopsOf(
  evaluation: Evaluation,
  host: Host,
  runShell: RunShell,
  goals: readonly string[],
): readonly MakeEvent[] {
  return findRecipeStops({
    level: { evaluation, cwd: host.cwd },
    goals,
    host,
    machine: host,
    runShell,
    makeVersion: () => ({ makeVersion: '4.3', makeVersionText: '4.3' }),
    treeDirectory: host.cwd,
    objectTree: host.cwd,
    isStopped: evaluation.stop !== undefined,
  }).events;
}

interface Run {
  readonly events: readonly MakeEvent[];
  /** What make 4.3 prints on stderr, without its final newline. */
  readonly stderr: string;
  /** What make 4.3 prints on a terminal, without its final newline. */
  readonly output: string;
}

/** The events of `prepare`, or of the default goal, and what make 4.3 prints for them. */
function run(
  makefile: string,
  files: Readonly<Record<string, string>> = {},
  variables: Record<string, string> = {},
): Run {
  const cwd = newTree({ Makefile: makefile, ...files });
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...variables };
  const host = createNodeHost({ cwd, env });
  // The shell may be asked to read a text, and to run nothing of it.
  const refuse: typeof host.run = (request) => {
    if (request.argv[1] === '-n') return host.run(request);
    throw new Error('no program is to be started');
  };
  const runShell = createRealShell({ host: { ...host, run: refuse } });
  const evaluation = evaluateMakefiles({ host, runShell, env });
  const read = evaluation.events.length;
  const goals = /^prepare:/m.test(makefile) ? ['prepare'] : [];
  const stops = stopsOf(evaluation, { ...host, run: refuse }, runShell, goals.length > 0 ? goals : evaluation.goals);
  const events = [...evaluation.events.slice(0, read), ...stops];
  const options = { cwd, env, encoding: 'latin1' } as const;
  const output = spawnSync('/bin/sh', ['-c', `exec make ${goals.join(' ')} 2>&1`], options).stdout;
  rmSync(cwd, { recursive: true });
  writeFiles(cwd, { Makefile: makefile, ...files });
  const { stderr } = spawnSync('make', goals, options);
  return { events, stderr: stderr.replace(/\n$/, ''), output: output.replace(/\n$/, '') };
}

function linesOf(events: readonly MakeEvent[]): string {
  return events
    .filter((event) => !event.afterStop && event.kind !== 'info')
    .map((event) => event.line)
    .join('\n');
}

describe('prints what make 4.3 prints on stderr', () => {
  const oneRecipe = (lines: string): string => `prepare:\n${lines.replace(/^/gm, '\t')}\n`;
  test.each<[string, string, Readonly<Record<string, string>>?]>([
    ['nothing', oneRecipe('@true\n@echo fine\n:')],
    ['a warning', oneRecipe('@echo "warning: old binutils" >&2')],
    ['a warning on stdout is none', oneRecipe('@echo warning')],
    ['a failure without words', oneRecipe('@false')],
    ['a failure with words', oneRecipe('@echo "You need more." >&2\n@echo "Get it." >&2\n@false')],
    ['the status of exit', oneRecipe('@echo no >&2; exit 42')],
    ['a failure that is passed over', oneRecipe('-@echo no >&2; exit 3\n@echo yes >&2')],
    ['.IGNORE', `.IGNORE: prepare\n${oneRecipe('@exit 3\n@echo yes >&2')}`],
    ['a warning of expansion before the lines', oneRecipe('@echo one >&2\n@$(warning two)echo three >&2')],
    ['an error of expansion, no line is run', oneRecipe('@echo one >&2\n@$(error two)')],
    ['if, elif, else', oneRecipe('@if [ a = b ]; then false; elif test 1 -gt 2; then false; else echo else >&2; fi')],
    ['lists and groups', oneRecipe('@test -z "" && { echo a >&2; ! false; } || (echo b >&2; exit 2)')],
    ['/bin/false', oneRecipe('@echo >&2 "***"; exit 1')],
    ['a continued line', oneRecipe('@if true; then \\\n\techo >&2 "one"; \\\n\tfalse; \\\nfi')],
    ['line numbers count stored lines', 'prepare:\n\n\t@true \\\n\t&& true\n# comment\n\n\t@exit 4\n'],
    ['a recipe behind a semicolon', 'prepare: ; @echo x >&2; exit 5\n'],
    ['lines of a define', 'define check\n@echo a >&2\n@exit 6\nendef\nprepare:\n\t@true\n\t$(check)\n'],
    ['automatic variables', 'prepare: x\n\t@echo "$@ $< $^" >&2\nx:\n\t@echo "$@" >&2\n'],
    ['target-specific variables', 'prepare: A = 1\nprepare: x\nx:\n\t@echo "A=$(A)" >&2\n'],
    ['shell variables', 'export X := a  b\nprepare:\n\t@echo "$$X" >&2; test "$$X" = c\n'],
    ['order of prerequisites', 'prepare: a b\na: c\nb: c\na b c:\n\t@echo $@ >&2\n'],
    ['a circle', 'prepare: a\na: b\nb: a\na b:\n\t@echo $@ >&2\n'.replace('b: a', 'b: ')],
    ['the first stop only', 'prepare: a b\na b:\n\t@echo $@ >&2; false\n'],
    ['an intermediate file waits', '.PHONY: p q prepare\n.SECONDARY:\nprepare: i p q\ni p q:\n\t@echo $@ >&2\n'],
    ['what is up to date is left alone', 'prepare: old\nold: dep\n\t@echo made >&2\n', { dep: '', old: '' }],
    ['what is out of date is made', 'prepare: f\nf: FORCE\n\t@echo made >&2\nFORCE:\n', { f: '' }],
    ['order-only does not count', 'prepare: f\nf: | FORCE\n\t@echo made >&2\nFORCE:\n', { f: '' }],
    ['VPATH', 'VPATH := src\nprepare: f\nf: g\n\t@echo made $< >&2\n', { 'src/g': '', f: '' }],
    ['a pattern rule', 'prepare: x.chk\n%.chk: %.in\n\t@echo "check $*" >&2; false\n', { 'x.in': '' }],
    ['the default goal', 'all: a\n\t@echo all >&2\na:\n\t@echo a >&2; exit 7\nb:\n\t@false\n'],
    ['files of the source tree', oneRecipe('@if [ -f ../nothing -o -d / ]; then echo unclean >&2; false; fi')],
    ['the name in a sub-make', oneRecipe('@exit 8')],
    ['a command substitution', oneRecipe('@test `echo a` = b')],
    ['a file that is written', oneRecipe('@echo a > out; test -s out && echo b >&2; grep -q c out')],
    ['an assignment', oneRecipe('@x=1; test $$x = 2')],
    ['a makefile that cannot be made', 'prepare:\ninclude made\nmade: source\n\t@echo $@ >&2\nsource:\n\t@false\n'],
    ['a file that no rule makes', 'prepare: a\na: b c\nb:\n\t@true\n'],
    ['a pipeline', oneRecipe('@echo a | grep b')],
    ['a line that builds, between checks', oneRecipe('@echo a >&2\n@touch made\n@echo b >&2\n@exit 9')],
  ])('%s', (name, makefile, files) => {
    const { events, stderr } = run(makefile, files, name === 'the name in a sub-make' ? { MAKELEVEL: '2' } : {});
    expect(linesOf(events)).toBe(stderr);
  });
});

test('a make that a recipe starts is entered; that the outer one fails with it is not said again', () => {
  const { events, stderr } = run('prepare:\n\t@$(MAKE) -f Makefile sub\nsub:\n\t@echo no >&2; exit 4\n');
  expect(`${linesOf(events)}\nmake: *** [Makefile:2: prepare] Error 2`).toBe(stderr);
});

test('a step of the last link that the architecture has is entered, too', () => {
  const { events, stderr } = run('prepare:\n\t@$(MAKE) -f arch/x/Makefile.postlink vmlinux\n', {
    'arch/x/Makefile.postlink': 'vmlinux:\n\t@echo no >&2; exit 4\n',
  });
  expect(`${linesOf(events)}\nmake: *** [Makefile:2: prepare] Error 2`).toBe(stderr);
});

test('a directory is made by a recipe whose other words depend on what was built', () => {
  const makefile = `prepare: x
\t@mkdir -p out
\t@$(MAKE) -C tools A=$(if $(shell test -s ./x && echo y),)
x:
\t@dd if=/dev/null of=x 2>/dev/null
`;
  const tool = 'OUT := $(shell cd ../out && pwd)\n$(if $(OUT),,$(error no directory))\nall:\n\t@echo >&2 no; exit 3\n';
  const { events, stderr } = run(makefile, { 'tools/Makefile': tool });
  expect(`${linesOf(events)}\nmake: *** [Makefile:3: prepare] Error 2`).toBe(stderr);
});

test('a failure shows what the user of make sees of its recipe, both streams in order', () => {
  const { events, output } = run('prepare:\n\techo one; echo two >&2; echo three\n\t@test a = b\n');
  expect(events.map((event) => event.line)).toEqual([output]);
});

test('a stop knows the conditionals and the files around its line', () => {
  const { events } = run('CONFIG_A := y\nprepare: sub\ninclude sub.mk\n', {
    'sub.mk':
      'sub:\nifdef CONFIG_A\n\t@true\nifeq ($(FLAGS),)\n\t@echo "no flags, $(CONFIG_A)" >&2\n\t@false\nendif\nendif\n',
  });
  expect(events).toMatchObject([
    {
      kind: 'error',
      code: 'make/recipe-failed',
      fatal: true,
      afterStop: false,
      location: { file: 'sub.mk', line: 5 },
      message: 'no flags, y',
      conditions: [
        { text: 'ifdef CONFIG_A', left: 'CONFIG_A', right: 'y', branch: 'then' },
        { text: 'ifeq ($(FLAGS),)', left: '', right: '', branch: 'then' },
      ],
      path: [
        { kind: 'file', name: 'Makefile' },
        { kind: 'include', name: 'sub.mk' },
        { kind: 'recipe', name: 'sub' },
      ],
    },
  ]);
});

test('an error expanded in a recipe has the conditionals around the line and in it', () => {
  const { events } = run('prepare:\nifndef X\n\t@$(if $(Y),,$(error no Y))\nendif\n');
  expect(events.map((event) => event.conditions.map(({ text, branch }) => [text, branch]))).toEqual([
    [
      ['ifndef X', 'then'],
      ['$(Y)', 'else'],
    ],
  ]);
});

test('later stops are found and marked', () => {
  const { events } = run('prepare: a b\na b:\n\t@false\n');
  expect(events.map((event) => [event.line, event.afterStop])).toEqual([
    ['make: *** [Makefile:3: a] Error 1', false],
    ['make: *** [Makefile:3: b] Error 1', true],
  ]);
});

test('a stop of reading comes before all recipes', () => {
  const { events } = run('$(error one)\nprepare:\n\t@echo two >&2\n');
  expect(events.map((event) => [event.line, event.afterStop])).toEqual([
    ['Makefile:1: *** one.  Stop.', false],
    ['two', true],
  ]);
});

describe('is silent about', () => {
  test.each([
    ['a loop', '@while true; do :; done'],
    ['a background command', '@false & false'],
    [
      'what a build that is unpacked first installs',
      '@tar xf pkg.tar\n\t@$(MAKE) -C pkg install\n\t@./host/tool --version\n\t@rm -f b && cp -a host/b b',
    ],
    ['a file that a line before may make', '@touch made\n\t@test -e made || { echo gone >&2; false; }'],
  ])('%s', (_name, line) => {
    // No real make here: some of these lines would run for ever.
    const cwd = newTree({ Makefile: `prepare:\n\t${line}\n` });
    const host = createNodeHost({ cwd, env: { PATH: process.env['PATH'] ?? '' } });
    const runShell = createRealShell({ host });
    const evaluation = evaluateMakefiles({ host, runShell });
    expect(stopsOf(evaluation, host, runShell, evaluation.goals)).toEqual([]);
  });
});

test('a line that the shell cannot read is a stop in its words', () => {
  const { events, output } = run('prepare:\n\t@if true\n');
  expect(events.map((event) => event.line).join('\n')).toBe(output);
});

test('hostile makefiles end in a diagnostic', () => {
  const chain = Array.from({ length: 20_000 }, (_, i) => `t${i}: t${i + 1}\n`).join('');
  const wide = `prepare: ${Array.from({ length: 60_000 }, (_, i) => `w${i}`).join(' ')}\nw%: ; @true\n`;
  const lattice = Array.from({ length: 200 }, (_, i) => `a${i} b${i}: a${i + 1} b${i + 1}\n`).join('');
  const machine = { PATH: process.env['PATH'] ?? '' };
  for (const [makefile, expected, env] of [
    [`prepare: t0\n${chain}`, ['make/no-rule'], machine],
    [wide, ['make/limit-depth'], machine],
    // Without PATH make finds no program, and behind that stop little is looked at.
    [wide, ['make/missing-program'], {}],
    [`.SECONDARY:\nprepare: a0\n${lattice}`, ['make/no-rule', 'make/no-rule'], machine],
  ] as const) {
    const cwd = newTree({ Makefile: makefile });
    const host = createNodeHost({ cwd, env });
    const runShell = createRealShell({ host });
    const evaluation = evaluateMakefiles({ host, runShell, env });
    const codes = stopsOf(evaluation, host, runShell, evaluation.goals).map((event) => event.code);
    expect(codes).toEqual(expected);
  }
}, 60_000);

/** A tree that goes through the levels of a kernel's top Makefile with little in it. */
const smallTree = {
  Kconfig: 'config A\n\tbool "a"\n',
  Makefile: `ifneq ($(sub_make_done),1)
export sub_make_done := 1
objects := $(if $(O),$(O),.)
PHONY := __all
__all: __sub-make
$(filter-out __all,$(MAKECMDGOALS)): __sub-make ;
__sub-make:
	$(MAKE) --no-print-directory -C $(objects) -f $(CURDIR)/Makefile $(MAKECMDGOALS)
else
srctree := $(dir $(lastword $(MAKEFILE_LIST)))
-include include/config/auto.conf
PHONY := __all prepare outputmakefile checkconfig
__all: prepare
defconfig:
	scripts/kconfig/conf --alldefconfig $(srctree)/Kconfig
prepare: outputmakefile checkconfig
outputmakefile:
	@if [ -f $(srctree)/.config -o \\
		 -d $(srctree)/include/config ]; then \\
		echo >&2 "***"; \\
		echo >&2 "*** unclean: $(srctree)"; \\
		false; \\
	fi
checkconfig:
	@test -e include/config/auto.conf || { echo >&2 "no config"; false; }
.PHONY: $(PHONY)
endif
`,
};

test('a source tree that is not clean stops a build outside of it', () => {
  const cwd = newTree({ ...smallTree, 'include/config/kernel.release': '6.12\n' });
  const objects = join(cwd, 'out');
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  const treeName = cwd;
  const request = { treeName, objectDirectory: objects, variables: [], configFile: null, defconfig: null };
  const options = { host: createNodeHost({ cwd, env }), request, profile: null, otherProfiles: () => [] };
  const { verdict, diagnostics } = checkTree({ ...options, failOn: 'error' });
  writeFiles(objects, { 'include/config/auto.conf': '' });
  const real = spawnSync('make', [`O=${objects}`, 'prepare'], { cwd, env, encoding: 'latin1' });
  expect(verdict).toBe('fail');
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['make/recipe-failed', real.stderr.split('\nmake: ***')[0]],
  ]);
  expect(diagnostics[0]?.message).toContain('unclean');
});

describe('Linux 6.12', () => {
  const read = (objects: string, variables: readonly string[], more: { readonly goals?: readonly string[] } = {}) => {
    const session = openSession({
      host: createNodeHost({ cwd: linux612() }),
      request: {
        treeName: linux612(),
        objectDirectory: objects,
        variables,
        configFile: null,
        defconfig: null,
        ...more,
      },
      profile: null,
    });
    const tree = configure(session);
    const configuration = configurationOf(tree);
    return { configuration, events: findStops(readBuild(openConfigured(tree, configuration))).events };
  };

  function prepareTree(name: string, words: readonly string[], goals: readonly string[]): string {
    const objects = join(root, name);
    const made = spawnSync('make', ['-s', '-C', linux612(), `O=${objects}`, ...words, ...goals], {
      encoding: 'latin1',
    });
    if (made.status !== 0) throw new Error(made.stderr);
    return objects;
  }

  test('x86 with a compiler that has no retpolines stops in checkbin', { timeout: 180_000 }, () => {
    const words = ['ARCH=x86_64', 'CC=aarch64-linux-gnu-gcc'];
    const objects = prepareTree('x86', words, ['defconfig']);
    const { configuration, events } = read(objects, words, { goals: ['prepare'] });
    const real = spawnSync('make', ['-s', '-C', linux612(), `O=${objects}`, ...words, 'prepare'], {
      encoding: 'latin1',
    });
    // The makes around the one that stops add a line each.
    const wanted = real.stderr.replace(/(\nmake(\[\d+\])?: \*\*\* .* __sub-make\] Error 2)+\n$/, '');
    expect(wanted).toContain('checkbin] Error 1');
    // Behind it make would stop at the flags of x86.
    expect(events.filter((event) => !event.afterStop).map((event) => event.line)).toEqual([wanted]);
    expect(events.filter((event) => event.afterStop).map((event) => event.location?.file)).toContain(
      join(linux612(), 'scripts/Makefile.build'),
    );
    const explanation = explainStop(events[0]!, configuration);
    expect(explanation.symbols.map((symbol) => symbol.name)).toContain('MITIGATION_RETPOLINE');
    expect(explanation.commands.some((command) => command.argv.includes('-mindirect-branch=thunk-extern'))).toBe(true);
  });

  // test/e2e/linux.test.ts has the whole build without an object tree.
  test('arm64 defconfig with gcc 12 has no event, with and without an object tree', { timeout: 180_000 }, () => {
    const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
    expect(read(join(root, 'none'), words, { goals: ['prepare'] }).events).toEqual([]);
    expect(read(prepareTree('arm64', words, ['defconfig']), words).events).toEqual([]);
  });
});
