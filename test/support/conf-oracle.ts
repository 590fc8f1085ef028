/** Runs a conf program and kgate's on the same small fixture, so that everything they do can be compared. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import type {
  ConfMode,
  ConfRequest,
  ConfRun,
  DialectName,
  FileOperation,
  LineSource,
} from '../../src/kconfig/index.ts';
import { dialects, runConf } from '../../src/kconfig/index.ts';

/** What both programs are given. */
export interface ConfCase {
  /** Files of the directory, byte strings; the top file is `Kconfig`. */
  readonly files: Readonly<Record<string, string>>;
  readonly mode: ConfMode;
  /** Argument of the mode. */
  readonly file?: string;
  readonly silent?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; at its end from the start when absent. */
  readonly input?: string;
}

/** Everything that can be compared. */
export interface ConfOutcome {
  /** Null when the program was stopped because it would not end. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Every file of the directory afterwards. */
  readonly files: Readonly<Record<string, string>>;
}

const letters: Readonly<Partial<Record<ConfMode, string>>> = {
  oldconfig: '-o',
  syncconfig: '-s',
  alldefconfig: '-d',
  defconfig: '-D',
  allnoconfig: '-n',
  allyesconfig: '-y',
  allmodconfig: '-m',
  randconfig: '-r',
};

/** Whether modes are letters: BusyBox's, or conf's names of modes by the project's own letters. */
type Letters = boolean | Readonly<Record<string, string>>;

function argumentsOf(input: ConfCase, hasLetters: Letters): string[] {
  if (typeof hasLetters !== 'boolean') {
    const letter = Object.keys(hasLetters).find((one) => hasLetters[one] === input.mode) ?? '?';
    return [`-${letter}`, ...(input.file === undefined ? [] : [input.file]), 'Kconfig'];
  }
  if (hasLetters) {
    const letter = letters[input.mode];
    return [...(letter === undefined ? [] : [letter]), ...(input.file === undefined ? [] : [input.file]), 'Kconfig'];
  }
  const mode = input.file === undefined ? `--${input.mode}` : `--${input.mode}=${input.file}`;
  return [...(input.silent === true ? ['-s'] : []), mode, 'Kconfig'];
}

/** Runs the program in a temporary directory. Bytes of output beyond `maxOutput` end an endless run. */
export function runProgram(
  program: string,
  input: ConfCase,
  hasLetters: Letters = false,
  maxOutput = 1 << 20,
): ConfOutcome {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-conf-'));
  try {
    for (const [name, text] of Object.entries(input.files)) {
      const path = join(directory, name);
      mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(path, text, 'latin1');
    }
    const run = spawnSync(program, argumentsOf(input, hasLetters), {
      cwd: directory,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...input.env },
      encoding: 'latin1',
      input: Buffer.from(input.input ?? '', 'latin1'),
      maxBuffer: maxOutput,
      timeout: 20_000,
      killSignal: 'SIGKILL',
    });
    const files: Record<string, string> = {};
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files[path.slice(directory.length + 1)] = readFileSync(path, 'latin1');
    }
    return { status: run.status, stdout: run.stdout, stderr: run.stderr, files };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Lines of a text, as a program reads them from a file. */
export function linesOf(text: string): LineSource {
  let at = 0;
  return {
    readLine() {
      if (at >= text.length) return null;
      const newline = text.indexOf('\n', at);
      const end = newline < 0 ? text.length : newline + 1;
      const line = text.slice(at, end);
      at = end;
      return line;
    },
  };
}

/** What the files look like after the operations. */
export function applyOperations(
  files: Readonly<Record<string, string>>,
  operations: readonly FileOperation[],
): Record<string, string> {
  const after = Object.fromEntries(Object.entries(files).filter(([name]) => !name.endsWith('/')));
  for (const operation of operations) {
    switch (operation.kind) {
      case 'write':
        after[operation.name] = operation.text;
        break;
      case 'backup':
        after[operation.to] = after[operation.name] ?? '';
        delete after[operation.name];
        break;
      case 'touch':
        after[operation.name] = '';
        break;
    }
  }
  return after;
}

const noShell: RunShell = () => ({ stdout: '', stderr: '', status: 0, commands: [], unknown: null });

/** Runs kgate's conf on the fixture, held in memory. */
export function runKgate(
  dialect: DialectName,
  input: ConfCase,
  more: Partial<ConfRequest> = {},
): { readonly outcome: ConfOutcome; readonly run: ConfRun } {
  const files = Object.fromEntries(Object.entries(input.files).filter(([name]) => !name.endsWith('/')));
  const directories = Object.keys(input.files).filter((name) => name.endsWith('/'));
  const host = createMemoryHost({ cwd: '/w', files, directories: directories.map((name) => name.slice(0, -1)) });
  const run = runConf({
    host,
    cwd: '/w',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...input.env },
    runShell: noShell,
    dialect: dialects[dialect],
    mode: input.mode,
    ...(input.file === undefined ? {} : { file: input.file }),
    ...(input.silent === undefined ? {} : { silent: input.silent }),
    input: linesOf(input.input ?? ''),
    ...more,
  });
  return {
    run,
    outcome: {
      status: run.exitStatus,
      stdout: run.stdout,
      stderr: run.stderr,
      files: applyOperations(input.files, run.operations),
    },
  };
}
