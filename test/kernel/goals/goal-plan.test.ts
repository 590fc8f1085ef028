import { describe, expect, it } from 'vitest';
import { followGoal } from '../../../src/kernel/goals/goal-plan.ts';
import { goalTree } from '../../support/goal-tree.ts';

function planOf(makefile: string, confStatus = 0) {
  const { request } = goalTree({ Makefile: `${makefile}\n` }, confStatus);
  const levels: number[] = [];
  const { plan } = followGoal(request, 'config', {
    aside: (body) => body(),
    onLevels: (read) => void levels.push(read.length),
  });
  expect(levels).toEqual([1]);
  return plan;
}

describe('followGoal', () => {
  it('plans a goal that is over once conf is', () => {
    const plan = planOf('config: ; @echo before; echo x > seed\n\t@conf --alldefconfig Kconfig\n\t@:');
    expect(plan).toMatchObject({
      cwd: '/tree',
      args: ['--alldefconfig', 'Kconfig'],
      output: [{ stream: 'stdout', text: 'before\n' }],
      changes: [['/tree/seed', 'x\n']],
      sideEffects: [],
    });
  });

  // What follows conf could depend on what conf did.
  it.each([
    ['prints', 'config: ; @conf Kconfig\n\t@echo done'],
    ['writes', 'config: ; @conf Kconfig\n\t@: > done'],
    ['looks at files', 'config: ; @conf Kconfig\n\t@test ! -e .config'],
    ['runs conf again', 'config: ; @conf Kconfig\n\t@conf Kconfig'],
    ['runs a command of make', 'config: ; @conf Kconfig\n\t@$(MAKE) -f none.mk all'],
    ['goes on in the same line', 'config: ; @conf Kconfig; test ! -e .config'],
    ['pipes into conf', 'config: ; @echo y | conf Kconfig'],
  ])('a goal that %s has no plan', (_what, makefile) => {
    expect(planOf(makefile)).toBeNull();
  });

  it('a conf that fails has no plan', () => {
    expect(planOf('config: ; -conf Kconfig', 1)).toBeNull();
  });
});
