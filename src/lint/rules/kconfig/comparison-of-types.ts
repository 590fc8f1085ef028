import type { Expr, KconfigSymbol } from '../../../kconfig/index.ts';
import { printExpression } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { expressionsIn, kconfigFinding, typesReadWith } from '../../kconfig/facts.ts';
import { comparisonsIn } from '../../kconfig/symbol-index.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'comparison-of-types',
  summary: 'a comparison of two types that have no values in common, or of numbers as texts',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A comparison that says something else than it seems to. */
export const comparisonOfTypes: Rule = { meta, checkKconfig };

/** What one side of a comparison is. */
type Side = 'logical' | 'number' | 'string' | 'constant' | 'digits' | 'text' | 'unknown';

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    for (const { expr, line } of expressionsIn(entry)) {
      for (const comparison of comparisonsIn(expr)) {
        const reason = reasonAgainst(comparison, file, tree);
        if (reason === undefined) continue;
        const condition = printExpression(comparison);
        findings.push(
          kconfigFinding({
            rule: 'comparison-of-types',
            severity: 'warning',
            file,
            line,
            message: `${condition}: ${reason}`,
            args: { condition, user: entry.symbol?.name ?? '' },
          }),
        );
      }
    }
  }
  return findings;
}

function reasonAgainst(
  { kind, left, right }: Extract<Expr, { left: KconfigSymbol }>,
  file: LintKconfig,
  tree: LintTree,
): string | undefined {
  const isEquality = kind === '=' || kind === '!=';
  const sides = [
    [left, sideOf(left, file, tree), sideOf(right, file, tree)],
    [right, sideOf(right, file, tree), sideOf(left, file, tree)],
  ] as const;
  const result = kind === '=' ? 'it never holds' : 'it always holds';
  for (const [symbol, side, other] of sides) {
    if (side === 'logical' && other === 'text' && isEquality) {
      return `${symbol.name} is y, m or n and never such a text: ${result}`;
    }
    if (side === 'logical' && (other === 'number' || other === 'string')) {
      return `${symbol.name} is y, m or n, the other one is a ${other}`;
    }
    if (side === 'number' && other === 'constant') return `${symbol.name} is a number and has none of y, m and n`;
    if (side === 'number' && other === 'text' && isEquality) {
      return `${symbol.name} is a number and never such a text: ${result}`;
    }
    if (side === 'string' && !isEquality && (other === 'digits' || other === 'number')) {
      return `${symbol.name} is a string: the two are compared as texts, where "10" is less than "9"`;
    }
  }
  return undefined;
}

function sideOf(symbol: KconfigSymbol, file: LintKconfig, tree: LintTree): Side {
  const { kind, name } = symbol;
  if (name.includes('$')) return 'unknown';
  if (name === 'y' || name === 'm' || name === 'n') return 'constant';
  if (/^(?:-?\d+|0[xX][\da-fA-F]+)$/.test(name)) return 'digits';
  if (kind === 'constant') return name === '' ? 'unknown' : 'text';
  const types = typesReadWith(file.path, name, tree);
  if (types.size === 0) return 'unknown';
  const kinds = new Set([...types].map((type) => (type === 'bool' || type === 'tristate' ? 'logical' : type)));
  if (kinds.size !== 1) return 'unknown';
  const [type] = kinds;
  return type === 'int' || type === 'hex' ? 'number' : type === 'string' ? 'string' : 'logical';
}
