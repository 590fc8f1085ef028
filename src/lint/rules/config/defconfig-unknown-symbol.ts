import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import {
  editFix,
  type LintConfigFile,
  type LintTree,
  placeIn,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';
import { suggestionFor } from '../../suggestion.ts';

const meta: RuleMeta = {
  name: 'defconfig-unknown-symbol',
  summary: 'a defconfig sets a symbol that no Kconfig file of the tree defines: conf drops the line',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A setting of a symbol that was renamed or removed. */
export const defconfigUnknownSymbol: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.isSymbolIndexIncomplete) return [];
  return file.settings.flatMap(({ symbol, line, name }) => {
    if (tree.symbols.symbols.has(symbol) || tree.looseNames.has(symbol)) return [];
    const { suggestion, ...shown } = suggestionFor(symbol, tree);
    return [
      diagnostic({
        code: 'lint/defconfig-unknown-symbol',
        severity: 'warning',
        form: 'line',
        message: `nothing defines ${name}: the line has no effect`,
        args: { symbol, suggestion },
        location: placeIn(file, line),
        ...shown,
        fixes: [editFix('remove the line', 'safe', [withoutLine(file, line)])],
      }),
    ];
  });
}
