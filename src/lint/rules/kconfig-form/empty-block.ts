import type { Entry } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { type LintKconfig, lineText, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'empty-block',
  summary: 'a menu, choice or if without anything in it',
  severity: 'info',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A block that was left behind. */
export const emptyBlock: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig): readonly LintDiagnostic[] {
  const filled = new Set<Entry>();
  for (const { enclosing } of file.parsed.entries) if (enclosing !== null) filled.add(enclosing);
  for (const { enclosing } of file.parsed.sources) filled.add(enclosing);
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    const { kind, location } = entry;
    if ((kind !== 'menu' && kind !== 'choice' && kind !== 'if') || filled.has(entry)) continue;
    // A further entry of a choice with a name adds to it.
    if (kind === 'choice' && entry.symbol !== null && entry.symbol.name !== '') continue;
    if (!isClosedAtOnce(file, location.line, kind)) continue;
    findings.push(
      kconfigFinding({
        rule: 'empty-block',
        severity: 'info',
        file,
        line: location.line,
        message: `this ${kind} has nothing in it`,
        args: { block: kind },
      }),
    );
  }
  return findings;
}

/** Nothing but attributes is before the end of the block: no macro, no assignment, no mark of a generator, no comment that says what is to come. */
function isClosedAtOnce(file: LintKconfig, line: number, kind: string): boolean {
  let isHelp = false;
  for (let at = line + 1; at <= file.lineStarts.length; at++) {
    const text = lineText(file, at);
    if (/^\s*end(?:menu|choice|if)\b/.test(text)) return text.includes(`end${kind}`);
    if (/^\s*(?:help|---help---)\s*$/.test(text)) isHelp = true;
    else if (!isHelp && !/^\s*(?:$|(?:depends|visible|prompt|bool|tristate|default|optional)\b)/.test(text))
      return false;
  }
  return false;
}
