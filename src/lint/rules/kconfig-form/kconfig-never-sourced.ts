import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'kconfig-never-sourced',
  summary: 'a Kconfig file that no source line reaches from a top file',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A file whose symbols exist in no configuration. */
export const kconfigNeverSourced: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.sources.isReached(file.path) || file.parsed.symbols.size === 0) return [];
  // BusyBox's build makes a Config.in of each Config.src.
  if (file.path.endsWith('Config.src')) return [];
  // Documents show Kconfig, and tests have trees of their own.
  if (/^(?:Documentation|doc)\/|(?:^|\/)tests?(?:ing)?\//.test(file.path)) return [];
  if (![...tree.kconfigs.keys()].some((path) => tree.sources.isReached(path))) return [];
  return [
    kconfigFinding({
      rule: 'kconfig-never-sourced',
      severity: 'warning',
      file,
      line: 1,
      message: `no source line reads ${file.path}: what it defines does not exist`,
      args: { file: file.path },
    }),
  ];
}
