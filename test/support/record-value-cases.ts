/**
 * Records what each conf does with the cases about values:
 * `npx tsx test/support/record-value-cases.ts 'NAME=TREE=CONF' ...`, where CONF was built from TREE and NAME says which it is.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { DialectChanges } from '../../src/kconfig/dialect/dialect.ts';
import { type DialectName, detectDialect } from '../../src/kconfig/index.ts';
import { type ConfOutcome, runProgram } from './conf-oracle.ts';
import { valueCases } from './value-cases.ts';

/** What the recorded file holds for one program. */
export interface RecordedValues {
  readonly tool: string;
  readonly dialect: DialectName;
  /** The behaviours in which the tree differs from its row. */
  readonly changes: DialectChanges;
  readonly outcomes: Readonly<Record<string, ConfOutcome>>;
}

function record(words: string): RecordedValues {
  const [tool = '', tree = '', conf = ''] = words.split('=');
  const { dialect, name, evidence } = detectDialect(createNodeHost({ cwd: tree, env: {} }), tree);
  const changes: Record<string, Record<string, unknown>> = {};
  for (const { field } of evidence) {
    if (field === 'name') continue;
    const [group = '', behaviour = ''] = field.split('.');
    const values = dialect[group as 'values'] as unknown as Record<string, unknown>;
    changes[group] = { ...changes[group], [behaviour]: values[behaviour] };
  }
  const cases = Object.entries(valueCases(dialect));
  const outcomes = cases.map(
    ([title, input]) => [title, runProgram(conf, input, dialect.modes.hasLetterModes)] as const,
  );
  return { tool, dialect: name, changes, outcomes: Object.fromEntries(outcomes) };
}

if (process.argv[1] === import.meta.filename) {
  const file = join(import.meta.dirname, '../kconfig/recorded/value-cases.json');
  writeFileSync(file, `${JSON.stringify(process.argv.slice(2).map(record), null, 1)}\n`, 'latin1');
}
