import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import type { LintKconfig, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'empty-help',
  summary: 'a help keyword without a text that is indented below it',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A help text that is missing, or not indented: conf ends it before its first line. */
export const emptyHelp: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig): readonly LintDiagnostic[] {
  return file.parsed.entries.flatMap((entry) => {
    if (entry.help === null || entry.help.trim() !== '') return [];
    const name = entry.symbol?.name === '' || entry.symbol === null ? 'the choice' : entry.symbol.name;
    return [
      kconfigFinding({
        rule: 'empty-help',
        severity: 'warning',
        file,
        line: helpLine(file, entry.location.line),
        message: `the help of ${name} is empty`,
        args: { symbol: entry.symbol?.name ?? '' },
        notes: ['A help text ends at the first line that is indented less than its first line, or not at all.'],
      }),
    ];
  });
}

/** The last line with the keyword before the next entry. */
function helpLine(file: LintKconfig, line: number): number {
  const next = file.parsed.entries.find((entry) => entry.location.line > line)?.location.line ?? file.lineStarts.length;
  const texts = file.text.split('\n').slice(line - 1, next);
  const at = texts.findLastIndex((text) => /^\s*(?:---help---|help)\s*$/.test(text));
  return at === -1 ? line : line + at;
}
