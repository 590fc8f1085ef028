import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { isLogicalType, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from '../values/config-state.ts';
import { valueOf } from '../values/symbol-values.ts';

/** Marks of the heading: its first line, the start of its middle lines, its last line. */
export interface CommentStyle {
  readonly first: string;
  readonly middle: string;
  readonly last: string;
}

/** Headings of `.config` and auto.conf. */
export const poundStyle: CommentStyle = { first: '#', middle: '#', last: '#' };

/** Heading of the C header. */
export const headerStyle: CommentStyle = { first: '/*', middle: ' *', last: ' */' };

const notice = 'Automatically generated file; DO NOT EDIT.';

/** Bytes of heading text that conf's buffer took before 6.1, the empty first line included. */
const oldHeadingLimit = 255;

/**
 * Heading with the main menu's text. Before 6.1 it went through a buffer of 256 bytes, which cuts a long
 * text and its end mark. Source: docs/kconfig-semantics.md §5.1 and §5.5; observed with conf of U-Boot 2023.01.
 */
export function headingOf(dialect: Dialect, mainMenu: ByteString, style: CommentStyle): ByteString {
  const { first, middle, last } = style;
  if (!dialect.writing.headerHasBlankLines) return `${first}\n${middle} ${notice}\n${middle} ${mainMenu}\n${last}\n`;
  const body = `\n${notice}\n${mainMenu}\n`.slice(0, oldHeadingLimit);
  const isBlock = first !== middle;
  let text = isBlock ? `${first}\n` : '';
  for (const line of body.split('\n')) text += line === '' ? `${middle}\n` : `${middle} ${line}\n`;
  return isBlock ? `${text}${last}\n` : text;
}

/** Quotes a string, with a backslash before `"` and `\`. */
export function quote(text: ByteString): ByteString {
  return text.includes('"') || text.includes('\\') ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

/** A string as the dialect writes it into `.config` and headers. */
export function quoteFor(dialect: Dialect, text: ByteString): ByteString {
  return dialect.dotConfig.rawStrings ? `"${text}"` : quote(text);
}

/** A hex text with `0x`. */
export function withHexPrefix(type: number, value: ByteString): ByteString {
  if (type !== typeCode.hex) return value;
  return value.charCodeAt(0) === 48 && (value.charCodeAt(1) | 32) === 120 ? value : `0x${value}`;
}

/** A symbol's line in `.config`, without newline. Meaningless for a symbol without type. */
export function configLine(state: ConfigState, symbol: number): ByteString {
  return lineWith(state, symbol, valueOf(state, symbol));
}

/** The line that gives a symbol a value, strings unquoted. */
export function lineWith(state: ConfigState, symbol: number, value: ByteString): ByteString {
  const { flat, prefix } = state;
  const type = flat.symbolType[symbol]!;
  const name = flat.symbolNames[symbol]!;
  if (value === 'n' && isLogicalType(type)) return `# ${prefix}${name} is not set`;
  return `${prefix}${name}=${type === typeCode.string ? quoteFor(flat.dialect, value) : value}`;
}
