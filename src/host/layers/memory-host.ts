import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { exitedResult, notLocatedResult } from '../command-result.ts';
import type { CommandRequest, CommandResult, Host } from '../host.ts';
import { baseName, normalPath, parentPath } from '../paths.ts';
import { bytesOf } from './layer-host.ts';
import { Progress } from '../../core/progress.ts';

/** The answer of a scripted command; the rest is exit status 0 and no output. */
export type ScriptedResult = Partial<CommandResult>;

/** What {@link createMemoryHost} takes. */
export interface MemoryHostOptions {
  /** Texts by path, relative to `cwd` or absolute; directories follow from them. */
  readonly files?: Readonly<Record<string, ByteString>>;
  /** Further, empty directories. */
  readonly directories?: readonly string[];
  /** Paths of files that can be run. */
  readonly executables?: readonly string[];
  /** Absolute; `/work` when absent. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Answers a command; undefined means that there is no such program. */
  readonly run?: (request: CommandRequest) => ScriptedResult | undefined;
}

/** A {@link Host} without a machine, for unit tests. */
export interface MemoryHost extends Host {
  /** Every command asked for, in order. */
  readonly calls: readonly CommandRequest[];
  /** Adds or replaces a file. */
  writeFile(path: string, text: ByteString): void;
}

/** A host that holds its files in memory and answers commands from a script. It has no symbolic links. */
export function createMemoryHost(options: MemoryHostOptions = {}): MemoryHost {
  const cwd = options.cwd ?? '/work';
  const files = new Map<string, ByteString>();
  /** Directory to the set of its entries. */
  const directories = new Map<string, Set<string>>([['/', new Set()]]);
  const calls: CommandRequest[] = [];
  const executables = new Set((options.executables ?? []).map((path) => normalPath(cwd, path)));

  function addDirectory(path: string): Set<string> {
    let entries = directories.get(path);
    if (entries === undefined) {
      entries = new Set();
      directories.set(path, entries);
      addDirectory(parentPath(path)).add(baseName(path));
    }
    return entries;
  }
  function writeFile(path: string, text: ByteString): void {
    const full = normalPath(cwd, path);
    files.set(full, text);
    addDirectory(parentPath(full)).add(baseName(full));
  }

  function readFile(path: string): ByteString | undefined {
    const full = normalPath(cwd, path);
    if (directories.has(full)) throw new HostError('host/not-a-file', `${path}: is a directory`);
    return files.get(full);
  }

  addDirectory(normalPath('/', cwd));
  for (const path of options.directories ?? []) addDirectory(normalPath(cwd, path));
  for (const [path, text] of Object.entries(options.files ?? {})) writeFile(path, text);

  return {
    cwd,
    env: options.env ?? {},
    calls,
    writeFile,

    readFile,
    readBytes: (path) => bytesOf(readFile(path)),

    stat(path) {
      const full = normalPath(cwd, path);
      const text = files.get(full);
      if (text !== undefined) {
        return { kind: 'file', size: text.length, mtimeMs: 0, isExecutable: executables.has(full) };
      }
      return directories.has(full) ? { kind: 'directory', size: 0, mtimeMs: 0, isExecutable: false } : undefined;
    },

    readDirectory(path) {
      const entries = directories.get(normalPath(cwd, path));
      return entries === undefined ? undefined : [...entries].sort();
    },

    hasEntry(path) {
      const full = normalPath(cwd, path);
      return files.has(full) || directories.has(full);
    },

    writeProblem: () => null,

    realPath(path) {
      const full = normalPath(cwd, path);
      return files.has(full) || directories.has(full) ? full : undefined;
    },

    prefetch: null,
    policyLog: null,
    budget: null,
    progress: new Progress(),

    run(request) {
      calls.push(request);
      const answer = options.run?.(request);
      if (answer === undefined) return notLocatedResult(request.argv[0] ?? '', false);
      return { ...exitedResult(), ...answer };
    },

    scratchDirectory: () => {
      addDirectory('/scratch');
      return '/scratch';
    },

    standIn() {
      addDirectory('/scratch');
      return '/scratch';
    },

    writeScratchFile(path, text) {
      writeFile(path, text);
      return true;
    },
  };
}
