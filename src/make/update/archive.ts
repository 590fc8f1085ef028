/** Members of archives, `LIBRARY(MEMBER)`. Source: GNU make manual 4.3 §11; the `ar` format of GNU and BSD. */
import type { ByteString } from '../../core/text.ts';
import { fileExists, hostPath, readMakeFile } from '../files.ts';
import { splitArchive } from './automatic.ts';
import { missingTime } from './file-state.ts';
import type { Update } from './state.ts';

/** Time of an archive's member, undefined for a name that is none. */
export function memberTime(update: Update, name: ByteString): number | undefined {
  const parts = splitArchive(name);
  if (parts === null || fileExists(update.session, name)) return undefined;
  const [archive, member] = parts;
  if (update.session.host.stat(hostPath(update.session, archive))?.kind !== 'file') return missingTime;
  const { text } = readMakeFile(update.session, archive);
  if (text === undefined || !text.startsWith('!<arch>\n')) return missingTime;
  return timesOf(text).get(member) ?? missingTime;
}

function timesOf(text: ByteString): Map<ByteString, number> {
  const times = new Map<ByteString, number>();
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
