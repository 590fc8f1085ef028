import { cause, diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import type { LintSource } from '../../source/scan-source.ts';

const meta: RuleMeta = {
  name: 'ifdef-of-tristate',
  summary: 'a condition asks for CONFIG_X of a tristate and forgets CONFIG_X_MODULE',
  severity: 'info',
  hasFix: false,
  preset: 'all',
  since: '0.2.0',
};

/** `#ifdef CONFIG_X` is false for m. */
export const ifdefOfTristate: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  const tested = new Set(file.references.map(({ name }) => name));
  return file.references.flatMap(({ name, line, form }) => {
    if (form !== 'condition' || !name.startsWith('CONFIG_')) return [];
    const symbol = name.slice('CONFIG_'.length);
    const known = tree.symbols.symbols.get(symbol);
    if (known === undefined || known.types.size !== 1 || !known.types.has('tristate')) return [];
    // A file that asks for the module anywhere knows of it.
    if (tested.has(`${name}_MODULE`) || tree.defines.has(name)) return [];
    const definition = known.definitions[0];
    return [
      diagnostic({
        code: 'lint/ifdef-of-tristate',
        severity: 'info',
        form: 'line',
        message: `${name} is not defined for m: IS_ENABLED(${name}) is true for y and m`,
        args: { symbol },
        location: { file: file.path, line },
        causes:
          definition === undefined
            ? []
            : [{ ...cause('definition', `${symbol} is a tristate`, definition.location), symbol }],
      }),
    ];
  });
}
