/** What a line would have to be that conf refuses in words of its own. */

import type { ByteString } from '../../core/bytes.ts';
import { isLogical, type KconfigSymbol } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { AskedLines } from './asked-lines.ts';

/** What people have in front of a name: the mark of UTF-8 (as bytes), blanks, a word of the shell. */
const before = /^(?:\u00ef\u00bb\u00bf)?\s*(?:export\s+)?/;

/** What conf says of a line that it does not take, with the line as it would have to be. */
export function withRightForm(one: Diagnostic, asked: AskedLines): Diagnostic {
  if (one.notes.length > 0) return one;
  const note =
    one.code === 'kconfig/config-unexpected-data'
      ? strayNote(one.args.line, asked)
      : one.code === 'kconfig/config-invalid-value'
        ? valueNote(one.args.symbol, one.args.value, asked)
        : null;
  return note === null ? one : { ...one, notes: [note] };
}

function strayNote(line: ByteString, { configuration, prefix }: AskedLines): string | null {
  const text = line.replace(before, '').trimEnd();
  const isPrefixed = text.startsWith(prefix);
  const bare = isPrefixed ? text.slice(prefix.length) : text;
  const name = /^\w+/.exec(bare)?.[0] ?? '';
  const symbol = configuration.model.symbols.get(name);
  if (symbol === undefined || symbol.entries.length === 0) return null;
  const rest = bare.slice(name.length);
  if (rest === ' is not set') return `the line must be "# ${prefix}${name} is not set"`;
  if (!rest.startsWith('=')) return null;
  const right = `${prefix}${name}${rest}`;
  if (!isPrefixed) return `a name has ${prefix} in front: ${right}`;
  return line.startsWith('\u00ef\u00bb\u00bf')
    ? `the file starts with the mark of UTF-8 (3 bytes), so this line is lost: ${right}`
    : `a line starts with the name: ${right}`;
}

function valueNote(name: ByteString, value: ByteString, { configuration, prefix }: AskedLines): string | null {
  const symbol = configuration.model.symbols.get(name);
  if (symbol === undefined) return null;
  const taken = takenValues(symbol);
  const [, inner = null] = /^"([ymn])"$/.exec(value) ?? [];
  const plain = inner ?? value.toLowerCase();
  const right = isLogical(symbol) && taken.includes(plain) ? `: ${prefix}${name}=${plain}` : '';
  return `${name} is ${symbol.type} (${taken.join(' or ')})${right}`;
}

/** Source: conf_set_sym_val of scripts/kconfig/confdata.c and sym_string_valid of symbol.c. */
function takenValues({ type }: KconfigSymbol): readonly string[] {
  switch (type) {
    case 'bool':
      return ['y', 'n'];
    case 'tristate':
      return ['y', 'm', 'n'];
    case 'int':
      return ['digits without a zero in front, a minus before them where it is negative'];
    case 'hex':
      return ['digits 0 to f, with or without 0x'];
    default:
      return ['a text in quotes'];
  }
}
