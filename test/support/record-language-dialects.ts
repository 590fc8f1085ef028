/**
 * Records `test/kconfig/recorded/language-dialects.json` again from conf programs:
 *
 *   npx tsx test/support/record-language-dialects.ts DIALECT=CONF... && npx biome format --write test/kconfig/recorded
 *
 * CONF is the program of a tree, such as `linux-6.12=$HOME/.cache/kgate-test/conf-6.12`; docs/dialects.md names the
 * trees. A new case needs `name` and `files` in the file; the outcomes of dialects without a program stay.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { DialectName } from '../../src/kconfig/index.ts';

/** The result of conf for the files of one case. */
export interface RecordedOutcome {
  readonly dialects: readonly DialectName[];
  readonly status: number;
  /** Messages while reading, without the one about the written file; null where the output is a dialogue. */
  readonly stdout: string | null;
  readonly stderr: string;
  /** `.config` without its heading; null where none is compared. */
  readonly config: string | null;
}

/** One case of the recorded file. */
export interface RecordedLanguageCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly outcomes: readonly RecordedOutcome[];
}

const written = '#\n# configuration written to .config\n#\n';
const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', ARCH: 'arm64' };

function record(dialect: DialectName, conf: string, { files }: RecordedLanguageCase): RecordedOutcome {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-record-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text, 'latin1');
    }
    const asks = dialect === 'busybox';
    const mode = asks ? '-n' : '--olddefconfig';
    const run = spawnSync(resolve(conf), [mode, 'Kconfig'], { cwd: directory, env, encoding: 'latin1' });
    const status = run.status ?? 1;
    const config = join(directory, '.config');
    return {
      dialects: [dialect],
      status,
      stdout: asks && status === 0 ? null : run.stdout.replace(written, ''),
      stderr: run.stderr,
      config: !asks && existsSync(config) ? readFileSync(config, 'latin1').split('\n').slice(4).join('\n') : null,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Outcomes in which each new one has joined those that are the same. */
function merge(old: readonly RecordedOutcome[], fresh: readonly RecordedOutcome[]): RecordedOutcome[] {
  const known = new Map<string, RecordedOutcome>();
  const contentOf = (outcome: RecordedOutcome): string => JSON.stringify({ ...outcome, dialects: [] });
  const renewed = new Set(fresh.flatMap(({ dialects }) => dialects));
  const kept = old.flatMap((outcome) => {
    const same = fresh.filter((other) => contentOf(other) === contentOf(outcome)).flatMap(({ dialects }) => dialects);
    const dialects = outcome.dialects.filter((name) => !renewed.has(name) || same.includes(name));
    return dialects.length === 0 ? [] : [{ ...outcome, dialects }];
  });
  for (const outcome of [...kept, ...fresh]) {
    const content = contentOf(outcome);
    const dialects = [...new Set([...(known.get(content)?.dialects ?? []), ...outcome.dialects])];
    known.set(content, { ...outcome, dialects });
  }
  return [...known.values()];
}

const [, script, ...programs] = process.argv;
if (script?.endsWith('record-language-dialects.ts') === true && programs.length > 0) {
  const path = join(import.meta.dirname, '../kconfig/recorded/language-dialects.json');
  const cases = JSON.parse(readFileSync(path, 'utf8')) as readonly RecordedLanguageCase[];
  const recorded = cases.map((input) => {
    const fresh = programs.map((program) => {
      const [dialect, conf] = program.split('=') as [DialectName, string];
      return record(dialect, conf, input);
    });
    return { ...input, outcomes: merge(input.outcomes, fresh) };
  });
  // Bytes above 127 stay visible as such.
  const escape = (char: string): string => `\\u00${char.charCodeAt(0).toString(16)}`;
  writeFileSync(path, `${JSON.stringify(recorded, null, 2).replace(/[\u0080-\u00ff]/g, escape)}\n`);
}
