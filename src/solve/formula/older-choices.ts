/**
 * Choices that are symbols, and their members, as the older engines compute them. A choice that is m lets each member be m, one
 * that is y has one member that is y. Source: computeLogical, finishChoice and ownValue of `src/kconfig/values`.
 */
import { typeCode } from '../../kconfig/index.ts';
import type { Encoding } from './encoding.ts';
import { no, type Pair } from './gates.ts';

/** The value of a choice, by its symbol: what its members ask for, at least m where it is not optional. */
export function olderChoice(formula: Encoding, id: number): Pair {
  const { flat, gates, requests } = formula;
  const visible = formula.visibility(id);
  const { isAnswered, members, picks } = requests.choice(flat.choices.findIndex(({ symbol }) => symbol === id));
  const picked = gates.any([...picks.values()]);
  if (flat.symbolType[id] !== typeCode.tristate) {
    const on = gates.or(gates.and(visible.on, picked), formula.reverse(id).on);
    return { on, y: on };
  }
  const on = gates.and(isAnswered, gates.any([picked, ...[...members.values()].map((member) => member.on)]));
  const reverse = formula.reverse(id);
  return formula.inType(id, {
    on: gates.or(gates.and(visible.on, on), reverse.on),
    y: gates.or(gates.all([visible.y, isAnswered, picked]), reverse.y),
  });
}

/** The value of a member. One that is not shown has its default, without selects. */
export function olderMember(formula: Encoding, id: number, index: number): Pair {
  const { flat, gates, requests } = formula;
  const isBusybox = flat.dialect.values.choiceEngine === 'busybox';
  const visible = formula.visibility(id);
  const won = gates.and(formula.value(flat.choices[index]!.symbol).y, formula.choice(index).wins.get(id) ?? no);
  const hidden = formula.defaultValue(id, !isBusybox);
  const member = requests.choice(index).members.get(id);
  if (member === undefined) {
    const on = gates.choose(visible.y, won, hidden.on);
    return { on, y: on };
  }
  // Shown up to m: each member has its own value.
  const { has } = member;
  const asked = gates.choose(has, member.on, hidden.on);
  const askedY = isBusybox ? no : gates.and(-has, hidden.y);
  const other = formula.inType(id, {
    on: gates.choose(visible.on, asked, hidden.on),
    y: gates.choose(visible.on, askedY, hidden.y),
  });
  return { on: gates.choose(visible.y, won, other.on), y: gates.choose(visible.y, won, other.y) };
}
