import type { ByteString } from '../core/bytes.ts';
import { type ConfigState, lineWith } from '../kconfig/index.ts';

/**
 * A configuration text with other values: the first line of each symbol is replaced, others of it go, and a symbol without a
 * line gets one at the end.
 */
export function changedText(text: ByteString, state: ConfigState, values: ReadonlyMap<number, ByteString>): ByteString {
  const { prefix } = state;
  const waiting = new Map<ByteString, ByteString>();
  for (const [id, value] of values) waiting.set(state.flat.symbolNames[id]!, lineWith(state, id, value));
  const names = new Set(waiting.keys());
  const lines: ByteString[] = [];
  for (const line of text === '' ? [] : text.replace(/\n$/, '').split('\n')) {
    const name = nameIn(line, prefix);
    if (name === null || !names.has(name)) {
      lines.push(line);
      continue;
    }
    const own = waiting.get(name);
    if (own === undefined) continue;
    lines.push(own);
    waiting.delete(name);
  }
  lines.push(...waiting.values());
  return lines.map((line) => `${line}\n`).join('');
}

/** The symbol that a line sets; null for any other line. */
function nameIn(line: ByteString, prefix: ByteString): ByteString | null {
  const start = line.startsWith('# ') ? 2 : 0;
  if (!line.startsWith(prefix, start)) return null;
  const from = start + prefix.length;
  const end = start === 0 ? line.indexOf('=', from) : line.indexOf(' is not set', from);
  return end < 0 ? null : line.slice(from, end);
}
