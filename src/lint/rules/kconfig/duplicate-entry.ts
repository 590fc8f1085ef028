import type { Entry } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { conditionsOf, isSubset, kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'duplicate-entry',
  summary: 'a symbol is defined twice in one file with the same prompt and under the same conditions',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** An entry that was copied, or that a merge left twice. */
export const duplicateEntry: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const seen = new Map<string, Entry[]>();
  for (const entry of definitionsIn(file)) {
    if (entry.prompt === null) continue;
    const earlier = seen.get(entry.symbol.name) ?? [];
    const first = earlier.find((one) => isSameEntry(file, one, entry, tree));
    earlier.push(entry);
    seen.set(entry.symbol.name, earlier);
    if (first === undefined) continue;
    findings.push(
      kconfigFinding({
        rule: 'duplicate-entry',
        severity: 'warning',
        file,
        line: entry.location.line,
        message: `${entry.symbol.name} is defined a second time, with the same prompt and under the same conditions`,
        args: { symbol: entry.symbol.name, first: first.location.line },
        causes: [seeLine('the first definition', file.path, first.location.line, entry.symbol.name)],
        notes: ['The question is asked once; attributes of both entries count.'],
      }),
    );
  }
  return findings;
}

function isSameEntry(file: LintKconfig, one: Entry, other: Entry, tree: LintTree): boolean {
  if (one.prompt?.text !== other.prompt?.text) return false;
  const keys = (entry: Entry): Set<string> => {
    const { around, own } = conditionsOf(file.path, entry, tree);
    const shown = tree.conditions.conjunctsOf(entry.prompt?.writtenCondition ?? null);
    return new Set([...around, ...own, ...shown].map(({ key }) => key));
  };
  const [left, right] = [keys(one), keys(other)];
  return left.size === right.size && isSubset(left, right);
}
