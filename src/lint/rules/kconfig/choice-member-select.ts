import type { LintDiagnostic } from '../../codes.ts';
import { definitionsReadWith, isChoiceMember, kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'choice-member-select',
  summary: 'a select of a member of a choice, which has no effect while the choice is shown',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A select that cannot choose the member of a choice. */
export const choiceMemberSelect: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    for (const property of entry.properties) {
      const target = property.target?.name;
      if ((property.kind !== 'select' && property.kind !== 'imply') || target === undefined) continue;
      if (!isChoiceMember(file.path, target, tree)) continue;
      const [definition] = definitionsReadWith(file.path, target, tree);
      findings.push(
        kconfigFinding({
          rule: 'choice-member-select',
          severity: 'warning',
          file,
          line: property.location.line,
          message: `${entry.symbol.name} cannot ${property.kind} ${target}: it is a member of a choice`,
          args: { symbol: target, selector: entry.symbol.name },
          causes:
            definition === undefined
              ? []
              : [seeLine(`${target} stands in a choice`, definition.location.file, definition.location.line, target)],
          notes: [`A default of the choice with "if ${entry.symbol.name}" makes ${target} its default member.`],
        }),
      );
    }
  }
  return findings;
}
