/** Members of `ar` archives, in the formats of GNU and BSD. Source: GNU make manual 4.3 §11; ar(5). */
import type { ByteString } from '../../core/bytes.ts';

/** Times of the members in milliseconds, by name, in the archive's order; empty for what is no archive. */
export function archiveMembers(text: ByteString): Map<ByteString, number> {
  const times = new Map<ByteString, number>();
  if (!text.startsWith('!<arch>\n')) return times;
  let longNames = '';
  for (let at = 8; at + 60 <= text.length; ) {
    const raw = text.slice(at, at + 16).trimEnd();
    const seconds = Number(text.slice(at + 16, at + 28).trim());
    const size = Number(text.slice(at + 48, at + 58).trim());
    if (!Number.isFinite(size) || size < 0) break;
    const body = at + 60;
    if (raw === '//') longNames = text.slice(body, body + size);
    else if (raw !== '/' && raw !== '/SYM64/') {
      let name = raw.endsWith('/') ? raw.slice(0, -1) : raw;
      if (/^\/\d+$/.test(raw)) {
        const from = Number(raw.slice(1));
        name = longNames.slice(from, longNames.indexOf('\n', from)).replace(/\/$/, '');
      }
      if (!times.has(name)) times.set(name, seconds * 1000);
    }
    at = body + size + (size % 2);
  }
  return times;
}
