import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('what a rule line is', () => {
  test.each([
    ['X = all: ; @echo from X\n$(X)\n'],
    ['all : a b; @echo $^ "$@"\na b: ;\n'],
    ['a\\:b: ; @echo $@\n'],
    ['all: X = 1\nall: ; @echo $(X)\n'],
    ['all: a | b ; @echo $^ "|" $|\na b: ;\n'],
    ['a b: %: %.x ; @echo $@ $<\n%.x: ;\nall: a b\n'],
    ['all: x\nx: y.o: %.z ; @:\n'],
    ['all: %.o: %.c: %.d ; @:\n'],
    ['all: nopercent: x ; @:\n'],
    ['all ; @echo no colon\n'],
    ['        all\n'],
    ['\t@echo first\nall: ; @:\n'],
    ['.first: ; @echo period\nsecond: ; @echo second\n'],
    ['%.o: ; @:\nlib/.x: ; @echo $@\n'],
    ['all: a\nall: b ; @echo $^\na b: ;\n'],
    ['all: ; @echo 1\nall: ; @echo 2\n'],
    ['all:: ; @echo 1\nall:: ; @echo 2\n'],
    ['all: ; @echo 1\nall:: ; @echo 2\n'],
    ['a b &: ; @echo made $@\nall: a b\n'],
  ])('%j', (makefile) => {
    expectAsMake(makefile);
  });
});
