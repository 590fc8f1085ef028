import type { CheckResult, CheckSince } from '../results/check.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { UndecidedLine, UndecidedReason } from '../results/coverage.ts';
import { addBaseline } from './baseline/lines.ts';
import { groupFindings } from './findings.ts';
import { addHead } from './head.ts';
import { oneLine } from './headline.ts';
import { addFold } from './log-fold.ts';
import { addFindings, isLost } from './lost.ts';
import { addSuppressed, suppressedCount } from './baseline/suppressed.ts';
import { add, count, createPage, type Page, printable, styleOf, type TextStyle, wrap } from './style.ts';

/** What keeps a line from being decided, in words. */
const reasonTexts: Readonly<Record<UndecidedReason, string>> = {
  'made-file': 'reads a file that the build makes',
  'separate-make': 'starts a make of another build',
  'shell-text': 'is shell text that kgate does not follow',
  'unknown-program': 'starts a program whose name is known at run time',
  'conditional-program': 'may need a program that is not installed',
  'uncertain-program': 'starts a program that the build makes on the side',
  'conditional-failure': 'tests what is known at run time',
  'sourced-file': 'reads shell text from a file',
  'unwritable-directory': 'makes a file in a directory that cannot be written',
  'untried-flags': 'have flags that were not tried',
  'kernel-symbols': 'links modules without a list of the symbols of the kernel',
  'python-module': 'imports Python modules that are not known',
};

/** What the verdict means. */
function meaningOf({ baseline, coverage, diagnostics, failOn, since, verdict }: CheckResult): string {
  switch (verdict) {
    case 'pass':
      if (since !== undefined && since.unchanged > 0)
        return `nothing was found on lines that changed since ${since.revision}, and no stop on others`;
      return baseline !== undefined && baseline.known > 0
        ? `nothing was found that the baseline does not have (${count(baseline.known, 'known finding')} left out)`
        : 'nothing was found that stops this build';
    case 'changed':
      return `settings that you asked for are lost or altered${failOn === 'error' ? '' : ` (--fail-on ${failOn})`}`;
    case 'undecided':
      return coverage?.undecided.some(({ couldStop }) => couldStop) === true
        ? 'no stop was found, but a line that was not decided could be one'
        : 'no stop was found, but answers that --shell has refused, contained or assumed could change that';
    case 'fail':
      if (diagnostics.some(isStop)) return 'this build stops';
      if (diagnostics.some(({ code, severity }) => severity === 'error' && code.startsWith('kconfig/')))
        return 'conf stops, and so does every build';
      return diagnostics.some(({ severity }) => severity === 'error')
        ? 'this cannot be built as it is asked for'
        : failOn === 'error'
          ? 'lines are not decided, which --strict does not let pass'
          : `nothing stops this build; --fail-on ${failOn} counts what was found`;
  }
}

/** The question that leads on from a value that was lost. */
function whyOf(diagnostics: readonly Diagnostic[]): string | null {
  for (const { items = [] } of diagnostics) {
    const item = items.find(({ symbol, wanted }) => symbol !== undefined && /^[ymn]$/.test(wanted ?? ''));
    if (item !== undefined) return `kgate why ${item.symbol}=${item.wanted}`;
  }
  return null;
}

/** The text form of `kgate check`; `listsUndecided`: with every recipe line that is not decided. */
export function renderCheckText(result: CheckResult, style: TextStyle, listsUndecided = false): string {
  const page = createPage(styleOf(result.tree, style));
  const { out } = page;
  const { coverage, excerpts, follows } = result;
  const groups = groupFindings(result.diagnostics);
  if (style.isConcise === true) {
    for (const diagnostic of result.diagnostics) out.push(printable(oneLine(diagnostic)));
    addSuppressed(page, result.suppressed);
    addSummary(page, result);
    return `${out.join('\n')}\n`;
  }
  const isQuiet = style.isQuiet === true;
  if (!isQuiet) {
    addHead(page, result.tree, result.toolchain, result.config);
    addCoverage(page, result);
  }
  const shown = isQuiet ? groups.filter(({ severity }) => severity === 'error') : groups;
  addFindings(page, shown, excerpts);
  if (follows.length > 0 && !isQuiet) {
    const what = follows.length === 1 ? 'another finding follows' : `${follows.length} more findings follow`;
    out.push('', `${what} from it (--format json lists them)`);
  }
  if (!isQuiet) {
    addSince(page, result.since);
    addSuppressed(page, result.suppressed);
    addBaseline(page, result.baseline);
  }
  if (coverage !== null && listsUndecided) addUndecided(page, coverage.undecided);
  if (!isQuiet || shown.length > 0) out.push('');
  // Each finding begins behind an empty line; in a quiet report the first one is the first line.
  if (out[0] === '') out.shift();
  addSummary(page, result);
  return `${out.join('\n')}\n`;
}

/** How much was found: `1 error, 2 lost settings, 0 warnings`. */
export function countsText({ coverage, diagnostics, suppressed }: CheckResult): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning');
  const lost = warnings.filter(isLost);
  const settings = lost.reduce((sum, { items = [] }) => sum + Math.max(1, items.length), 0);
  const undecided = coverage?.undecided ?? [];
  const counts = [count(errors, 'error')];
  if (settings > 0) counts.push(count(settings, 'lost setting'));
  counts.push(count(warnings.length - lost.length, 'warning'));
  if (undecided.length > 0) counts.push(count(undecided.length, 'undecided line'));
  counts.push(...suppressedCount(suppressed));
  return counts.join(', ');
}

/** The verdict with its counts and what it means: `FAIL  1 error, 0 warnings: this build stops`; `time` stands behind the counts. */
export function verdictLine(result: CheckResult, time = ''): string {
  return `${result.verdict.toUpperCase()}  ${countsText(result)}${time}: ${meaningOf(result)}`;
}

/** What `--since` left out. */
function addSince(page: Page, since: CheckSince | undefined): void {
  if (since === undefined || since.unchanged === 0) return;
  const { revision, unchanged } = since;
  page.out.push('');
  add(page, `${count(unchanged, 'finding')} on lines that ${revision} has, too, left out (--since)`, '', '  ');
}

/** The verdict, then where to read on. */
function addSummary(page: Page, result: CheckResult): void {
  const { out, paint, style } = page;
  const { coverage, diagnostics, verdict } = result;
  const lost = diagnostics.filter((one) => one.severity === 'warning' && isLost(one));
  const open = (coverage?.undecided ?? []).filter(({ couldStop }) => couldStop).length;
  const time = style.seconds === undefined ? '' : ` (${style.seconds.toFixed(1)} s)`;
  const tone = toneOf(page, verdict);
  const word = verdict.toUpperCase();
  const lines = wrap(verdictLine(result, time), page.width, '', ' '.repeat(word.length + 2));
  const [first = '', ...rest] = lines;
  out.push(`${tone(word)}${first.slice(word.length)}`, ...rest);
  if (style.isConcise === true || style.isQuiet === true) return;
  const next: string[] = [];
  const [top] = diagnostics;
  const isBlock = top !== undefined && isLost(top) && lost.length > 1;
  const why = whyOf(diagnostics);
  if (why !== null) next.push(why);
  if (top !== undefined) next.push(`kgate explain ${isBlock ? 'kernel/value-not-kept' : top.code}`, '--verbose');
  if (open > 0) next.push('--list-undecided');
  // One line: what does not fit is named by what does.
  while (next.length > 1 && next.join(', ').length + 12 > page.width) next.splice(-2, 1);
  if (next.length > 0) add(page, next.join(', '), '      more: ', '            ', paint.accent);
}

/** True for a finding at which make stops. */
function isStop({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && code.startsWith('make/');
}

/** The verdict, and what was looked at: options, and how many recipe lines of the goals were decided. */
function addCoverage(page: Page, { config, coverage, diagnostics, follows, verdict }: CheckResult): void {
  const parts: string[] = [verdict.toUpperCase()];
  // Where conf stops there is nothing to count.
  if (config.source !== 'prepared' && (coverage !== null || config.symbols > 0))
    parts.push(`${grouped(config.symbols)} ${config.symbols === 1 ? 'option' : 'options'}`);
  for (const one of diagnostics) {
    if (one.code === 'kernel/new-symbols') parts.push(`${grouped(one.args.count)} new`);
  }
  if (coverage !== null) {
    const { decided, goals, undecided } = coverage;
    const stops = [...diagnostics, ...follows].filter(isStop).length;
    const lines = `${grouped(decided)} ${decided === 1 ? 'line' : 'lines'} decided`;
    const what = goals.length === 0 ? '' : `${goals.join(' ')}: `;
    parts.push(`${what}${lines}, ${count(stops, 'stop')}, ${grouped(undecided.length)} undecided`);
  }
  const start = page.out.length;
  add(page, parts.join(' | '), '', '  ');
  const line = page.out[start] ?? '';
  page.out[start] = `${toneOf(page, verdict)(verdict.toUpperCase())}${line.slice(verdict.length)}`;
}

function toneOf({ paint }: Page, verdict: CheckResult['verdict']): (text: string) => string {
  return verdict === 'pass' ? paint.good : verdict === 'changed' ? paint.warning : paint.error;
}

/** Lines that are not decided, those that could stop the build first, by what is in the way. */
function addUndecided(page: Page, undecided: readonly UndecidedLine[]): void {
  const reasons = Object.keys(reasonTexts) as UndecidedReason[];
  for (const couldStop of [true, false]) {
    for (const reason of reasons) {
      const lines = undecided.filter((line) => line.reason === reason && line.couldStop === couldStop);
      if (lines.length === 0) continue;
      const effect = couldStop ? 'could stop the build' : 'only the files of the build decide';
      const head = `undecided, ${effect}: ${count(lines.length, 'line')}, each ${reasonTexts[reason]}`;
      const list = createPage(page.style);
      for (const { detail, location, target } of lines) {
        const place = location === null ? '<builtin>' : `${location.file}:${location.line}`;
        add(list, `${place}: ${target}${detail === '' ? '' : `: ${detail}`}`, '  ', '    ');
      }
      if (page.style.log !== undefined) addFold(page, head, list.out);
      else {
        page.out.push('');
        add(page, head, '', '  ');
        page.out.push(...list.out);
      }
    }
  }
}

/** `12,345`. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
