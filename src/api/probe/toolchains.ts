/** The toolchains at hand: the compilers on PATH, asked who they are, and the recorded ones. */

import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, baseName, parentPath } from '../../host/paths.ts';
import {
  type CompilerProfile,
  describeCompiler,
  kernelArchitecture,
  registeredArchitectures,
} from '../../probe/index.ts';
import type {
  BrokenCompiler,
  FoundCompiler,
  RecordedCompiler,
  ToolchainCell,
  ToolchainsResult,
} from '../../results/toolchains.ts';

/** Longest a compiler may take for one question, in milliseconds. */
const timeoutMs = 3000;
/** More than this of its words is not looked at, in bytes. */
const maxOutputBytes = 1 << 20;
/** Compilers that are asked; the rest is counted. */
const maxCompilers = 200;

/** What {@link listToolchains} needs. */
export interface ToolchainListOptions {
  readonly host: Host;
  /** The records that ship with kgate. */
  readonly profiles: readonly CompilerProfile[];
  /** Runs several programs side by side; one after the other when absent. Null: nothing may be started. */
  readonly runBatch?: ((requests: readonly CommandRequest[]) => readonly CommandResult[]) | null;
}

/** `aarch64-linux-gnu-gcc-12` in its parts; gcc-ar, gcc-nm, gcc-ranlib and clang++ are no such names. */
const compilerName = /^(?<prefix>(?:[\w.+]+-)*)(?<program>gcc|clang)(?<version>-\d[\d.]*)?$/;
/** POSIX's names for the machine's own compiler, which are scripts on Debian. */
const standardName = /^c(?:89|99|17)-gcc$/;

/** One compiler under all its names. */
interface Candidate {
  /** Where it stands, links followed. */
  readonly path: string;
  /** What is started: the name on PATH, which is what a policy trusts. */
  readonly program: string;
  readonly names: string[];
}

/** Gathers names that lead to one program. */
function findCandidates(host: Host): { readonly candidates: Candidate[]; readonly broken: BrokenCompiler[] } {
  const byProgram = new Map<string, Candidate>();
  const broken: BrokenCompiler[] = [];
  const taken = new Set<string>();
  const directories = new Set<string>();
  for (const entry of (host.env['PATH'] ?? '').split(':')) {
    const directory = host.realPath(absolutePath(host.cwd, entry === '' ? '.' : entry));
    if (directory === undefined || directories.has(directory)) continue;
    directories.add(directory);
    for (const file of host.readDirectory(directory) ?? []) {
      const parts = compilerName.exec(file)?.groups;
      if (parts === undefined || standardName.test(file)) continue;
      const path = absolutePath(directory, file);
      const stat = host.stat(path);
      const problem =
        stat === undefined
          ? 'a link that leads nowhere'
          : stat.kind === 'directory'
            ? 'a directory'
            : stat.kind !== 'file'
              ? 'no regular file'
              : stat.isExecutable
                ? null
                : 'not executable';
      if (problem !== null) {
        broken.push({ name: file, path, problem });
        continue;
      }
      const real = host.realPath(path) ?? path;
      // A wrapper (ccache) goes by the name it is called, and so does clang behind a triplet.
      const isDriver = compilerName.test(baseName(real)) && !(parts['program'] === 'clang' && parts['prefix'] !== '');
      // Hard links of one program look the same.
      const key = isDriver ? `${parentPath(real)} ${stat?.size} ${stat?.mtimeMs}` : path;
      // A name counts where it is first on PATH.
      const name = taken.has(file) ? path : file;
      taken.add(file);
      const known = byProgram.get(key);
      if (known === undefined) byProgram.set(key, { path: isDriver ? real : path, program: path, names: [name] });
      else known.names.push(name);
    }
  }
  for (const { names } of byProgram.values())
    names.sort((one, other) => one.length - other.length || (one < other ? -1 : 1));
  return { candidates: [...byProgram.values()], broken };
}

/** Why an answer is none, null when it is one. */
function problemOf(result: CommandResult): string | null {
  switch (result.outcome) {
    case 'exited':
      return result.status === 0 ? null : `exit status ${result.status ?? ''}${firstWords(result.stderr)}`;
    case 'signaled':
      return `killed by ${result.signal ?? 'a signal'}`;
    case 'timed-out':
      return `no answer within ${timeoutMs / 1000} s`;
    case 'too-much-output':
      return 'prints without end';
    case 'not-found':
      return 'cannot be started: its interpreter is not there';
    case 'not-executable':
      return 'cannot be started';
    case 'refused':
      return `not started: ${firstLine(result.stderr)}`;
  }
}

function firstLine(text: ByteString): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

function firstWords(text: ByteString): string {
  const line = firstLine(text);
  return line === '' ? '' : `: ${line}`;
}

const questions: readonly (readonly ByteString[])[] = [
  ['--version'],
  ['-dM', '-E', '-x', 'c', '/dev/null'],
  ['-dumpmachine'],
];

/** Asks every candidate, side by side. */
function askAll(
  candidates: readonly Candidate[],
  host: Host,
  runBatch: (requests: readonly CommandRequest[]) => readonly CommandResult[],
): { readonly found: FoundCompiler[]; readonly broken: BrokenCompiler[] } {
  const found: FoundCompiler[] = [];
  const broken: BrokenCompiler[] = [];
  const cwd = host.scratchDirectory();
  const env = { ...host.env, LC_ALL: 'C' };
  const request = ({ program }: Candidate, words: readonly ByteString[]): CommandRequest => ({
    argv: [program, ...words],
    cwd,
    env,
    input: '',
    timeoutMs,
    maxOutputBytes,
  });
  const answers = runBatch(candidates.flatMap((one) => questions.map((words) => request(one, words))));
  const clangs: Candidate[] = [];
  const pending: FoundCompiler[] = [];
  candidates.forEach((candidate, index) => {
    const [name = '', ...otherNames] = candidate.names;
    const [version, macros, machine] = answers.slice(index * questions.length, (index + 1) * questions.length);
    const results = [version, macros].flatMap((one) => one ?? []);
    const problem = results.map(problemOf).find((one) => one !== null);
    const identity = describeCompiler(macros?.stdout ?? '');
    if (problem != null || identity.vendor === 'unknown') {
      const why = problem ?? 'neither gcc nor clang by its predefined macros';
      broken.push({ name, path: candidate.path, problem: why });
      return;
    }
    const target =
      machine !== undefined && problemOf(machine) === null ? firstLine(machine.stdout).trim() || null : null;
    const architecture = target === null ? null : kernelArchitecture(target);
    if (identity.vendor === 'clang') clangs.push(candidate);
    pending.push({
      source: 'path',
      name,
      otherNames,
      vendor: identity.vendor,
      version: identity.version,
      words: firstLine(version?.stdout ?? ''),
      target,
      architectures: architecture === null ? [] : [architecture],
      path: candidate.path,
    });
  });
  const targets = runBatch(clangs.map((one) => request(one, ['--print-targets'])));
  const registered = new Map(clangs.map(({ path }, index) => [path, targets[index]]));
  for (const compiler of pending) {
    const answer = registered.get(compiler.path);
    // A clang older than 11 does not list them; its own target is known.
    const architectures =
      answer === undefined || problemOf(answer) !== null ? [] : registeredArchitectures(answer.stdout);
    found.push(architectures.length === 0 ? compiler : { ...compiler, architectures });
  }
  return { found, broken };
}

function recorded(profile: CompilerProfile): RecordedCompiler {
  const { aliases, method, name, target, vendor, version, versionOutput } = profile;
  const architecture = kernelArchitecture(target);
  return {
    source: 'profile',
    name,
    otherNames: aliases,
    vendor,
    version,
    words: firstLine(versionOutput),
    target,
    architectures: architecture === null ? [] : [architecture],
    method,
  };
}

/** Columns a compiler stands in: `gcc` for one that is called without a version, and `gcc-12`. */
function columnsOf(compiler: FoundCompiler | RecordedCompiler): string[] {
  const { name, otherNames, vendor, version } = compiler;
  const columns = version === null ? [] : [`${vendor}-${version.split('.')[0] ?? ''}`];
  if (compiler.source === 'profile') return columns;
  const isPlain = [name, ...otherNames].some(
    (one) => compilerName.exec(one)?.groups?.['version'] === undefined && !one.includes('/'),
  );
  return isPlain ? [vendor, ...columns] : columns;
}

function tableOf(compilers: readonly (FoundCompiler | RecordedCompiler)[]): ToolchainCell[] {
  const cells = new Map<string, { arch: string; toolchain: string; found: string | null; recorded: string | null }>();
  for (const compiler of compilers) {
    for (const arch of compiler.architectures) {
      for (const toolchain of columnsOf(compiler)) {
        const key = `${arch} ${toolchain}`;
        const cell = cells.get(key) ?? { arch, toolchain, found: null, recorded: null };
        if (compiler.source === 'path') cell.found ??= compiler.version;
        else cell.recorded ??= compiler.version;
        cells.set(key, cell);
      }
    }
  }
  return [...cells.values()].sort(
    (one, other) => compare(one.arch, other.arch) || compareColumns(one.toolchain, other.toolchain),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** gcc before clang, without a version first, then by number. */
function compareColumns(one: string, other: string): number {
  const parts = (name: string): [string, number] => {
    const [vendor = '', number = '0'] = name.split('-');
    return [vendor === 'gcc' ? '' : vendor, Number(number)];
  };
  const [left, right] = [parts(one), parts(other)];
  return compare(left[0], right[0]) || left[1] - right[1];
}

/** Lists recorded toolchains and the compilers on PATH. Never throws for a broken one: it is listed as that. */
export function listToolchains(options: ToolchainListOptions): ToolchainsResult {
  const { host, profiles, runBatch } = options;
  const notes: string[] = [];
  const compilers: (FoundCompiler | RecordedCompiler)[] = [];
  const broken: BrokenCompiler[] = [];
  if (runBatch === null) notes.push('nothing may be started, so compilers on PATH are not looked for');
  else {
    const { candidates, broken: unusable } = findCandidates(host);
    const run = runBatch ?? ((requests: readonly CommandRequest[]) => requests.map((request) => host.run(request)));
    const asked = askAll(candidates.slice(0, maxCompilers), host, run);
    compilers.push(...asked.found);
    broken.push(...unusable, ...asked.broken);
    if (candidates.length > maxCompilers)
      notes.push(`${candidates.length - maxCompilers} more compilers on PATH were not asked`);
  }
  compilers.sort((one, other) => compare(one.target ?? '', other.target ?? '') || compare(one.name, other.name));
  compilers.push(...profiles.map(recorded));
  const table = tableOf(compilers);
  return {
    schemaVersion: 1,
    architectures: [...new Set(table.map((cell) => cell.arch))],
    toolchains: [...new Set(table.map((cell) => cell.toolchain))].sort(compareColumns),
    table,
    compilers,
    broken,
    notes,
  };
}
