import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { type LintMakefile, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'lazy-shell',
  summary: 'a command in a variable set with ?= runs again at every use',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `X ?= $(shell …)` of a variable that is used several times. */
export const lazyShell: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  if (!makefile.text.includes('?=')) return findings;
  for (const { kind, keyword, left, right, location, targets } of makefile.scan.statements) {
    if (kind !== 'assignment' || keyword !== '?=' || targets !== '' || !/\$[({]shell\s/.test(right)) continue;
    const name = left.trim();
    const uses = usesOf(makefile, name);
    if (uses < 2) continue;
    findings.push(
      ruleFinding({
        rule: 'lazy-shell',
        severity: 'warning',
        location: placeIn(makefile, location.line),
        message: `${name} is used ${uses} times here, and its command runs at each of them`,
        args: { variable: name, uses },
        notes: [`ifeq ($(origin ${name}),undefined) with := behind it runs the command once.`],
      }),
    );
  }
  return findings;
}

/** References outside of comments; none counts where a line expands the variable once and for all. */
function usesOf(makefile: LintMakefile, name: string): number {
  let uses = 0;
  for (const { kind, keyword, left, right } of makefile.scan.statements) {
    const isImmediate = kind === 'assignment' && (keyword === ':=' || keyword === '::=');
    if (isImmediate && left.trim() === name) return 0;
    for (const text of [left, right]) uses += text.split(`$(${name})`).length + text.split(`\${${name}}`).length - 2;
  }
  return uses;
}
