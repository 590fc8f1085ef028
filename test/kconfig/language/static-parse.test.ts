import { describe, expect, it } from 'vitest';
import { parseKconfigFile } from '../../../src/kconfig/index.ts';

describe('a file parsed alone', () => {
  // Source: docs/kconfig-semantics.md §1.2: a backslash before the newline is white space.
  it('takes a reference on a continuation line for an operand of the statement', () => {
    const text = 'config A\n\tdef_bool $(has,one) && \\\n\t\t$(has,two)\n\tdepends on \\\n\t\t$(has,three)\n';
    const { diagnostics, entries } = parseKconfigFile('Kconfig', text);
    expect(diagnostics).toEqual([]);
    const entry = entries[1];
    expect(entry?.properties.flatMap(({ macros }) => macros.map((use) => use.text))).toEqual([
      '$(has,one)',
      '$(has,two)',
    ]);
    expect(entry?.properties[0]?.value).toMatchObject({
      kind: 'and',
      left: { symbol: { name: '$(has,one)' } },
      right: { symbol: { name: '$(has,two)' } },
    });
    expect(entry?.clauses[0]?.expr).toMatchObject({ kind: 'symbol', symbol: { name: '$(has,three)' } });
  });

  it.each(['$(error-if,$(bad),no)\n', '  $(info,text)  \nconfig A\n\tbool\n', 'config A\n\tbool\n$(warning-if,y,x)\n'])(
    'takes a statement that is one reference for nothing: %j',
    (text) => {
      expect(parseKconfigFile('Kconfig', text).diagnostics).toEqual([]);
    },
  );
});
