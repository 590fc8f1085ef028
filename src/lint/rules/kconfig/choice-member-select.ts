import type { Entry, Property } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import {
  areImplied,
  choiceOf,
  conditionsOf,
  conditionsWithin,
  definitionsReadWith,
  kconfigFinding,
  keysOf,
  seeLine,
  withSelected,
} from '../../kconfig/facts.ts';
import type { SymbolDefinition } from '../../kconfig/symbol-index.ts';
import { definitionsIn, type LintKconfig, type LintTree, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'choice-member-select',
  summary: 'a select or imply of a member of a choice, which has no effect where the member can be chosen',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A select that cannot choose the member of a choice. */
export const choiceMemberSelect: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of definitionsIn(file)) {
    for (const property of entry.properties) {
      const target = property.target?.name;
      if ((property.kind !== 'select' && property.kind !== 'imply') || target === undefined) continue;
      const definitions = definitionsReadWith(file.path, target, tree);
      const [definition] = definitions;
      if (definition === undefined || !definitions.every((one) => hasNoEffect(file, property, one, tree))) continue;
      findings.push(
        kconfigFinding({
          rule: 'choice-member-select',
          severity: 'warning',
          file,
          line: property.location.line,
          message: `${entry.symbol.name} cannot ${property.kind} ${target}: it is a member of a choice`,
          args: { symbol: target, selector: entry.symbol.name },
          causes: [seeLine(`${target} stands in a choice`, definition.location.file, definition.location.line, target)],
          notes: [`A default of the choice with "if ${entry.symbol.name}" makes ${target} its default member.`],
        }),
      );
    }
  }
  return findings;
}

/**
 * True when the symbol is a member that the line cannot turn on. Up to Linux 6.8 a select does turn a member on that
 * cannot be chosen; an imply never does, since what hides the member is a dependency of it as well.
 */
function hasNoEffect(file: LintKconfig, property: Property, definition: SymbolDefinition, tree: LintTree): boolean {
  const { entry, location } = definition;
  const choice = choiceOf(entry, tree);
  if (choice === null) return false;
  if (tree.dialect.values.choiceEngine === 'new') return true;
  if (property.kind === 'imply') return choice.prompt?.writtenCondition == null && isAlwaysAsked(entry);
  if (choice.prompt === null || entry.prompt === null) return false;
  const { around, own } = conditionsOf(location.file, choice, tree);
  const shown = [
    ...around,
    ...own,
    ...tree.conditions.conjunctsOf(choice.prompt.writtenCondition),
    ...conditionsWithin(entry, choice, tree),
  ];
  const selector = property.entry.symbol?.name ?? '';
  return areImplied(shown, withSelected(new Set([...keysOf(file.path, property, tree), selector]), tree), tree);
}

function isAlwaysAsked(entry: Entry): boolean {
  return entry.prompt !== null && entry.prompt.writtenCondition === null;
}
