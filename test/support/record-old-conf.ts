/**
 * Records what conf of old and of vendors' kernels does with the cases of old-conf-cases.ts:
 * `npx tsx test/support/record-old-conf.ts DIR`, where DIR/NAME are source trees of the names below. The dialect is the
 * one that is detected in the tree.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConf } from '../../scripts/build-conf.mjs';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { Dialect, DialectName } from '../../src/kconfig/index.ts';
import { detectDialect, dialects, runConf } from '../../src/kconfig/index.ts';
import type { DialectChanges } from '../../src/kconfig/dialect/dialect.ts';
import { withBehaviours } from '../../src/kconfig/dialect/dialect.ts';
import { filesAfter } from './file-operations.ts';
import { confWords } from './kconfig-matrix.ts';
import { type OldConfCase, oldConfCases } from './old-conf-cases.ts';

/** What a run printed and left, but the file that it was given. */
export interface OldConfOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The runs of one program. */
export interface OldConfRecord {
  readonly tool: string;
  readonly dialect: DialectName;
  /** In what the detected dialect differs from its row. */
  readonly changes: DialectChanges;
  readonly outcomes: Readonly<Record<string, OldConfOutcome>>;
}

const trees: Readonly<Record<string, string>> = {
  'linux-4.4.220/SourceCode': 'conf of Linux 4.4.220',
  'linux-4.9-allwinner': 'conf of Linux 4.9.56',
  'linux-4.14': 'conf of Linux 4.14.0',
  'linux-4.18': 'conf of Linux 4.18.0',
  'linux-4.19-rza': 'conf of Linux 4.19.131',
  'linux-4.20': 'conf of Linux 4.20.0',
  'linux-5.0.1': 'conf of Linux 5.0.1',
};

/** kgate on a case. */
export function runOldCase(dialect: Dialect, input: OldConfCase): OldConfOutcome {
  const given = filesOf(input);
  const all = Object.fromEntries([...given].map(([name, text]) => [`/w/${name}`, text]));
  if (input.hasDirectories === true) all['/w/include/config/.keep'] = all['/w/include/generated/.keep'] = '';
  const lines = (input.input ?? '').split('\n').slice(0, -1);
  const run = runConf({
    host: createMemoryHost({ cwd: '/w', files: all }),
    cwd: '/w',
    env: { ...input.env },
    runShell: () => ({ stdout: '4.9\n', stderr: '', status: 0, commands: [], unknown: null }),
    dialect,
    mode: input.mode,
    input: { readLine: () => (lines.length === 0 ? null : `${lines.shift()}\n`) },
  });
  const { exitStatus: status, stdout, stderr, operations } = run;
  return { status, stdout, stderr, files: changed(filesAfter(given, operations), given) };
}

function filesOf({ kconfig, config }: OldConfCase): Map<string, string> {
  return new Map([['Kconfig', kconfig], ...(config === undefined ? [] : ([['.config', config]] as const))]);
}

function changed(after: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>): Record<string, string> {
  const found = [...after].filter(([name, text]) => before.get(name) !== text && !name.endsWith('.keep'));
  return Object.fromEntries(found.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function record(conf: string, dialect: Dialect, input: OldConfCase): OldConfOutcome {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-old-'));
  try {
    const given = filesOf(input);
    for (const [name, text] of given) writeFileSync(join(directory, name), text);
    if (input.hasDirectories === true) {
      for (const name of ['config', 'generated']) mkdirSync(join(directory, 'include', name), { recursive: true });
    }
    const real = spawnSync(conf, [...confWords(dialect, input.mode, undefined), 'Kconfig'], {
      cwd: directory,
      env: { PATH: '/usr/bin:/bin', ...input.env },
      encoding: 'latin1',
      input: input.input ?? '',
    });
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const after = new Map(paths.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'latin1')]));
    const { status, stdout, stderr } = real;
    return { status, stdout, stderr, files: changed(after, given) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Behaviours in which a dialect is another than its row. */
function changesOf(dialect: Dialect): DialectChanges {
  const row: Dialect = dialects[dialect.name as DialectName];
  const changes: Record<string, Record<string, unknown>> = {};
  for (const [group, behaviours] of Object.entries(dialect)) {
    if (group === 'name') continue;
    const own = row[group as keyof DialectChanges] as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(behaviours as Record<string, unknown>)) {
      if (JSON.stringify(own[name]) !== JSON.stringify(value)) changes[group] = { ...changes[group], [name]: value };
    }
  }
  return changes;
}

/** The dialect of a record. */
export function dialectOf({ dialect, changes }: OldConfRecord): Dialect {
  return withBehaviours(dialects[dialect], changes);
}

const [, script, base] = process.argv;
if (script?.endsWith('record-old-conf.ts') === true && base !== undefined) {
  const work = mkdtempSync(join(tmpdir(), 'kgate-old-'));
  const records = Object.entries(trees).map(([name, tool]): OldConfRecord => {
    const tree = join(base, name);
    const { dialect } = detectDialect(createNodeHost({ cwd: tree, env: {} }), tree);
    const conf = join(work, 'conf');
    buildConf(tree, conf);
    const outcomes: Record<string, OldConfOutcome> = {};
    for (const [title, input] of Object.entries(oldConfCases)) outcomes[title] = record(conf, dialect, input);
    return { tool, dialect: dialect.name as DialectName, changes: changesOf(dialect), outcomes };
  });
  rmSync(work, { recursive: true, force: true });
  writeFileSync(
    join(import.meta.dirname, '../kconfig/recorded/old-conf.json'),
    `${JSON.stringify(records, null, 1)}\n`,
  );
}
