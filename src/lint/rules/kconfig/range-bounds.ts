import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, numberOf } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'range-bounds',
  summary: 'a range whose lower bound is the greater one, or a bound that nothing defines',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A range that no value can meet. */
export const rangeBounds: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    const types = tree.symbols.symbols.get(entry.symbol.name)?.types;
    const type = types?.has('hex') === true ? 'hex' : 'int';
    for (const property of entry.properties) {
      if (property.kind !== 'range') continue;
      const [low, high] = [property.low?.name ?? '', property.high?.name ?? ''];
      const reason = reasonAgainst(low, high, type, tree);
      if (reason === undefined) continue;
      const { line } = property.location;
      const args = { symbol: entry.symbol.name, low, high };
      findings.push(kconfigFinding({ rule: 'range-bounds', severity: 'warning', file, line, message: reason, args }));
    }
  }
  return findings;
}

function reasonAgainst(low: string, high: string, type: 'int' | 'hex', tree: LintTree): string | undefined {
  for (const bound of [low, high]) {
    if (/^[A-Za-z_]\w*$/.test(bound) && numberOf(bound, type) === undefined && !isKnown(bound, tree)) {
      return `nothing defines ${bound}: as a bound it is 0`;
    }
  }
  const [from, to] = [numberOf(low, type), numberOf(high, type)];
  if (from === undefined || to === undefined || from <= to) return undefined;
  return `the range ${low} to ${high} is empty: its lower bound is the greater one`;
}

function isKnown(name: string, tree: LintTree): boolean {
  return tree.isSymbolIndexIncomplete || tree.symbols.symbols.has(name) || tree.looseNames.has(name);
}
