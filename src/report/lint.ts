import type { Severity } from '../core/diagnostic.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { LintChanges, LintFixes, LintResult } from '../results/lint.ts';
import { shorten } from '../core/shorten.ts';
import { formatLocation } from '../core/location.ts';
import { addBaseline } from './baseline/lines.ts';
import { addFinding } from './findings.ts';
import { oneLine, severityWord } from './headline.ts';
import { addSuppressed, suppressedCount } from './baseline/suppressed.ts';
import { columnsOf, count, createPage, type Page, printable, type TextStyle, wrap } from './style.ts';

/** A finding, and the patch or commit that its line is of. */
interface Found {
  readonly diagnostic: Diagnostic;
  readonly origin: string | null;
}

/** Findings of one rule that are shown in full where there are more than {@link maxOfRule}, and places that are named then. */
const shownOfRule = 2;
const maxOfRule = 6;
const namedOfRule = 3;
/** A report with no more findings than these shows all of them. */
const maxUnfolded = 12;

const order: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** The text form of `kgate lint`: the heaviest findings first, a rule's many findings as some and a count, then the counts. */
export function renderLintText(result: LintResult, style: TextStyle): string {
  const page = createPage(style);
  const { out } = page;
  const found = foundIn(result);
  if (style.isConcise === true) {
    out.push(
      ...inTreeOrder(found, result).map(({ diagnostic, origin }) => printable(oneLine(diagnostic)) + inWords(origin)),
    );
    addSuppressed(page, result.suppressed);
  } else {
    addFixes(page, result.fixes);
    addChanges(page, result.changes);
    const shown = style.isQuiet === true ? found.filter(({ diagnostic }) => diagnostic.severity === 'error') : found;
    for (const group of byRule(shown)) addGroup(page, group, result, shown.length);
    if (out[0] === '') out.shift();
    if (out.length > 0) out.push('');
    if (style.isQuiet !== true) {
      addCounts(page, result, found);
      addSuppressed(page, result.suppressed);
      addBaseline(page, result.baseline);
    }
  }
  addVerdict(page, result, found);
  return `${out.join('\n')}\n`;
}

/** Findings by weight, then by rule, then in the order of the files; hints are for JSON. */
function foundIn({ diagnostics, changes }: LintResult): Found[] {
  return diagnostics
    .map((diagnostic, at) => ({ diagnostic, origin: originOf(changes, at) }))
    .filter(({ diagnostic }) => diagnostic.severity !== 'hint')
    .sort((a, b) => {
      const weight = order.indexOf(a.diagnostic.severity) - order.indexOf(b.diagnostic.severity);
      return weight !== 0
        ? weight
        : a.diagnostic.code < b.diagnostic.code
          ? -1
          : a.diagnostic.code > b.diagnostic.code
            ? 1
            : 0;
    });
}

/** One line a finding is for programs and editors: files and lines in order. */
function inTreeOrder(found: readonly Found[], { diagnostics }: LintResult): Found[] {
  const places = new Map(diagnostics.map((diagnostic, at) => [diagnostic, at]));
  const placeOf = ({ diagnostic }: Found): number => places.get(diagnostic) ?? 0;
  return [...found].sort((a, b) => placeOf(a) - placeOf(b));
}

/** `2/3 "tracing: add a tracer"`. */
function originOf(changes: LintChanges | undefined, at: number): string | null {
  const patch = changes?.patches[changes.origins[at] ?? -1];
  if (patch === undefined) return null;
  const { name, position, subject } = patch;
  if (subject === null) return position === null ? (name === 'standard input' ? null : name) : `${position} ${name}`;
  return `${position ?? name} "${subject}"`;
}

function inWords(origin: string | null): string {
  return origin === null ? '' : ` (in ${printable(origin)})`;
}

/** Findings of one rule and severity in a row. */
function byRule(found: readonly Found[]): Found[][] {
  const groups: Found[][] = [];
  for (const one of found) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    const isSame =
      first?.diagnostic.code === one.diagnostic.code && first.diagnostic.severity === one.diagnostic.severity;
    if (last !== undefined && isSame) last.push(one);
    else groups.push([one]);
  }
  return groups;
}

function addGroup(page: Page, group: readonly Found[], { excerpts }: LintResult, total: number): void {
  const { out, style, width } = page;
  const isWhole =
    style.isVerbose === true || style.log !== undefined || total <= maxUnfolded || group.length <= maxOfRule;
  const shown = isWhole ? group : group.slice(0, shownOfRule);
  for (const { diagnostic, origin } of shown) {
    const from = out.length;
    addFinding(page, diagnostic, excerpts);
    if (origin !== null) addOrigin(page, from, printable(origin));
  }
  const rest = group.slice(shown.length);
  const [first] = rest;
  if (first === undefined) return;
  const places = rest
    .slice(0, namedOfRule)
    .map(({ diagnostic }) => (diagnostic.location === null ? '' : formatLocation(diagnostic.location)));
  const more = rest.length > namedOfRule ? ` and ${rest.length - namedOfRule} more (--verbose)` : '';
  const rule = ruleName(first.diagnostic.code);
  out.push(
    '',
    ...wrap(
      printable(
        `${count(rest.length, `further ${severityWord(first.diagnostic)}`)} of ${rule}: ${places.join(', ')}${more}`,
      ),
      width,
      '',
      '  ',
    ),
  );
}

/** Room that a patch needs on the line of a place, and what the mark of a cut takes. */
const minRoom = 24;
const cut = 4;

/** Puts the patch of a finding behind its place, at the right edge; below it where there is no room. */
function addOrigin({ out, paint, width }: Page, from: number, origin: string): void {
  const at = out.findIndex((line, index) => index >= from && line.includes('-->'));
  const line = out[at] ?? '';
  const room = width - columnsOf(line) - 2;
  const fitting = (columns: number): string =>
    origin.length + 3 <= columns ? `in ${origin}` : `in ${shorten(origin, columns - 3 - cut)}`;
  if (at === -1) out.push(`  = ${fitting(width - 4)}`);
  else if (room < minRoom) out.splice(at + 1, 0, `      ${paint.faint(fitting(width - 6))}`);
  else out[at] = `${line}${paint.faint(fitting(room).padStart(room + 2))}`;
}

/** Edits of one kind that are listed without `--verbose`. */
const shownEdits = 10;

/** What `--fix` did: the edits with their proofs, those that were not made. */
function addFixes({ out, paint, style, width }: Page, fixes: LintFixes | undefined): void {
  if (fixes === undefined) return;
  const { comparison, isWritten, left, made } = fixes;
  const most = style.isVerbose === true ? Number.POSITIVE_INFINITY : shownEdits;
  const list = <One extends { file: string; line: number; rule: string }>(
    all: readonly One[],
    wordsOf: (one: One) => string,
  ): void => {
    for (const one of all.slice(0, most))
      out.push(...wrap(printable(`${one.file}:${one.line} ${one.rule}: ${wordsOf(one)}`), width, '  ', '    '));
    if (all.length > most) out.push(`  … and ${all.length - most} more (--verbose)`);
  };
  const files = new Set(made.map(({ file }) => file)).size;
  out.push(paint.strong(`${count(made.length, 'edit')} in ${count(files, 'file')} ${isWritten ? 'made' : 'to make'}`));
  list(made, ({ title }) => title);
  for (const proof of new Set(made.map((one) => one.proof))) {
    const number = made.filter((one) => one.proof === proof).length;
    out.push(...wrap(`proof of ${number}: ${proof}`, width, '  ', '    '));
  }
  if (comparison.kind === 'same') {
    const arch = comparison.arch === null ? '' : ` of ARCH=${comparison.arch}`;
    const text = `also ${comparison.configurations} whole configurations${arch} (no, yes, mod, def, random): the .config is the same, byte for byte`;
    out.push(...wrap(printable(text), width, '  ', '    '));
  } else if (comparison.kind === 'not-made' && made.length > 0) {
    out.push(...wrap(printable(`whole configurations were not compared: ${comparison.why}`), width, '  ', '    '));
  }
  if (left.length > 0) {
    out.push(paint.strong(`${count(left.length, 'edit')} not made`));
    list(left, ({ title, why }) => `${title}: ${why}`);
  }
}

/** What the findings are limited to. */
function addChanges({ out, paint, width }: Page, changes: LintChanges | undefined): void {
  if (changes === undefined) return;
  const { files, patches, source } = changes;
  const many = (number: number, noun: string): string => (number === 1 ? `1 ${noun}` : `${number} ${noun}s`);
  const what =
    source.kind === 'git'
      ? `${many(files, 'file')} changed since ${printable(source.since)} (${many(patches.length, 'commit')})`
      : `${many(files, 'file')} changed by ${many(patches.length, patches.length === 1 ? 'patch' : 'patche')}`;
  if (out.length > 0) out.push('');
  out.push(...wrap(`${what}; problems in other lines are not shown`, width, '', '  ').map(paint.faint));
}

/** What was looked at, and findings by rule: those of the heaviest severity first, then those with most. */
function addCounts({ out, width }: Page, { counts, changes }: LintResult, found: readonly Found[]): void {
  const { configs, kconfigs, makefiles, notApplied, sources } = counts;
  if (changes === undefined) {
    const looked = `${makefiles} makefiles, ${kconfigs} Kconfig files, ${sources} source files, ${configs} configurations`;
    out.push(...wrap(looked, width, '', '  '));
  }
  if (notApplied.length > 0) {
    const words = `not applied, since it takes long on this tree: ${notApplied.join(', ')} (--arch ARCH --select RULE)`;
    out.push(...wrap(words, width, '', '  '));
  }
  const groups = byRule(found).sort((a, b) => {
    const weightOf = (group: readonly Found[]): number => order.indexOf(group[0]?.diagnostic.severity ?? 'hint');
    return weightOf(a) - weightOf(b) || b.length - a.length;
  });
  if (groups.length < 2 && changes !== undefined) return;
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const { code } = first.diagnostic;
    out.push(`${String(group.length).padStart(6)}  ${severityWord(first.diagnostic).padEnd(7)}  ${ruleName(code)}`);
  }
}

/** `FAIL  2 errors, 0 warnings, 1 note`; `time` stands behind the counts. */
export function lintVerdict(result: LintResult, time = ''): string {
  return verdictOf(result, foundIn(result), time);
}

function verdictOf(result: LintResult, found: readonly Found[], time: string): string {
  const of = (severity: Severity): number => found.filter(({ diagnostic }) => diagnostic.severity === severity).length;
  const hints = result.diagnostics.length - found.length;
  const fixable = result.fixes === undefined ? found.filter(({ diagnostic }) => isFixable(diagnostic)).length : 0;
  const parts = [
    `${count(of('error'), 'error')}, ${count(of('warning'), 'warning')}, ${count(of('info'), 'note')}`,
    ...suppressedCount(result.suppressed),
    ...(fixable === 0 ? [] : [`${fixable} fixable with --fix`]),
    ...(hints === 0 ? [] : [`${count(hints, 'hint')} that only --format json lists`]),
  ];
  return `${result.verdict === 'pass' ? 'PASS' : 'FAIL'}  ${parts.join('; ')}${time}`;
}

function addVerdict({ out, paint, style, width }: Page, result: LintResult, found: readonly Found[]): void {
  const isPass = result.verdict === 'pass';
  const time = style.seconds === undefined ? '' : ` (${style.seconds.toFixed(1)} s)`;
  const [head = '', ...rest] = wrap(verdictOf(result, found, time), width, '', '      ');
  const tone = isPass ? paint.good : paint.error;
  out.push(`${tone(head.slice(0, 4))}${head.slice(4)}`, ...rest);
  const [first] = found;
  if (first !== undefined && style.isConcise !== true && style.isQuiet !== true)
    out.push(paint.accent(`      more: kgate explain ${first.diagnostic.code}`));
}

/** A rule without `lint/`; other codes as they are. */
function ruleName(code: string): string {
  return code.replace(/^lint\//, '');
}

/** True for a finding with an edit that `--fix` makes. */
function isFixable({ fixes }: Diagnostic): boolean {
  return fixes.some(({ edits = [], safety }) => safety === 'safe' && edits.length > 0);
}
