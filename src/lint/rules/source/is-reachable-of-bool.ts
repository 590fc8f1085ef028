import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { seeLine } from '../../kconfig/facts.ts';
import { isBoolEverywhere } from '../../kconfig/symbol-index.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import type { LintSource } from '../../source/scan-source.ts';

const meta: RuleMeta = {
  name: 'is-reachable-of-bool',
  summary: 'IS_REACHABLE() of a bool, which says the same as IS_ENABLED()',
  severity: 'info',
  hasFix: false,
  preset: 'all',
  since: '0.2.0',
};

/** What is never a module can always be reached. */
export const isReachableOfBool: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  return file.references.flatMap(({ name, line, form }) => {
    if (form !== 'IS_REACHABLE' || !name.startsWith('CONFIG_')) return [];
    const symbol = name.slice('CONFIG_'.length);
    const known = tree.symbols.symbols.get(symbol);
    if (known === undefined || !isBoolEverywhere(known)) return [];
    const definition = known.definitions[0];
    return [
      diagnostic({
        code: 'lint/is-reachable-of-bool',
        severity: 'info',
        form: 'line',
        message: `${name} is a bool and never a module: IS_ENABLED() says the same`,
        args: { symbol },
        location: { file: file.path, line },
        causes:
          definition === undefined
            ? []
            : [seeLine(`${symbol} is a bool`, definition.location.file, definition.location.line, symbol)],
      }),
    ];
  });
}
