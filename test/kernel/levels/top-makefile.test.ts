import { describe, expect, it } from 'vitest';
import { evaluateTop, eventsOf, isStoppedReading } from '../../../src/kernel/levels/top-makefile.ts';
import { goalTree } from '../../support/goal-tree.ts';

describe('evaluateTop', () => {
  it('follows the makes that only start make again', () => {
    const top = evaluateTop(
      goalTree({
        Makefile:
          'ifeq ($(MAKELEVEL),0)\n__sub-make: ; $(MAKE) -C /tree -f inner.mk $(MAKECMDGOALS)\nall: __sub-make ; @:\nendif\n',
        'inner.mk': 'all: ; @:\n',
      }).request,
      ['all'],
    );
    expect(top.levels.map(({ evaluation }) => evaluation.makefiles)).toEqual([['Makefile'], ['inner.mk']]);
    expect(top.working.evaluation.goals).toEqual(['all']);
  });

  it('a makefile that starts itself again without end is an error', () => {
    const { request } = goalTree({ Makefile: 'sub-make: ; $(MAKE) $@\n' });
    expect(() => evaluateTop(request, [])).toThrow('starts make again more than 6 times');
  });
});

describe('eventsOf', () => {
  it('gives a message of several levels once, and marks what comes behind a stop', () => {
    const { levels } = evaluateTop(
      goalTree({
        Makefile: [
          '$(warning twice)',
          'ifeq ($(MAKELEVEL),0)',
          '$(error stop)',
          '__sub-make: ; $(MAKE) $@',
          'else',
          '$(error inner)',
          'endif\n',
        ].join('\n'),
      }).request,
      [],
    );
    expect(levels.map((level) => isStoppedReading(level, false))).toEqual([true, true]);
    expect(eventsOf(levels).map(({ message, afterStop }) => [message, afterStop])).toEqual([
      ['twice', false],
      ['stop', false],
      ['inner', true],
    ]);
  });

  it('an outer make stops at a makefile that is not there and that nothing makes', () => {
    const { levels } = evaluateTop(goalTree({ Makefile: 'include a.mk b.mk\na.mk: ; @:\n' }).request, []);
    expect(isStoppedReading(levels[0]!, true)).toBe(true);
    expect(isStoppedReading(levels[0]!, false)).toBe(false);
    expect(eventsOf(levels).map(({ code }) => code)).toEqual(['make/missing-include', 'make/no-rule']);
    expect(eventsOf(levels, levels[0])).toEqual([]);
  });
});
