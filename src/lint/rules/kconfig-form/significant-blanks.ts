import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { editFix, type LintKconfig, lineStart, lineText, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'significant-blanks',
  summary: 'blanks that count: around a prompt, behind the value of a variable, behind a backslash',
  severity: 'info',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** Blanks that conf keeps, or that keep a line from going on. */
export const significantBlanks: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const report = (line: number, place: 'prompt' | 'assignment' | 'continuation', message: string): void => {
    findings.push(
      kconfigFinding({
        rule: 'significant-blanks',
        severity: 'info',
        file,
        line,
        message,
        args: { place },
        fixes: place === 'prompt' ? [] : [withoutTrailingBlanks(file, line)],
      }),
    );
  };
  for (const { code, location } of file.parsed.diagnostics) {
    if (location === null) continue;
    if (code === 'kconfig/leading-whitespace') {
      report(location.line, 'prompt', 'the text begins with blanks, which conf drops with a warning');
    } else if (code === 'kconfig/unsupported-character' && /\\[ \t]+$/.test(lineText(file, location.line))) {
      report(location.line, 'continuation', 'blanks follow the backslash: the line does not go on');
    }
  }
  for (const entry of file.parsed.entries) {
    for (const { text, kind, location } of entry.properties) {
      if ((kind !== 'prompt' && kind !== 'menu') || text === null || !/[ \t]$/.test(text)) continue;
      report(location.line, 'prompt', 'the text ends with blanks, which menus and .config show');
    }
  }
  for (const { name, value, location } of file.parsed.assignments) {
    if (!/[ \t]$/.test(value)) continue;
    report(location.line, 'assignment', `the value of ${name} ends with blanks, which are a part of it`);
  }
  return findings;
}

function withoutTrailingBlanks(file: LintKconfig, line: number): ReturnType<typeof editFix> {
  const text = lineText(file, line);
  const start = lineStart(file, line) + text.trimEnd().length;
  return editFix('remove the blanks', 'unsafe', [
    { file: file.path, start, end: lineStart(file, line) + text.length, text: '' },
  ]);
}
