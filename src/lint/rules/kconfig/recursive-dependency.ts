import type { Cause } from '../../../core/diagnostic.ts';
import { formatLocation } from '../../../core/location.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { DependencyEdge } from '../../kconfig/dependency-graph.ts';
import { kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import type { Circle } from '../../kconfig/recursion.ts';
import type { LintKconfig, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'recursive-dependency',
  summary: 'symbols whose values follow from each other in a circle',
  severity: 'error',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** A circle of dependencies, at the line whose change breaks the least. */
export const recursiveDependency: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  return tree.circles
    .filter(({ weakest }) => weakest.location.file === file.path)
    .map((circle) => finding(circle, file, tree.isRecursionFatal));
}

function finding(circle: Circle, file: LintKconfig, isFatal: boolean): LintDiagnostic {
  const { archs, edges, weakest } = circle;
  const symbols = edges.map(({ from }) => nameOf(from));
  const notes = [`change ${formatLocation(weakest.location)}: ${advice(weakest, edges)}`];
  if (archs.some((arch) => arch !== '')) notes.push(`so with ${archs.map((arch) => `SRCARCH=${arch}`).join(', ')}`);
  return kconfigFinding({
    rule: 'recursive-dependency',
    severity: isFatal ? 'error' : 'warning',
    file,
    line: weakest.location.line,
    message: `${[...symbols, symbols[0]].join(' depends on ')}: conf ${isFatal ? 'stops' : 'warns'} at this circle`,
    args: { symbols, archs: archs.filter((arch) => arch !== '') },
    causes: edges.map(step),
    notes,
  });
}

/** The members of a choice are one with it. */
function nameOf(name: string): string {
  return name.startsWith('choice ') ? `the choice at ${name.slice(name.indexOf(' at ') + 4)}` : name;
}

function step(edge: DependencyEdge): Cause {
  const { from, kind, location, owner, to } = edge;
  const [left, right] = [nameOf(from), nameOf(to)];
  const words: Record<DependencyEdge['kind'], string> = {
    depends: `${left} depends on ${right}`,
    select: `${right} selects ${left}`,
    'select-condition': `${owner ?? 'a choice'} selects ${left} where ${right} allows it`,
    imply:
      owner === to ? `${right} implies ${left}` : `${owner ?? 'a choice'} implies ${left} where ${right} allows it`,
    condition: `a condition of ${left} reads ${right}`,
    default: `a default of ${left} reads ${right}`,
  };
  return seeLine(words[kind], location.file, location.line, from);
}

function advice({ from, kind, owner, to }: DependencyEdge, edges: readonly DependencyEdge[]): string {
  const isDoubled = edges.some((one) => one.kind === 'select' && one.owner === owner && one.from === to);
  switch (kind) {
    case 'select':
      return `let ${owner} depend on ${from}, or do without one of the lines of the circle`;
    case 'select-condition':
      return `select ${from} without a condition on ${to}, or let ${owner} depend on it`;
    case 'depends':
      return isDoubled
        ? `${owner} selects ${to} as well; one of the two is enough`
        : `this dependency is the line to do without, or to make a select`;
    case 'imply':
      return `do without this imply, or turn it round`;
    default:
      return `do without ${to} in this line`;
  }
}
