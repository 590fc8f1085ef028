import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('goals', () => {
  test.each<[string, readonly string[]]>([
    ['', []],
    ['X = 1\n', []],
    ['all: ;\n', []],
    ['all:\n', []],
    ['.PHONY: all\nall:\n', []],
    ['all: ; @echo $@\nb: ; @echo $@\n', ['b', 'all', 'b']],
    ['all: ; @echo $@\n', ['none']],
    ['.DEFAULT_GOAL := a b\na b: ; @:\n', []],
    ['all: a b c\na: ; @exit 1\nb: ; @echo b\nc: a ; @echo c\n', ['-k']],
    ['all: a b\na: ; @exit 1\nb: ; @echo b\n', []],
    ['all: a\na: all ; @echo $@\n', []],
    ['all: f ; @echo newer $?\nf: ; touch f\n', ['-n']],
    ['all: f ; @echo $@\nf: ; touch f\n', ['-q']],
    ['f: ; touch f\n', ['-t']],
    ['all: one ; @echo $@\none: two.i ; touch $@\n%.i: Makefile ; touch $@\n', ['-r']],
    ['Makefile: ; @echo remade\nall: ; @echo all\n', []],
    ['all:\n\t-exit 2\n\t@echo next\n', []],
    ['all:\n\t+@echo plus\n\t@echo none\n', ['-n']],
    ['.ONESHELL:\nall:\n\t@X=1\n\techo $$X\n', []],
    ['all: ; @echo $(A)\n', ['--trace', 'A=1']],
    ['.SILENT: all\n.IGNORE: b\nall: b ; echo silent\nb: ; exit 1\n', []],
    ['export A = 1\nall: ; @echo $$A $$MAKELEVEL "$$MAKEFLAGS"\n', ['B=2']],
  ])('%j %j', (makefile, words) => {
    expectAsMake(makefile, { words });
  });
});
