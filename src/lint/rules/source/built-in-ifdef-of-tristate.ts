import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import type { LintSource } from '../../source/scan-source.ts';
import { tristateConditions } from '../../source/tristate-condition.ts';

const meta: RuleMeta = {
  name: 'built-in-ifdef-of-tristate',
  summary: 'a condition in built-in code or a header asks for CONFIG_X of a tristate and forgets CONFIG_X_MODULE',
  severity: 'info',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** `#ifdef CONFIG_X` is false for m: right where built-in code calls into X, and wrong elsewhere. */
export const builtInIfdefOfTristate: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  return tristateConditions(file, tree)
    .filter(({ isInModule }) => !isInModule)
    .map(({ symbol, line, causes }) =>
      diagnostic({
        code: 'lint/built-in-ifdef-of-tristate',
        severity: 'info',
        form: 'line',
        message: `CONFIG_${symbol} is not defined for m: IS_ENABLED(CONFIG_${symbol}) is true for y and m`,
        args: { symbol },
        location: { file: file.path, line },
        causes,
      }),
    );
}
