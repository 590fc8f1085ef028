import { cause, diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { nearestNames } from '../../nearest-name.ts';
import {
  editFix,
  type LintConfigFile,
  type LintTree,
  placeIn,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';

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
    const near = nearestNames(symbol, tree.symbols.namesByLength);
    const suggestion = near.length === 1 ? (near[0] ?? null) : null;
    const definition = suggestion === null ? undefined : tree.symbols.symbols.get(suggestion)?.definitions[0];
    return [
      diagnostic({
        code: 'lint/defconfig-unknown-symbol',
        severity: 'warning',
        form: 'line',
        message: `nothing defines ${name}: the line has no effect`,
        args: { symbol, suggestion },
        location: placeIn(file, line),
        causes:
          definition === undefined
            ? []
            : [
                {
                  ...cause('definition', `${suggestion} is defined`, definition.location),
                  symbol: suggestion as string,
                },
              ],
        notes: near.length > 1 ? [`Similar names: ${near.slice(0, 5).join(', ')}.`] : [],
        fixes: [editFix('remove the line', 'safe', [withoutLine(file, line)])],
      }),
    ];
  });
}
