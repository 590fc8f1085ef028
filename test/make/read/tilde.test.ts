import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

const files = {
  'h/f.c': '',
  'h/g.c': '',
  'h/x.mk': '$(info included $(lastword $(MAKEFILE_LIST)))\n',
  'a.c': '',
  'b.c': '',
};
const home = 'HOME := $(CURDIR)/h\n';

describe('a name that begins with ~', () => {
  test.each([
    [`${home}$(info [$(wildcard ~/*.c)] [$(wildcard ~/f.c ~ ~/ ~/none)])\nall: ;\n`],
    [`${home}$(info [$(wildcard ~root/.b* ~nobodyhere/* ~root)])\nall: ;\n`],
    [`${home}include ~/x.mk\n-include ~/*.mk\n$(info $(MAKEFILE_LIST))\nall: ;\n`],
    [`${home}include ~/none.mk\nall: ;\n`],
    [`${home}all: ~/f.c ~/*.c ~nobodyhere/q sub~ a~/b ; @echo '$^'\n~nobodyhere/q sub~ a~/b: ; @echo '$@'\n`],
    [`${home}all: ~/f.o ; @echo $^\n~/%.o: ~/%.c ; @echo '$@ from $<'\n`],
    [`${home}all: ~/s ; @echo $^\n~/s: ~/%: ; @echo $@\n`],
    [`${home}all: | ~/order ; @echo '$|'\n~/order: ; @echo '$@'\n`],
    [`${home}.SECONDEXPANSION:\nall: $$(wildcard ~/*.c) ~/g.c ; @echo '$^'\n`],
    [`${home}vpath %.c ~\nVPATH = ~\nall: g.c ; @echo $<\n`],
    [`${home}$(info $(realpath ~/f.c) $(dir ~/f.c) $(notdir ~/f.c))\nall: ;\n`],
    ['HOME :=\n$(info [$(wildcard ~/.bashrc)])\nall: ;\n'],
    ['$(info [$(wildcard ~/*)])\nall: ;\n'],
  ])('%j', (makefile) => {
    expectAsMake(makefile, { files });
  });

  test.each<[string, readonly string[], string]>([
    ['a goal', ['~/g'], '$(info $(MAKECMDGOALS))\nHOME := /elsewhere\n%: ; @echo $@\n'],
    ["another user's goal", ['~root/g'], '%: ; @echo $@\n'],
    ['a makefile', ['-f', '~/none.mk'], ''],
    ['a directory of -I', ['-I', '~'], 'include none.mk\nall: ;\n'],
  ])('%s on the command line', (_, words, makefile) => {
    expectAsMake(makefile, { files, words, env: { HOME: '/root' } });
  });
});

describe('a name with backslashes', () => {
  test.each([
    ['$(info [$(wildcard a\\.c a\\\\.c \\a.c a.\\c)] [$(wildcard h/f\\.* h/*\\.c h/\\*.c)])\nall: ;\n'],
    ['all: x\\.y ; @echo $^\nx\\.y: ; @echo $@\n'],
    ['all: a\\.c\n'],
  ])('%j', (makefile) => {
    expectAsMake(makefile, { files });
  });
});

describe('a directory that was read', () => {
  test.each([
    ['$(info $(wildcard *.c) $(shell rm b.c) $(wildcard *.c) $(wildcard b.c))\nall: ;\n'],
    ['$(info $(wildcard *.c) $(shell touch c.c) $(wildcard *.c) $(wildcard c.c))\nall: ;\n'],
    ['$(info $(wildcard h/*.c) $(shell rm -r h) $(wildcard h/*.c) $(wildcard h/*))\nall: ;\n'],
    ['$(info $(wildcard *.c) $(shell ln -s none d.c) $(wildcard *.c))\nall: ;\n'],
    ['$(info $(shell ln -s none d.c) $(wildcard *.c))\nall: ;\n'],
    ['$(info $(wildcard */f.c) $(shell rm -r h) $(wildcard */g.c))\nall: ;\n'],
  ])('keeps its entries: %j', (makefile) => {
    expectAsMake(makefile, { files });
  });
});
