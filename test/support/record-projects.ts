/**
 * Records what the conf of single projects does with {@link projectCases}:
 * `npx tsx test/support/record-projects.ts OPENWRT UCLIBC`, trees in which conf is built.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { DialectChanges } from '../../src/kconfig/dialect/dialect.ts';
import type { DialectName } from '../../src/kconfig/index.ts';
import { detectDialect } from '../../src/kconfig/index.ts';
import { type ConfOutcome, runProgram } from './conf-oracle.ts';
import { projectCases } from './project-cases.ts';

/** What the recorded file holds for one project. */
export interface RecordedProject {
  readonly tool: string;
  readonly project: string;
  readonly row: DialectName;
  /** What the sources of its conf show. */
  readonly changes: DialectChanges;
  readonly outcomes: Readonly<Record<string, ConfOutcome>>;
}

const [, script, ...trees] = process.argv;
if (script?.endsWith('record-projects.ts') === true) {
  const programs = [
    { project: 'openwrt', tool: 'conf of LEDE (OpenWrt, from that of Linux 5.14)', program: 'scripts/config/conf' },
    { project: 'uclibc', tool: 'conf of uClibc-ng 1.0.54', program: 'extra/config/conf' },
  ];
  const all = programs.map(({ program, project, tool }, at): RecordedProject => {
    const tree = trees[at] ?? '';
    const { dialect, evidence, name } = detectDialect(createNodeHost({ cwd: tree }), tree);
    const changes: Record<string, Record<string, unknown>> = {};
    for (const { field } of evidence) {
      const [group = '', behaviour = ''] = field.split('.');
      if (behaviour === '') continue;
      const behaviours = dialect[group as keyof typeof dialect] as unknown as Readonly<Record<string, unknown>>;
      (changes[group] ??= {})[behaviour] = behaviours[behaviour];
    }
    const { letters } = dialect.modes;
    const outcomes = Object.fromEntries(
      Object.entries(projectCases[project] ?? {}).map(([name, input]) => [
        name,
        runProgram(join(tree, program), input, Object.keys(letters).length > 0 ? letters : false),
      ]),
    );
    return { tool, project, row: name, changes, outcomes };
  });
  writeFileSync(join(import.meta.dirname, '../kconfig/recorded/projects.json'), `${JSON.stringify(all, null, 1)}\n`);
}
