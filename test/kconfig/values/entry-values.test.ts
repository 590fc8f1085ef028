import { describe, expect, it } from 'vitest';
import { choiceDefault } from '../../../src/kconfig/values/compute-choice.ts';
import { chooseMember, chosenMember, decideChoice, isEntryVisible } from '../../../src/kconfig/values/entry-values.ts';
import { setUserValue } from '../../../src/kconfig/values/user-values.ts';
import { idOf, stateOf } from '../configure.ts';

const Kconfig =
  'config D\n\tbool "d"\nchoice\n\tprompt "p"\n\tdefault B\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on D\nconfig C\n\tbool "c"\nendchoice\n';

/** Source: docs/kconfig-semantics.md §3.5. */
describe.each(['linux-6.12', 'linux-6.1'] as const)('a choice of %s', (dialect) => {
  it('has the first default that is visible, or the first visible member', () => {
    const state = stateOf(Kconfig, '', dialect);
    expect(chosenMember(state, 0)).toBe(idOf(state, 'A'));
    setUserValue(state, idOf(state, 'D'), 'y');
    expect(chosenMember(state, 0)).toBe(idOf(state, 'B'));
    expect(choiceDefault(state, 0)).toBe(idOf(state, 'B'));
  });

  it('has the member that was answered last while it is visible', () => {
    const state = stateOf(Kconfig, 'CONFIG_D=y\n', dialect);
    chooseMember(state, 0, idOf(state, 'A'));
    expect(chosenMember(state, 0)).toBe(idOf(state, 'A'));
    chooseMember(state, 0, idOf(state, 'B'));
    expect(chosenMember(state, 0)).toBe(idOf(state, 'B'));
    setUserValue(state, idOf(state, 'D'), 'n');
    expect(chosenMember(state, 0)).not.toBe(idOf(state, 'B'));
  });

  it('that does not exist has none', () => {
    const state = stateOf(Kconfig, '', dialect);
    expect([chosenMember(state, 9), choiceDefault(state, 9)]).toEqual([-1, -1]);
  });
});

it('decideChoice looks at visibilities again', () => {
  const state = stateOf(Kconfig, '');
  expect(decideChoice(state, 0)).toBe(idOf(state, 'A'));
  setUserValue(state, idOf(state, 'D'), 'y');
  expect(decideChoice(state, 0)).toBe(idOf(state, 'B'));
});

/** Source: scripts/kconfig/menu.c menu_is_visible. */
it('isEntryVisible: a prompt, or a child with a visible one', () => {
  const state = stateOf(
    'config D\n\tbool "d"\nconfig H\n\tbool "h" if D\n\tdefault y\nconfig U\n\tbool "u"\n\tdepends on H\nmenu "m"\n\tvisible if D\nconfig I\n\tbool "i"\nendmenu\n',
  );
  const entry = (name: string): number => state.flat.symbolFirstEntry[idOf(state, name)] ?? -1;
  const menu = state.flat.entryPrompt.indexOf('m');
  const visible = (): boolean[] => [...['D', 'H', 'U', 'I'].map(entry), menu].map((at) => isEntryVisible(state, at));
  expect(visible()).toEqual([true, true, true, false, false]);
  setUserValue(state, idOf(state, 'D'), 'y');
  expect(visible()).toEqual([true, true, true, true, true]);
});
