import type { ConfigChange } from '../../core/diagnostic.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import { shorten } from '../../core/shorten.ts';
import { settingText } from '../../core/symbol-name.ts';
import type { FixAnswer, FixNeed, FixResult } from '../../results/fix.ts';
import { addWithStatus, priceText, valueText } from '../fix.ts';
import { addHead } from '../head.ts';
import { addFindings, addRoot } from '../root.ts';
import { add, count, createPage, linked, type Page, printable, styleOf, type TextStyle, wrap } from '../style.ts';

/** Lines of a terminal, which a report without `--verbose` fits. */
const screenLines = 24;

/** Changes of the first answer that are shown in any case, with their reasons. */
const minRows = 3;

/** Lines of names in the verdict and behind a price, and of an alternative; each but for what stands around them. */
const verdictLines = 1.6;
const priceLines = 1.4;
const shortLines = 0.8;

/** Conditions of a proof, and lines of one. */
const maxConflicts = 5;
const maxReasonLines = 2;

/** Columns of a setting in front of its reason, at most. */
const maxSetting = 40;

/** Where the text of an answer starts: behind `fix 1  `. */
const indent = ' '.repeat(7);

/** What a request for a build without stops is called. */
const stopsWord = '--stops';

/** What is written to `.config`, for people. */
export function changedValue(to: string): string {
  return to === '' ? 'n' : to;
}

/** `RUST=y`; the words of `--keep` are no questions. */
export function questionWords({ requests }: Pick<FixResult, 'requests'>): string[] {
  return requests.map(({ word }) => word).filter((word) => word === stopsWord || !word.startsWith('--'));
}

/** In the place of a blank that no line is broken at, until the line is made. */
const joint = '\t';

/** Names in about so many lines, at least one, then how many are left; all with `isVerbose`. None is broken. */
function listed(
  names: readonly string[],
  lines: number,
  between: string,
  { isVerbose = false, width }: TextStyle,
): string {
  let shown = names.length;
  let left = lines * width;
  for (const [at, name] of isVerbose ? [] : names.entries()) {
    left -= name.length + between.length;
    if (left >= 0 || at === 0) continue;
    shown = at;
    break;
  }
  const hidden = names.length - shown;
  const text = names.slice(0, shown).map((name) => name.replaceAll(' ', joint));
  return `${text.join(between)}${hidden > 0 ? ` and ${hidden}${joint}more` : ''}`;
}

/** Adds a text with names in it. */
function addNames(page: Page, text: string, first: string, rest: string, tone?: (line: string) => string): void {
  const start = page.out.length;
  add(page, text, first, rest, tone);
  for (let at = start; at < page.out.length; at++) page.out[at] = (page.out[at] ?? '').replaceAll(joint, ' ');
}

function shortChange({ symbol, to }: ConfigChange): string {
  return `${symbol}=${changedValue(to)}`;
}

function changeText({ from, symbol, to }: ConfigChange): string {
  return `${symbol} ${valueText(from)} -> ${valueText(to)}`;
}

function needWords(needs: readonly FixNeed[]): string {
  return needs.map(({ message }) => message).join(' and ');
}

/**
 * The text form of `kgate fix`: the verdict, the first answer with its reasons and its price, the others in short; or the
 * proof. `outcome` says whether the configuration is written, where that was asked for.
 */
export function renderFixText(result: FixResult, style: TextStyle, outcome: string | null = null): string {
  const page = createPage(styleOf(result.tree, style));
  const { out, paint } = page;
  const { answers, diagnostics, notes, proof } = result;
  addHead(page, result.tree, result.toolchain, result.config);
  out.push('');
  addNames(page, verdictText(result, page.style), '', '  ', paint.strong);
  for (const note of notes) add(page, note, '  ', '    ');
  const [first, ...others] = answers;
  // What stands below the first answer is written first: the answer gets the lines that are left.
  const below = createPage(page.style);
  for (const [at, answer] of others.entries()) {
    if (style.isVerbose === true) addAnswer(below, result, answer, at + 2, Number.POSITIVE_INFINITY);
    else addShortAnswer(below, answer, at + 2);
  }
  if (outcome !== null) add(below, outcome, '', '  ', paint.strong);
  addMore(below, result, outcome);
  if (first !== undefined) {
    out.push('');
    const room = style.isVerbose === true ? Number.POSITIVE_INFINITY : screenLines - out.length - below.out.length - 1;
    addAnswer(page, result, first, 1, room);
  }
  if (proof !== null) addProof(page, result, proof);
  if (below.out.length > 0) out.push('', ...below.out);
  addFindings(page, diagnostics);
  out.push('');
  return out.join('\n');
}

/** The first line: what has to be set for what was asked, or that it cannot be. */
function verdictText(result: FixResult, style: TextStyle): string {
  const { answers, proof, verdict } = result;
  const words = questionWords(result);
  const question = listed(words, shortLines, ', ', style);
  const [first] = answers;
  switch (verdict) {
    case 'holds':
      if (words[0] === stopsWord) return `${question}: nothing stops, nothing has to change`;
      return `${question}: ${words.length > 1 ? 'all hold' : 'holds'} already, nothing has to change`;
    case 'fixed': {
      const early = first?.isPreliminary === true ? ' (the best so far: a smaller change may exist)' : '';
      return `${question}: ${first === undefined ? 'there is a way' : wayText(first, style)}${early}`;
    }
    case 'impossible': {
      const requests = proof?.requests ?? [];
      if (words[0] === stopsWord) return `${question}: no change of the configuration helps`;
      if (requests.length > 1) return `${requests.join(' and ')} cannot hold together`;
      return `${requests[0] ?? question} cannot hold here`;
    }
    case 'undecided':
      return `${question}: undecided, neither an answer nor a proof was found`;
  }
}

function wayText({ changes, needs }: FixAnswer, style: TextStyle): string {
  const set = changes.length === 0 ? '' : `set ${listed(changes.map(shortChange), verdictLines, ' ', style)}`;
  const takes = needs.length === 0 ? '' : `it takes ${needWords(needs)}`;
  if (set === '') return takes === '' ? 'can be set, nothing else has to change' : takes;
  return takes === '' ? set : `${set}, and ${takes}`;
}

/** One change, and why. */
interface Row {
  readonly setting: string;
  readonly reason: string;
  readonly location: Location | null;
}

/** Why a line of what was asked for is there: a choice takes the others of it, too. */
export function requestedReason({ symbol }: ConfigChange, { requests }: Pick<FixResult, 'requests'>): string {
  return requests.some((one) => one.symbol === symbol) ? 'asked for' : 'of the same choice';
}

function rowsOf({ changes, requested }: FixAnswer, result: FixResult, { prefix }: TextStyle): Row[] {
  const setting = ({ symbol, to }: ConfigChange): string => settingText(symbol, changedValue(to), prefix);
  return [
    ...changes.map((one) => ({ setting: setting(one), reason: one.reason ?? '', location: one.location })),
    ...requested.map((one) => ({ setting: setting(one), reason: requestedReason(one, result), location: null })),
  ];
}

/** Adds an answer in full, its changes in `room` lines. */
function addAnswer(page: Page, result: FixResult, answer: FixAnswer, number: number, room: number): void {
  const tail = createPage(page.style);
  addPrice(tail, answer, number === 1);
  const rows = rowsOf(answer, result, page.style);
  const longest = Math.max(0, ...rows.map(({ setting }) => printable(setting).length));
  const column = indent.length + Math.min(maxSetting, longest) + 2;
  let left = Math.max(room - tail.out.length, minRows);
  for (const [at, row] of rows.entries()) {
    const lines = rowLines(page, row, at === 0 ? `fix ${number}  ` : indent, column);
    const isLast = at === rows.length - 1;
    // One line says how many are not shown.
    if (at > 0 && lines.length > (isLast ? left : left - 1)) {
      page.out.push(`${indent}and ${rows.length - at} more (--verbose)`);
      break;
    }
    left -= lines.length;
    page.out.push(...lines);
  }
  if (rows.length === 0) page.out.push(`fix ${number}  ${page.paint.good('no line of .config has to change')}`);
  page.out.push(...tail.out);
}

/** `CONFIG_X=n   REASON, FILE:LINE`; a longer reason stands below, and is cut without `--verbose`. */
function rowLines(page: Page, { location, reason, setting }: Row, first: string, column: number): string[] {
  const { paint, style, width } = page;
  const line = printable(setting);
  const head = `${first}${paint.good(line)}`;
  if (reason === '' && location === null) return [head];
  const start = Math.max(column, first.length + line.length + 2);
  const gap = ' '.repeat(start - first.length - line.length);
  const place = location === null ? '' : printable(formatLocation(location));
  const between = reason === '' || place === '' ? '' : ', ';
  const text = printable(style.isVerbose === true ? reason : shorten(reason, 2 * width));
  if (start + text.length + between.length + place.length <= width) {
    const link = location === null ? '' : linked(style, location);
    return [`${head}${gap}${paint.faint(`${text}${between}`)}${link}`];
  }
  const behind = wrap(`${text}${between}${place}`, width, ' '.repeat(start), ' '.repeat(column));
  if (behind.length <= maxReasonLines) {
    const [top = '', ...more] = behind;
    return [`${head}${gap}${paint.faint(top.slice(start))}`, ...more.map(paint.faint)];
  }
  const words = text.split(' ');
  const rest = `${indent}  `;
  let below = wrap(`${text}${between}${place}`, width, rest, rest);
  while (style.isVerbose !== true && below.length > maxReasonLines && words.length > 1) {
    words.pop();
    below = wrap(`${words.join(' ')} ...${between}${place}`, width, rest, rest);
  }
  return [head, ...below.map(paint.faint)];
}

/** What an answer takes and costs: tools, what it opens, what the user loses, what changes by itself. */
function addPrice(page: Page, answer: FixAnswer, isFirst: boolean): void {
  const { out, paint, style } = page;
  const { effects, isPreliminary, lost, needs, taints, verified } = answer;
  const rest = `${indent}  `;
  for (const { message, root } of needs) {
    const { tool } = root;
    const packages = tool?.packages == null ? '' : `   package: ${tool.packages}`;
    const command = tool?.command ?? null;
    add(page, command === null ? message : `${message}: ${command}${packages}`, `${indent}takes `, rest, paint.warning);
    if (command === null && packages !== '') out.push(`${rest}${printable(packages.trimStart())}`);
  }
  const price = priceText(effects.length);
  const detail = effects.length === 0 ? '' : `: ${listed(effects.map(changeText), priceLines, ', ', style)}`;
  if (verified) addNames(page, `tested; ${price}${detail}`, indent, rest);
  else if (needs.length > 0) add(page, `not tested before ${needWords(needs)} is there`, indent, rest);
  else add(page, 'not tested', indent, rest);
  // The verdict says it of the first one.
  if (isPreliminary && !isFirst) add(page, 'the best so far: a smaller change may exist', indent, rest, paint.warning);
  if (taints.length > 0) add(page, `opens ${taints.join(', ')}`, indent, rest, paint.warning);
  if (lost.length === 0) return;
  const settings = count(lost.length, 'setting');
  const names = listed(lost.map(changeText), shortLines, ', ', style);
  addNames(page, `loses ${settings} of yours: ${names}`, indent, rest, paint.warning);
}

/** An alternative in one line, with its price. */
function addShortAnswer(page: Page, answer: FixAnswer, number: number): void {
  const { changes, effects, isPreliminary, lost, needs, requested, taints, verified } = answer;
  const { prefix } = page.style;
  const shown = changes.length === 0 ? requested : changes;
  const lines = shown.map(({ symbol, to }) => settingText(symbol, changedValue(to), prefix));
  const status = [verified ? `tested; ${priceText(effects.length)}` : 'not tested'];
  if (needs.length > 0) status.push(`takes ${needWords(needs)}`);
  if (taints.length > 0) status.push(`opens ${taints.join(', ')}`);
  if (lost.length > 0) status.push(`loses ${count(lost.length, 'setting')} of yours`);
  if (isPreliminary) status.push('a smaller one may exist');
  const text =
    lines.length === 0
      ? 'no line of .config has to change'
      : listed(lines, shortLines, ' ', page.style).replaceAll(joint, ' ');
  addWithStatus(page, text, status.join('; '), `fix ${number}  `, indent);
}

/** Why nothing helps: what stands against the requests, then root causes as `kgate why` has them. */
function addProof(page: Page, result: FixResult, proof: NonNullable<FixResult['proof']>): void {
  const { out, style } = page;
  const isAll = style.isVerbose === true;
  const { conflicts, requests, roots } = proof;
  const shown = isAll ? conflicts : conflicts.slice(0, maxConflicts);
  for (const { location, message } of shown) {
    const place = location === null ? '' : formatLocation(location);
    if (place !== '' && message.length + place.length + 6 <= page.width && location !== null) {
      out.push(`  - ${printable(message)}, ${linked(style, location)}`);
    } else add(page, `${message}${place === '' ? '' : `, ${place}`}`, '  - ', '    ');
  }
  if (conflicts.length > shown.length) out.push(`  - and ${conflicts.length - shown.length} more (--verbose)`);
  if (roots.length === 0) return;
  out.push('');
  // A condition of the only question needs no name in front.
  const asked = result.requests.filter(({ word }) => requests.includes(word));
  const question = asked.length === 1 ? (asked[0]?.symbol ?? '') : '';
  for (const [at, root] of roots.entries()) {
    const one = createPage(style);
    addRoot(one, root, roots.length === 1 ? '' : `${at + 1}  `, question);
    // The line that names what helps, and one for those that are left out.
    if (!isAll && at > 0 && out.length + one.out.length + 4 > screenLines) {
      out.push(`  and ${count(roots.length - at, 'more root cause')} (--verbose)`);
      break;
    }
    out.push(...one.out);
  }
}

/** The next words to type. */
function addMore(page: Page, result: FixResult, outcome: string | null): void {
  const { answers, proof, requests, verdict } = result;
  const [first] = answers;
  const next: string[] = [];
  if (first !== undefined && outcome === null && first.verified && first.needs.length === 0)
    next.push('--apply writes fix 1 to .config');
  if (first !== undefined) next.push('--format fragment');
  if (verdict === 'impossible') {
    const [word] = proof?.requests ?? [];
    const asked = requests.find((one) => one.word === word);
    if (asked?.symbol != null && asked.wanted !== null) next.push(`kgate why ${asked.symbol}=${asked.wanted}`);
  }
  if (next.length > 0 && page.style.isVerbose !== true) next.push('--verbose');
  if (next.length > 0) add(page, next.join(', '), '      more: ', '            ', page.paint.accent);
}
