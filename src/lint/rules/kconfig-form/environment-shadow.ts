import type { MacroUse } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'environment-shadow',
  summary: '$(NAME) where NAME is a symbol of the tree: it is the variable of the environment',
  severity: 'info',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** A reference that is not to the symbol of the name. */
export const environmentShadow: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.dialect.reading.expansion !== 'macros') return [];
  const assigned = new Set<string>();
  for (const { assignments } of tree.kconfigs.values()) for (const { name } of assignments) assigned.add(name);
  const findings: LintDiagnostic[] = [];
  const seen = new Set<string>();
  for (const { text, location, user } of macrosIn(file)) {
    for (const [, name = ''] of text.matchAll(/\$\((\w+)\)/g)) {
      const definition = tree.symbols.symbols.get(name)?.definitions[0];
      const place = `${name} ${location.line}`;
      if (definition === undefined || name === user || assigned.has(name) || seen.has(place)) continue;
      seen.add(place);
      findings.push(
        kconfigFinding({
          rule: 'environment-shadow',
          severity: 'info',
          file,
          line: location.line,
          message: `$(${name}) is a variable of the environment, not the symbol ${name}`,
          args: { symbol: name },
          causes: [seeLine(`the symbol ${name}`, definition.location.file, definition.location.line, name)],
        }),
      );
    }
  }
  return findings;
}

/** References of all entries; a symbol that takes its value from the variable of its own name is meant so. */
function macrosIn(file: LintKconfig): readonly (MacroUse & { readonly user: string })[] {
  return file.parsed.entries.flatMap((entry) => {
    const user = entry.symbol?.name ?? '';
    const clauses = [...entry.clauses, ...entry.visibleClauses];
    return [...entry.properties, ...clauses].flatMap(({ macros }) => macros.map((macro) => ({ ...macro, user })));
  });
}
