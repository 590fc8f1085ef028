import { describe, expect, it } from 'vitest';
import { runGoal } from '../../../src/kernel/goals/goal-run.ts';
import { goalTree } from '../../support/goal-tree.ts';

const kconfig = 'conf := scripts/conf\n$(conf): missing.c ; cc -o $@ $<\n.PHONY: FORCE\nFORCE:\n';

describe('runGoal', () => {
  it('reaches conf with its words and the environment of the recipe; tools are not built', () => {
    const { confs, output, request } = goalTree({
      Makefile: `${kconfig}export SRCARCH := x86\n%config: $(conf) FORCE\n\t$< --$@ Kconfig\n`,
    });
    expect(runGoal(request, 'olddefconfig')).toMatchObject({ status: 0, hasRule: true });
    expect(confs).toMatchObject([
      { cwd: '/tree', args: ['--olddefconfig', 'Kconfig'], input: null, env: { SRCARCH: 'x86', MAKELEVEL: '1' } },
    ]);
    expect(output).toEqual(['conf\n']);
  });

  it('follows makes that are given the goal, and only those', () => {
    const { confs, request } = goalTree({
      Makefile:
        '%config: tools sub ; @:\ntools: ; $(MAKE) -f none.mk all\nsub: ; $(MAKE) -f inner.mk $(MAKECMDGOALS)\n',
      'inner.mk': '%config: ; conf --$@ $(CURDIR)/Kconfig\n',
    });
    const outcome = runGoal(request, 'defconfig');
    expect(outcome.status).toBe(0);
    expect(outcome.levels.map(({ evaluation }) => evaluation.makefiles[0])).toEqual(['Makefile', 'inner.mk']);
    expect(confs.map(({ args }) => args)).toEqual([['--defconfig', '/tree/Kconfig']]);
  });

  it('gives the status of the line that fails, and nothing is run after it', () => {
    const { confs, output, request } = goalTree({ Makefile: 'config: ; @echo a && exit 3\n\tconf Kconfig\n' });
    expect(runGoal(request, 'config').status).toBe(3);
    expect([output, confs]).toEqual([['a\n'], []]);
    const failing = goalTree({ Makefile: 'config: ; -exit 3\n\tconf Kconfig\n' }, 4);
    expect(runGoal(failing.request, 'config').status).toBe(4);
  });

  it('a file that conf reads is made where its recipe can be followed', () => {
    const { confs, output, request } = goalTree({
      Makefile:
        'config: Config.in broken.in ; conf Kconfig\nConfig.in: ; @echo made; echo text > $@\nbroken.in: ; @echo x > $@; cc -c a.c\n',
    });
    const outcome = runGoal(request, 'config');
    expect(outcome.status).toBe(0);
    expect([...outcome.sideEffects]).toEqual(['/tree/Config.in']);
    expect([...request.overlay.changes()]).toEqual([['/tree/Config.in', 'text\n']]);
    expect(output).toEqual(['made\n', 'conf\n']);
    expect(confs).toHaveLength(1);
  });

  it('makes a missing include and reads everything again', () => {
    const { confs, request } = goalTree({
      Makefile: 'include made.mk\nconfig: ; conf $(NAME)\nmade.mk: ; echo NAME := Kconfig > $@\n',
    });
    expect(runGoal(request, 'config').levels).toHaveLength(1);
    expect(confs.map(({ args }) => args)).toEqual([['Kconfig']]);
  });

  it('an $(error) in the recipe is an event of the level', () => {
    const { request } = goalTree({ Makefile: 'config: ; $(error no)\n' });
    const outcome = runGoal(request, 'config');
    expect(outcome.status).toBe(2);
    // The line is make's own: observed with make 4.3.
    expect(outcome.levels[0]?.recipeEvents).toMatchObject([{ line: 'Makefile:1: *** no.  Stop.', fatal: true }]);
  });

  it('a goal without a rule has status 2', () => {
    const { request } = goalTree({ Makefile: 'all: ; @:\n' });
    expect(runGoal(request, 'config')).toMatchObject({ status: 2, hasRule: false });
  });

  it.each([
    ['config: ; cc -o conf conf.c', /its recipe does more than run conf: Makefile:1: cc -o conf conf\.c/],
    ['config: ; $(MAKE) config', /makes nested more than 24 deep/],
    ['config: ; scripts/mconf Kconfig', /has no screens/],
  ])('%s is an error', (makefile, message) => {
    expect(() => runGoal(goalTree({ Makefile: `${makefile}\n` }).request, 'config')).toThrow(message);
  });
});
