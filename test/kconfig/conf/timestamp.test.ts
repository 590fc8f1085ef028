import { expect, it } from 'vitest';
import { timestampOf } from '../../../src/kconfig/conf/timestamp.ts';
import { dialects } from '../../../src/kconfig/index.ts';

const now = { seconds: 5, offsetMinutes: 60, zone: 'CET' };

/** Source: https://reproducible-builds.org/specs/source-date-epoch/; observed with conf of busybox 1.35. */
it('SOURCE_DATE_EPOCH goes before the given time, which goes before the clock', () => {
  expect(timestampOf(dialects.busybox, { SOURCE_DATE_EPOCH: '86400' }, now).seconds).toBe(86_400);
  expect(timestampOf(dialects.busybox, { SOURCE_DATE_EPOCH: '' }, now)).toEqual(now);
  expect(timestampOf(dialects.busybox, {}, now)).toEqual(now);
  expect(timestampOf(dialects.busybox, {}, undefined).seconds).toBeGreaterThan(1_700_000_000);
});

it('a date that cannot be shown is 1970', () => {
  const far = timestampOf(dialects.busybox, { SOURCE_DATE_EPOCH: '9'.repeat(18) }, now);
  expect(far).toEqual({ seconds: 0, offsetMinutes: 0, zone: 'UTC' });
});
