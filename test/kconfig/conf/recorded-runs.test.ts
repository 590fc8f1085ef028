import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runKgate } from '../../support/conf-oracle.ts';
import type { RecordedRuns } from '../../support/record-conf-runs.ts';
import { casesOf, withoutUnchanged } from '../../support/record-conf-runs.ts';

/** Every mode and file against what the real programs did; the tool and its version head each group. */
const path = join(import.meta.dirname, '../recorded/conf-runs.json');
const recorded = JSON.parse(readFileSync(path, 'utf8')) as readonly RecordedRuns[];

describe.each(recorded)('$tool', (runs) => {
  const cases = casesOf(runs);

  it('has a recording of every run', () => {
    expect(Object.keys(runs.outcomes)).toEqual(Object.keys(cases));
  });

  it.each(Object.keys(runs.outcomes))('%s', (name) => {
    const input = cases[name];
    if (input === undefined) throw new Error(`no run ${name}`);
    const { outcome } = runKgate(runs.dialect, input);
    expect(withoutUnchanged(outcome, input)).toEqual(runs.outcomes[name]);
  });
});
