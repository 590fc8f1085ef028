import { describe, expect, it } from 'vitest';
import {
  addWinner,
  moveHome,
  moveToBack,
  moveToFront,
  priorityOf,
  removeWinner,
} from '../../../src/kconfig/values/choice-order.ts';
import { markAnswered } from '../../../src/kconfig/values/user-values.ts';
import { idOf, stateOf } from '../configure.ts';

const Kconfig =
  'choice\n\tprompt "p"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nendchoice\nconfig X\n\tbool "x"\n';

function open(dialect: 'linux-6.12' | 'linux-6.1') {
  const state = stateOf(Kconfig, undefined, dialect);
  const id = (name: string): number => idOf(state, name);
  const order = (): string[] => Array.from(priorityOf(state, 0), (member) => state.flat.symbolNames[member] ?? '');
  return { state, id, order };
}

/** Source: scripts/kconfig/symbol.c choice_set_value and sym_calc_choice of 6.12, which go through the list from its front. */
describe('priorities', () => {
  it('are the textual order until a member is answered', () => {
    const { state, id, order } = open('linux-6.12');
    expect(order()).toEqual(['A', 'B', 'C']);
    moveToFront(state, id('B'));
    moveToFront(state, id('C'));
    moveToFront(state, id('X'));
    expect(order()).toEqual(['C', 'B', 'A']);
    moveToBack(state, 0, new Set([id('C'), id('A')]));
    expect(order()).toEqual(['B', 'C', 'A']);
  });

  it('go back to it when the answer is taken away', () => {
    const { state, id, order } = open('linux-6.12');
    for (const name of ['C', 'B']) {
      moveToFront(state, id(name));
      markAnswered(state, id(name));
    }
    expect(order()).toEqual(['B', 'C', 'A']);
    moveHome(state, id('B'));
    expect(order()).toEqual(['C', 'A', 'B']);
  });
});

describe('winners', () => {
  it('are the members that were set to y, the latest last', () => {
    const { state, id } = open('linux-6.1');
    for (const name of ['A', 'B', 'A']) addWinner(state, 0, id(name));
    expect(state.winners[0]).toEqual([id('B'), id('A')]);
    removeWinner(state, 0, id('A'));
    expect(state.winners[0]).toEqual([id('B')]);
  });
});
