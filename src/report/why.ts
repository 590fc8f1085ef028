import { settingText } from '../core/symbol-name.ts';
import { formatLocation } from '../core/location.ts';
import type { WhyResult } from '../results/why.ts';
import { addCause, valueText } from './diagnostic.ts';
import { addFix } from './fix.ts';
import { rootsOf } from './fold.ts';
import { addHead } from './head.ts';
import { addFindings, addRoot, isObstacle } from './root.ts';
import { add, count, createPage, linked, type Page, printable, styleOf, symbolName, type TextStyle } from './style.ts';

/** Lines of a value's origin, and of the words of a program below one of them. */
const maxOrigins = 8;
const maxWords = 2;

/** Values in a line that names what else has to be set. */
const maxMissing = 6;

function named(symbol: string, value: string, style: TextStyle): string {
  return `${symbolName(symbol, style)} is ${value === '' ? 'unset' : value}`;
}

/** The text form of `kgate why`: the answer, its root causes, what to do; with `isVerbose` the whole chain. */
export function renderWhyText(result: WhyResult, style: TextStyle): string {
  const page = createPage(styleOf(result.tree, style));
  const { out } = page;
  const { causes, diagnostics, roots, symbol, type } = result;
  addHead(page, result.tree, result.toolchain, result.config);
  out.push('');
  addVerdict(page, result);
  addDefinitions(page, result);
  if (result.readAs !== null) {
    const { how, location, others, word } = result.readAs;
    const place = location === null ? '' : ` (${formatLocation(location)})`;
    const also = others.length === 0 ? '' : `; also ${others.join(', ')}`;
    add(page, `read ${word} as ${symbol}: ${how}${place}${also}`, '  ', '    ');
  }
  if (roots.length === 0) addOrigins(page, result);
  // What the first line says is not said again.
  const shown = roots.filter(({ kind, symbol: of, via }) => !(kind === 'default' && of === symbol && via.length === 0));
  for (const [index, root] of shown.entries()) addRoot(page, root, shown.length === 1 ? '' : `${index + 1}  `, symbol);
  addWayOut(page, result);
  addConditions(page, result);
  if (style.isVerbose === true) {
    out.push('', `the whole chain (${type})`);
    for (const cause of causes) addCause(page, cause, '  ');
  }
  addFindings(page, diagnostics);
  out.push('');
  return out.join('\n');
}

/** The first line: what it is, whether it can be otherwise, for how many reasons. */
function addVerdict({ out, paint, style, width }: Page, { fix, holds, roots, symbol, value, wanted }: WhyResult): void {
  const goal = wanted ?? 'y';
  const reasons = roots.length === 1 ? '1 root cause' : `${roots.length} root causes`;
  const head = named(symbol, value, style);
  const [only] = roots;
  const isFree = roots.length === 1 && only?.kind === 'default' && only.symbol === symbol;
  let tail = '';
  if (isFree) tail = ': off unless you set it, nothing stands against it';
  else if (holds && wanted !== null) tail = ', as asked';
  else if (roots.some(isObstacle)) tail = ` and cannot be ${goal} here: ${reasons}`;
  else if (roots.length > 0) tail = `${wanted === null ? '' : `, not ${goal}`}: ${reasons}`;
  else if (wanted !== null && fix === null) tail = `, not ${goal}: the reason was not found (--verbose has the chain)`;
  else if (wanted !== null) tail = `, not ${goal}`;
  for (const line of printable(head + tail).match(new RegExp(`.{1,${width}}(?: |$)`, 'g')) ?? []) {
    out.push(paint.strong(line.trimEnd()));
  }
}

function addDefinitions(page: Page, { definitions }: WhyResult): void {
  for (const { location, prompt } of definitions) {
    const words = prompt === null ? 'no prompt' : `"${prompt}"`;
    page.out.push(`  ${printable(words)}, ${linked(page.style, location)}`);
  }
}

/** Where a value that is not asked away comes from. */
function addOrigins(page: Page, { causes, fix, wanted }: WhyResult): void {
  if (fix !== null && wanted !== null) return;
  // The prompt alone gives no value.
  const origins = causes.filter(({ kind }) => kind !== 'visibility' && kind !== 'dependency');
  for (const { detail, text } of rootsOf(origins.length > 0 ? origins : causes).slice(0, maxOrigins)) {
    add(page, text, '  - ', '    ');
    for (const line of detail.slice(0, maxWords)) add(page, line, '    | ', '    |   ', page.paint.faint);
  }
}

function addWayOut(page: Page, { fix, missing, roots, symbol, value, wanted }: WhyResult): void {
  const { out, style } = page;
  if (fix !== null) {
    out.push('');
    const kind = { kind: 'config', safety: 'safe', title: '', verified: true } as const;
    const { changes, effects, words } = fix;
    if (words.length === 0) addFix(page, { ...kind, changes, effects }, 1);
    else {
      const also = changes.map((one) => settingText(one.symbol, one.to === '' ? 'n' : one.to, style.prefix));
      const title = [words.join(' '), ...also].join('  and  ');
      addFix(page, { ...kind, kind: 'toolchain', title, changes: [], effects: [] }, 1);
    }
    return;
  }
  if (roots.length === 0) return;
  out.push('');
  const line = `${symbolName(symbol, style)}=${wanted ?? 'y'}`;
  if (roots.some(({ kind }) => kind === 'nothing-sets' || kind === 'undefined' || kind === 'fixed')) {
    add(page, `no .config gives ${line}: a line with it is ignored`, '', '  ');
    return;
  }
  const range = roots.find(({ kind }) => kind === 'range');
  if (range !== undefined) {
    add(page, `no .config gives ${line}: the range allows ${range.needed ?? ''}`, '', '  ');
    return;
  }
  if (!roots.some(isObstacle)) {
    add(page, `no set of values was found that gives ${line}`, '', '  ');
    return;
  }
  add(page, `until then a line ${line} is ignored: it stays ${valueText(value)}`, '', '  ');
  const others = missing.filter((one) => one.symbol !== symbol);
  const changes = others.map((one) => `${symbolName(one.symbol, style)}=${one.needed}`);
  if (changes.length === 0) return;
  const more = changes.length > maxMissing ? ` and ${changes.length - maxMissing} more (--verbose)` : '';
  add(page, `then also set ${changes.slice(0, maxMissing).join(' ')}${more} (not tested)`, '', '  ');
}

function addConditions(page: Page, { conditions, holds, roots, wanted }: WhyResult): void {
  if (page.style.isVerbose === true || conditions.met === 0) return;
  if (holds && wanted !== null && roots.length === 0) return;
  const what = count(conditions.met, roots.length > 0 ? 'other condition' : 'condition');
  page.out.push(`${what} ${conditions.met === 1 ? 'is' : 'are'} met (--verbose)`);
}
