import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { ConfMode, ConfRun } from '../../src/kconfig/index.ts';
import { runConf } from '../../src/kconfig/index.ts';
import { conf612, linux612 } from '../support/kernel-source.ts';

let built: string | undefined;

/** conf of Linux 6.12: the one the test support knows, else built from the source into a temporary directory. */
export function confProgram(): string {
  if (built !== undefined) return built;
  try {
    const known = conf612();
    if (spawnSync(known, ['--help'], { encoding: 'latin1' }).stdout.includes('--olddefconfig')) {
      built = known;
      return built;
    }
  } catch {
    // Built below.
  }
  const scripts = join(linux612(), 'scripts');
  const directory = mkdtempSync(join(tmpdir(), 'kgate-conf-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  cpSync(join(scripts, 'kconfig'), join(directory, 'kconfig'), { recursive: true });
  cpSync(join(scripts, 'include'), join(directory, 'include'), { recursive: true });
  const sources = 'conf.c confdata.c expr.c lexer.lex.c menu.c parser.tab.c preprocess.c symbol.c util.c';
  const steps = [
    'bison -o parser.tab.c --defines=parser.tab.h -t -l parser.y',
    'flex -olexer.lex.c -L lexer.l',
    `cc -O1 -I../include -I. -o ../conf ${sources}`,
  ];
  const made = spawnSync('/bin/sh', ['-ec', steps.join('\n')], { cwd: join(directory, 'kconfig'), encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`conf of Linux 6.12 cannot be built:\n${made.stderr}`);
  built = join(directory, 'conf');
  return built;
}

/** Runs commands for real and remembers the answers, so that one test run asks each once. */
export function rememberingShell(): RunShell {
  const answers = new Map<string, ReturnType<RunShell>>();
  return ({ command, cwd, env }) => {
    let answer = answers.get(command);
    if (answer === undefined) {
      const run = spawnSync('/bin/sh', ['-c', command], { argv0: 'sh', cwd, env, encoding: 'latin1' });
      answer = { stdout: run.stdout, stderr: run.stderr, status: run.status ?? 1, commands: [], unknown: null };
      answers.set(command, answer);
    }
    return answer;
  };
}

/** What both programs are given. */
export interface Case {
  /** Files of the directory; `Kconfig` is the top file. */
  readonly files: Readonly<Record<string, string>>;
  readonly mode?: ConfMode;
  /** Argument of the mode. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Everything that can be compared. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Runs conf and kgate on the same files. */
export function runBoth(input: Case): { conf: Outcome; kgate: Outcome; run: ConfRun } {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-case-'));
  try {
    for (const [name, text] of Object.entries(input.files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text, 'latin1');
    }
    return compareIn(directory, input.mode ?? 'olddefconfig', input.file, { PATH: '/usr/bin:/bin', ...input.env });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs kgate, which writes nothing, and then conf in one directory. */
export function compareIn(
  directory: string,
  mode: ConfMode,
  file: string | undefined,
  env: Readonly<Record<string, string>>,
  runShell: RunShell = rememberingShell(),
): { conf: Outcome; kgate: Outcome; run: ConfRun } {
  const host = createNodeHost({ cwd: directory, env });
  const run = runConf({ host, cwd: directory, env, runShell, mode, ...(file === undefined ? {} : { file }) });
  const option = file === undefined ? `--${mode}` : `--${mode}=${file}`;
  const real = spawnSync(confProgram(), [option, 'Kconfig'], {
    cwd: directory,
    env,
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  const files: Record<string, string> = {};
  const expected: Record<string, string> = {};
  for (const written of run.files) {
    files[written.name] = written.text;
    const path = join(directory, written.name);
    if (existsSync(path)) expected[written.name] = readFileSync(path, 'latin1');
  }
  if (run.files.length === 0 && readdirSync(directory).includes('include')) expected['include'] = 'written';
  return {
    run,
    kgate: { status: run.exitStatus, stdout: run.stdout, stderr: run.stderr, files },
    conf: { status: real.status, stdout: real.stdout, stderr: real.stderr, files: expected },
  };
}
