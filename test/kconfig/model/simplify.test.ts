import { describe, expect, it } from 'vitest';
import { printExpression } from '../../../src/kconfig/index.ts';
import type { DialectName } from '../../../src/kconfig/index.ts';
import { modelAs } from '../language-support.ts';

const symbols = ['A', 'B', 'C'].map((name) => `config ${name}\n\tbool "${name}"\n`).join('');
const tristates = ['T', 'U'].map((name) => `config ${name}\n\ttristate "${name}"\n`).join('');
const modules = 'config MODULES\n\tbool "modules"\n\tmodules\n';

/** The dependency of an entry with this `depends on` line, after finalisation. */
function finalised(condition: string, dialect: DialectName = 'linux-6.12'): string {
  const Kconfig = `${modules}${symbols}${tristates}comment "end"\nconfig X\n\tbool "x"\n\tdepends on ${condition}\n`;
  const { symbols: named } = modelAs(dialect, { Kconfig });
  return printExpression(named.get('X')?.directDependency ?? null);
}

describe('conditions', () => {
  // Source: docs/kconfig-semantics.md §2.3.
  it.each([
    ['A = n', '!A'],
    ['A != n', 'A'],
    ['A = y', 'A'],
    ['A = m', 'n'],
    ['A != m', 'y'],
    ['!!A', 'A'],
    ['!(T = y)', 'T!=y'],
    ['!(T < U)', 'T>=U'],
    ['!(A && B)', '!A || !B'],
    ['!(A || !B)', '!A && B'],
    ['!y', 'n'],
    ['T = y', 'T=y'],
  ])('%s becomes %s', (condition, result) => {
    expect(finalised(condition)).toBe(result);
  });

  // Source: docs/kconfig-semantics.md §8.27: kgate evaluates the form as the negation that conf means.
  it('A != y becomes !A', () => {
    expect(finalised('A != y')).toBe('!A');
  });

  // Source: docs/kconfig-semantics.md §2.4.
  it.each([
    ['A && B && A', 'B && A'],
    ['A || B || A', 'B || A'],
    ['A || !A', 'y'],
    ['T = y || T = m', 'T!=n'],
    ['T = y || T = n', 'T!=m'],
    ['T && T = y', 'T=y'],
    ['T && T != n', 'T'],
    ['T && T != m', 'T=y'],
    ['T = y && T != m', 'T=y'],
    ['T = y && T != y', 'n'],
    ['T != y && T != n', 'T=m'],
    ['T && T = m', 'T && T=m'],
    ['(A && B) || (B && A)', 'A && B'],
  ])('%s joins to %s', (condition, result) => {
    expect(finalised(condition)).toBe(result);
  });

  // Source: docs/kconfig-semantics.md §2.4, constants: always folded from 6.12 on, before that only after a join.
  it.each([
    ['A && y', 'A', 'A && y'],
    ['A && y && A', 'A', 'A'],
    ['B && (C || y)', 'B', 'B && (C || y)'],
  ])('%s is %s, up to 6.1 %s', (condition, now, before) => {
    expect([finalised(condition), finalised(condition, 'linux-6.1')]).toEqual([now, before]);
  });

  // Source: docs/kconfig-semantics.md §2.2, rewrite_m.
  it('m becomes m && MODULES', () => {
    expect(finalised('m || A')).toBe('m && MODULES || A');
  });
});
