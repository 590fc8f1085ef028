import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { type LintKconfig, lineText, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'unclosed-string',
  summary: 'a quote that its line does not close: conf takes the rest of the line as the text',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A text with one quote. */
export const unclosedString: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig): readonly LintDiagnostic[] {
  const found = file.parsed.diagnostics.filter(({ code }) => code === 'kconfig/unterminated-string');
  return found.flatMap(({ location }) => {
    if (location === null) return [];
    const text = quote(lineText(file, location.line).trim());
    return [
      kconfigFinding({
        rule: 'unclosed-string',
        severity: 'warning',
        file,
        line: location.line,
        message: `the quote of this line is not closed: ${text}`,
        args: { text },
        notes: ['conf warns "multi-line strings not supported" in every run.'],
      }),
    ];
  });
}
