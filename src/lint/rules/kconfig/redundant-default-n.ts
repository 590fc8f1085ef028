import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, literalOf } from '../../kconfig/facts.ts';
import {
  definitionsIn,
  editFix,
  type LintKconfig,
  type LintTree,
  lineText,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';

const meta: RuleMeta = {
  name: 'redundant-default-n',
  summary: '"default n" where no other default could count: n is what a bool or tristate is anyway',
  severity: 'info',
  hasFix: true,
  preset: 'all',
  since: '0.2.0',
};

/** A default that says what conf does without it. */
export const redundantDefaultN: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  // An old conf writes "is not set" only for a symbol with a default.
  if (tree.dialect.values.writesDefaultN) return findings;
  for (const entry of definitionsIn(file)) {
    const { name } = entry.symbol;
    const symbol = tree.symbols.symbols.get(name);
    // A further definition can have a default that this one keeps from counting.
    if (symbol === undefined || symbol.definitions.some((one) => one.entry !== entry && hasDefault(one))) continue;
    if ([...symbol.types].some((type) => type !== 'bool' && type !== 'tristate') || symbol.types.size === 0) continue;
    const last = entry.properties.findLast(({ kind }) => kind === 'default');
    if (last === undefined || literalOf(last.value)?.name !== 'n') continue;
    const { line } = last.location;
    const isPlain = /^\s*default\b/.test(lineText(file, line));
    findings.push(
      kconfigFinding({
        rule: 'redundant-default-n',
        severity: 'info',
        file,
        line,
        message: `${name} is n without this default`,
        args: { symbol: name },
        fixes: isPlain ? [editFix('remove the default', 'safe', [withoutLine(file, line)])] : [],
      }),
    );
  }
  return findings;
}

function hasDefault({
  entry,
}: {
  readonly entry: { readonly properties: readonly { readonly kind: string }[] };
}): boolean {
  return entry.properties.some(({ kind }) => kind === 'default');
}
