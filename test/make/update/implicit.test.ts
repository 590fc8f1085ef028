import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('the rule that is found', () => {
  const files = { 'a.c': '', 'd/b.c': '', 'd/b.y': '', 'deep.x': '' };
  test.each([
    ['all: a.o ; @echo $^\n%.o: %.c ; @echo $@ from $< stem $*\n'],
    ['all: d/b.o ; @echo $^\n%.o: %.c ; @echo $@ from $< stem $*\n'],
    ['all: a.o\n%.o: ; @echo any\na%: a.c ; @echo longer stem\n.o: ; @echo suffix\n'],
    ['all: deep.z\n%.z: %.y ; @echo $@\n%.y: %.x ; @echo $@\n'],
    ['all: a.o\n%.o: %.no ; @echo no\n%.o: %.c ; @echo yes\n'],
    ['all: m/a.o\nm/a.c:\n%.o: %.c ; @echo $<\n'],
    ['all: a.1 ; @:\n%.1 %.2: %.c ; @echo both $@\nall: a.2\n'],
    ['all: none.q\n%.o: %.c ; @:\n'],
    ['all: x\n%:: a.c ; @echo $@\n%.y:: q ; @:\n'],
    ['all: x\n%:: a.c ; @echo terminal $@\n'],
    ['all: q\n.DEFAULT: ; @echo default $@ $<\n'],
    ['.SECONDEXPANSION:\nall: a.o\n%.o: $$*.c ; @echo $@ from $<\n'],
    ['VPATH = d\nall: b.o\n%.o: %.c ; @echo $@ from $<\n'],
    ['vpath %.c d\nall: b.o b.p\n%.o: %.c ; @echo $<\n%.p: %.y ; @echo $<\n'],
    ['%.o: %.c ; @echo first\n%.o: %.c ; @echo second\nall: a.o\n'],
    ['%.o: %.c ; @echo first\n%.o: %.c\nall: a.o\n'],
  ])('%j', (makefile) => {
    expectAsMake(makefile, { files, words: ['-r'] });
  });
});
