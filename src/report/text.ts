import type { Cause, ConfigChange, Fix } from '../core/diagnostic.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { CheckResult, ConfigSummary, ToolchainSummary, TreeSummary, WhyResult } from '../results/check.ts';
import { type Painter, painter, printable, type TextStyle, wrap, wrapCommand } from './style.ts';

/** Causes deeper than this are summed up; the JSON form has them all. */
const maxDepth = 12;

/** Symbol changes listed under a fix before the rest is counted. */
const maxEffects = 6;

/** `CONFIG_X=y`, or the `is not set` form `.config` uses. */
export function formatAssignment(symbol: string, value: string): string {
  return `CONFIG_${symbol}=${value === '' ? '(unset)' : value}`;
}

function formatChange(change: ConfigChange): string {
  return `CONFIG_${change.symbol}: ${change.from === '' ? 'unset' : change.from} -> ${change.to === '' ? 'unset' : change.to}`;
}

/** A cause and what is behind it, as nested list items. */
export function renderCause(
  cause: Cause,
  indent: string,
  paintings: Painter,
  width: number,
  out: string[],
  depth: number,
): void {
  const position = cause.location === null ? '' : `${formatLocation(cause.location)}: `;
  const text = printable(`${position}${cause.message}`);
  const bullet = `${indent}- `;
  const rest = `${indent}  `;
  if (cause.kind === 'command') {
    for (const line of wrapCommand(text, width, bullet, `${rest}  `)) out.push(paintings.accent(line));
  } else {
    for (const line of wrap(text, width, bullet, rest)) out.push(line);
  }
  for (const detail of cause.detail ?? []) {
    for (const line of wrap(printable(detail), width, `${rest}| `, `${rest}|   `)) out.push(paintings.faint(line));
  }
  if (cause.causes.length === 0) return;
  if (depth >= maxDepth) {
    out.push(`${rest}- … (deeper causes: --format json)`);
    return;
  }
  for (const next of cause.causes) renderCause(next, rest, paintings, width, out, depth + 1);
}

function renderFix(fix: Fix, number: number, paintings: Painter, width: number, out: string[]): void {
  const checked = fix.kind === 'toolchain' ? 'tried' : 'applied in memory and re-checked';
  const label = fix.verified ? checked : 'not checked';
  const lines = wrap(printable(`${fix.title} (${label})`), width, `  fix ${number}: `, '         ');
  out.push(...lines.map((line) => paintings.good(line)));
  if (fix.kind !== 'config') return;
  if (fix.effects.length === 0) {
    out.push('         changes nothing else');
    return;
  }
  out.push(`         also changes ${fix.effects.length} other symbol${fix.effects.length === 1 ? '' : 's'}:`);
  for (const effect of fix.effects.slice(0, maxEffects)) out.push(`           ${formatChange(effect)}`);
  if (fix.effects.length > maxEffects)
    out.push(`           … and ${fix.effects.length - maxEffects} more (--format json)`);
}

/** A conditional that no symbol and no command decided, or an include: on the way, but not telling. */
function isPlain(cause: Cause): boolean {
  return (cause.kind === 'conditional' || cause.kind === 'include') && cause.causes.length === 0;
}

/** The message on lines of its own, with its position where it does not hold it. */
function messageLines({ form, location, message }: Diagnostic, width: number): string[] {
  if (form === 'verbatim') return printable(message).split('\n');
  const text = printable(location === null ? message : `${formatLocation(location)}: ${message}`);
  return form === 'text' ? wrap(text, width, '', '  ') : text.split('\n');
}

/** One diagnostic with its causes and fixes. The message stands alone, to the letter. */
export function renderDiagnostic(diagnostic: Diagnostic, style: TextStyle): string[] {
  const paintings = painter(style);
  const out: string[] = [];
  const tone = diagnostic.severity === 'error' ? paintings.error : paintings.warning;
  out.push(tone(`${diagnostic.severity}[${diagnostic.code}]`));
  out.push(...messageLines(diagnostic, style.width).map(paintings.strong));
  if (diagnostic.causes.length > 0) {
    out.push('  because');
    const telling = diagnostic.causes.filter((cause) => !isPlain(cause));
    const shown = telling.length === 0 ? diagnostic.causes : telling;
    for (const cause of shown) renderCause(cause, '  ', paintings, style.width, out, 0);
    const rest = diagnostic.causes.filter((cause) => !shown.includes(cause) && cause.location !== null);
    if (rest.length > 0) {
      const places = rest.map((cause) => (cause.location === null ? '' : formatLocation(cause.location)));
      out.push(...wrap(printable(`reached through ${places.join(', ')}`), style.width, '  - ', '    '));
    }
  }
  diagnostic.fixes.forEach((fix, index) => {
    renderFix(fix, index + 1, paintings, style.width, out);
  });
  for (const note of diagnostic.notes) out.push(...wrap(printable(note), style.width, '  note: ', '        '));
  return out;
}

function renderHead(tree: TreeSummary, toolchain: ToolchainSummary, config: ConfigSummary, width: number): string[] {
  const version = tree.version === null ? '' : ` (version ${tree.version})`;
  const arch = tree.arch === null ? '' : `, ARCH=${tree.arch}`;
  const object = tree.objectDirectory === null ? '' : `, objects in ${tree.objectDirectory}`;
  const answer =
    toolchain.source === 'profile'
      ? `${toolchain.name}, a recorded profile (${toolchain.version ?? 'no version recorded'})`
      : `${toolchain.name} (${toolchain.version ?? 'version not asked'})`;
  const origin =
    config.file === null
      ? 'no file: every symbol at its default'
      : `${config.file}${config.isImplicit ? ' (no .config found: the default configuration)' : ''}`;
  return [
    ...wrap(printable(`${tree.directory}${version}${arch}${object}`), width, 'tree       ', '           '),
    ...wrap(printable(answer), width, 'toolchain  ', '           '),
    ...wrap(printable(`${origin}; ${config.symbols} symbols written`), width, 'config     ', '           '),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The text form of `kgate check`. */
export function renderCheckText(result: CheckResult, style: TextStyle): string {
  const paintings = painter(style);
  const out = renderHead(result.tree, result.toolchain, result.config, style.width);
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'warning').length;
  const verdict = result.verdict === 'pass' ? paintings.good('pass') : paintings.error('fail');
  out.push('', `${verdict}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`, '');
  return out.join('\n');
}

/** The text form of `kgate why`. */
export function renderWhyText(result: WhyResult, style: TextStyle): string {
  const paintings = painter(style);
  const out = renderHead(result.tree, result.toolchain, result.config, style.width);
  const head =
    result.wanted === null || result.holds
      ? formatAssignment(result.symbol, result.value)
      : `${formatAssignment(result.symbol, result.value)}, not ${result.wanted}`;
  out.push('', paintings.strong(`${printable(head)} (${result.type})`));
  for (const definition of result.definitions) {
    const prompt = definition.prompt === null ? 'no prompt' : `prompt "${definition.prompt}"`;
    const condition = definition.condition === null ? '' : `, if ${definition.condition}`;
    const line = `defined at ${formatLocation(definition.location)}, ${prompt}${condition}`;
    out.push(...wrap(printable(line), style.width, '  ', '    '));
  }
  for (const cause of result.causes) renderCause(cause, '  ', paintings, style.width, out, 0);
  if (result.missing.length > 0) {
    out.push('', `${result.symbol}=${result.wanted ?? 'y'} needs, roots first:`);
    for (const missing of result.missing) {
      const place = missing.location === null ? '' : ` (${formatLocation(missing.location)})`;
      const line = `${missing.symbol}: ${missing.value === '' ? 'unset' : missing.value}, needs ${missing.needed}${place}`;
      out.push(...wrap(printable(line), style.width, '  - ', '    '));
    }
  }
  if (result.fix !== null) {
    out.push('', paintings.good('to get it (applied in memory and re-checked):'));
    for (const change of result.fix.changes) out.push(`  ${formatAssignment(change.symbol, change.to)}`);
    if (result.fix.effects.length > 0)
      out.push(`  (${count(result.fix.effects.length, 'other symbol')} change with it)`);
  }
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  out.push('');
  return out.join('\n');
}
