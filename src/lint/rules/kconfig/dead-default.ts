import type { Entry, Property } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import {
  areImplied,
  conditionsWithin,
  kconfigFinding,
  keysOf,
  literalOf,
  membersIn,
  operandsFor,
  seeLine,
} from '../../kconfig/facts.ts';
import { editFix, type LintKconfig, type LintTree, type Rule, type RuleMeta, withoutLine } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'dead-default',
  summary: 'a default or range that never counts, because an earlier one always does',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** The first default, and the first range, whose condition is on is the one that counts. */
export const deadDefault: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const bySymbol = new Map<object, Property[]>();
  for (const entry of file.parsed.entries) {
    if (entry.symbol === null || entry.isConfigDefault) continue;
    for (const property of entry.properties) {
      if (property.kind !== 'default' && property.kind !== 'range') continue;
      const earlier = bySymbol.get(entry.symbol) ?? [];
      const winner = winnerOver(file, property, earlier, tree);
      if (winner !== undefined) findings.push(finding(file, entry, property, winner));
      earlier.push(property);
      bySymbol.set(entry.symbol, earlier);
    }
  }
  return findings;
}

/** An earlier one of the same kind that is on wherever this one is; one that says the same is another rule's. */
function winnerOver(
  file: LintKconfig,
  property: Property,
  earlier: readonly Property[],
  tree: LintTree,
): Property | undefined {
  let keys: ReadonlySet<string> | undefined;
  return earlier.find((one) => {
    if (one.kind !== property.kind || isSame(one, property, tree)) return false;
    keys ??= keysOf(file.path, property, tree);
    if (!areImplied(operandsFor(file.path, one, tree), keys, tree)) return false;
    return one.entry.kind !== 'choice' || isTakenBy(one, keys, tree);
  });
}

/** A default of a choice counts where its member can be chosen; else conf goes on with the next one. */
function isTakenBy(winner: Property, keys: ReadonlySet<string>, tree: LintTree): boolean {
  const member = membersIn(winner.entry, tree).get(literalOf(winner.value)?.name ?? '');
  return (
    member !== undefined &&
    member.prompt !== null &&
    areImplied(conditionsWithin(member, winner.entry, tree), keys, tree)
  );
}

/** The same value under the same condition of the same entry. */
function isSame(one: Property, other: Property, tree: LintTree): boolean {
  if (one.entry !== other.entry || one.low !== other.low || one.high !== other.high) return false;
  const key = (property: Property): string =>
    `${property.value === null ? '' : tree.conditions.keyOf(property.value)} if ${property.writtenCondition === null ? '' : tree.conditions.keyOf(property.writtenCondition)}`;
  return key(one) === key(other);
}

function finding(file: LintKconfig, entry: Entry, property: Property, winner: Property): LintDiagnostic {
  const { line } = property.location;
  const kind = property.kind as 'default' | 'range';
  const name = entry.symbol?.name === '' || entry.symbol === null ? 'the choice' : entry.symbol.name;
  const always = winner.writtenCondition === null ? 'has no condition' : 'is on wherever this one is';
  return kconfigFinding({
    rule: 'dead-default',
    severity: 'warning',
    file,
    line,
    message: `this ${kind} of ${name} never counts: the one in line ${winner.location.line} comes first and ${always}`,
    args: { symbol: entry.symbol?.name ?? '', property: kind, winner: winner.location.line },
    causes: [seeLine(`the ${kind} that always counts`, file.path, winner.location.line)],
    notes: [`conf takes the first ${kind} whose condition is on. Where this one is meant to count, it goes before.`],
    fixes: [editFix(`remove the ${kind}`, 'safe', [withoutLine(file, line)])],
  });
}
