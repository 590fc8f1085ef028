import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { readNumber } from '../values/number.ts';
import type { Timestamp } from '../write/write-busybox.ts';

/** The time for headings: SOURCE_DATE_EPOCH where the dialect looks at it, else the given time, else the clock. */
export function timestampOf(
  dialect: Dialect,
  env: Readonly<Record<string, ByteString>>,
  now: Timestamp | undefined,
): Timestamp {
  const epoch = dialect.writing.honoursSourceDate ? (env['SOURCE_DATE_EPOCH'] ?? '') : '';
  if (epoch !== '') return localTime(Number(readNumber(epoch, 10, true).value));
  return now ?? localTime(Math.trunc(Date.now() / 1000));
}

/** Local time as this process has it; beyond the dates that can be shown it is 1970. */
function localTime(seconds: number): Timestamp {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return { seconds: 0, offsetMinutes: 0, zone: 'UTC' };
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(at);
  const zone = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';
  return { seconds, offsetMinutes: -at.getTimezoneOffset(), zone };
}
