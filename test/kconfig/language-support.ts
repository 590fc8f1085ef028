import { spawnSync } from 'node:child_process';
import { HostError } from '../../src/core/errors.ts';
import { Progress } from '../../src/core/progress.ts';
import type { RunShell } from '../../src/core/run-shell.ts';
import type { FileStat, Host } from '../../src/host/host.ts';
import { type DialectName, dialects } from '../../src/kconfig/dialect/dialects.ts';
import type { ConfRun, KconfigModel, ParseResult } from '../../src/kconfig/index.ts';
import { parseKconfig, runConf } from '../../src/kconfig/index.ts';

/** Files by name, relative to the working directory. */
export type Files = Readonly<Record<string, string>>;

const shell: RunShell = ({ command, env }) => {
  const run = spawnSync('/bin/sh', ['-c', command], { env, encoding: 'latin1' });
  return { stdout: run.stdout, stderr: run.stderr, status: run.status ?? 1, commands: [], unknown: null };
};

/** A host over files held in memory under `/w`. */
export function memoryHost(files: Files): Host {
  const nameOf = (path: string): string => path.replace(/^\/w\/?/, '').replace(/\/+$/, '');
  const isDirectory = (name: string): boolean =>
    name === '' || Object.keys(files).some((file) => file.startsWith(`${name}/`));
  return {
    cwd: '/w',
    env: {},
    readFile: (path: string) => {
      const name = nameOf(path);
      if (isDirectory(name)) throw new HostError('host/not-a-file', `${path}: is a directory`);
      return files[name];
    },
    stat: (path: string): FileStat | undefined => {
      const name = nameOf(path);
      const kind = isDirectory(name) ? 'directory' : name in files ? 'file' : undefined;
      return kind === undefined ? undefined : { kind, size: 0, mtimeMs: 0, isExecutable: false };
    },
    readDirectory: (path: string) => {
      const name = nameOf(path);
      const prefix = name === '' ? '' : `${name}/`;
      const inside = Object.keys(files).filter((file) => file.startsWith(prefix));
      return [...new Set(inside.map((file) => file.slice(prefix.length).split('/')[0] ?? ''))].toSorted();
    },
    progress: new Progress(),
  } as unknown as Host;
}

const common = { cwd: '/w', runShell: shell };
const defaultEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', ARCH: 'arm64' };

/** Parses files as a dialect does. */
export function parseAs(dialect: DialectName, files: Files, env: Readonly<Record<string, string>> = {}): ParseResult {
  return parseKconfig({
    ...common,
    host: memoryHost(files),
    env: { ...defaultEnv, ...env },
    dialect: dialects[dialect],
  });
}

/** Runs olddefconfig as a dialect's conf does. */
export function configureAs(dialect: DialectName, files: Files, env: Readonly<Record<string, string>> = {}): ConfRun {
  return runConf({
    ...common,
    host: memoryHost(files),
    env: { ...defaultEnv, ...env },
    dialect: dialects[dialect],
    mode: 'olddefconfig',
  });
}

/** The model; throws when there is none. */
export function modelAs(dialect: DialectName, files: Files, env: Readonly<Record<string, string>> = {}): KconfigModel {
  const { model, diagnostics } = parseAs(dialect, files, env);
  if (model === null) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return model;
}

/** One stream of a parse. */
export function streamOf(result: ParseResult, stream: 'stdout' | 'stderr'): string {
  return result.output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
}
