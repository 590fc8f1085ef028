/** Parts of the lines of `.config` and auto.conf, by the dialect's rules. Source: docs/kconfig-semantics.md §4.3 and §4.4. */
import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';

const notSet = 'is not set';

/** Name in a `# NAME is not set` line, or null for any other comment. */
export function nameNotSet(line: ByteString, dialect: Dialect, prefix: ByteString): ByteString | null {
  if (dialect.dotConfig.notSetLines !== 'loose' && line.charCodeAt(1) !== 32) return null;
  if (!line.startsWith(prefix, 2)) return null;
  const start = 2 + prefix.length;
  const blank = line.indexOf(' ', start);
  if (blank < 0 || !line.startsWith(notSet, blank + 1)) return null;
  if (dialect.dotConfig.notSetLines === 'exact' && line.length !== blank + 1 + notSet.length) return null;
  return line.slice(start, blank);
}

/** Value of a bool or tristate, by its first letter; null when it is not valid for the type (a code). */
export function readTristate(type: number, text: ByteString): Tristate | null {
  const first = text.charCodeAt(0);
  if (first === 121) return 2;
  if (first === 110) return 0;
  return first === 109 && type === typeCode.tristate ? 1 : null;
}

/** Text of a quoted string as the dialect writes it; null when a quote is missing. */
export function unquote(value: ByteString, dialect: Dialect): ByteString | null {
  // Without escapes: conf of u-boot.
  if (dialect.dotConfig.rawStrings) return value.endsWith('"') ? value.slice(1, -1) : null;
  let text = '';
  let from = 1;
  for (let at = 1; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 34) return text + value.slice(from, at);
    if (code === 92) {
      text += value.slice(from, at);
      from = at + 1;
      at++;
    }
  }
  return null;
}
