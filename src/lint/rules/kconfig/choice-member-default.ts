import type { LintDiagnostic } from '../../codes.ts';
import { choiceOf, kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import {
  definitionsIn,
  editFix,
  type LintKconfig,
  type LintTree,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';

const meta: RuleMeta = {
  name: 'choice-member-default',
  summary: 'a member of a choice has a default, which conf ignores',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** The default of a choice stands at the choice; Linux 6.9 and later stop at one of a member. */
export const choiceMemberDefault: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    const { name } = entry.symbol;
    const choice = choiceOf(entry, tree) ?? choiceElsewhere(file, name, tree);
    if (choice === null) continue;
    for (const property of entry.properties) {
      if (property.kind !== 'default') continue;
      const { line } = property.location;
      findings.push(
        kconfigFinding({
          rule: 'choice-member-default',
          severity: 'warning',
          file,
          line,
          message: `${name} is a member of a choice: its own default counts for nothing`,
          args: { symbol: name },
          causes: [seeLine('the choice', choice.location.file, choice.location.line)],
          notes: [`"default ${name}" at the choice makes it the default member.`],
          fixes: [editFix('remove the default', 'safe', [withoutLine(file, line)])],
        }),
      );
    }
  }
  return findings;
}

/** The choice of another definition of the symbol that is read with this one. */
function choiceElsewhere(file: LintKconfig, name: string, tree: LintTree): ReturnType<typeof choiceOf> {
  for (const { entry, location } of tree.symbols.symbols.get(name)?.definitions ?? []) {
    const choice = choiceOf(entry, tree);
    if (choice !== null && tree.sources.isReadWherever(file.path, location.file)) return choice;
  }
  return null;
}
