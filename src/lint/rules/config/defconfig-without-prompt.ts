import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { definitionsFor } from '../../config/definitions-for.ts';
import { seeLine } from '../../kconfig/facts.ts';
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
  name: 'defconfig-without-prompt',
  summary: 'a defconfig sets a symbol that has no prompt: the line has no effect',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A value of the user counts only where the symbol is visible. */
export const defconfigWithoutPrompt: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  return file.settings.flatMap(({ symbol, line, name }) => {
    const definitions = definitionsFor(file, symbol, tree);
    const [first] = definitions;
    if (first === undefined || definitions.some(({ entry }) => entry.prompt !== null)) return [];
    // The tree may be read with a mistake, or have the symbol in a comment of a source file.
    if (tree.looseNames.has(symbol)) return [];
    return [
      diagnostic({
        code: 'lint/defconfig-without-prompt',
        severity: 'warning',
        form: 'line',
        message: `${name} has no prompt: only defaults and selects give it a value`,
        args: { symbol },
        location: placeIn(file, line),
        causes: [seeLine(`${symbol} is defined`, first.location.file, first.location.line, symbol)],
        fixes: [editFix('remove the line', 'safe', [withoutLine(file, line)])],
      }),
    ];
  });
}
