import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'dead-symbol',
  summary: 'a symbol that no configuration turns on',
  severity: 'warning',
  hasFix: false,
  preset: 'all',
  since: '0.2.0',
  needsProofs: true,
};

/** A symbol that is n everywhere. */
export const deadSymbol: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const { proofs } = tree;
  const found = proofs?.deadSymbols() ?? [];
  const where = proofs?.archs.length ? ` of ${proofs.archs.join(', ')}` : '';
  return found
    .filter(({ location }) => location.file === file.path)
    .map(({ location, symbol }) =>
      kconfigFinding({
        rule: 'dead-symbol',
        severity: 'warning',
        file,
        line: location.line,
        message: `${symbol} is on in no configuration${where}, whatever the tools are`,
        args: { symbol },
        notes: [`kgate dead ${symbol} names the root cause`],
      }),
    );
}
