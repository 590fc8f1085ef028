import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withBehaviours } from '../../../src/kconfig/dialect/dialect.ts';
import { dialects } from '../../../src/kconfig/index.ts';
import { runKgate } from '../../support/conf-oracle.ts';
import { projectCases } from '../../support/project-cases.ts';
import type { RecordedProject } from '../../support/record-projects.ts';

/** What single projects changed in conf, against what their own programs did; the tool and its version head each group. */
const path = join(import.meta.dirname, '../recorded/projects.json');
const recorded = JSON.parse(readFileSync(path, 'utf8')) as readonly RecordedProject[];

describe.each(recorded)('$tool', ({ changes, outcomes, project, row }) => {
  const cases = projectCases[project] ?? {};

  it('has a recording of every run', () => {
    expect(Object.keys(outcomes)).toEqual(Object.keys(cases));
  });

  it.each(Object.keys(outcomes))('%s', (name) => {
    const input = cases[name];
    if (input === undefined) throw new Error(`no run ${name}`);
    const { outcome } = runKgate(row, input, { dialect: withBehaviours(dialects[row], changes) });
    expect(outcome).toEqual(outcomes[name]);
  });
});
