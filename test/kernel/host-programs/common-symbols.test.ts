/** A scanner with a location variable of its own, next to the one that bison writes: the real make and gcc decide. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kgate, kgateEnvironment } from '../../support/kgate.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-common-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const scanner = (own: string): string =>
  `%option noyywrap noinput nounput\n%{\n#include "toy-parser.tab.h"\n${own}\n%}\n%%\n[0-9]+ return NUMBER;\n.|\\n ;\n%%\n`;
const parser =
  '%{\nint yylex(void);\nvoid yyerror(const char *);\n%}\n%token NUMBER\n%%\nall: NUMBER { (void)@1; };\n%%\nvoid yyerror(const char *text) { (void)text; }\nint main(void) { return yyparse(); }\n';

function makefile(flags: string): string {
  const compile = `\tgcc ${flags} -c -o $@ $<\n`;
  return `all: toy\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\ntoy: toy-lexer.lex.o toy-parser.tab.o\n\tgcc -o $@ $^\n%.lex.o: %.lex.c toy-parser.tab.h\n${compile}%.tab.o: %.tab.c\n${compile}%.lex.c: %.l\n\tflex -o $@ $<\n%.tab.c %.tab.h: %.y\n\tbison -o $*.tab.c --defines=$*.tab.h $<\n`;
}

it.each([
  ['a definition of its own', 'YYLTYPE yylloc;', '', 2],
  ['the same where the linker joins them', 'YYLTYPE yylloc;', '-fcommon', 0],
  ['the same with the words for it', 'YYLTYPE yylloc;', '-fcommon -fno-common', 2],
  ['a declaration', 'extern YYLTYPE yylloc;', '', 0],
] as const)('%s', async (name, own, flags, status) => {
  const tree = join(directory, name.replaceAll(' ', '-'));
  mkdirSync(tree);
  writeFileSync(join(tree, 'Makefile'), makefile(flags));
  writeFileSync(join(tree, 'toy-lexer.l'), scanner(own));
  writeFileSync(join(tree, 'toy-parser.y'), parser);
  writeFileSync(join(tree, 'Kconfig'), 'config A\n\tbool "a"\n');
  writeFileSync(join(tree, '.config'), '# CONFIG_A is not set\n');
  const check = await kgate(['check', '-C', tree]);
  const made = spawnSync('make', [], { cwd: tree, env: kgateEnvironment(), encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(status);
  expect(check.exitCode, check.stdout + check.stderr).toBe(status === 0 ? 0 : 1);
  const last = made.stderr.trim().split('\n').at(-1) ?? '';
  if (status !== 0) {
    expect(made.stderr).toContain("multiple definition of `yylloc'");
    expect(check.stdout).toContain(last);
    expect(check.stdout).toContain(
      "toy-parser.tab.o: multiple definition of `yylloc'; toy-lexer.lex.o: first defined here",
    );
  }
});
