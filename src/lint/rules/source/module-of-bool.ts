import { cause, diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { isBoolEverywhere } from '../../kconfig/symbol-index.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import type { LintSource } from '../../source/scan-source.ts';

const meta: RuleMeta = {
  name: 'module-of-bool',
  summary: 'CONFIG_X_MODULE or IS_MODULE() of a bool, which is never a module',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A test that was right while the symbol was a tristate. */
export const moduleOfBool: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  return file.references.flatMap(({ name, line, form }) => {
    const symbol = moduleTested(name, form);
    if (symbol === undefined || tree.defines.has(name)) return [];
    const known = tree.symbols.symbols.get(symbol);
    // A symbol of the whole name is no module test.
    if (known === undefined || !isBoolEverywhere(known)) return [];
    if (form === 'condition' && tree.symbols.symbols.has(`${symbol}_MODULE`)) return [];
    const definition = known.definitions[0];
    return [
      diagnostic({
        code: 'lint/module-of-bool',
        severity: 'warning',
        form: 'line',
        message: `CONFIG_${symbol} is a bool and never a module: the test never holds`,
        args: { symbol },
        location: { file: file.path, line },
        causes:
          definition === undefined
            ? []
            : [{ ...cause('definition', `${symbol} is a bool`, definition.location), symbol }],
      }),
    ];
  });
}

/** The symbol whose value m a reference asks for. */
function moduleTested(name: string, form: string): string | undefined {
  if (!name.startsWith('CONFIG_')) return undefined;
  const bare = name.slice('CONFIG_'.length);
  if (form === 'IS_MODULE') return bare;
  return form === 'condition' && bare.endsWith('_MODULE') ? bare.slice(0, -'_MODULE'.length) : undefined;
}
