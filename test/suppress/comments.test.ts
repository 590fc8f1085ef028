import { describe, expect, it } from 'vitest';
import { type CommentForm, readComments } from '../../src/suppress/comments.ts';

/** Where `@` is in a text is a comment; its lines, rules and reason. */
const read = (form: CommentForm, text: string) =>
  readComments(text, form).map(({ lines, reason, rules }) => [lines, rules.join('+'), reason]);

describe('a comment', () => {
  it.each<[CommentForm, string, unknown[]]>([
    // Its own line, with what backslashes join to it.
    ['makefile', 'a := b # kgate: allow x -- why\n', [[[1, 1], 'x', 'why']]],
    ['makefile', 'a := b \\\n  c # kgate: allow x -- why\nd := e\n', [[[1, 2], 'x', 'why']]],
    ['kconfig', 'config A\n\tdepends on B && \\\n\t\tC # kgate: allow x, y -- why\n', [[[2, 3], 'x+y', 'why']]],
    ['source', 'a();\n#if A /* kgate: allow x -- why */ \\\n  && B\n', [[[2, 3], 'x', 'why']]],
    ['config', 'CONFIG_A=y # kgate: allow x -- why\n', [[[1, 1], 'x', 'why']]],
    // Alone, it is about the next line that says something.
    ['makefile', 'x := y\n# kgate: allow x -- why\n\n# other\na := b \\\n  c\n', [[[5, 6], 'x', 'why']]],
    ['kconfig', 'config A\n\t# kgate: allow x -- why\n\tbool "a"\n', [[[3, 3], 'x', 'why']]],
    ['config', 'CONFIG_B=y\n# kgate: allow x -- why\n# words\n# CONFIG_A is not set\n', [[[4, 4], 'x', 'why']]],
    ['source', 'a();\n/* kgate: allow x -- why */\n// more\n/* and\n * more */\n#ifdef A\n', [[[6, 6], 'x', 'why']]],
    ['source', 'a();\n/*\n * kgate: allow x -- why\n */\n\n#ifdef A\n', [[[6, 6], 'x', 'why']]],
    ['makefile', 'x := y\n# kgate: allow x -- why\n', [[null, 'x', 'why']]],
    // Before everything else, it is also about line 1, where findings about a whole file are.
    ['source', '// SPDX\n// kgate: allow x -- why\n#ifdef A\n', [[[1, 3], 'x', 'why']]],
    ['kconfig', '# kgate: allow x -- why\n', [[[1, 1], 'x', 'why']]],
    // A reason may hold two dashes; without one, there is none.
    ['makefile', 'a := b # kgate: allow x -- why -- not\n', [[[1, 1], 'x', 'why -- not']]],
    ['makefile', 'a := b # kgate: allow x\n', [[[1, 1], 'x', null]]],
    ['makefile', 'a := b # kgate: allow x --  \n', [[[1, 1], 'x', null]]],
    ['makefile', 'a := b # kgate: allow -- why\n', [[[1, 1], '', 'why']]],
    ['makefile', 'a := b #kgate:allow\tx,y -- why\r\n', [[[1, 1], 'x+y', 'why']]],
    // Recipes are text of the shell.
    ['makefile', 'a:\n\t@echo a # kgate: allow x -- why\n', [[[2, 2], 'x', 'why']]],
    // Android's form is about the setting of its line.
    [
      'config',
      'CONFIG_A=y # nocheck: why\n# CONFIG_B is not set # nocheck: why\n',
      [
        [[1, 1], '', 'why'],
        [[2, 2], '', 'why'],
      ],
    ],
    ['config', 'CONFIG_A=y # nocheck\n', [[[1, 1], '', null]]],
  ])('%s %j', (form, text, expected) => {
    expect(read(form, text)).toEqual(expected);
  });

  it.each<[CommentForm, string]>([
    // Help texts, strings and arguments hold no comments.
    ['kconfig', 'config A\n\tbool "a"\n\thelp\n\t  # kgate: allow x -- why\n\n\t  # kgate: allow x -- why\n'],
    ['kconfig', 'config A\n\tbool "a # kgate: allow x -- why"\n'],
    ['makefile', "a:\n\t@echo '# kgate: allow x -- why'\n"],
    ['makefile', 'a := \\# kgate: allow x -- why\n'],
    ['source', 'const char *a = "kgate: allow x -- why";\n'],
    ['config', 'CONFIG_A="# kgate: allow x -- why"\n'],
    // Other words.
    ['makefile', 'a := b # kgate: allowed x -- why\n'],
    ['makefile', 'a := b # see kgate: allow x -- why\n'],
    ['makefile', 'a := b # nocheck: why\n'],
    ['config', '# nocheck: why\n'],
    ['config', 'CONFIG_A=y # nochecks: why\n'],
  ])('is not in %s %j', (form, text) => {
    expect(read(form, text)).toEqual([]);
  });

  it('behind a help text counts', () => {
    expect(read('kconfig', 'config A\n\thelp\n\t  a\n# kgate: allow x -- why\nconfig B\n')).toEqual([
      [[5, 5], 'x', 'why'],
    ]);
    expect(read('kconfig', 'config A\n\thelp\n\nconfig B\n\tbool # kgate: allow x -- why\n')).toEqual([
      [[5, 5], 'x', 'why'],
    ]);
  });

  it('takes time that grows with the text', () => {
    const text = `${'# kgate: '.repeat(200_000)}\n${'/* '.repeat(200_000)}kgate: allow x -- y`;
    const start = performance.now();
    for (const form of ['kconfig', 'makefile', 'config', 'source'] as const) readComments(text, form);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
