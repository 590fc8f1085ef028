import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'dead-line',
  summary: 'a prompt, default, select or imply that has no effect in any configuration',
  severity: 'warning',
  hasFix: false,
  preset: 'all',
  since: '0.2.0',
  needsProofs: true,
};

/** A line whose condition no configuration meets, of a symbol that can be on. */
export const deadLine: Rule = { meta, checkKconfig };

const words = { prompt: 'is shown in', default: 'counts in', select: 'turns anything on in' } as const;

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const { proofs } = tree;
  const found = proofs?.deadLines() ?? [];
  const where = proofs?.archs.length ? ` of ${proofs.archs.join(', ')}` : '';
  return found
    .filter(({ location }) => location.file === file.path)
    .map(({ kind, location, symbol }) =>
      kconfigFinding({
        rule: 'dead-line',
        severity: 'warning',
        file,
        line: location.line,
        message: `this ${kind} of ${symbol} ${words[kind]} no configuration${where}, whatever the tools are`,
        args: { symbol, line: kind },
        notes: [`kgate dead ${symbol} names the root cause`],
      }),
    );
}
