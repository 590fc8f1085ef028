import { describe, expect, it } from 'vitest';
import { printExpression } from '../../../src/kconfig/index.ts';
import { parseKconfigFile } from '../../../src/kconfig/language/static-parse.ts';

function clauseOf(condition: string) {
  const file = parseKconfigFile('Kconfig', `config X\n\tbool "x"\n\tdepends on ${condition}\n`);
  return { expr: file.entries[1]?.clauses[0]?.expr ?? null, codes: file.diagnostics.map(({ code }) => code) };
}

describe('expressions', () => {
  // Source: docs/kconfig-semantics.md §1.4: comparison binds closer than !, ! than &&, && than ||; both lean left.
  it.each([
    ['A && B || C && D', 'A && B || C && D'],
    ['A && (B || C)', 'A && (B || C)'],
    ['!A = y', '!A=y'],
    ['!(A || B) && C', '!(A || B) && C'],
    ['!!A', '!!A'],
    ['A < 2 && B >= "x y"', 'A<2 && B>=x y'],
    ['((A))', 'A'],
  ])('%s is %s', (condition, printed) => {
    expect(printExpression(clauseOf(condition).expr)).toBe(printed);
  });

  it('binary operators lean to the left', () => {
    expect(clauseOf('A && B && C').expr).toMatchObject({
      kind: 'and',
      left: { kind: 'and' },
      right: { kind: 'symbol' },
    });
    expect(clauseOf('!A = y').expr).toMatchObject({ kind: 'not', operand: { kind: '=' } });
  });

  it.each(['(A=y)=y', 'A=y=y', 'A &&', '(A', 'A)', '! ', 'A B'])('%s is a syntax error', (condition) => {
    expect(clauseOf(condition).codes).toContain('kconfig/syntax-error');
  });

  it('end at the limits of kgate, with a place', () => {
    expect(clauseOf('('.repeat(2000)).codes).toEqual(['kconfig/limit']);
    expect(clauseOf(`A${' && A'.repeat(5000)}`).codes).toEqual(['kconfig/limit']);
  });
});
