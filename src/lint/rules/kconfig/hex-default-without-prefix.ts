import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, literalOf } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'hex-default-without-prefix',
  summary: 'the default of a hex symbol looks like a decimal number: conf reads it as hexadecimal digits',
  severity: 'info',
  hasFix: false,
  preset: 'all',
  since: '0.2.0',
};

/** `default 65536` of a hex symbol is 0x65536. */
export const hexDefaultWithoutPrefix: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    const types = tree.symbols.symbols.get(entry.symbol.name)?.types;
    if (types?.size !== 1 || !types.has('hex')) continue;
    for (const property of entry.properties) {
      const value = property.kind === 'default' ? literalOf(property.value)?.name : undefined;
      if (value === undefined || !/^\d+$/.test(value)) continue;
      findings.push(
        kconfigFinding({
          rule: 'hex-default-without-prefix',
          severity: 'info',
          file,
          line: property.location.line,
          message: `default ${value} of the hex ${entry.symbol.name} is 0x${value}: write the prefix`,
          args: { symbol: entry.symbol.name, value },
        }),
      );
    }
  }
  return findings;
}
