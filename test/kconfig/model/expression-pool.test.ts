import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/kconfig/index.ts';
import { ExpressionPool } from '../../../src/kconfig/model/expression-pool.ts';
import { SymbolTable } from '../../../src/kconfig/model/symbol-table.ts';

describe('expressions of a pool', () => {
  const symbols = new SymbolTable(dialects['linux-6.12'], 4);
  const pool = new ExpressionPool(4);
  const [a, b] = [pool.symbol(symbols.identifier('A')), pool.symbol(symbols.identifier('B'))];

  it('are one object where they are equal', () => {
    expect(pool.logic('and', a, b)).toBe(pool.logic('and', a, b));
    expect(pool.not(a)).toBe(pool.not(a));
    expect(pool.compare('=', a.symbol as never, symbols.yes)).toBe(pool.compare('=', a.symbol as never, symbols.yes));
    expect(pool.symbol(symbols.identifier('A'))).toBe(a);
  });

  it('differ by kind and by order', () => {
    expect(pool.logic('and', a, b)).not.toBe(pool.logic('or', a, b));
    expect(pool.logic('and', a, b)).not.toBe(pool.logic('and', b, a));
  });

  // Source: docs/kconfig-semantics.md §2.1: an absent expression is dropped when it is joined.
  it('an absent operand is dropped', () => {
    expect([pool.and(null, a), pool.and(a, null), pool.or(null, a), pool.or(a, null)]).toEqual([a, a, a, a]);
    expect(pool.and(null, null)).toBe(null);
  });

  it('stay the same while the table grows', () => {
    const many = Array.from({ length: 100_000 }, (_, index) => pool.not(pool.symbol(symbols.identifier(`S${index}`))));
    expect(many.every((expr, index) => pool.not(pool.symbol(symbols.identifier(`S${index}`))) === expr)).toBe(true);
    expect(new Set(many.map(({ id }) => id)).size).toBe(many.length);
  });
});
