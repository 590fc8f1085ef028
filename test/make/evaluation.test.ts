import { describe, expect, test } from 'vitest';
import { type Evaluation, evaluateMakefiles, openRecipes } from '../../src/make/index.ts';
import { plainHost, runPlainShell } from '../support/make-host.ts';

function read(
  text: string,
  files: Readonly<Record<string, string>> = {},
  overrides: readonly string[] = [],
): Evaluation {
  const overlay = new Map([['/src/Makefile', text]]);
  for (const [name, body] of Object.entries(files)) overlay.set(`/src/${name}`, body);
  return evaluateMakefiles({
    host: plainHost('/src', {}, overlay),
    runShell: (request) => runPlainShell({ ...request, cwd: '/' }),
    cwd: '/src',
    env: { PATH: '/usr/bin:/bin' },
    makefiles: ['Makefile'],
    overrides,
  });
}

describe('events', () => {
  test('carry conditions through includes, outermost first, with the values that decided', () => {
    const evaluation = read(
      'ARCH := arm64\nifeq ($(ARCH),arm)\nX := 1\nelse ifdef CONFIG_A\ninclude inner.mk\nendif\n',
      { 'inner.mk': 'ifneq ($(CONFIG_A),n)\n$(error stop $(CONFIG_A))\nendif\n' },
      ['CONFIG_A=y'],
    );
    const stop = evaluation.stop!;
    expect(stop.line).toBe('inner.mk:2: *** stop y.  Stop.');
    expect(stop.conditions.map(({ text, left, right, taken, branch }) => [text, left, right, taken, branch])).toEqual([
      ['ifeq ($(ARCH),arm)', 'arm64', 'arm', false, 'else'],
      ['ifdef CONFIG_A', 'CONFIG_A', 'y', true, 'then'],
      ['ifneq ($(CONFIG_A),n)', 'y', 'n', true, 'then'],
    ]);
    expect(stop.conditions[0]!.references[0]!.definition!.location).toEqual({ file: 'Makefile', line: 1 });
    expect(stop.path.map((frame) => [frame.kind, frame.name])).toEqual([
      ['file', 'Makefile'],
      ['include', 'inner.mk'],
    ]);
  });

  test('a function-level test that guards an error is a condition', () => {
    const evaluation = read('G := __x\n$(if $(filter __%,$(G)), \\\n\t$(error internal))\n');
    expect(evaluation.stop!.line).toBe('Makefile:2: *** internal.  Stop.');
    expect(evaluation.stop!.conditions).toMatchObject([
      { kind: 'function', test: 'if', text: '$(filter __%,$(G))', left: '__x', branch: 'then' },
    ]);
  });

  test('all stops are found in one run and later ones are marked', () => {
    const evaluation = read('$(error one)\nfoo bar\n$(warning w)\n$(error two)\n');
    expect(evaluation.events.map((event) => [event.line, event.afterStop])).toEqual([
      ['Makefile:1: *** one.  Stop.', false],
      ['Makefile:2: *** missing separator.  Stop.', true],
      ['Makefile:3: w', true],
      ['Makefile:4: *** two.  Stop.', true],
    ]);
  });

  test('a value knows the commands and the variables it came from', () => {
    const evaluation = read('N = $(shell echo 7)\nV := a$(N)\nV += b\n');
    const info = evaluation.lookup('V');
    expect(info.value).toBe('a7 b');
    expect(info.definitions.map((definition) => definition.operator)).toEqual([':=', '+=']);
    const source = info.definitions[0]!.references[0]!;
    expect([source.name, source.value, source.shellCalls[0]!.command]).toEqual(['N', '7', 'echo 7']);
  });
});

describe('rules', () => {
  test('recipe lines have automatic variables and make line numbers', () => {
    const evaluation = read('obj/%.o: src/%.c FORCE\n\t@echo $@ $< $*\n\n\t-cc $^\nFORCE:\nsrc/a.c: ;\n');
    const recipes = openRecipes(evaluation);
    expect(recipes.rule('obj/a.o')).toMatchObject({
      stem: 'a',
      recipe: { location: { line: 2 } },
      prerequisites: [{ name: 'src/a.c' }, { name: 'FORCE' }],
    });
    expect(recipes.expand('obj/a.o')).toMatchObject([
      { text: 'echo obj/a.o src/a.c a', silent: true, location: { file: 'Makefile', line: 2 } },
      { text: 'cc src/a.c FORCE', ignoreErrors: true, location: { file: 'Makefile', line: 3 } },
    ]);
    expect(recipes.rule('nothing')).toBeUndefined();
  });
});

describe('recipe lines', () => {
  test('know the conditionals and includes around them and what their expansion read', () => {
    const evaluation = read(
      'A := 1\nall:\nifdef A\n\t@one $(A) \\\n\t  more\nelse\n\t@no\nendif\n\t@two\ninclude b.mk\n',
      {
        'b.mk': 'ifneq ($(A),)\nb: ; @three\n\t@four\nendif\n',
      },
    );
    const summary = (name: string) =>
      openRecipes(evaluation)
        .expand(name)!
        .map((line) => [
          line.text,
          line.location.line,
          line.conditions.map(({ text }) => text),
          line.path.map((frame) => frame.name),
          line.references.map((reference) => reference.name),
        ]);
    expect(summary('all')).toEqual([
      ['one 1 \\\n  more', 4, ['ifdef A'], ['Makefile', 'all'], ['A']],
      ['two', 5, [], ['Makefile', 'all'], []],
    ]);
    expect(summary('b')).toEqual([
      ['three', 2, ['ifneq ($(A),)'], ['Makefile', 'b.mk', 'b'], []],
      ['four', 3, ['ifneq ($(A),)'], ['Makefile', 'b.mk', 'b'], []],
    ]);
  });

  test('an error of their expansion has the conditionals around the line', () => {
    const evaluation = read('ifndef A\nall:\n\t@one\n\t@$(error no A)\nendif\n');
    expect(evaluation.stop).toBeUndefined();
    openRecipes(evaluation).expand('all');
    expect(evaluation.events).toMatchObject([
      { line: 'Makefile:4: *** no A.  Stop.', conditions: [{ text: 'ifndef A', branch: 'then' }] },
    ]);
  });
});

describe('hostile makefiles end soon', () => {
  const many = (count: number, text: (index: number) => string): string =>
    Array.from({ length: count }, (_, i) => text(i)).join('');
  const longNames = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${'a'.repeat(200)}${i}`, '']));
  test.each<[string, string, Readonly<Record<string, string>>?]>([
    ['pattern rules', `${many(20_000, (i) => `%.x${i}: %.y${i}\n\ttrue\n`)}all: a.x1\n`],
    ['pattern-specific variables', `${many(20_000, (i) => `%.x: V${i} += 1\n`)}all: a.x\na.x: ; @echo\n`],
    ['appends', `X :=\n${'X += aaaaaaaaaaaaaaaa\n'.repeat(50_000)}`],
    ['unclosed defines', many(20_000, (i) => `define X${i}\nfoo\n`)],
    ['glob bomb', `X := $(wildcard ${'*a'.repeat(500)}b)\n`, longNames],
    ['backslashes', `X := ${'\\'.repeat(500_000)}#\na${'\\'.repeat(500_000)}: b\n`],
    ['quoted stops', `X := ${'\\#'.repeat(200_000)}\na: ${'\\:'.repeat(200_000)}\n`],
    ['continuations', `X := ${'  \\\n  '.repeat(100_000)}\n`],
    ['one target again and again', `${'a '.repeat(100_000)}: b\n\techo\n`],
    ['many targets with many prerequisites', `${many(50_000, (i) => `a${i} `)}: ${many(1000, (i) => `b${i} `)}\n`],
    ['bytes without meaning', many(300_000, (i) => String.fromCharCode((Math.imul(i, 2654435761) >>> 13) & 255))],
    ['NUL bytes', 'a\0b\n'.repeat(100_000)],
  ])('%s', (_name, text, files) => {
    const start = performance.now();
    const evaluation = read(text, files);
    const recipes = openRecipes(evaluation);
    for (const goal of evaluation.goals.slice(0, 3)) recipes.expand(goal);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('hostile makefiles end in a diagnostic', () => {
  const doubling = (first: string): string =>
    `X0 = ${first}\n${Array.from({ length: 60 }, (_, i) => `X${i + 1} = $(X${i})$(X${i})\n`).join('')}Y := $(X60)\n`;
  test.each([
    ['endless call', 'f = $(call f,$(1)x)\nX := $(call f,a)\n', 'make/limit-depth'],
    ['deep reference', `X := ${'$('.repeat(20000)}a${')'.repeat(20000)}\n`, 'make/limit-depth'],
    ['exponential work', doubling(''), 'make/limit-steps'],
    ['exponential text', `X := aaaaaaaaaaaaaaaa\n${'X := $(X)$(X)\n'.repeat(40)}`, 'make/limit-size'],
    ['self include', 'include Makefile\n', 'make/limit-includes'],
    ['recursive variable', 'X = $(X)\nY := $(X)\n', 'make/recursive-variable'],
    ['unterminated ifeq', 'ifeq (a,a)\n', 'make/missing-endif'],
    ['unterminated define', 'define X\n', 'make/missing-endef'],
    ['unterminated call', 'X := $(if a\n', 'make/unterminated-call'],
  ])('%s', (_name, text, code) => {
    expect(read(text).events.map((event) => event.code)).toContain(code);
  });

  test('a hundred thousand else branches are linear', () => {
    const text = `ifeq (a,b)\n${'else ifeq (a,b)\n'.repeat(100_000)}else\n$(warning x)\nendif\n`;
    expect(read(text).events).toHaveLength(1);
  });

  test('noise of bytes and make syntax neither throws nor hangs', () => {
    const pieces = [
      '$(',
      '${',
      ')',
      '}',
      'ifeq ',
      'else',
      'endif\n',
      'define ',
      'endef\n',
      '\n',
      '\n\t',
      ':',
      '::',
      '&:',
      '=',
      '+=',
      '\\',
      '\\\n',
      '#',
      ',',
      ' ',
      '%',
      '*',
      '\0',
      '\v',
      '\r\n',
      'a',
      'call ',
      'eval ',
      'foreach ',
      'include ',
      '\xff',
      '"',
      '|',
      ';',
    ];
    let seed = 12345;
    const next = (bound: number): number => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return (seed >> 8) % bound;
    };
    for (let round = 0; round < 300; round++) {
      let text = '';
      for (let i = 0; i < 400; i++)
        text += next(10) === 0 ? String.fromCharCode(next(256)) : pieces[next(pieces.length)];
      expect(() => read(text)).not.toThrow();
    }
  });
});
