/** Settings that are lost, one block for all of them: by root cause, with one way out a cause. */
import type { FindingItem, Fix } from '../core/diagnostic.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { Excerpt } from '../results/excerpt.ts';
import { addFinding } from './findings.ts';
import { severityWord } from './headline.ts';
import { add, columnsOf, count, linkedCode, type Page, printable, printableLines, wrap } from './style.ts';

/** Codes of findings about lines that are lost. */
type LostCode =
  | 'kernel/value-not-kept'
  | 'kernel/unknown-symbol'
  | 'kernel/malformed-line'
  | 'kernel/symbol-without-prompt'
  | 'kernel/value-out-of-range';

const lostCodes: ReadonlySet<string> = new Set<LostCode>([
  'kernel/value-not-kept',
  'kernel/unknown-symbol',
  'kernel/malformed-line',
  'kernel/symbol-without-prompt',
  'kernel/value-out-of-range',
]);

/** A finding about lost settings. */
export type LostFinding = Extract<Diagnostic, { code: LostCode }>;

/** Settings that are named one by one without `--verbose`: up to this many in all, else so many a cause. */
const maxNamed = 60;
const maxExamples = 3;

/** Lines of one kind up to which each has a row of its own. */
const maxApart = 8;

/** Changes of one way out that are shown without `--verbose`. */
const maxChanges = 10;

/** Column of the reason behind the name of a single setting. */
const reasonColumn = 34;

/** Kinds of root causes that are a tool's. */
const toolKinds: ReadonlySet<string | null> = new Set([
  'tool-missing',
  'tool-old',
  'file-missing',
  'compiler',
  'other-compiler',
]);

/** True for a finding about lost settings. */
export function isLost(diagnostic: Diagnostic): diagnostic is LostFinding {
  return lostCodes.has(diagnostic.code);
}

/** The settings of a finding. */
function itemsOf(finding: LostFinding): readonly FindingItem[] {
  const { items, location, message } = finding;
  if (items !== undefined) return items;
  if (finding.code !== 'kernel/value-not-kept') {
    const [symbol] = finding.args.symbols;
    return [{ message, location, ...(symbol !== undefined && { symbol }) }];
  }
  const { symbol, value, wanted } = finding.args;
  return [
    { message, location, ...(symbol !== null && { symbol }), wanted: wanted ?? '', ...(value !== null && { value }) },
  ];
}

/** What the settings are lost for: the message without the line that it begins with. */
function reasonOf({ code, items, message }: LostFinding): string {
  const isList = items !== undefined && code !== 'kernel/value-not-kept';
  // The number stands in front of the row.
  return isList ? message.replace(/^\d+ /, '') : withoutLine(message);
}

function withoutLine(message: string): string {
  return message.slice(message.indexOf(': ') + 1).trimStart();
}

/** Findings one by one where they are few: lines of one kind have reasons of their own. */
function apart(finding: LostFinding): LostFinding[] {
  const { items } = finding;
  if (finding.code === 'kernel/value-not-kept' || items === undefined || items.length > maxApart) return [finding];
  return items.map(({ location, message, symbol }) => {
    const { items: _, ...alone } = finding;
    const symbols = symbol === undefined ? [] : [symbol];
    return { ...alone, location, message, args: { ...finding.args, symbols } } as LostFinding;
  });
}

/** Adds several findings as one block; `findings` are of one severity. */
function addLost(page: Page, findings: readonly LostFinding[]): void {
  const { out, paint, style } = page;
  const [first] = findings;
  if (first === undefined) return;
  const all = findings.flatMap(itemsOf);
  const files = new Set(all.map(({ location }) => location?.file ?? ''));
  const file = files.size === 1 ? [...files].join('') : null;
  const tone = first.severity === 'warning' ? paint.warning : first.severity === 'error' ? paint.error : paint.strong;
  const code = 'kernel/value-not-kept' satisfies LostCode;
  const head = `${severityWord(first)}[${code}]`;
  const of = file === null || file === '' ? '' : ` of ${file}`;
  const text = `${all.length} settings${of} are lost, for ${count(findings.length, 'reason')}`;
  const [top = '', ...rest] = wrap(printableLines(text), page.width, `${head}: `, '  ');
  const painted = `${severityWord(first)}[${linkedCode(style, code)}]`;
  out.push('', `${tone(painted)}${paint.strong(top.slice(head.length))}`, ...rest.map(paint.strong), '');
  const isTool = (one: LostFinding): boolean =>
    one.code === 'kernel/value-not-kept' && toolKinds.has(one.args.kind) && sizeOf(one) === 1;
  const tools = findings.filter(isTool);
  const others = findings.filter((one) => !isTool(one)).flatMap(apart);
  const place = placer(file);
  const isAll = style.isVerbose === true || all.length <= maxNamed;
  for (const one of bySize(others.filter((one) => sizeOf(one) > 1))) addGroup(page, one, place, isAll);
  if (tools.length > 0) {
    out.push(numbered(tools.length, 'a tool is missing, too old or refuses a flag'));
    for (const one of tools) addSingle(page, one, '      ', place);
  }
  for (const one of others.filter((one) => sizeOf(one) === 1)) {
    addSingle(page, one, numbered(1, ''), place);
    for (const fix of one.fixes) addFixLine(page, fix);
  }
}

/** Settings of one cause from which a block lists them shorter. */
const minBlock = 8;

/** Every finding; settings that are lost for several reasons as one block. */
export function addFindings(page: Page, shown: readonly Diagnostic[], excerpts: readonly Excerpt[]): void {
  const lost = page.style.log === undefined ? shown.filter(isLost) : [];
  const blocks = new Map(lost.map(({ severity }) => [severity, lost.filter((one) => one.severity === severity)]));
  for (const diagnostic of shown) {
    const block = isLost(diagnostic) ? (blocks.get(diagnostic.severity) ?? []) : [];
    const isShort = block.length === 0 || (block.length === 1 && (diagnostic.items?.length ?? 1) < minBlock);
    if (isShort) addFinding(page, diagnostic, excerpts);
    else if (block[0] === diagnostic) addLost(page, block);
  }
}

function sizeOf({ items }: LostFinding): number {
  return items?.length ?? 1;
}

function bySize(findings: readonly LostFinding[]): LostFinding[] {
  return [...findings].sort((left, right) => sizeOf(right) - sizeOf(left));
}

function numbered(number: number, text: string): string {
  return `${String(number).padStart(4)}  ${text}`;
}

/** `NAME :LINE`, with the file where the settings are of several. */
function placer(file: string | null): (item: FindingItem) => string {
  return ({ location, message, symbol }) => {
    const name = symbol ?? message;
    if (location === null) return name;
    return file === null ? `${name} ${location.file}:${location.line}` : `${name} :${location.line}`;
  };
}

function addGroup(page: Page, finding: LostFinding, place: (item: FindingItem) => string, isAll: boolean): void {
  const { out, paint, width } = page;
  const items = itemsOf(finding);
  add(page, reasonOf(finding), numbered(items.length, ''), '      ', paint.strong);
  const shown = isAll ? items : items.slice(0, maxExamples);
  const names = shown.map((item) => printable(place(item)));
  const hidden = items.length - shown.length;
  if (hidden > 0) names.push(`+${hidden}`);
  let line = '     ';
  for (const name of names) {
    if (line.length + 2 + name.length > width && line.trim() !== '') {
      out.push(line);
      line = '     ';
    }
    line += line.trim() === '' ? ` ${name}` : `  ${name}`;
  }
  out.push(line);
  for (const fix of finding.fixes) addFixLine(page, fix);
}

/** One setting with its reason on the same line where both fit. */
function addSingle(page: Page, finding: LostFinding, first: string, place: (item: FindingItem) => string): void {
  const [item] = itemsOf(finding);
  if (item === undefined) return;
  const { value, wanted } = item;
  const isNumber = wanted !== undefined && value !== undefined && !/^[nmy]?$/.test(wanted);
  const change = isNumber ? `${wanted} -> ${value === '' ? 'unset' : value}, ` : '';
  const head = printable(`${first}${place(item)}`);
  const start = head.length + 2 > reasonColumn ? `${head}  ` : head.padEnd(reasonColumn);
  const lines = wrap(printableLines(`${change}${reasonOf(finding)}`), page.width, start, ' '.repeat(reasonColumn));
  page.out.push(...lines);
}

/** `fix  A=y B=y   tested`. */
function addFixLine(page: Page, fix: Fix): void {
  const { paint, style } = page;
  if (fix.kind !== 'config') return;
  const shown = style.isVerbose === true ? fix.changes : fix.changes.slice(0, maxChanges);
  const words = shown.map(({ symbol, to }) => `${symbol}=${to === '' ? 'n' : to}`);
  const hidden = fix.changes.length - shown.length;
  if (hidden > 0) words.push(`and ${hidden} more (--verbose)`);
  add(page, words.join(' '), '      fix  ', '           ', paint.good);
  const status = fix.verified ? 'tested' : 'not tested';
  const end = page.out.length - 1;
  const last = page.out[end] ?? '';
  if (columnsOf(last) + 3 + status.length <= page.width) page.out[end] = `${last}   ${status}`;
  else page.out.push(`           ${status}`);
}
