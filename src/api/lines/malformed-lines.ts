/** Lines that conf passes over in silence because of their form. */

import { type KconfigSymbol, suggestNames } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type AskedLine, type AskedLines, resultOf } from './asked-lines.ts';
import { lineFindings, type LostLine } from './line-finding.ts';
import { nameForm } from './unknown-symbols.ts';

/** The finding about malformed lines; none where there are none. */
export function malformedLines(asked: AskedLines): Diagnostic[] {
  const lost = asked.lines.flatMap((line) => {
    const found = faultOf(line, asked);
    return found === null ? [] : [found];
  });
  return lineFindings({
    code: 'kernel/malformed-line',
    lost,
    several: (count) => `${count} lines are passed over because of their form`,
  });
}

function faultOf(line: AskedLine, asked: AskedLines): LostLine | null {
  const { configuration, prefix } = asked;
  const symbol = configuration.model.symbols.get(line.name.trim());
  const text = line.text.trim();
  switch (line.kind) {
    case 'unknown':
      return nameForm.test(line.name) ? null : { line, ...badName(line, symbol, asked) };
    case 'ignored': {
      if (symbol === undefined) return null;
      const value = resultOf(configuration, symbol);
      const { type } = symbol;
      const isNotSet = line.text.startsWith('#');
      if (type === 'string' && !isNotSet) {
        if (value === line.value) return null;
        const words = `${text}: ignored, the text of a string stands in quotes: ${prefix}${symbol.name}="${line.value}"`;
        return { line, value, words };
      }
      // What has no value anyway loses nothing.
      const kind = type === 'string' ? 'a string' : type === 'hex' ? 'a hex' : 'an int';
      const shown = type === 'string' ? `"${value}"` : value;
      return value === '' ? null : { line, value, words: `${text}: says nothing to ${kind}, which is ${shown}` };
    }
    case 'given':
      return symbol === undefined ? null : cutString(line, symbol);
    case 'stray':
      return almostNotSet(line, asked);
    default:
      return null;
  }
}

/** A name with blanks or other characters that no symbol has. */
function badName(
  { name, value, text }: AskedLine,
  symbol: KconfigSymbol | undefined,
  { configuration, prefix }: AskedLines,
): Pick<LostLine, 'words' | 'value'> {
  const bare = name.trim();
  const shown = text.trim();
  if (symbol !== undefined && symbol.entries.length > 0) {
    const right = `${prefix}${bare}=${value.trim()}`;
    const words = `${shown}: ignored, no blank may stand before the "=": ${right}`;
    return { words, value: resultOf(configuration, symbol) };
  }
  const clean = /^[A-Za-z0-9_]*/.exec(bare)?.[0] ?? '';
  const [near] = configuration.model.symbols.has(clean) ? [clean] : suggestNames(configuration.model, clean, 1);
  const hint = near === undefined ? '' : `; did you mean ${prefix}${near}=${value.trim()}?`;
  return { words: `${shown}: ignored, "${name}" is no name of a symbol${hint}` };
}

/** Text behind the quote that ends a string. Source: conf_set_sym_val of scripts/kconfig/confdata.c. */
function cutString(line: AskedLine, { type }: KconfigSymbol): LostLine | null {
  if (type !== 'string') return null;
  const rest = /^"(?:[^"\\]|\\.)*"([\s\S]+)$/.exec(line.value)?.[1];
  return rest === undefined
    ? null
    : { line, words: `${line.text.trim()}: ${rest} is ignored, it stands behind the closing quote` };
}

/** A comment that was meant to switch a symbol off, and does not. */
function almostNotSet(line: AskedLine, { configuration, prefix }: AskedLines): LostLine | null {
  const words = /^#[ \t]*(\S+)[ \t]+is[ \t]+not[ \t]+set\b[ \t.]*$/.exec(line.text)?.[1];
  if (words === undefined || !words.startsWith(prefix)) return null;
  const symbol = configuration.model.symbols.get(words.slice(prefix.length));
  const value = symbol === undefined ? '' : resultOf(configuration, symbol);
  if (symbol === undefined || value === '' || value === 'n') return null;
  return {
    line: { ...line, name: symbol.name, value: 'n' },
    value,
    words: `${line.text.trim()}: a comment, and ${symbol.name} is ${value}; the line must be "# ${prefix}${symbol.name} is not set"`,
  };
}
