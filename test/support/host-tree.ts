/** A small tree whose sources a host compiler is called for, with kgate's answer and the compiler's own. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { CommandRequest, FileStat, Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type HostProgramAnswer, HostPrograms } from '../../src/kernel/host-programs/host-programs.ts';
import { writeFiles } from './make-host.ts';

/** What the tree has. */
export interface HostTreeSetup {
  readonly files: Readonly<Record<string, string>>;
  /** Files that earlier recipes make; kgate sees them, of unknown content. */
  readonly made?: readonly string[];
  /** Files that kgate knows and the machine does not have. */
  readonly memory?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** See the head of this file. */
export interface HostTree {
  readonly cwd: string;
  /** Requests that were run. */
  readonly runs: CommandRequest[];
  answer(line: string): HostProgramAnswer | null;
  /** What the call itself ends with and prints. */
  real(line: string): { readonly status: number | null; readonly stderr: string };
}

/** Writes the tree into a new directory. */
export function hostTree(cwd: string, { files, made = [], memory = {}, env: more = {} }: HostTreeSetup): HostTree {
  const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...more };
  writeFiles(cwd, files);
  const runs: CommandRequest[] = [];
  const node = createNodeHost({ cwd, env: environment });
  const machine: Host = { ...node, run: (request) => (runs.push(request), node.run(request)) };
  const paths = new Set(made.map((name) => join(cwd, name)));
  const texts = new Map(Object.entries(memory).map(([name, text]) => [join(cwd, name), text]));
  const madeStat: FileStat = { kind: 'file', size: 0, mtimeMs: 0, isExecutable: false };
  const seen: Host = {
    ...machine,
    stat: (path) => machine.stat(path) ?? (paths.has(path) || texts.has(path) ? madeStat : undefined),
    readFile: (path) => texts.get(path) ?? machine.readFile(path),
  };
  const programs = new HostPrograms({
    files: seen,
    machine,
    treeDirectory: cwd,
    objectTree: cwd,
    mayBeMade: (path) => paths.has(path),
  });
  const words = (line: string): string[] => line.split(' ');
  return {
    cwd,
    runs,
    answer: (line) => programs.answer({ argv: words(line), cwd, env: environment }),
    real(line) {
      const [program = '', ...args] = words(line);
      const { status, stderr } = spawnSync(program, args, { cwd, env: environment, encoding: 'latin1' });
      return { status, stderr };
    },
  };
}
