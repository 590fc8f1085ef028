import type { LintDiagnostic } from '../../codes.ts';
import { testOf } from '../../condition.ts';
import { ruleFinding } from '../../finding.ts';
import { seeMakeLine } from '../../make/facts.ts';
import { type LintMakefile, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'value-trailing-blank',
  summary: 'a value ends with a blank and is compared with a text that does not',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `X := y # why` and `ifeq ($(X),y)`: the blank before the comment belongs to the value. */
export const valueTrailingBlank: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const values = new Map<string, { line: number; value: string }>();
  for (const { kind, keyword, left, right, location, targets } of makefile.scan.statements) {
    if (kind === 'assignment' && targets === '') {
      const blank = /^(\S+)[ \t]+$/.exec(right);
      const name = left.trim();
      if (blank !== null && keyword !== '+=' && !right.includes('$')) {
        values.set(name, { line: location.line, value: blank[1] ?? '' });
      } else values.delete(name);
      continue;
    }
    if (kind !== 'conditional' || values.size === 0) continue;
    const words = keyword === 'else' ? /^(ifn?eq)\b([\s\S]*)$/.exec(right) : null;
    const test = keyword === 'else' ? testOf(words?.[1] ?? '', words?.[2] ?? '') : testOf(keyword, right);
    if (test === undefined || 'name' in test) continue;
    for (const [side, other] of [
      [test.left, test.right],
      [test.right, test.left],
    ] as const) {
      const name = /^\$[({]([\w.-]+)[)}]$/.exec(side.trim())?.[1];
      const known = name === undefined ? undefined : values.get(name);
      if (name === undefined || known === undefined || other.trim() !== known.value) continue;
      findings.push(
        ruleFinding({
          rule: 'value-trailing-blank',
          severity: 'warning',
          location: placeIn(makefile, location.line),
          message: `${name} is "${known.value} " with a blank: it is never equal to ${known.value}`,
          args: { variable: name, value: known.value },
          causes: [
            seeMakeLine(
              'the blank before the comment, or at the end of the line, belongs to the value',
              makefile.path,
              known.line,
            ),
          ],
        }),
      );
    }
  }
  return findings;
}
