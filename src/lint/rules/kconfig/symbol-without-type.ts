import type { LintDiagnostic } from '../../codes.ts';
import { choiceAround, kconfigFinding } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'symbol-without-type',
  summary: 'no definition of a symbol states its type: conf warns and gives it no value',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** An entry without bool, tristate, int, hex or string. */
export const symbolWithoutType: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const seen = new Set<string>();
  for (const entry of definitionsIn(file)) {
    const { name } = entry.symbol;
    const symbol = tree.symbols.symbols.get(name);
    // The members of a choice get its type; names made of variables are other names for each value.
    if (
      symbol === undefined ||
      symbol.types.size > 0 ||
      name.includes('$') ||
      seen.has(name) ||
      tree.symbols.isMadeOfVariables(name)
    )
      continue;
    if (symbol.definitions.some((one) => choiceAround(one.entry) !== null || one.entry.isConfigDefault)) continue;
    seen.add(name);
    findings.push(
      kconfigFinding({
        rule: 'symbol-without-type',
        severity: 'warning',
        file,
        line: entry.location.line,
        message: `no definition of ${name} states its type: it has no value`,
        args: { symbol: name },
      }),
    );
  }
  return findings;
}
