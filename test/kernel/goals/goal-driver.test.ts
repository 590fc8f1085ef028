import { describe, expect, it } from 'vitest';
import {
  type ConfCall,
  createGoalDriver,
  type GoalPolicy,
  isConf,
  isIdle,
  isShell,
  type LineOutcome,
  type MakeCall,
} from '../../../src/kernel/goals/goal-driver.ts';
import { createRecipeWorld } from '../../../src/kernel/goals/recipe-tools.ts';
import { readMake } from '../../../src/kernel/levels/sub-makes.ts';
import { userMake } from '../../../src/kernel/levels/top-makefile.ts';
import { updateGoals } from '../../../src/make/index.ts';
import { goalTree } from '../../support/goal-tree.ts';

/** Follows the recipe of `all`; gives how its lines ended, what they wrote, and the programs they started. */
function follow(makefile: string, part: Partial<GoalPolicy> = {}) {
  const { request } = goalTree({ Makefile: `${makefile}\n` });
  const { host, overlay } = request;
  const outcomes: (LineOutcome | null)[] = [];
  const calls: Pick<ConfCall & MakeCall, 'cwd'>[] = [];
  let output = '';
  const driver = createGoalDriver(
    { host, overlay, programs: createRecipeWorld(host) },
    {
      make: () => 'own-make',
      print: () => undefined,
      write: (_stream, text) => void (output += text),
      run(_command, line) {
        outcomes.push(line.runDirectly() ?? line.interpret());
        return 'assumed';
      },
      runMake({ command, cwd, program }) {
        const call = { cwd, program, goals: command.goals };
        calls.push(call);
        return 0;
      },
      runConf({ args, cwd, input }) {
        const call = { cwd, args, input };
        calls.push(call);
        return 3;
      },
      ...part,
    },
  );
  updateGoals(readMake(request, userMake(request, [])), driver, { goals: ['all'] });
  return { outcomes, output, calls };
}

describe('createGoalDriver', () => {
  it('gives calls of conf and make to the policy, started by make or by a shell', () => {
    const { calls, outcomes } = follow(
      'all: ; scripts/conf --x Kconfig\n\techo y | conf\n\town-make -C d a\n\tcd d && make b',
    );
    expect(calls).toEqual([
      { cwd: '/tree', args: ['--x', 'Kconfig'], input: null },
      { cwd: '/tree', args: [], input: 'y\n' },
      { cwd: '/tree/d', program: 'own-make', goals: ['a'] },
    ]);
    expect(outcomes.slice(0, 3)).toMatchObject([3, 3, 0].map((status) => ({ kind: 'done', status })));
    // There is no directory `d`.
    expect(outcomes[3]).toMatchObject({ kind: 'done', status: 2 });
  });

  it('interprets other lines on files in memory', () => {
    const { outcomes, output } = follow('all: ; echo a > f; cp f g; read x < g; echo $$x; exit 5');
    expect(output).toBe('a\n');
    expect(outcomes).toMatchObject([{ kind: 'done', status: 5 }]);
  });

  it('says why a line is not followed', () => {
    expect(follow('all: ; cc -c a.c').outcomes).toEqual([{ kind: 'unfollowed', reason: 'it runs cc' }]);
  });

  it('messages are printed where the policy does not take them', () => {
    const printed: string[] = [];
    const print = (_stream: string, text: string): void => void printed.push(text);
    follow('all: ; $(info text)@:', { print });
    expect(printed).toEqual(['text\n']);
    const events: string[] = [];
    follow('all: ; $(info text)@:', { print, event: ({ line }) => void events.push(line) });
    expect([printed.length, events]).toEqual([1, ['text']]);
  });
});

it.each([
  ['conf', true, false],
  ['scripts/kconfig/conf', true, false],
  ['mconf', false, false],
  ['/bin/bash', false, true],
])('%s: conf %s, shell %s', (name, conf, shell) => {
  expect([isConf(name), isShell(name)]).toEqual([conf, shell]);
});

it('idle commands do nothing', () => {
  expect(['', ':', 'true ', 'true x', '::'].map(isIdle)).toEqual([true, true, true, false, false]);
});
