import type { Property } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { isSubset, kconfigFinding, keysOf, literalOf, numberOf, seeLine } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'default-outside-range',
  summary: 'a default outside of the range that counts with it: conf takes the nearer bound',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A default that conf replaces without a word. */
export const defaultOutsideRange: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    const { name, type } = entry.symbol;
    if (type !== 'int' && type !== 'hex') continue;
    const ranges = entry.properties.filter(({ kind }) => kind === 'range');
    // Another definition can have the range that counts.
    if (ranges.length === 0 || (tree.symbols.symbols.get(name)?.definitions.length ?? 0) > 1) continue;
    for (const property of entry.properties) {
      const literal = property.kind === 'default' ? literalOf(property.value) : undefined;
      const value = literal === undefined ? undefined : numberOf(literal.name, type);
      if (literal === undefined || value === undefined) continue;
      const range = rangeAgainst(file, property, value, type, ranges, tree);
      if (range === undefined) continue;
      const [low, high] = [range.low?.name ?? '', range.high?.name ?? ''];
      findings.push(
        kconfigFinding({
          rule: 'default-outside-range',
          severity: 'warning',
          file,
          line: property.location.line,
          message: `default ${literal.name} of ${name} lies outside of its range ${low} to ${high}: conf takes the nearer bound`,
          args: { symbol: name, value: literal.name, low, high },
          causes: [seeLine('the range', file.path, range.location.line)],
        }),
      );
    }
  }
  return findings;
}

/** The range that counts with a default, when the default is outside of it and of all that could come before. */
function rangeAgainst(
  file: LintKconfig,
  property: Property,
  value: bigint,
  type: 'int' | 'hex',
  ranges: readonly Property[],
  tree: LintTree,
): Property | undefined {
  const keys = keysOf(file.path, property, tree);
  for (const range of ranges) {
    const low = numberOf(range.low?.name ?? '', type);
    const high = numberOf(range.high?.name ?? '', type);
    if (low === undefined || high === undefined || (value >= low && value <= high)) return undefined;
    if (isSubset(keysOf(file.path, range, tree), keys)) return range;
  }
  return undefined;
}
