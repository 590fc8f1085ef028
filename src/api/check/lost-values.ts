import { diagnostic, type Severity } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainSymbol } from '../../explain/symbol.ts';
import { hasPrompt, isLogical, type KconfigSymbol } from '../../kconfig/index.ts';
import type { TreeFindings } from './findings.ts';

/** Values that were asked for and not kept: more than this are counted, not listed. */
const maxLostValues = 50;

/** Lines of the user's `.config` that olddefconfig silently changes; `explained`: symbols that another finding has. */
export function lostValues(
  { configuration, insight, tree }: TreeFindings,
  explained: ReadonlySet<KconfigSymbol> = new Set(),
): Diagnostic[] {
  const severity: Severity = tree.source.source === 'file' ? 'warning' : 'info';
  const diagnostics: Diagnostic[] = [];
  let more = 0;
  for (const symbol of configuration.model.symbols.values()) {
    const given = configuration.userValue(symbol);
    if (given === null || given.location === null || symbol.entries.length === 0) continue;
    if (!hasPrompt(symbol) || explained.has(symbol)) continue;
    const value = configuration.isWritten(symbol) ? configuration.value(symbol) : '';

    if (value === given.text || (isLogical(symbol) && given.text === 'n' && value === '')) continue;
    if (diagnostics.length >= maxLostValues) {
      more += 1;
      continue;
    }
    diagnostics.push(
      diagnostic({
        code: 'kernel/value-not-kept',
        severity,
        message: `CONFIG_${symbol.name}=${given.text} becomes ${value === '' ? 'unset' : value}`,
        args: { symbol: symbol.name, wanted: given.text, value, count: 1, because: null },
        location: given.location,
        causes: [explainSymbol(configuration, symbol, new Set(), insight)],
      }),
    );
  }
  if (more > 0) {
    const args = { symbol: null, wanted: null, value: null, count: more, because: null };
    const message = `${more} more values are not kept`;
    diagnostics.push(diagnostic({ code: 'kernel/value-not-kept', severity, message, args }));
  }
  return diagnostics;
}
