import { describe, expect, it } from 'vitest';
import { dialects } from '../../../src/kconfig/index.ts';
import { SymbolTable } from '../../../src/kconfig/model/symbol-table.ts';

const create = () => new SymbolTable(dialects['linux-6.12'], 4);

describe('names', () => {
  // Source: docs/kconfig-semantics.md §1.3.
  it('an identifier and a quoted constant of one name are two symbols', () => {
    const symbols = create();
    expect(symbols.identifier('A')).toBe(symbols.identifier('A'));
    expect(symbols.identifier('A')).not.toBe(symbols.constant('A'));
    expect(symbols.known('A')?.kind).toBe('symbol');
    expect(symbols.known('B')).toBeUndefined();
  });

  it('y, m and n are the same three constants, quoted or not', () => {
    const symbols = create();
    expect(symbols.identifier('y')).toBe(symbols.yes);
    expect(symbols.constant('m')).toBe(symbols.mod);
    expect(symbols.known('n')).toBe(symbols.no);
  });

  it('choices share a symbol by name only', () => {
    const symbols = create();
    expect(symbols.choice('N')).toBe(symbols.choice('N'));
    expect(symbols.choice()).not.toBe(symbols.choice());
  });

  it('names of one hash are kept apart', () => {
    const symbols = create();
    // FNV-1a of 32 bits gives both the same value.
    const [one, other] = [symbols.identifier('costarring'), symbols.identifier('liquid')];
    expect(one).not.toBe(other);
    expect([symbols.identifier('costarring'), symbols.identifier('liquid')]).toEqual([one, other]);
  });

  // Source: docs/kconfig-semantics.md §5.4: FNV-1a by bucket, the youngest of a bucket first, choices in the first.
  it('the hash order is by bucket, the youngest first', () => {
    const symbols = create();
    const fnv = (name: string): number => {
      let hash = 2166136261;
      for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 16777619) >>> 0;
      return hash;
    };
    const names = Array.from({ length: 500 }, (_, index) => `SYMBOL_${index}`);
    for (const name of names) symbols.identifier(name);
    const expected = names
      .map((name, age) => ({ name, age }))
      .sort((left, right) => (fnv(left.name) % 9973) - (fnv(right.name) % 9973) || right.age - left.age)
      .map(({ name }) => name);
    expect(symbols.hashOrder(9973).map(({ name }) => name)).toEqual(expected);
  });
});
