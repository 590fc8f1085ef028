import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withBehaviours } from '../../../src/kconfig/dialect/dialect.ts';
import { dialects } from '../../../src/kconfig/index.ts';
import { runKgate } from '../../support/conf-oracle.ts';
import type { RecordedValues } from '../../support/record-value-cases.ts';
import { valueCases } from '../../support/value-cases.ts';

const file = join(import.meta.dirname, '../recorded/value-cases.json');
const recordings = JSON.parse(readFileSync(file, 'latin1')) as readonly RecordedValues[];

describe.each(recordings.map((each) => [each.tool, each] as const))('%s', (_tool, recorded) => {
  const dialect = withBehaviours(dialects[recorded.dialect], recorded.changes);
  const cases = valueCases(dialect);
  it('has an outcome of every case', () => {
    expect(Object.keys(recorded.outcomes)).toEqual(Object.keys(cases));
  });
  it.each(Object.entries(cases))('%s', (title, input) => {
    const { outcome } = runKgate(recorded.dialect, input, { dialect });
    expect(outcome).toEqual(recorded.outcomes[title]);
  });
});

it('a number above its range in Linux 6.8 is cut, and not listed as new', () => {
  const { outcomes } = recordings.find(({ tool }) => tool === 'Linux 6.8') as RecordedValues;
  expect(outcomes['numbers above their range']?.files['.config']).toContain('CONFIG_N=32\n');
  expect(outcomes['numbers above their range, listed']?.stdout).not.toContain('CONFIG_N=');
});
