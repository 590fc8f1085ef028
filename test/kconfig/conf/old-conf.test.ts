import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oldConfCases } from '../../support/old-conf-cases.ts';
import { dialectOf, type OldConfRecord, runOldCase } from '../../support/record-old-conf.ts';

/** Kernels from 4.4 to 5.0, each with the dialect that is detected in its tree, against what their conf did. */
const path = join(import.meta.dirname, '../recorded/old-conf.json');
const records = JSON.parse(readFileSync(path, 'utf8')) as readonly OldConfRecord[];

describe.each(records)('$tool', (record) => {
  it('has a recording of every case', () => {
    expect(Object.keys(record.outcomes)).toEqual(Object.keys(oldConfCases));
  });

  it.each(Object.entries(oldConfCases))('%s', (name, input) => {
    expect(runOldCase(dialectOf(record), input)).toEqual(record.outcomes[name]);
  });
});
