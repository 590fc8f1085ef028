/** A plain host and shell for make tests: real files, real `/bin/sh`, nothing cached. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HostError } from '../../src/core/errors.ts';
import { Progress } from '../../src/core/progress.ts';
import type { RunShell } from '../../src/core/run-shell.ts';
import type { FileStat, Host } from '../../src/host/host.ts';
import { bytesOf } from '../../src/host/layers/layer-host.ts';

/** Files given as text come before real ones; keys are absolute paths. */
export function plainHost(
  cwd: string,
  env: Record<string, string>,
  overlay: ReadonlyMap<string, string> = new Map(),
): Host {
  const full = (path: string): string => resolve(cwd, path);
  const stat = (path: string): FileStat | undefined => {
    const text = overlay.get(full(path));
    if (text !== undefined) return { kind: 'file', size: text.length, mtimeMs: 0, isExecutable: false };
    try {
      const found = statSync(full(path));
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
      return { kind, size: found.size, mtimeMs: found.mtimeMs, isExecutable: (found.mode & 0o111) !== 0 };
    } catch {
      return undefined;
    }
  };
  return {
    cwd,
    env,
    stat,
    standIn: () => cwd,
    readBytes(path) {
      return bytesOf(this.readFile(path));
    },
    readFile(path) {
      const text = overlay.get(full(path));
      if (text !== undefined) return text;
      const kind = stat(path)?.kind;
      if (kind === undefined) return undefined;
      if (kind === 'directory') throw new HostError('host/not-a-file', path);
      return readFileSync(full(path), 'latin1');
    },
    readDirectory(path) {
      try {
        return readdirSync(full(path), 'latin1').sort();
      } catch {
        return undefined;
      }
    },
    writeProblem: () => null,
    realPath(path) {
      try {
        return realpathSync(full(path));
      } catch {
        return undefined;
      }
    },
    hasEntry: (path) => overlay.has(full(path)) || lstatSync(full(path), { throwIfNoEntry: false }) !== undefined,
    prefetch: null,
    policyLog: null,
    budget: null,
    progress: new Progress(),
    writeScratchFile: () => false,
    run() {
      throw new Error('no programs in make tests');
    },
    scratchDirectory() {
      throw new Error('no scratch directory in make tests');
    },
  };
}

/** Runs every command with `/bin/sh -c`. */
export const runPlainShell: RunShell = (request) => {
  const done = spawnSync('/bin/sh', ['-c', request.command], {
    cwd: request.cwd,
    env: request.env,
    encoding: 'latin1',
    // Bash takes a socket for a login from afar and reads its start files.
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    timeout: 5000,
  });
  return { stdout: done.stdout, stderr: done.stderr, status: done.status ?? 1, commands: [], unknown: null };
};

/** Answers each command text once and remembers it. */
export function memoShell(answers: Map<string, ReturnType<RunShell>>): RunShell {
  return (request) => {
    let answer = answers.get(request.command);
    if (answer === undefined) {
      answer = runPlainShell(request);
      answers.set(request.command, answer);
    }
    return answer;
  };
}

/**
 * Writes files below a directory, making the directories they need. All have one time: a clock that ticks between two of them
 * would make the later one newer, and make would update what depends on it.
 */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  const now = new Date();
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, 'latin1');
    utimesSync(path, now, now);
  }
}

/** The unpacked Linux 6.12 tree; throws when it is not there. */
export function linuxTree(): string {
  const path = process.env.KGATE_LINUX_6_12 ?? join(homedir(), '.cache/kgate-test/linux-6.12');
  if (!existsSync(join(path, 'Kbuild'))) throw new Error(`no Linux 6.12 tree at ${path}; set KGATE_LINUX_6_12`);
  return path;
}
