import type { LintDiagnostic } from '../../codes.ts';
import { factsOf, leastMajors } from '../../make/flag-facts.ts';
import { ruleFinding } from '../../finding.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'cc-option-needless',
  summary: 'a probe of a flag that every compiler which can build the tree has',
  severity: 'info',
  hasFix: false,
  preset: 'all',
  since: '0.3.0',
};

/** `$(call cc-option,-Wundef)`. */
export const ccOptionNeedless: Rule = { meta, checkMakefile };

const probe = /\$[({]call[ \t]+cc-option[ \t]*,[ \t]*(-[^,)} \t]+)[ \t]*[)}]/g;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  let least: readonly [number, number] | undefined;
  for (const match of makefile.text.matchAll(probe)) {
    const flag = match[1] ?? '';
    const facts = factsOf(flag);
    if (facts === undefined) continue;
    least ??= leastMajors(tree.kbuild.readFile('scripts/min-tool-version.sh'));
    const [gcc, clang] = facts;
    if (gcc === null || clang === null || gcc > least[0] || clang > least[1]) continue;
    const start = makefile.text.lastIndexOf('\n', match.index) + 1;
    if (/^\s*#/.test(makefile.text.slice(start, match.index + 1))) continue;
    const line = makefile.text.slice(0, match.index).split('\n').length;
    findings.push(
      ruleFinding({
        rule: 'cc-option-needless',
        severity: 'info',
        location: placeIn(makefile, line, match.index - start + 1),
        message: `gcc has ${flag} since ${gcc} and clang since ${clang}: the probe always passes`,
        args: { flag, gcc, clang },
      }),
    );
  }
  return findings;
}
