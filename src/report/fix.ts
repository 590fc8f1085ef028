/** Ways out of a finding: lines to copy, and whether they were tested. */
import type { ConfigChange, Fix } from '../core/diagnostic.ts';
import { settingText } from '../core/symbol-name.ts';
import { add, columnsOf, count, type Page, printable, type TextStyle } from './style.ts';

/** Symbol changes listed under a fix before the rest is counted. */
const maxEffects = 6;

/** Column of the status, where the text before it is short. */
const statusColumn = 46;

/** A value as `.config` writes it, for people. */
export function valueText(value: string): string {
  return value === '' ? 'unset' : value;
}

function changeLine({ symbol, to }: ConfigChange, { prefix }: TextStyle): string {
  return settingText(symbol, to, prefix);
}

function statusOf({ effects, kind, verified }: Fix): string {
  if (!verified) return 'not tested';
  return kind === 'config' ? `tested; ${priceText(effects.length)}` : 'tested';
}

/** What a change brings with it: `17 other options change`. */
export function priceText(effects: number): string {
  if (effects === 0) return 'no other option changes';
  return `${count(effects, 'other option')} ${effects === 1 ? 'changes' : 'change'}`;
}

/** A text with the status behind it, or below it where both do not fit. */
export function addWithStatus(page: Page, text: string, status: string, first: string, rest: string): void {
  const { out, paint, width } = page;
  const line = printable(`${first}${text}`);
  const padded = line.padEnd(statusColumn);
  if (padded.length + 2 + status.length <= width) {
    out.push(`${paint.good(line)}${' '.repeat(padded.length - line.length)}  ${status}`);
    return;
  }
  if (line.length + 2 + status.length <= width) {
    out.push(`${paint.good(line)}  ${status}`);
    return;
  }
  add(page, text, first, rest, paint.good);
  const last = out.at(-1) ?? '';
  const isShort = out.length > 0 && columnsOf(last) + 2 + status.length <= width;
  if (isShort) out[out.length - 1] = `${last}  ${status}`;
  else add(page, status, rest, rest);
}

/** Adds `fix 1  CONFIG_X=n   tested; no other option changes`, with what is to be typed. */
export function addFix(page: Page, fix: Fix, number: number): void {
  const { out, paint, style } = page;
  const first = `fix ${number}  `;
  const rest = ' '.repeat(first.length);
  const status = statusOf(fix);
  if (fix.kind === 'config' && fix.changes.length > 0) {
    const [line = '', ...more] = fix.changes.map((change) => changeLine(change, style));
    addWithStatus(page, line, status, first, rest);
    for (const next of more) out.push(paint.good(printable(`${rest}${next}`)));
  } else addWithStatus(page, fix.title, status, first, rest);
  for (const command of fix.commands ?? []) out.push(`${rest}$ ${paint.accent(printable(command))}`);
  if (fix.effects.length === 0) return;
  const shown = style.isVerbose === true ? fix.effects : fix.effects.slice(0, maxEffects);
  const effects = shown.map(({ from, symbol, to }) => `${symbol} ${valueText(from)} -> ${valueText(to)}`);
  const hidden = fix.effects.length - shown.length;
  const tail = hidden > 0 ? `, and ${hidden} more (--verbose)` : '';
  add(page, `${effects.join(', ')}${tail}`, `${rest}also `, `${rest}     `);
}
