import type { CheckResult } from '../results/check.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Coverage, UndecidedLine, UndecidedReason } from '../results/coverage.ts';
import { renderDiagnostic } from './diagnostic.ts';
import { addHead } from './head.ts';
import { add, addLabelled, count, createPage, type Page, type TextStyle } from './style.ts';

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

/** The text form of `kgate check`; `listsUndecided`: with every recipe line that is not decided. */
export function renderCheckText(result: CheckResult, style: TextStyle, listsUndecided = false): string {
  const page = createPage(style);
  const { out, paint } = page;
  const { coverage } = result;
  addHead(page, result.tree, result.toolchain, result.config);
  if (coverage !== null) addCoverage(page, coverage, result);
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  const { follows } = result;
  if (follows.length > 0) {
    const what = follows.length === 1 ? 'another finding follows' : `${follows.length} more findings follow`;
    out.push('', `${what} from it (--format json lists them)`);
  }
  if (coverage !== null && listsUndecided) addUndecided(page, coverage.undecided);
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'warning').length;
  const verdicts = { pass: paint.good('pass'), fail: paint.error('fail'), undecided: paint.error('undecided') };
  const undecided = coverage?.undecided ?? [];
  const open = undecided.filter(({ couldStop }) => couldStop).length;
  const counted = undecided.length === 0 ? '' : `, ${count(undecided.length, 'undecided line')}`;
  const rest = open === 0 ? counted : `${counted}, of which ${open} could stop the build (--list-undecided)`;
  out.push('', `${verdicts[result.verdict]}: ${count(errors, 'error')}, ${count(warnings, 'warning')}${rest}`, '');
  return out.join('\n');
}

/** True for a finding at which make stops. */
function isStop({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && code.startsWith('make/');
}

/** What was looked at: the goals, and how many of their recipe lines were decided. */
function addCoverage(page: Page, { decided, goals, undecided }: Coverage, { diagnostics, follows }: CheckResult): void {
  const stops = [...diagnostics, ...follows].filter(isStop).length;
  const parts = [
    `${grouped(decided)} recipe ${decided === 1 ? 'line' : 'lines'} decided`,
    count(stops, 'stop'),
    `${grouped(undecided.length)} undecided`,
  ];
  addLabelled(page, 'goal', `${goals.join(' ')}: ${parts.join(', ')}`);
}

/** Lines that are not decided, those that could stop the build first, by what is in the way. */
function addUndecided(page: Page, undecided: readonly UndecidedLine[]): void {
  const reasons = Object.keys(reasonTexts) as UndecidedReason[];
  for (const couldStop of [true, false]) {
    for (const reason of reasons) {
      const lines = undecided.filter((line) => line.reason === reason && line.couldStop === couldStop);
      if (lines.length === 0) continue;
      const effect = couldStop ? 'could stop the build' : 'only the files of the build decide';
      page.out.push('');
      add(page, `undecided, ${effect}: ${count(lines.length, 'line')}, each ${reasonTexts[reason]}`, '', '  ');
      for (const { detail, location, target } of lines) {
        const place = location === null ? '<builtin>' : `${location.file}:${location.line}`;
        add(page, `${place}: ${target}${detail === '' ? '' : `: ${detail}`}`, '  ', '    ');
      }
    }
  }
}

/** `12,345`. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
