import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import { editFix, type LintKconfig, lineText, type Rule, type RuleMeta, withoutLine } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'duplicate-type',
  summary: 'the type of a symbol is stated twice in one entry',
  severity: 'info',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A second `bool` line; `def_bool` is a default as well and may be repeated. */
export const duplicateType: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const seen = new Map<object, { line: number; isBare: boolean }>();
  for (const { entry, type, location } of file.parsed.types) {
    const { line } = location;
    const text = lineText(file, line).trim();
    const first = seen.get(entry);
    const isBare = text === type;
    if (first === undefined) {
      seen.set(entry, { line, isBare });
      continue;
    }
    // Which of the two lines can go: one that has neither a prompt nor a default.
    const bare = isBare ? line : first.isBare ? first.line : undefined;
    if (bare === undefined && text.startsWith('def_')) continue;
    const name = entry.symbol?.name ?? '';
    findings.push(
      kconfigFinding({
        rule: 'duplicate-type',
        severity: 'info',
        file,
        line: bare ?? line,
        message: `the type of ${name === '' ? 'the choice' : name} is stated a second time`,
        args: { symbol: name, type },
        causes: [seeLine('the type', file.path, bare === first.line ? line : first.line)],
        fixes: bare === undefined ? [] : [editFix('remove the line', 'safe', [withoutLine(file, bare)])],
      }),
    );
  }
  return findings;
}
