import { formatLocation } from '../core/location.ts';
import type { WhyResult } from '../results/why.ts';
import { addCause, renderDiagnostic, valueText } from './diagnostic.ts';
import { addHead } from './head.ts';
import { add, count, createPage, printable, type TextStyle } from './style.ts';

function formatAssignment(symbol: string, value: string): string {
  return `CONFIG_${symbol}=${value === '' ? '(unset)' : value}`;
}

/** The text form of `kgate why`. */
export function renderWhyText(result: WhyResult, style: TextStyle): string {
  const page = createPage(style);
  const { out, paint } = page;
  const { fix, missing, symbol, type, value, wanted } = result;
  addHead(page, result.tree, result.toolchain, result.config);
  const head = formatAssignment(symbol, value);
  const other = wanted === null || result.holds ? '' : `, not ${wanted}`;
  out.push('', paint.strong(`${printable(`${head}${other}`)} (${type})`));
  for (const { condition, location, prompt } of result.definitions) {
    const words = prompt === null ? 'no prompt' : `prompt "${prompt}"`;
    const under = condition === null ? '' : `, if ${condition}`;
    add(page, `defined at ${formatLocation(location)}, ${words}${under}`, '  ', '    ');
  }
  for (const cause of result.causes) addCause(page, cause, '  ');
  if (missing.length > 0) {
    out.push('', `${symbol}=${wanted ?? 'y'} needs, roots first:`);
    for (const one of missing) {
      const place = one.location === null ? '' : ` (${formatLocation(one.location)})`;
      add(page, `${one.symbol}: ${valueText(one.value)}, needs ${one.needed}${place}`, '  - ', '    ');
    }
  }
  if (fix !== null) {
    out.push('', paint.good('to get it (applied in memory and re-checked):'));
    for (const change of fix.changes) out.push(`  ${formatAssignment(change.symbol, change.to)}`);
    if (fix.effects.length > 0) out.push(`  (${count(fix.effects.length, 'other symbol')} change with it)`);
  }
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  out.push('');
  return out.join('\n');
}
