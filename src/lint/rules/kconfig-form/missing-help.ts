import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'missing-help',
  summary: 'a symbol that the user is asked about has no help text',
  severity: 'info',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** A question without an explanation. */
export const missingHelp: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  return definitionsIn(file).flatMap((entry) => {
    if (entry.prompt === null || entry.help !== null) return [];
    const { name } = entry.symbol;
    if (tree.symbols.symbols.get(name)?.definitions.some((one) => one.entry.help !== null) === true) return [];
    return [
      kconfigFinding({
        rule: 'missing-help',
        severity: 'info',
        file,
        line: entry.prompt.location.line,
        message: `${name} has a prompt and no help text`,
        args: { symbol: name },
      }),
    ];
  });
}
