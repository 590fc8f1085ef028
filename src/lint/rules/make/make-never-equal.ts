import type { LintDiagnostic } from '../../codes.ts';
import { testOf } from '../../condition.ts';
import { definitionsFor } from '../../make/architecture.ts';
import { ruleFinding } from '../../finding.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'make-never-equal',
  summary: 'a symbol is compared with a text that it never has',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `ifeq ($(CONFIG_X),n)`: a symbol that is off is empty. */
export const makeNeverEqual: Rule = { meta, checkMakefile };

const reference = /^\$[({]CONFIG_(\w+)[)}]$/;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const { kind, keyword, right, location } of makefile.scan.statements) {
    if (kind !== 'conditional' || keyword === 'endif') continue;
    const words = keyword === 'else' ? /^(ifn?eq)\b([\s\S]*)$/.exec(right) : null;
    const test = keyword === 'else' ? testOf(words?.[1] ?? '', words?.[2] ?? '') : testOf(keyword, right);
    if (test === undefined || 'name' in test) continue;
    for (const [symbol, text] of [
      [test.left, test.right],
      [test.right, test.left],
    ] as const) {
      const name = reference.exec(symbol.trim())?.[1];
      const values = name === undefined ? undefined : valuesOf(makefile.path, name, tree);
      const literal = text.trim().replace(/^"(.*)"$/, '$1');
      if (name === undefined || values === undefined || text.includes('$') || values.includes(literal)) continue;
      findings.push(
        ruleFinding({
          rule: 'make-never-equal',
          severity: 'warning',
          location: placeIn(makefile, location.line),
          message: `CONFIG_${name} is never ${literal}: ${test.kind === 'ifeq' ? 'this branch is never read' : 'this is always true'}`,
          args: { symbol: name, value: literal },
          notes: literal === 'n' ? [`A symbol that is off is empty: ifeq ($(CONFIG_${name}),) asks for that.`] : [],
        }),
      );
    }
  }
  return findings;
}

/** What a bool or tristate can be in a makefile; undefined for other types and names that makefiles set. */
function valuesOf(path: string, name: string, tree: LintTree): readonly string[] | undefined {
  if (tree.assignedNames.has(`CONFIG_${name}`)) return undefined;
  const types = new Set(definitionsFor(path, name, tree).map(({ type }) => type));
  types.delete('unknown');
  if (types.size === 0) return undefined;
  if ([...types].every((type) => type === 'bool')) return ['y', ''];
  return [...types].every((type) => type === 'bool' || type === 'tristate') ? ['y', 'm', ''] : undefined;
}
