/** The story of a variable. Whether an assignment has an effect is what make prints for the same text. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Evaluation, evaluateMakefiles, type VariableStep } from '../../../src/make/index.ts';
import { plainHost, runPlainShell } from '../../support/make-host.ts';

function read(
  text: string,
  options: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Evaluation {
  const overlay = new Map([['/src/Makefile', text]]);
  for (const [name, body] of Object.entries(files)) overlay.set(`/src/${name}`, body);
  return evaluateMakefiles({
    host: plainHost('/src', {}, overlay),
    runShell: (request) => runPlainShell({ ...request, cwd: '/' }),
    cwd: '/src',
    env: { PATH: '/usr/bin:/bin', ...env },
    makefiles: ['Makefile'],
    options,
  });
}

function brief(steps: readonly VariableStep[]): unknown[] {
  return steps.map(({ kind, location, operator, value, origin, strongerOrigin, target }) => [
    ...(target === null ? [] : [target]),
    kind,
    location?.line ?? 0,
    operator,
    value,
    strongerOrigin ?? origin,
  ]);
}

describe('steps of a variable', () => {
  test('definitions, appending, undefine, export in their order', () => {
    const text =
      'A = 1\nA += 2\nexport A\nundefine A\nA := 3\nunexport A\noverride A += 4\nA = 5\nexport define A\nx\nendef\n';
    const history = read(text).history('A');
    expect(brief(history.steps)).toEqual([
      ['definition', 1, '=', '1', 'file'],
      ['definition', 2, '+=', '1 2', 'file'],
      ['export', 3, null, '1 2', 'file'],
      ['undefine', 4, 'undefine', '1 2', 'file'],
      ['definition', 5, ':=', '3', 'file'],
      ['unexport', 6, null, '3', 'file'],
      ['definition', 7, '+=', '3 4', 'override'],
      ['ignored', 8, '=', '3 4', 'override'],
      ['ignored', 9, '=', '3 4', 'override'],
      ['export', 9, null, '3 4', 'file'],
    ]);
    expect(history).toMatchObject({ value: '3 4', origin: 'override', flavor: 'simple', exported: true });
    const shown = execFileSync('make', ['-f', '-'], {
      input: `${text}$(info $A|$(origin A))\nall: ;`,
      encoding: 'utf8',
    });
    expect(shown.split('\n')[0]).toBe('3 4|override');
  });

  test('assignments that the command line makes pointless', () => {
    const text = 'A = 1\nA += 2\nA ?= 3\ndefine A\n4\nendef\nundefine A\nB ?= 6\nB ?= 7\n';
    const evaluation = read(text, ['A=cmd']);
    expect(brief(evaluation.history('A').steps)).toEqual([
      ['definition', 0, '=', 'cmd', 'command line'],
      ['ignored', 1, '=', 'cmd', 'command line'],
      ['ignored', 2, '+=', 'cmd', 'command line'],
      ['ignored', 3, '?=', 'cmd', 'command line'],
      ['ignored', 4, '=', 'cmd', 'command line'],
      ['ignored', 7, 'undefine', 'cmd', 'command line'],
    ]);
    expect(evaluation.history('A').steps[2]!.text).toBe('2');
    expect(brief(evaluation.history('B').steps)).toEqual([
      ['definition', 8, '?=', '6', 'file'],
      ['ignored', 9, '?=', '6', 'file'],
    ]);
  });

  test('the environment under -e', () => {
    const steps = read('A = 1\n', ['-e'], {}, { A: 'env' }).history('A').steps;
    expect(brief(steps)).toEqual([
      ['definition', 0, '=', 'env', 'environment override'],
      ['ignored', 1, '=', 'env', 'environment override'],
    ]);
  });

  test('target- and pattern-specific ones', () => {
    const text = 'all: A := 1\nall: A += 2\n%.o: private A = 3\nall: B = 4\n';
    expect(brief(read(text).history('A').targetSteps)).toEqual([
      ['all', 'definition', 1, ':=', '1', 'file'],
      ['all', 'definition', 2, '+=', '1 2', 'file'],
      ['%.o', 'definition', 3, '=', '3', 'file'],
    ]);
    const ignored = read(text, ['A=cmd']).history('A');
    expect(brief(ignored.targetSteps)).toEqual([
      ['all', 'ignored', 1, ':=', 'cmd', 'command line'],
      ['all', 'ignored', 2, '+=', 'cmd', 'command line'],
      ['%.o', 'ignored', 3, '=', 'cmd', 'command line'],
    ]);
  });

  test('conditions, the path of includes, calls and evals, and what was read', () => {
    const evaluation = read('SRC := s\nset = $(eval $(1) := $(2)$(SRC))\nifdef SRC\ninclude a.mk\nendif\n', [], {
      'a.mk': 'ifneq ($(SRC),t)\n$(call set,X,v)\nendif\n',
    });
    const [step] = evaluation.history('X').steps;
    expect(step!.location).toEqual({ file: 'a.mk', line: 2 });
    expect(step!.conditions.map(({ text, left }) => [text, left])).toEqual([
      ['ifdef SRC', 'SRC'],
      ['ifneq ($(SRC),t)', 's'],
    ]);
    expect(step!.path.map(({ kind, name }) => [kind, name])).toEqual([
      ['file', 'Makefile'],
      ['include', 'a.mk'],
      ['call', 'set'],
      ['variable', 'set'],
      ['eval', ''],
    ]);
    const reading = evaluation.history('SRC');
    expect(reading.steps.map(({ value }) => value)).toEqual(['s']);
  });

  test('expansion on demand, with the values of all that is read', () => {
    const evaluation = read('A = $(B)-$(shell echo sh)\nB = $(C)\nC := c\n');
    expect(evaluation.history('A').expansion).toBeNull();
    const { expansion } = evaluation.history('A', true);
    expect(expansion!.value).toBe('c-sh');
    const [a] = expansion!.references;
    expect(a!.references.map(({ name, value, definition }) => [name, value, definition!.location!.line])).toEqual([
      ['B', 'c', 2],
    ]);
    expect(a!.references[0]!.references[0]).toMatchObject({ name: 'C', value: 'c' });
    expect(a!.shellCalls[0]!.command).toBe('echo sh');
    expect(evaluation.history('nothing', true)).toMatchObject({ flavor: 'undefined', steps: [], expansion: null });
  });

  test('an error in the value does not throw', () => {
    const evaluation = evaluateMakefiles({
      host: plainHost('/src', {}, new Map([['/src/Makefile', 'A = $(error x)\n']])),
      runShell: runPlainShell,
      cwd: '/src',
      env: {},
      keepGoing: false,
    });
    expect(evaluation.history('A', true).steps).toHaveLength(1);
  });
});

test('a stop that comes after reading, in MAKEFLAGS or the environment of a recipe, is an event and not thrown', () => {
  for (const makeVersion of ['4.3', '4.4.1'] as const) {
    const text =
      'MAKEFLAGS += $(warning a)$(if $(late),$(error b))\nexport late := 1\nexport X = $(error c)\nall: ; @:\n';
    const evaluation = evaluateMakefiles({
      host: plainHost('/src', {}, new Map([['/src/Makefile', text]])),
      runShell: runPlainShell,
      cwd: '/src',
      env: {},
      keepGoing: false,
      makeVersion,
    });
    expect(() => evaluation.exportedEnvironment('all')).not.toThrow();
    expect(evaluation.stop?.code).toBe('make/error');
  }
});
