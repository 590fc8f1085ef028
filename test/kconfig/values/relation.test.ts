import { describe, expect, it } from 'vitest';
import { exprCode, typeCode } from '../../../src/kconfig/model/flat-model.ts';
import { relationHolds } from '../../../src/kconfig/values/relation.ts';

const { bool, hex, int, string, tristate, unknown } = typeCode;

/** Order of two operands as the six relations see it. */
function order(
  left: string,
  leftType: number,
  right: string,
  rightType: number,
  style: Parameters<typeof relationHolds>[5] = 'numbers',
): string {
  return (['=', '!=', '<', '<=', '>', '>='] as const)
    .filter((relation) => relationHolds(exprCode[relation], left, leftType, right, rightType, style))
    .join(' ');
}

const less = '!= < <=';
const equal = '= <= >=';
const greater = '!= > >=';

/** Source: docs/kconfig-semantics.md §3.2; scripts/kconfig/expr.c expr_calc_value and expr_parse_string. */
describe('relationHolds', () => {
  it.each([
    ['9', int, '10', int, less],
    ['0x10', hex, '16', int, equal],
    ['-1', int, '0x1', hex, greater],
    ['n', bool, 'y', bool, less],
    ['m', tristate, 'm', tristate, equal],
    ['9', unknown, '10', unknown, less],
    ['010', unknown, '8', unknown, equal],
    ['9', string, '10', string, greater],
    ['9', string, '10', int, less],
    ['x', string, '10', int, greater],
    ['1a', int, '2', int, less],
    ['', int, '0', int, less],
  ] as const)('%s (%i) and %s (%i)', (left, leftType, right, rightType, relations) => {
    expect(order(left, leftType, right, rightType)).toBe(relations);
  });

  it('compares texts alone where the tree has no order relations', () => {
    expect(order('9', int, '10', int, 'texts')).toBe(greater);
  });

  it('compares bools and tristates as texts before Linux 4.18', () => {
    expect(order('n', bool, '5', unknown)).toBe(less);
    expect(order('n', bool, '5', unknown, 'mixed')).toBe(greater);
    expect(order('9', int, '10', int, 'mixed')).toBe(less);
  });
});
