/** Lines for symbols without a prompt: other symbols decide them. */

import { explainSymbol } from '../../explain/symbol.ts';
import {
  type Configuration,
  hasPrompt,
  isLogical,
  type KconfigSymbol,
  type Property,
  symbolFlag,
} from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type AskedLine, type AskedLines, resultOf, wantedBy } from './asked-lines.ts';
import { lineFindings, type LostLine } from './line-finding.ts';

/** Selects that are named. */
const maxNamed = 3;

/** The finding about values of symbols without a prompt that are not what the tree computes. */
export function promptlessSymbols({ configuration, given }: AskedLines): Diagnostic[] {
  const lost: LostLine[] = [];
  for (const [symbol, lines] of given) {
    const line = lines.at(-1);
    if (line === undefined || symbol.entries.length === 0 || hasPrompt(symbol)) continue;
    const wanted = wantedBy(line, symbol);
    const value = resultOf(configuration, symbol);
    if (value === wanted || (isLogical(symbol) && wanted === 'n' && value === '')) continue;
    const isRenamed = (symbol.flags & symbolFlag.transitional) !== 0;
    if (isRenamed && isTakenOver(configuration, symbol, wanted)) continue;
    const own = isRenamed ? renamedWords(configuration, symbol) : ownerWords(symbol);
    lost.push({
      line: softened(line),
      value,
      words: `${line.text.trim()}: ${symbol.name} has no prompt and is ${value === '' ? 'off' : value}${own}`,
      causes: () => [explainSymbol(configuration, symbol)],
    });
  }
  return lineFindings({
    code: 'kernel/symbol-without-prompt',
    lost,
    several: (count) => `${count} lines set symbols that have no prompt: other symbols decide them`,
  });
}

/** In a whole `.config` conf has written such lines itself: they follow from the others. */
function softened(line: AskedLine): AskedLine {
  return line.file.isWhole ? { ...line, severity: 'info' } : line;
}

/** Symbols that take their default from a symbol that was renamed. */
function heirs({ model }: Configuration, symbol: KconfigSymbol): KconfigSymbol[] {
  const found: KconfigSymbol[] = [];
  for (const other of model.symbols.values()) {
    const isHeir = other.properties.some(
      ({ kind, value }) => kind === 'default' && value?.kind === 'symbol' && value.symbol === symbol,
    );
    if (isHeir) found.push(other);
  }
  return found;
}

/** True where the symbol that replaces it has the value. */
function isTakenOver(configuration: Configuration, symbol: KconfigSymbol, wanted: string): boolean {
  return heirs(configuration, symbol).some((heir) => configuration.value(heir) === wanted);
}

function renamedWords(configuration: Configuration, symbol: KconfigSymbol): string {
  const names = heirs(configuration, symbol).map(({ name }) => name);
  return names.length === 0 ? '' : `; its name is ${names.join(' or ')} now`;
}

function ownersOf(properties: readonly Property[]): string {
  const names = [...new Set(properties.flatMap(({ entry }) => entry.symbol?.name ?? []))];
  const rest = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
  return `${names.slice(0, maxNamed).join(', ')}${rest}`;
}

/** What decides it instead. */
function ownerWords({ impliedBy, properties, selectedBy }: KconfigSymbol): string {
  if (selectedBy.length > 0) return `; selected by ${ownersOf(selectedBy)}`;
  if (impliedBy.length > 0) return `; implied by ${ownersOf(impliedBy)}`;
  return properties.some(({ kind }) => kind === 'default')
    ? '; its default decides'
    : '; nothing in this tree selects it';
}
