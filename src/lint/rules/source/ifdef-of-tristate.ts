import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import type { LintSource } from '../../source/scan-source.ts';
import { tristateConditions } from '../../source/tristate-condition.ts';

const meta: RuleMeta = {
  name: 'ifdef-of-tristate',
  summary: 'a condition in the code of a module asks for CONFIG_X of a tristate and forgets CONFIG_X_MODULE',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `#ifdef CONFIG_X` is false for m, and so is the code of a module that could use X. */
export const ifdefOfTristate: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  return tristateConditions(file, tree)
    .filter(({ isInModule }) => isInModule)
    .map(({ symbol, line, causes }) =>
      diagnostic({
        code: 'lint/ifdef-of-tristate',
        severity: 'warning',
        form: 'line',
        message: `CONFIG_${symbol} is not defined for m: IS_ENABLED(CONFIG_${symbol}) is true for y and m`,
        args: { symbol },
        location: { file: file.path, line },
        causes,
      }),
    );
}
