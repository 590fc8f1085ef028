import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { type LintMakefile, lineText, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'conditional-behind-tab',
  summary: 'a tab makes a conditional of make a command of the shell',
  severity: 'error',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** A tab before `ifeq` in a recipe. */
export const conditionalBehindTab: Rule = { meta, checkMakefile };

const hidden = /^\t\s*(ifn?eq[ \t]*[("']|ifn?def[ \t]+\w+[ \t]*$)/;

function checkMakefile(makefile: LintMakefile): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const { kind, keyword, location } of makefile.scan.statements) {
    if (kind !== 'recipe' || keyword === ';') continue;
    const word = hidden.exec(lineText(makefile, location.line))?.[1];
    if (word === undefined) continue;
    const name = /^\w+/.exec(word)?.[0] ?? '';
    findings.push(
      ruleFinding({
        rule: 'conditional-behind-tab',
        severity: 'error',
        location: placeIn(makefile, location.line),
        message: `tab before ${name} in a recipe: make hands it to the shell, which has no such command`,
        args: { directive: name },
        notes: ['A conditional in a recipe begins at the first column, or with blanks.'],
      }),
    );
  }
  return findings;
}
