/** Who wins a choice, as literals. Source: computeChoice, pickMember and choiceDefault of `src/kconfig/values/compute-choice.ts`. */
import { exprCode, propertyCode } from '../../kconfig/index.ts';
import type { EncodedChoice, Encoding } from './encoding.ts';
import { no } from './gates.ts';

/** Encodes the winner of a choice, by its index in the model. */
export function encodeChoice(formula: Encoding, index: number): EncodedChoice {
  const { flat, gates, requests } = formula;
  const choice = flat.choices[index]!;
  const isNew = flat.dialect.values.choiceEngine === 'new';
  const { picks } = requests.choice(index);
  const visible = (member: number): number => formula.visibility(member).on;
  const claims = new Map<number, number[]>();
  // The user's pick, then those that he picked before.
  for (const [member, pick] of picks) claims.set(member, [gates.and(pick, visible(member))]);
  let left = -gates.any([...claims.values()].flat());
  const claim = (member: number, condition: number): void => {
    add(claims, member, gates.and(left, condition));
    left = gates.and(left, -condition);
  };
  if (isNew) for (const member of requests.asksYes(index)) claim(member, visible(member));
  // The default of the choice; in the newer engine not where the user says n.
  const asksN = (member: number): number => (isNew ? requests.memberAsksNo(member) : no);
  let before = left;
  for (let at = flat.propertyStart[choice.symbol]!; at < flat.propertyStart[choice.symbol + 1]!; at++) {
    if (flat.propertyKind[at] !== propertyCode.default) continue;
    const value = flat.propertyValue[at]!;
    if (value < 0 || flat.exprKind[value] !== exprCode.symbol) continue;
    const member = flat.exprLeft[value]!;
    const applies = gates.and(formula.expression(flat.propertyCondition[at]!).on, visible(member));
    const takes = gates.and(before, applies);
    before = gates.and(before, -applies);
    add(claims, member, gates.and(takes, -asksN(member)));
    left = gates.and(left, -gates.and(takes, -asksN(member)));
  }
  // Without any default that applies the first visible member, which the user may refuse as well.
  for (const member of isNew ? choice.below : choice.members) {
    const takes = gates.and(before, visible(member));
    before = gates.and(before, -visible(member));
    add(claims, member, gates.and(takes, -asksN(member)));
    left = gates.and(left, -gates.and(takes, -asksN(member)));
  }
  if (isNew) {
    for (const member of choice.below) claim(member, gates.and(visible(member), -requests.memberHas(member)));
    for (const member of requests.priority(index).toReversed()) claim(member, visible(member));
  }
  const wins = new Map<number, number>();
  for (const [member, literals] of claims) wins.set(member, gates.any(literals));
  return { wins };
}

function add(claims: Map<number, number[]>, member: number, literal: number): void {
  const list = claims.get(member);
  if (list === undefined) claims.set(member, [literal]);
  else list.push(literal);
}
