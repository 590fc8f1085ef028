import { expect, it } from 'vitest';
import { renderCacheText } from '../../src/report/cache.ts';
import type { CacheResult } from '../../src/results/cache.ts';

const style = { useColor: false, width: 100 };
const sum = { files: 2, bytes: 2048, lastUsed: '2026-01-02T03:04:05Z', leastUsed: '2026-01-01T00:00:00Z' };
const none = { files: 0, bytes: 0, lastUsed: null, leastUsed: null };

const result: CacheResult = {
  schemaVersion: 1,
  action: 'info',
  directory: '/cache',
  isUsed: true,
  maxBytes: 3 * 1024 * 1024,
  ...sum,
  kinds: [
    { kind: 'programs', ...sum },
    { kind: 'results', ...none },
  ],
  ofOtherBuilds: none,
  compilers: [{ command: 'gcc', version: 'gcc 12.2.0', answers: 1 }],
};

it('sizes are in binary units, kinds without files are left out', () => {
  expect(renderCacheText(result, style).split('\n')).toEqual([
    'directory  /cache',
    'holds      2 files, 2.0 KiB of at most 3.0 MiB',
    'used       2026-01-01 00:00 UTC to 2026-01-02 03:04 UTC',
    'programs   2 files, 2.0 KiB',
    'compiler   gcc: 1 answer, gcc 12.2.0',
    '',
  ]);
});

it('what was removed is one line', () => {
  expect(renderCacheText({ ...result, action: 'clear' }, style)).toBe('removed 2 files, 2.0 KiB from /cache\n');
});
