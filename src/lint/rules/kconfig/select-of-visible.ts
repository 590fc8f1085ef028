import type { LintDiagnostic } from '../../codes.ts';
import { definitionsReadWith, kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'select-of-visible',
  summary: 'a select of a symbol that the user is asked about',
  severity: 'info',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** A select that takes a question from the user. */
export const selectOfVisible: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    for (const property of entry.properties) {
      const target = property.target?.name;
      if (property.kind !== 'select' || target === undefined) continue;
      const asked = definitionsReadWith(file.path, target, tree).find(
        (one) => one.entry.prompt !== null && one.entry.prompt.writtenCondition === null,
      );
      if (asked === undefined) continue;
      findings.push(
        kconfigFinding({
          rule: 'select-of-visible',
          severity: 'info',
          file,
          line: property.location.line,
          message: `${entry.symbol.name} selects ${target}, which has a prompt: depends on or imply leaves it to the user`,
          args: { symbol: target, selector: entry.symbol.name },
          causes: [seeLine(`${target} has a prompt`, asked.location.file, asked.location.line, target)],
        }),
      );
    }
  }
  return findings;
}
