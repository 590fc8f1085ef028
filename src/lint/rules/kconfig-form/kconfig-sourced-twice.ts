import { formatLocation } from '../../../core/location.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { kconfigFinding, seeLine } from '../../kconfig/facts.ts';
import { isPlainSource, type SourcePlace } from '../../kconfig/source-graph.ts';
import { editFix, type LintKconfig, type LintTree, type Rule, type RuleMeta, withoutLine } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'kconfig-sourced-twice',
  summary: 'a file is read twice by one configuration: every symbol of it is defined twice',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** The second of two lines that read a file. */
export const kconfigSourcedTwice: Rule = { meta, checkKconfig };

function checkKconfig(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[] {
  if (!tree.sources.isReached(file.path)) return [];
  const findings: LintDiagnostic[] = [];
  for (const source of file.parsed.sources) {
    if (!isPlainSource(source)) continue;
    const [target] = tree.sources.targetsOf(file.path, source);
    if (target === undefined || isTemplate(target, tree)) continue;
    const here: SourcePlace = { path: file.path, file: file.parsed, source };
    const first = tree.sources
      .placesOf(target)
      .find((place) => place.source !== source && isReadFirst(place, here, tree));
    if (first === undefined) continue;
    const { line } = source.location;
    findings.push(
      kconfigFinding({
        rule: 'kconfig-sourced-twice',
        severity: 'warning',
        file,
        line,
        message: `${target} is read a second time: it defines every symbol twice`,
        args: { file: target, first: formatLocation(first.source.location) },
        causes: [seeLine('the first time', first.path, first.source.location.line)],
        fixes: [editFix('remove the line', 'unsafe', [withoutLine(file, line)])],
      }),
    );
  }
  return findings;
}

/** A file whose symbols have names made of variables: it is read once for each value of them. */
function isTemplate(path: string, tree: LintTree): boolean {
  return tree.kconfigs.get(path)?.entries.some(({ symbol }) => symbol?.name.includes('$') === true) === true;
}

/** Both lines are read by one configuration under the same conditions, the other one first. */
function isReadFirst(other: SourcePlace, here: SourcePlace, tree: LintTree): boolean {
  if (!isPlainSource(other.source) || !tree.sources.isReached(other.path)) return false;
  const tops = tree.sources.topsOf(here.path);
  if (![...tree.sources.topsOf(other.path)].some((top) => tops.has(top))) return false;
  // Files of architectures have their own top files; which of them are read together is not known here.
  if (other.path.startsWith('arch/') || here.path.startsWith('arch/')) {
    if (other.path !== here.path) return false;
  }
  const keys = (place: SourcePlace): string =>
    [...tree.sources.around(place.path, place.source.enclosing), ...clausesOf(place, tree)]
      .map(({ key }) => key)
      .sort()
      .join('\n');
  if (keys(other) !== keys(here)) return false;
  if (other.path === here.path) return other.source.location.line < here.source.location.line;
  // The other file is read by a line before this one, or reads this one itself behind the line.
  return isReadBefore(other, here, tree) || !isReadBefore(here, other, tree);
}

function clausesOf(place: SourcePlace, tree: LintTree): { readonly key: string }[] {
  return place.source.enclosing.clauses.flatMap((clause) => tree.conditions.conjunctsOf(clause.expr));
}

/** A line of the file of `here`, before `here`, that leads to the file of `other`. */
function isReadBefore(other: SourcePlace, here: SourcePlace, tree: LintTree): boolean {
  return here.file.sources.some((source) => {
    if (source.location.line >= here.source.location.line) return false;
    return tree.sources.targetsOf(here.path, source).some((path) => path === other.path);
  });
}
