import type { Entry, Expr } from '../../../kconfig/index.ts';
import { printExpression } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { operandsOf } from '../../kconfig/symbol-index.ts';
import { kconfigFinding } from '../../kconfig/facts.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'never-true',
  summary: 'a condition that no configuration meets: an operand and its opposite, a bool compared with m',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A condition with operands that cannot be on together. */
export const neverTrue: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const entry of file.parsed.entries) {
    const given = new Set(tree.sources.around(file.path, entry).map(({ key }) => key));
    const isAlive = new Check(file, entry, tree, findings).clauses(given);
    if (!isAlive) continue;
    for (const property of entry.properties) {
      if (property.writtenCondition === null) continue;
      new Check(file, entry, tree, findings).condition(
        property.writtenCondition,
        property.location.line,
        new Set(given),
      );
    }
  }
  return findings;
}

class Check {
  private readonly file: LintKconfig;
  private readonly entry: Entry;
  private readonly tree: LintTree;
  private readonly findings: LintDiagnostic[];

  constructor(file: LintKconfig, entry: Entry, tree: LintTree, findings: LintDiagnostic[]) {
    this.file = file;
    this.entry = entry;
    this.tree = tree;
    this.findings = findings;
  }

  /** True unless a line of the entry was reported; the operands of the lines go into `given`. */
  clauses(given: Set<string>): boolean {
    return this.entry.clauses.every((clause) => this.condition(clause.expr, clause.location.line, given));
  }

  /** True unless the condition was reported; its operands go into `given`. */
  condition(expr: Expr, line: number, given: Set<string>): boolean {
    const { conditions } = this.tree;
    for (const operand of operandsOf('and', expr)) {
      const reason = this.reasonAgainst(operand, given);
      if (reason !== undefined) {
        this.report(line, printExpression(operand), reason);
        return false;
      }
      given.add(conditions.keyOf(operand));
    }
    return true;
  }

  /** Why an operand is never on where the others are; undefined where it can be. */
  private reasonAgainst(operand: Expr, given: ReadonlySet<string>): string | undefined {
    const { conditions } = this.tree;
    if (operand.kind === '=' && operand.right.name === 'm' && conditions.isBool(operand.left.name)) {
      return `${operand.left.name} is a bool and never m`;
    }
    const opposite = conditions.contradictionOf(operand, given);
    if (opposite !== undefined) return `${opposite} must be on here as well`;
    const [off, on] = offAndOn(conditions.keyOf(operand), given);
    for (const name of off) {
      const selector = on.find((one) => this.alwaysSelects(one, name));
      if (selector !== undefined) return `${selector} must be on here as well, and it always selects ${name}`;
    }
    return undefined;
  }

  /** Every definition of the selector selects the bool without a condition. */
  private alwaysSelects(selector: string, name: string): boolean {
    const { symbols, conditions } = this.tree;
    if (!conditions.isBool(name) || !conditions.isBool(selector)) return false;
    const definitions = symbols.symbols.get(selector)?.definitions ?? [];
    return (
      definitions.length === 1 &&
      definitions[0]?.entry.properties.some(
        (one) => one.kind === 'select' && one.target?.name === name && one.writtenCondition === null,
      ) === true
    );
  }

  private report(line: number, condition: string, reason: string): void {
    const { file, entry } = this;
    this.findings.push(
      kconfigFinding({
        rule: 'never-true',
        severity: 'warning',
        file,
        line,
        message: `${condition} never holds here: ${reason}`,
        args: { symbol: entry.symbol?.name ?? '', condition },
      }),
    );
  }
}

/** Names that are off, and names that are on, of an operand and of what is given with it. */
function offAndOn(key: string, given: ReadonlySet<string>): [string[], string[]] {
  const keys = [key, ...given].filter((one) => /^!?\w+$/.test(one));
  return [
    keys.filter((one) => one.startsWith('!')).map((one) => one.slice(1)),
    keys.filter((one) => !one.startsWith('!')),
  ];
}
