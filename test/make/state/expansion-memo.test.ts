/** Values kept while goals are updated are those that make expands each time (docs/make-semantics.md §8.5, §8.6). */
import { describe, it } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

/** A makefile whose recipes print `text`, for four targets that differ in what they are made from. */
function recipes(before: string, text: string): string {
  return `${before}
all: a.o sub/b.o sub/c.o a.k
a.o sub/b.o: KIND = kernel $(@F)
sub/c.o: KIND := module
sub/%.o: EXTRA += of-sub
a.k: a.o
%.o: %.c ; @echo '${text}'
a.k: ; @echo '${text}'
`;
}

const files = { 'a.c': '', 'sub/b.c': '', 'sub/c.c': '' };

describe('kept values', () => {
  it.each([
    ['automatic variables', 'F = <$@ $< $^ $* $(@D) $(@F)>', '$(F) $(F)'],
    ['variables of targets', 'F = $(KIND)/$(EXTRA)', '$(F) $(F)'],
    ['a name that only some targets have', 'G = [$(KIND)]\nF = $(G)', '$(F)'],
    ['arguments of calls', 'G = ($1|$2|$@)\nF = $(call G,x)$(call G,y,z)$(call G,$(call G,x,$@))', '$(F) $(F)'],
    ['loops', 'G = $m-$@\nF = $(foreach m,1 2,$(G)) $(G)', '$(G) $(F) $(G)'],
    ['a loop whose name is bound later', 'G = <$n>\nF = $(G) $(foreach n,1 2,$(G))', '$(F) $(F)'],
    ['appended values', 'EXTRA = $(@F)\nF = $(EXTRA)', '$(F) $(F)'],
    ['commands', 'F = $(shell echo $@)', '$(F) $(F)'],
    ['evaluated text', 'N :=\nF = $(eval N := $(N)x)$(N)', '$(F) $(F) $(N)'],
    ['a variable that is set in between', 'N = 0\nG = $(N)\nF = $(G)$(eval N = $(@F))$(G)', '$(F) $(F)'],
    ['files', 'F = $(wildcard $*.c) $(realpath nowhere/$@)', '$(F) $(F)'],
    ['how a variable was set', 'F = $(origin KIND) $(flavor KIND) $(value KIND)', '$(F) $(F)'],
    ['text that is printed', 'F = $(info info $@)$(warning warning $@)', '$(F) $(F)'],
    ['recursion', 'R = $(if $1,$(firstword $1) $(call R,$(wordlist 2,9,$1)))\nF = $(call R,1 2 $@)', '$(F) $(F)'],
  ])('%s', (_name, before, text) => {
    expectAsMake(recipes(before, text), { files });
  });
});

describe('environment', () => {
  it.each([
    ['of a target', 'export KIND EXTRA'],
    ['that hides a global', 'export KIND = global $(@F)\nexport EXTRA := e'],
    ['without export', 'KIND = global'],
    ['exported for one target', 'a.o: export ONE = of $(@F)'],
    ['with a deferred value', 'export DEFERRED = $(@F) $(shell echo ran)'],
    ['that is set while recipes run', 'export LATE := early\nsub/b.o: ; @: $(eval LATE := late)'],
    ['that is exported while recipes run', 'LATE := early\nsub/b.o: ; @: $(eval export LATE)'],
    ['taken back', 'export KIND = k\nunexport KIND'],
    ['everything', 'export\nKIND = global'],
  ])('%s', (_name, before) => {
    const print = 'echo "$$KIND|$$EXTRA|$$ONE|$$DEFERRED|$$LATE|$$GIVEN|$$MAKELEVEL"';
    expectAsMake(recipes(before, '').replaceAll("@echo ''", `@${print}; ${print}`), { files, env: { GIVEN: 'a$$b' } });
  });
});
