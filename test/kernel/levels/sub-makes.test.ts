import { expect, it } from 'vitest';
import { readMake, subMakesOf } from '../../../src/kernel/levels/sub-makes.ts';
import { userMake } from '../../../src/kernel/levels/top-makefile.ts';
import { goalTree } from '../../support/goal-tree.ts';

it('finds the makes in the recipes of targets', () => {
  const { request } = goalTree({
    Makefile: 'a: ; $(MAKE) -C d -f x.mk obj=$@\n\t@echo no; $(MAKE) no\nb: ; $(MAKE) all\nc: ; @echo $(MAKE)\n',
  });
  const evaluation = readMake(request, userMake(request, []));
  const makes = subMakesOf(evaluation, ['a', 'b', 'c', 'none'], '/tree', (target) => ({ NAME: target }));
  expect(makes).toMatchObject([
    {
      target: 'a',
      cwd: '/tree/d',
      program: 'make',
      command: { makefiles: ['x.mk'], overrides: ['obj=a'] },
      env: { NAME: 'a' },
    },
    { target: 'b', cwd: '/tree', command: { goals: ['all'] }, env: { NAME: 'b' } },
  ]);
});
