import { describe, expect, test } from 'vitest';
import { dialects } from '../../../src/make/syntax/dialect.ts';
import { namedReference, parseExpression } from '../../../src/make/syntax/expression.ts';

const { syntax } = dialects['4.3'];

describe('parts of a text (GNU make manual 4.3 §6.1, §8.1)', () => {
  test('text without a dollar is itself', () => {
    expect(parseExpression('a b', syntax)).toBe('a b');
    expect(parseExpression('a$$b$', syntax)).toBe('a$b$');
  });

  test('references', () => {
    expect(parseExpression('x$(A)$B', syntax)).toEqual([
      'x',
      { kind: 'reference', name: 'A' },
      { kind: 'reference', name: 'B' },
    ]);
    expect(parseExpression('${A(b)}', syntax)).toEqual([{ kind: 'reference', name: 'A(b)' }]);
    expect(parseExpression('$(A$(B))', syntax)).toMatchObject([{ kind: 'computed', name: { text: 'A$(B)' } }]);
    expect(namedReference('A:.c=.o')).toMatchObject({
      kind: 'substitution',
      name: 'A',
      pattern: '.c',
      replacement: '.o',
    });
  });

  test('calls: the last parameter takes the rest', () => {
    const [call] = parseExpression('$(subst a,b,c,(d,e))', syntax) as readonly {
      readonly args: readonly { readonly text: string }[];
    }[];
    expect(call!.args.map(({ text }) => text)).toEqual(['a', 'b', 'c,(d,e)']);
  });

  test('what is not closed', () => {
    expect(parseExpression('$(A', syntax)).toMatchObject([
      { kind: 'broken', message: 'unterminated variable reference' },
    ]);
    expect(parseExpression('$(call a', syntax)).toMatchObject([
      { kind: 'broken', message: "unterminated call to function 'call': missing ')'" },
    ]);
  });
});
