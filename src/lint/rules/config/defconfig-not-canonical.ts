import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { type LintConfigFile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'defconfig-not-canonical',
  summary: 'a line of a defconfig is not where savedefconfig writes it, or savedefconfig leaves it out',
  severity: 'info',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** Defaults written out, and lines in another order than that of the Kconfig files. */
export const defconfigNotCanonical: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.isSymbolIndexIncomplete || file.settings.length === 0) return [];
  const result = tree.evaluateConfig(file);
  if (result === undefined) return [];
  let furthest = -1;
  let before = '';
  return file.settings.flatMap(({ symbol, line, name }) => {
    if (!result.values.has(symbol)) return [];
    const place = result.saved.get(symbol);
    if (place !== undefined && place >= furthest) {
      furthest = place;
      before = name;
      return [];
    }
    return [
      diagnostic({
        code: 'lint/defconfig-not-canonical',
        severity: 'info',
        form: 'line',
        message:
          place === undefined
            ? `savedefconfig leaves ${name} out`
            : `savedefconfig writes ${name} in front of ${before}`,
        args: { symbol, isLeftOut: place === undefined },
        location: placeIn(file, line),
      }),
    ];
  });
}
