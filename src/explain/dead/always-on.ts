import type { Location } from '../../core/location.ts';
import { type KconfigSymbol, printExpression, propertyCode } from '../../kconfig/index.ts';
import type { Formula } from '../../solve/formula/formula.ts';

/** Why a symbol is always on. */
export interface AlwaysOn {
  /** `selected by ARM64`, and the like. */
  readonly message: string;
  readonly location: Location | null;
  /** What is the same for all symbols that are on for the same reason. */
  readonly key: string;
}

/** The select or default that always applies, as far as there is one. `isImpossible` decides literals of the formula. */
export function alwaysOn(
  symbol: KconfigSymbol,
  isImpossible: (literal: number) => boolean,
  formula: Formula,
): AlwaysOn {
  const { gates } = formula;
  const conditions = conditionLiterals(symbol, formula);
  for (const property of symbol.selectedBy) {
    const selector = property.entry.symbol;
    if (selector === null) continue;
    const condition = selectCondition(selector, property, formula);
    if (condition === null || !isImpossible(-gates.and(formula.value(selector.id).on, condition))) continue;
    const { location } = property;
    return { message: `selected by ${selector.name}, which is always on`, location, key: `select ${selector.name}` };
  }
  if (symbol.choice !== null) {
    const { location, members } = symbol.choice;
    const others = members.filter((member) => member !== symbol && !isImpossible(formula.value(member.id).on));
    if (others.length === 0) return { message: 'its choice has no other member', location, key: 'only member' };
  }
  const used = conditions.find(({ on }) => isImpossible(-on));
  const property = used === undefined ? undefined : symbol.properties[used.index];
  if (property !== undefined) {
    const value = printExpression(property.value, null);
    return { message: `its default is always ${value}`, location: property.location, key: 'default' };
  }
  const location = symbol.entries[0]?.location ?? null;
  const { length } = symbol.selectedBy;
  if (length > 0) return { message: `one of its ${length} selects always applies`, location, key: 'selects' };
  return { message: 'it follows from its conditions', location, key: 'conditions' };
}

/** Literals of the defaults of a symbol, with the index of each property. */
function conditionLiterals(
  { id, properties }: KconfigSymbol,
  formula: Formula,
): { readonly index: number; readonly on: number }[] {
  const { flat, gates } = formula;
  const found: { index: number; on: number }[] = [];
  for (const index of properties.keys()) {
    const at = flat.propertyStart[id]! + index;
    if (at >= flat.propertyStart[id + 1]! || flat.propertyKind[at] !== propertyCode.default) continue;
    const condition = formula.expression(flat.propertyCondition[at]!).on;
    found.push({ index, on: gates.and(condition, formula.expression(flat.propertyValue[at]!).on) });
  }
  return found;
}

/** The condition of a select, by its place among the properties of the selecting symbol. */
function selectCondition(
  selector: KconfigSymbol,
  property: KconfigSymbol['properties'][number],
  formula: Formula,
): number | null {
  const index = selector.properties.indexOf(property);
  const { flat } = formula;
  const at = flat.propertyStart[selector.id]! + index;
  if (index < 0 || at >= flat.propertyStart[selector.id + 1]!) return null;
  return formula.expression(flat.propertyCondition[at]!).on;
}
