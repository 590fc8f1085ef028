import type { Entry } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { choiceAround, kconfigFinding, literalOf, seeLine } from '../../kconfig/facts.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'choice-default-outside',
  summary: 'the default of a choice names a symbol that is not one of its members',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A choice whose default conf cannot take. */
export const choiceDefaultOutside: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const choice of file.parsed.entries) {
    if (choice.kind !== 'choice') continue;
    const members = membersOf(file, choice, tree);
    if (members === undefined || members.size === 0) continue;
    for (const property of choice.properties) {
      const target = property.kind === 'default' ? literalOf(property.value) : undefined;
      if (target === undefined || target.name.includes('$') || members.has(target.name)) continue;
      const known = tree.symbols.symbols.get(target.name);
      const elsewhere = known?.definitions[0];
      findings.push(
        kconfigFinding({
          rule: 'choice-default-outside',
          severity: 'warning',
          file,
          line: property.location.line,
          message: `${target.name} is not a member of this choice: the default counts for nothing`,
          args: { symbol: target.name },
          causes: [
            seeLine('the choice', file.path, choice.location.line),
            ...(elsewhere === undefined
              ? []
              : [seeLine(`${target.name} is defined outside`, elsewhere.location.file, elsewhere.location.line)]),
          ],
          notes: [`Its members are ${[...members].slice(0, 8).join(', ')}.`],
        }),
      );
    }
  }
  return findings;
}

/** Names of the members, those of files that the choice reads included; undefined where not all are known. */
function membersOf(file: LintKconfig, choice: Entry, tree: LintTree): Set<string> | undefined {
  const members = new Set<string>();
  for (const { entry, symbol } of definitions(file)) if (choiceAround(entry) === choice) members.add(symbol);
  for (const source of file.parsed.sources) {
    if (!isInside(source.enclosing, choice)) continue;
    const targets = tree.sources.targetsOf(file.path, source);
    if (targets.length === 0) return undefined;
    for (const path of targets) {
      const inner = tree.kconfigs.get(path);
      if (inner === undefined || inner.sources.length > 0) return undefined;
      for (const { symbol, kind } of inner.entries) {
        if (symbol !== null && kind !== 'choice') members.add(symbol.name);
      }
    }
  }
  // Further members can stand in another entry of a choice with a name.
  return choice.symbol?.name === '' || choice.symbol === null ? members : undefined;
}

function definitions(file: LintKconfig): { entry: Entry; symbol: string }[] {
  return file.parsed.entries.flatMap((entry) =>
    entry.symbol !== null && entry.kind !== 'choice' ? [{ entry, symbol: entry.symbol.name }] : [],
  );
}

function isInside(entry: Entry, choice: Entry): boolean {
  for (let at: Entry | null = entry; at !== null; at = at.enclosing) if (at === choice) return true;
  return false;
}
