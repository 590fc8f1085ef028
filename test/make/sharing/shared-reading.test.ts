/**
 * Readings that share work know the same afterwards as readings on their own (docs/make-semantics.md §8.2, §8.3, §8.4).
 * Those on their own are compared with make elsewhere; the values of the first cases are also those of the installed make.
 */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type EvaluateRequest, type Evaluation, evaluateMakefiles, SharedReading } from '../../../src/make/index.ts';
import { plainHost } from '../../support/make-host.ts';
import { randomMakefile } from '../../support/random-makefile.ts';

type Start = Pick<EvaluateRequest, 'overrides' | 'options' | 'level'> & { readonly env?: Record<string, string> };

/** Reads the same files once for each start, sharing work or alone. */
function readAll(files: Readonly<Record<string, string>>, starts: readonly Start[], isShared: boolean): Evaluation[] {
  const overlay = new Map(Object.entries(files).map(([name, text]) => [`/src/${name}`, text]));
  const host = plainHost('/src', {}, overlay);
  const shared = new SharedReading();
  return starts.map(({ env = {}, ...start }) =>
    evaluateMakefiles({
      host,
      runShell: ({ command }) => ({
        status: command.length % 3,
        stdout: `${command}\n`,
        stderr: '',
        commands: [],
        unknown: '',
      }),
      cwd: '/src',
      env: { PATH: '/usr/bin:/bin', ...env },
      makefiles: ['Makefile'],
      ...start,
      ...(isShared && { shared }),
    }),
  );
}

/** Everything that can be asked about variables, rules and messages. */
function known(evaluation: Evaluation): unknown {
  return {
    events: evaluation.events.map(({ line, afterStop, path }) => [line, afterStop, path]),
    makefiles: evaluation.makefiles,
    missing: evaluation.missingIncludes.map(({ name }) => name),
    commands: evaluation.shellCalls.map(({ command, location }) => [command, location]),
    lines: evaluation.lineCount,
    goals: evaluation.goals,
    variables: evaluation.variableNames().map((name) => {
      const { value, flavor, origin, exported, definitions } = evaluation.lookup(name);
      const { steps, targetSteps } = evaluation.history(name);
      const places = definitions.map(({ location, text, conditions, references }) => [
        location,
        text,
        conditions.map((condition) => [condition.text, condition.left, condition.branch]),
        references.map((reference) => [reference.name, reference.value]),
      ]);
      const stepPlaces = [...steps, ...targetSteps].map(({ kind, location, target }) => [kind, location, target]);
      return [name, name === '.VARIABLES' ? '' : value, flavor, origin, exported, places, stepPlaces];
    }),
    targets: evaluation.targetNames().map((name) => {
      const { variables, ...target } = evaluation.target(name)!;
      return [target, variables.map((variable) => [variable.name, variable.value, variable.origin])];
    }),
    patterns: evaluation.patternRules().map(({ targets, location }) => [targets, location]),
  };
}

function compare(files: Readonly<Record<string, string>>, starts: readonly Start[]): void {
  const together = readAll(files, starts, true).map(known);
  expect(together).toEqual(readAll(files, starts, false).map(known));
}

const fiveTimes: readonly Start[] = [{}, {}, {}, {}, {}];

test('a recipe of no target goes on behind a condition', () => {
  const Makefile = 'B := y\n$(NONE): %.k: %.o\n\t@echo x\nifdef B\n\t@echo y\nendif\n\t@echo z\nA := 1\nall: ;\n';
  const run = spawnSync('make', ['-f', '-'], { input: Makefile, encoding: 'latin1' });
  expect([run.status, run.stderr]).toEqual([0, '']);
  const readings = readAll({ Makefile }, fiveTimes, true);
  expect(readings.flatMap(({ events }) => events)).toEqual([]);
  compare({ Makefile }, fiveTimes);
});

describe('values of the installed make', () => {
  /** What `$(VALUE)` is in each reading, and what make prints for it. */
  function both(makefile: string, value: (evaluation: Evaluation) => string | undefined, starts: readonly Start[]) {
    const real = starts.map(({ overrides = [] }) => {
      const run = spawnSync('make', ['-s', '-f', '-', ...overrides, 'show'], {
        input: `${makefile}\nshow: ; @echo "$(V) $$X"\n`,
        env: { PATH: process.env['PATH'] },
        encoding: 'latin1',
      });
      return run.stdout.trim();
    });
    return { got: readAll({ Makefile: `${makefile}\nshow: ;\n` }, starts, true).map(value), real };
  }

  test('target-specific variables', () => {
    const { got, real } = both(
      'show: V := of-target',
      (evaluation) => evaluation.target('show')?.variables[0]?.value,
      fiveTimes,
    );
    expect(got).toEqual(real);
  });

  test('export without names, where another reading had exported already', () => {
    const starts = [{ overrides: ['A=1'] }, {}, {}];
    const makefile = 'X := exported\nifdef A\nexport\nendif\nexport\n';
    const { got, real } = both(makefile, (evaluation) => evaluation.exportedEnvironment()['X'], starts);
    expect(got).toEqual(real);
  });
});

describe('nothing that a stretch does is lost', () => {
  test.each<[string, string]>([
    [
      'plain, appended and conditional assignments',
      'A = 1\nA += 2\nB := $(A)\nC ?= 3\nA ?= 4\nifdef A\nD = $(B)\nendif\n',
    ],
    [
      'rules, static patterns, pattern rules',
      'all: x y ; cmd\n\tmore $@\nx y: %: %.c\n\tcc\n%.o: %.c\n\tcc $<\nall: z\n',
    ],
    ['special targets', '.SECONDEXPANSION:\n.PHONY: all\nall: $$(A)\nA = b\n.POSIX:\n'],
    ['target- and pattern-specific variables', 'a: V = 1\n%.o: W := 2\na: export U += 3\n'],
    ['vpath', 'vpath %.c src\nvpath\nvpath %.h include\n'],
    ['export, unexport, undefine', 'A = 1\nexport A\nunexport A\nundefine A\nexport B\n'],
    ['the recipe prefix', '.RECIPEPREFIX = >\nall:\n> cmd\n.RECIPEPREFIX =\nb:\n\tcmd\n'],
    ['messages and commands', '$(info i)\nA := $(shell echo)\n$(warning w)\nB != echo\n'],
    ['included files', 'include inner.mk\n-include missing.mk\nA += 2\ninclude inner.mk\n'],
    [
      'eval and call',
      'define f\n$(1) := $(2)\nall: $(1)\nendef\n$(eval $(call f,x,y))\n$(foreach v,a b,$(eval $(v) = 1))\n',
    ],
    ['a define', 'define A\none\ntwo\nendef\ndefine B :=\n$(A)\nendef\n'],
    ['a conditional that is not closed', 'A = 1\nifdef A\nB = 2\n'],
  ])('%s', (_name, makefile) => {
    compare({ Makefile: makefile, 'inner.mk': 'A = 1\nI := $(A)\nifdef I\nJ = 1\nendif\nt: $(I)\n' }, fiveTimes);
  });
});

describe('a stretch is carried out where its inputs differ', () => {
  const makefile = 'B := $(A)\nifdef A\nC := $(B)x\nelse\nC := none\nendif\nD = $(C)\n$(A)t: $(C)\n';

  test('variables of the command line', () => {
    compare({ Makefile: makefile }, [{}, { overrides: ['A=1'] }, { overrides: ['A=2'] }, {}, { overrides: ['A=1'] }]);
  });

  test('variables of the environment, and the level', () => {
    compare({ Makefile: makefile }, [
      {},
      { env: { A: '1' } },
      { env: { A: '1', E: '2' }, level: 2 },
      {},
      { env: { B: '3' } },
    ]);
  });

  test('options, which keep a reading from taking part', () => {
    compare({ Makefile: makefile }, [{}, { options: ['-e'], env: { B: '1' } }, { options: ['-rR'] }, {}]);
  });
});

test('random makefiles', { timeout: 120_000 }, () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { statements, files } = randomMakefile(90_000 + seed, { has44: false });
    const fill = (text: string): string => text.replaceAll('NAME', 'c');
    const all: Record<string, string> = { Makefile: fill(`${statements.join('\n')}\n`) };
    for (const [name, lines] of Object.entries(files)) all[fill(name)] = fill(`${lines.join('\n')}\n`);
    // Where a limit of kgate is met depends on the stack.
    if (readAll(all, [{}], false)[0]!.events.some(({ kind }) => kind === 'limit')) continue;
    compare(all, [{}, {}, { overrides: ['A=1'] }, { env: { B: 'x' } }, {}, { overrides: ['A=1'] }]);
  }
});
