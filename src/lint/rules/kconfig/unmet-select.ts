import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import type { UnmetSelect } from '../../proofs.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'unmet-select',
  summary: 'a select that can turn on what its own dependencies do not allow',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
  needsProofs: true,
};

/** A select against the dependencies of its target, with a configuration that shows it. */
export const unmetSelect: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const found = tree.proofs?.unmetSelects() ?? [];
  return found.filter(({ location }) => location.file === file.path).map((one) => finding(one, file, tree));
}

function finding(one: UnmetSelect, file: LintKconfig, tree: LintTree): LintDiagnostic {
  const { dependency, location, selector, target, witness } = one;
  const definition = tree.symbols.symbols.get(target)?.definitions[0]?.location;
  return kconfigFinding({
    rule: 'unmet-select',
    severity: 'warning',
    file,
    line: location.line,
    message: `${selector} can select ${target} while ${target}'s dependencies are not met: ${dependency}`,
    args: { symbol: selector, target, dependency, witness },
    causes:
      definition === undefined
        ? []
        : [seeLine(`${target} depends on ${dependency}`, definition.file, definition.line, target)],
    notes: [`conf warns with ${witness.length === 0 ? 'every symbol at its default' : witness.join(' ')}`],
  });
}
