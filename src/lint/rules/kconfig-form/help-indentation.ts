import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, lineText, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'help-indentation',
  summary: 'a help text that is not indented more than its keyword',
  severity: 'info',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** A help text that looks like attributes. */
export const helpIndentation: Rule = { meta, checkKconfig };

const helpKeyword = /^[ \t]*(?:---help---|help)[ \t]*$/;
/** Columns between two tab stops. Source: docs/kconfig-semantics.md §1.5. */
const tabWidth = 8;

function checkKconfig(file: LintKconfig): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    if (entry.help === null || entry.help.trim() === '') continue;
    const line = keywordLine(file, entry.location.line);
    if (line === undefined) continue;
    let first = line + 1;
    while (first < file.lineStarts.length && lineText(file, first).trim() === '') first++;
    const indentation = columnOf(lineText(file, first));
    if (indentation > columnOf(lineText(file, line)) || indentation === 0) continue;
    findings.push(
      kconfigFinding({
        rule: 'help-indentation',
        severity: 'info',
        file,
        line: first,
        message: `the help text of ${entry.symbol.name} is indented no more than its keyword`,
        args: { symbol: entry.symbol.name },
      }),
    );
  }
  return findings;
}

/** The first line with the keyword behind the line of an entry. */
function keywordLine(file: LintKconfig, line: number): number | undefined {
  for (let at = line + 1; at <= file.lineStarts.length; at++) {
    const text = lineText(file, at);
    if (helpKeyword.test(text)) return at;
    if (/^\s*(?:menu)?config\b/.test(text)) return undefined;
  }
  return undefined;
}

function columnOf(text: string): number {
  let column = 0;
  for (const character of text) {
    if (character === '\t') column += tabWidth - (column % tabWidth);
    else if (character === ' ') column++;
    else break;
  }
  return column;
}
