/** The builds of a project: a verdict each, then the first finding of those that do not pass. */
import type { CheckResult } from '../../results/check.ts';
import type { BuildOutcome, ProjectResult } from '../../results/project.ts';
import { countsText } from '../check.ts';
import { addFinding, groupFindings } from '../findings.ts';
import { compilerText } from '../head.ts';
import { oneLine } from '../headline.ts';
import { addFindings, isLost } from '../lost.ts';
import { add, count, createPage, type Page, printable, styleOf, type TextStyle } from '../style.ts';

/** Builds whose finding is shown; the others are named. */
const maxShown = 3;

/** The text form of `kgate check` over several builds. */
export function renderProjectText(result: ProjectResult, style: TextStyle): string {
  const page = createPage(style);
  const { out } = page;
  const { builds, project } = result;
  if (style.isConcise === true) {
    for (const { error, name, result: checked } of builds) {
      for (const one of checked?.diagnostics ?? []) out.push(printable(`${name}: ${oneLine(one)}`));
      if (error !== null) out.push(printable(`${name}: error[${error.code ?? 'internal/bug'}]: ${error.message}`));
    }
    addSummary(page, result);
    return `${out.join('\n')}\n`;
  }
  if (style.isQuiet !== true) {
    add(page, `${project}: ${count(builds.length, 'build')}`, '', '  ');
    out.push('');
  }
  addTable(page, builds);
  const shown = addFirstFindings(page, builds, style);
  const left = builds.filter((build) => build.verdict !== 'pass' && !shown.has(build));
  if (left.length > 0) {
    const [first] = left;
    const names = left.map(({ name }) => name).join(', ');
    out.push('');
    add(
      page,
      `${left.length} more with findings of their own: ${names} (kgate check ${first?.name ?? ''} shows them)`,
      '',
      '  ',
    );
  }
  out.push('');
  addSummary(page, result);
  return `${out.join('\n')}\n`;
}

function toneOf({ paint }: Page, verdict: BuildOutcome['verdict']): (text: string) => string {
  return verdict === 'pass' ? paint.good : verdict === 'changed' ? paint.warning : paint.error;
}

/** A row a build: verdict, name, what was found, and of what was looked at as much as there is room for. */
function addTable(page: Page, builds: readonly BuildOutcome[]): void {
  const rows = builds.map(({ error, name, result, subject, verdict }) => ({
    verdict,
    name: printable(name),
    counts: result === null ? '' : countsText(result),
    error: error === null ? null : error.message,
    rests: result === null ? [] : [joinedText(subject, compilerText(result.toolchain)), subject].map(printable),
  }));
  const widest = (of: (row: (typeof rows)[number]) => string): number =>
    Math.max(...rows.map((row) => of(row).length), 0);
  const names = Math.min(
    24,
    widest(({ name }) => name),
  );
  const counts = Math.min(
    40,
    widest((row) => row.counts),
  );
  for (const { counts: found, error, name, rests, verdict } of rows) {
    const left = `${verdict.toUpperCase().padEnd(10)}${name.padEnd(names)}  `;
    const start = page.out.length;
    if (error === null) {
      const row = `${left}${found.padEnd(counts)}  `;
      const rest = rests.find((one) => row.length + one.length <= page.width) ?? '';
      page.out.push((row + rest).trimEnd());
      if (rest === '' && page.style.isVerbose === true) add(page, rests[0] ?? '', ' '.repeat(10), ' '.repeat(12));
    } else add(page, error, left, ' '.repeat(12));
    const line = page.out[start] ?? '';
    page.out[start] = toneOf(page, verdict)(verdict.toUpperCase()) + line.slice(verdict.length);
  }
}

function joinedText(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}

/** What two builds have in common when their first finding is the same. */
function keyOf({ diagnostics }: CheckResult): string {
  const [first] = diagnostics;
  return first === undefined ? '' : `${oneLine(first)}\n${first.fixes.map(({ title }) => title).join('\n')}`;
}

/** The first finding of each build that does not pass, once where builds have the same; the builds that are dealt with. */
function addFirstFindings(page: Page, builds: readonly BuildOutcome[], style: TextStyle): Set<BuildOutcome> {
  const groups = new Map<string, BuildOutcome[]>();
  for (const build of builds) {
    if (build.result === null || build.verdict === 'pass' || build.result.diagnostics.length === 0) continue;
    const key = keyOf(build.result);
    groups.set(key, [...(groups.get(key) ?? []), build]);
  }
  // Stops before settings that are lost.
  const ordered = [...groups.values()].sort(([a], [b]) => weightOf(a) - weightOf(b));
  const shown = new Set<BuildOutcome>(builds.filter(({ result }) => result === null));
  for (const group of style.isVerbose === true ? ordered : ordered.slice(0, maxShown)) {
    const [build] = group;
    if (build?.result == null) continue;
    const { diagnostics, excerpts, tree } = build.result;
    const [first] = groupFindings(diagnostics);
    if (first === undefined) continue;
    page.out.push('', page.paint.strong(printable(`${group.map(({ name }) => name).join(', ')}:`)));
    const own: Page = { ...page, style: styleOf(tree, style) };
    const start = page.out.length;
    const lost = diagnostics.filter(isLost);
    if (isLost(first) && lost.length > 0) addFindings(own, lost, excerpts);
    else addFinding(own, first, excerpts);
    // The finding follows its builds.
    if (page.out[start] === '') page.out.splice(start, 1);
    for (const one of group) shown.add(one);
  }
  for (const build of builds) if (build.result?.diagnostics.length === 0) shown.add(build);
  return shown;
}

function weightOf(build: BuildOutcome | undefined): number {
  return ['error', 'fail', 'changed', 'undecided', 'pass'].indexOf(build?.verdict ?? 'pass');
}

/** The verdict over all builds, then where to read on. */
function addSummary(page: Page, { builds, verdict }: ProjectResult): void {
  const { out, style } = page;
  const time = style.seconds === undefined ? '' : ` (${style.seconds.toFixed(1)} s)`;
  const of = (one: BuildOutcome['verdict']): number => builds.filter((build) => build.verdict === one).length;
  const kinds = ['error', 'fail', 'changed', 'undecided', 'pass'] as const;
  const words = {
    error: 'could not be checked',
    fail: 'failed',
    changed: 'changed',
    undecided: 'undecided',
    pass: 'passed',
  };
  const counts = kinds.flatMap((kind) => (of(kind) === 0 ? [] : [`${of(kind)} ${words[kind]}`]));
  const line = `${verdict.toUpperCase()}  ${count(builds.length, 'build')}: ${counts.join(', ')}${time}`;
  out.push(toneOf(page, verdict)(verdict.toUpperCase()) + line.slice(verdict.length));
  if (style.isConcise === true || style.isQuiet === true) return;
  const worst = [...builds].sort((a, b) => weightOf(a) - weightOf(b))[0];
  if (worst !== undefined && worst.verdict !== 'pass') {
    add(page, `kgate check ${worst.name}, --verbose`, '      more: ', '            ', page.paint.accent);
  }
}
