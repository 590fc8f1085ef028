import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import type { LintSymbol } from '../../kconfig/symbol-index.ts';
import { definitionsIn, type LintKconfig, lineText, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'symbol-never-set',
  summary: 'a symbol without prompt and default that nothing selects or implies: no configuration sets it',
  severity: 'info',
  hasFix: false,
  preset: 'all',
  since: '0.2.0',
};

/** Names that switch something off by never being set. */
const switchOff = /(?:^|_)(?:BROKEN|DEPRECATED)$/;

/** A symbol that is n, or empty, in every configuration. */
export const symbolNeverSet: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  if (!tree.sources.isReached(file.path)) return findings;
  for (const entry of definitionsIn(file)) {
    const { name } = entry.symbol;
    const symbol = tree.symbols.symbols.get(name);
    if (
      symbol?.definitions[0]?.entry !== entry ||
      name.includes('$') ||
      switchOff.test(name) ||
      symbol.types.size === 0
    )
      continue;
    if (symbol.hasPrompt || symbol.selectors.length > 0 || symbol.isImplied || !hasNoValue(symbol)) continue;
    if (hasOption(file, entry.location.line)) continue;
    if (tree.assignedNames.has(`CONFIG_${name}`) || tree.defines.has(`CONFIG_${name}`)) continue;
    const isLogical = symbol.types.has('bool') || symbol.types.has('tristate');
    findings.push(
      kconfigFinding({
        rule: 'symbol-never-set',
        severity: 'info',
        file,
        line: entry.location.line,
        message: `${name} has no prompt and no default, and nothing selects it: it is ${isLogical ? 'n' : 'empty'} in every configuration`,
        args: { symbol: name },
      }),
    );
  }
  return findings;
}

/** No definition has a default. */
function hasNoValue({ definitions }: LintSymbol): boolean {
  return definitions.every(
    ({ entry }) => !entry.isConfigDefault && entry.properties.every(({ kind }) => kind !== 'default'),
  );
}

/** The switch of modules, a symbol of the environment, one that only old configurations have. */
function hasOption(file: LintKconfig, line: number): boolean {
  for (let at = line + 1; at <= file.lineStarts.length; at++) {
    const text = lineText(file, at);
    if (/^\s*(?:option\s|modules\s*$|transitional\s*$)/.test(text)) return true;
    if (/^\s*(?:(?:menu)?config|help|---help---|choice|menu|endmenu|endif|if|source|comment)\b/.test(text))
      return false;
  }
  return false;
}
