import type { LintDiagnostic } from '../../codes.ts';
import { definitionsReadWith, expressionsIn, kconfigFinding, seeLine, typesReadWith } from '../../kconfig/facts.ts';
import { leavesOf } from '../../kconfig/symbol-index.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'number-as-condition',
  summary: 'an int, hex or string symbol as a condition, which is never met',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** conf gives numbers and texts the value n in a condition, whatever they are. */
export const numberAsCondition: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    for (const { expr, line } of expressionsIn(entry)) {
      for (const name of new Set(leavesOf(expr))) {
        const types = typesReadWith(file.path, name, tree);
        const [type] = types;
        if (type === undefined || types.has('bool') || types.has('tristate')) continue;
        const [definition] = definitionsReadWith(file.path, name, tree);
        findings.push(
          kconfigFinding({
            rule: 'number-as-condition',
            severity: 'warning',
            file,
            line,
            message: `${name} is ${type === 'int' ? 'an' : 'a'} ${type}, which is n as a condition, whatever its value`,
            args: { symbol: name, type, user: entry.symbol?.name ?? '' },
            causes:
              definition === undefined
                ? []
                : [seeLine(`${name} is defined`, definition.location.file, definition.location.line, name)],
            notes: [`A comparison is meant, such as ${name} ${type === 'string' ? '!= ""' : '> 0'}.`],
          }),
        );
      }
    }
  }
  return findings;
}
