import type { Entry, Expr } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, typesReadWith } from '../../kconfig/facts.ts';
import { comparisonsIn, leavesOf, namesIn } from '../../kconfig/symbol-index.ts';
import { editFix, type LintKconfig, type LintTree, lineStart, lineText, type Rule, type RuleMeta } from '../../rule.ts';
import { suggestionFor } from '../../suggestion.ts';

const meta: RuleMeta = {
  name: 'undefined-symbol',
  summary: 'a dependency, condition, default, select or imply names a symbol that no Kconfig file of the tree defines',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A name that is n in every configuration. */
export const undefinedSymbol: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.isSymbolIndexIncomplete || hasForeignModules(tree)) return [];
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    const seen = new Set<string>();
    for (const { expr, line } of expressionsOf(entry)) {
      const texts = textsIn(expr, file, tree);
      for (const name of namesIn(expr)) {
        if (texts.has(name)) continue;
        const key = `${name} ${line}`;
        if (!isUndefined(name, tree) || seen.has(key)) continue;
        seen.add(key);
        findings.push(finding(file, entry, name, line, tree));
      }
    }
  }
  return findings;
}

/** Zephyr reads the Kconfig files of modules that are not in the tree, and its own files name their symbols. */
function hasForeignModules({ dialect, kconfigs, sources }: LintTree): boolean {
  if (dialect.reading.sourceStyle !== 'kconfiglib') return false;
  for (const [path, file] of kconfigs) {
    for (const source of file.sources) {
      if (source.path.startsWith('$') && sources.isReached(path) && sources.targetsOf(path, source).length === 0)
        return true;
    }
  }
  return false;
}

/** Every expression of an entry with its line; values of texts and numbers may be words. */
function expressionsOf(entry: Entry): { expr: Expr; line: number }[] {
  const found: { expr: Expr; line: number }[] = [];
  for (const clause of [...entry.clauses, ...entry.visibleClauses]) {
    found.push({ expr: clause.expr, line: clause.location.line });
  }
  const type = entry.symbol?.type;
  const isLogical = type === 'bool' || type === 'tristate';
  for (const property of entry.properties) {
    const { line } = property.location;
    const isValue =
      property.kind === 'select' || property.kind === 'imply' || (property.kind === 'default' && isLogical);
    if (isValue && property.value !== null && entry.kind !== 'choice') found.push({ expr: property.value, line });
    if (property.writtenCondition !== null) found.push({ expr: property.writtenCondition, line });
  }
  return found;
}

/** Names that are compared with a string or a number: one that nothing defines is a text there, as if it had quotes. */
function textsIn(expr: Expr, file: LintKconfig, tree: LintTree): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const { left, right } of comparisonsIn(expr)) {
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const types = typesReadWith(file.path, other.name, tree);
      if (other.name.includes('$') || types.has('string') || types.has('int') || types.has('hex')) texts.add(one.name);
    }
  }
  const leaves = new Set(leavesOf(expr));
  return new Set([...texts].filter((name) => !leaves.has(name)));
}

function isUndefined(name: string, tree: LintTree): boolean {
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  return !tree.symbols.symbols.has(name) && !tree.looseNames.has(name) && !tree.symbols.isMadeOfVariables(name);
}

function finding(file: LintKconfig, entry: Entry, name: string, line: number, tree: LintTree): LintDiagnostic {
  const constant = /^[YMN]$/.test(name) ? name.toLowerCase() : undefined;
  const bare = name.startsWith('CONFIG_') ? name.slice('CONFIG_'.length) : undefined;
  const hasPrefix = bare !== undefined && tree.symbols.symbols.has(bare);
  const { suggestion, ...shown } =
    constant === undefined
      ? suggestionFor(name, tree, hasPrefix ? [bare] : undefined)
      : { suggestion: constant, causes: [], notes: ['Constants are small letters: y, m and n.'] };
  const message =
    constant !== undefined
      ? `${name} is a symbol that nothing defines, not ${constant}: it is n in every configuration`
      : hasPrefix
        ? `${name} is never defined: names have no CONFIG_ in Kconfig files`
        : `nothing defines ${name}: it is n in every configuration`;
  const at = lineText(file, line).search(new RegExp(`\\b${name}\\b`));
  const start = lineStart(file, line) + at;
  return kconfigFinding({
    rule: 'undefined-symbol',
    severity: 'warning',
    file,
    line,
    message,
    args: { symbol: name, user: entry.symbol?.name ?? '', suggestion },
    ...shown,
    fixes:
      suggestion === null || at === -1
        ? []
        : [
            editFix(`write ${suggestion}`, 'unsafe', [
              { file: file.path, start, end: start + name.length, text: suggestion },
            ]),
          ],
  });
}
