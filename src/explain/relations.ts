/** Relations of Kconfig expressions. */
import { orderHolds, type Relation } from '../kconfig/index.ts';

/** True for two numbers, else texts, of which the first has the relation to the second. */
export function isRelated(left: string, relation: Relation, right: string): boolean {
  const [one, other] = [Number(left), Number(right)];
  const isNumber = left !== '' && right !== '' && Number.isFinite(one) && Number.isFinite(other);
  const order = isNumber ? one - other : left < right ? -1 : left > right ? 1 : 0;
  return orderHolds(relation, order);
}

/** The relation with its sides changed. */
export const mirrored: Readonly<Record<Relation, Relation>> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};
