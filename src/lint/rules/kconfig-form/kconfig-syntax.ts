import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import { type LintKconfig, type LintTree, lineText, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'kconfig-syntax',
  summary: 'a line that conf does not accept',
  severity: 'error',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** What the tree's own conf would say of a file on its own: a help text without its keyword, a block left open. */
export const kconfigSyntax: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  // Kconfiglib takes more than the conf whose parser reads the file here.
  if (tree.dialect.reading.sourceStyle === 'kconfiglib' || !tree.sources.isReached(file.path)) return [];
  const errors = file.parsed.diagnostics.filter(({ severity, location }) => severity === 'error' && location !== null);
  // What follows the first mistake is often its consequence.
  return errors.slice(0, 1).map(({ location, message }) => {
    const text = quote(message.replace(/^\S+:\d+: ?/, ''));
    return kconfigFinding({
      rule: 'kconfig-syntax',
      severity: 'error',
      file,
      line: location?.line ?? 1,
      message: `conf does not accept this line: ${text}`,
      args: { text },
      notes: helpNotes(file, location?.line ?? 1),
    });
  });
}

const keyword =
  /^\s*(?:bool|tristate|int|hex|string|def_\w+|prompt|default|depends|select|imply|range|visible|option|modules|optional|if|source|menu|choice|end\w+|(?:menu)?config|comment)\b/;

/** What is meant by a line that looks like a help text, or like the keyword of old. */
function helpNotes(file: LintKconfig, line: number): string[] {
  const text = lineText(file, line);
  if (/^\s*-+help-+\s*$/.test(text)) return ['This conf knows "help" only, without dashes.'];
  if (keyword.test(text) || !/^\s+[A-Z]?[a-z]+ [a-z]+/.test(text)) return [];
  const entry = file.parsed.entries.findLast(({ location }) => location.line < line);
  return entry?.help == null
    ? ['It reads like a help text: the line "help" goes before it.']
    : ['It reads like a help text, which ends at the first line that is indented less than its first one.'];
}
