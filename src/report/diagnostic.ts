import type { Cause, ConfigChange, FindingItem, Fix } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import { add, count, createPage, type Page, printable, type TextStyle, wrap, wrapCommand } from './style.ts';

/** Causes deeper than this are summed up; the JSON form has them all. */
const maxDepth = 12;

/** Symbol changes listed under a fix before the rest is counted. */
const maxEffects = 6;

/** A value as `.config` writes it, for people. */
export function valueText(value: string): string {
  return value === '' ? 'unset' : value;
}

function formatChange({ from, symbol, to }: ConfigChange): string {
  return `CONFIG_${symbol}: ${valueText(from)} -> ${valueText(to)}`;
}

/** A cause and what is behind it, as nested list items. */
export function addCause(page: Page, cause: Cause, indent: string, depth = 0): void {
  const { out, paint, width } = page;
  const position = cause.location === null ? '' : `${formatLocation(cause.location)}: `;
  const text = `${position}${cause.message}`;
  const bullet = `${indent}- `;
  const rest = `${indent}  `;
  if (cause.kind === 'command') {
    out.push(...wrapCommand(printable(text), width, bullet, `${rest}  `).map(paint.accent));
  } else add(page, text, bullet, rest);
  for (const detail of cause.detail ?? []) add(page, detail, `${rest}| `, `${rest}|   `, paint.faint);
  if (cause.causes.length === 0) return;
  if (depth >= maxDepth) out.push(`${rest}- … (deeper causes: --format json)`);
  else for (const next of cause.causes) addCause(page, next, rest, depth + 1);
}

function addFix(page: Page, fix: Fix, number: number): void {
  const { out, paint } = page;
  const checked = fix.kind === 'toolchain' ? 'tried' : 'applied in memory and re-checked';
  const label = fix.verified ? checked : 'not checked';
  add(page, `${fix.title} (${label})`, `  fix ${number}: `, '         ', paint.good);
  if (fix.commands !== undefined && fix.kind !== 'command' && fix.kind !== 'package') out.push('         then run');
  for (const command of fix.commands ?? []) out.push(`         $ ${paint.accent(printable(command))}`);
  if (fix.kind !== 'config') return;
  if (fix.effects.length === 0) {
    out.push('         changes nothing else');
    return;
  }
  out.push(`         also changes ${count(fix.effects.length, 'other symbol')}:`);
  for (const effect of fix.effects.slice(0, maxEffects)) out.push(`           ${formatChange(effect)}`);
  if (fix.effects.length > maxEffects)
    out.push(`           … and ${fix.effects.length - maxEffects} more (--format json)`);
}

/** A conditional that no symbol and no command decided, or an include: on the way, but no reason. */
function isPlain(cause: Cause): boolean {
  return (cause.kind === 'conditional' || cause.kind === 'include') && cause.causes.length === 0;
}

/** The message on lines of its own, with its position where it does not hold it. */
function messageLines({ form, location, message }: Diagnostic, width: number): string[] {
  if (form === 'verbatim') return printable(message).split('\n');
  const text = printable(location === null ? message : `${formatLocation(location)}: ${message}`);
  return form === 'text' ? wrap(text, width, '', '  ') : text.split('\n');
}

/** Symptoms of one finding that are listed before the rest is counted. */
const maxItems = 12;

/** The symptoms that a finding stands for. */
function addItems(page: Page, items: readonly FindingItem[]): void {
  for (const { location, message } of items.slice(0, maxItems)) {
    add(page, location === null ? message : `${formatLocation(location)}: ${message}`, '  ', '    ');
  }
  if (items.length > maxItems) page.out.push(`  … and ${items.length - maxItems} more (--format json)`);
}

/** One diagnostic with its causes and fixes. The message stands alone, to the letter. */
export function renderDiagnostic(diagnostic: Diagnostic, style: TextStyle): string[] {
  const page = createPage(style);
  const { out, paint } = page;
  const { causes, code, fixes, notes, severity } = diagnostic;
  out.push((severity === 'error' ? paint.error : paint.warning)(`${severity}[${code}]`));
  out.push(...messageLines(diagnostic, style.width).map(paint.strong));
  addItems(page, diagnostic.items ?? []);
  if (causes.length > 0) {
    out.push('  because');
    const reasons = causes.filter((cause) => !isPlain(cause));
    const shown = reasons.length === 0 ? causes : reasons;
    for (const cause of shown) addCause(page, cause, '  ');
    const places = causes.flatMap((cause) =>
      shown.includes(cause) || cause.location === null ? [] : [formatLocation(cause.location)],
    );
    if (places.length > 0) add(page, `reached through ${places.join(', ')}`, '  - ', '    ');
  }
  for (const [index, fix] of fixes.entries()) addFix(page, fix, index + 1);
  for (const note of notes) add(page, note, '  note: ', '        ');
  return out;
}
