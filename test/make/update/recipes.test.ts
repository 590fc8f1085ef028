import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import {
  evaluateMakefiles,
  missingIncludeEvents,
  openRecipes,
  type PendingFile,
  updateGoals,
} from '../../../src/make/index.ts';
import { runPlainShell } from '../../support/make-host.ts';

function read(makefile: string, files: Readonly<Record<string, string>> = {}) {
  const host = createMemoryHost({ files: { ...files, Makefile: `${makefile}\n` } });
  return evaluateMakefiles({ host, runShell: runPlainShell });
}

// Source: GNU make manual 4.3 §4.5, §6.11, §10.5.3, §10.6.
describe('openRecipes', () => {
  const linesOf = (makefile: string, target: string, files = {}, neededBy: readonly string[] = []) =>
    openRecipes(read(makefile, files))
      .expand(target, neededBy)
      ?.map(({ text }) => text);

  it.each([
    ['an explicit rule', 'a.o: b c | d ; $@ $< $^ $| $*', 'a.o', ['a.o b b c d a']],
    ['a pattern rule', 'd/%.o: %.c ; $@ $< $*', 'd/a.o', ['d/a.o a.c a']],
    ['a static pattern rule', 'a.o: %.o: %.c ; $<', 'a.o', ['a.c']],
    ['.DEFAULT', '.DEFAULT: ; $@ $<', 'x', ['x x']],
    ['.SECONDEXPANSION', '.SECONDEXPANSION:\nX = b\na: $$(X) ; $<\nX = c', 'a', ['c']],
    ['a search path', 'VPATH := d\na: b ; $<', 'a', ['d/b']],
    ['several lines', 'define two\none\n@two\nendef\na: ; $(two)', 'a', ['one', 'two']],
    // Observed with make 4.3.
    ['a built-in rule', 'a: b', 'a', ['cc     a.c b   -o a']],
    ['no recipe', 'x: b', 'x', undefined],
    ['no rule', 'a: b', 'x', undefined],
  ])('%s', (_what, makefile, target, lines) => {
    expect(linesOf(makefile, target, { 'a.c': '', 'd/b': '' })).toEqual(lines);
  });

  it('variables of the targets it is made for are inherited', () => {
    const makefile = 'all: X := 1\nall: a\na: ; $(X)';
    expect(linesOf(makefile, 'a', {}, ['all'])).toEqual(['1']);
    expect(linesOf(makefile, 'a')).toEqual([]);
  });

  it('newer prerequisites are those that are missing or newer', () => {
    expect(linesOf('a: b c ; $?', 'a', { b: '' })).toEqual(['b c']);
  });

  it('a file without a rule has an empty one; what is not there has none', () => {
    const recipes = openRecipes(read('all:', { there: '' }));
    expect(recipes.rule('there')).toEqual({ target: 'there', stem: null, recipe: null, prerequisites: [] });
    expect(recipes.rule('none')).toBeUndefined();
  });
});

describe('missingIncludeEvents', () => {
  it.each([
    ['4.3', "No rule to make target 'c.mk'"],
    ['4.4.1', "No rule to make target 'b.mk'"],
  ] as const)('make %s begins at its own end, and passes what a rule makes', (makeVersion, message) => {
    const host = createMemoryHost({ files: { Makefile: 'include a.mk b.mk c.mk\n-include d.mk\na.mk: ; @:\n' } });
    const events = missingIncludeEvents(evaluateMakefiles({ host, runShell: runPlainShell, makeVersion }));
    expect(events.map((event) => event.message).at(-1)).toBe(message);
  });
});

describe('UpdateDriver.enters', () => {
  it('a file that is not entered is left as it is, with its prerequisites', () => {
    const seen: PendingFile['target'][] = [];
    const left: string[] = [];
    const ran: string[] = [];
    updateGoals(
      read('all: a b ; all\na: c ; a\nb: ; b\nc: ; c'),
      {
        print: () => undefined,
        enters(file) {
          seen.push(`${file.target} ${file.isGoal} ${file.prerequisites.join()} ${file.expandRecipe()[0]?.text}`);
          return file.target !== 'a';
        },
        leaves: (target) => void left.push(target),
        runCommand: ({ text }) => {
          ran.push(text);
          return 'assumed';
        },
      },
      { goals: ['all'], looksUpNames: true },
    );
    expect(seen).toEqual(['all true a,b all', 'a false c a', 'b false  b']);
    expect([ran, left]).toEqual([
      ['b', 'all'],
      ['b', 'all'],
    ]);
  });
});
