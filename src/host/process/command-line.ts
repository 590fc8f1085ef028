import { errorCode } from '../node/error-code.ts';
import { accessSync, constants, statSync } from 'node:fs';
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { notLocatedResult, notStartedResult } from '../command-result.ts';
import type { CommandRequest, CommandResult } from '../host.ts';
import { removeTree } from '../node/scratch-place.ts';
import { writeScratchFile } from '../node/scratch-file.ts';
import { absolutePath, toFsPath } from '../paths.ts';
import { withPrivateTemporary } from './private-temporary.ts';

/** Time limit for a command that names none, in milliseconds. */
export const defaultTimeoutMs = 60_000;
/** Output limit for a command that names none, in bytes for stdout and stderr each. */
export const defaultMaxOutputBytes = 16 * 1024 * 1024;

/** A {@link CommandRequest} in the ordinary strings that Node takes. */
export interface PreparedCommand {
  /** The request as it is run; see {@link withPrivateTemporary}. */
  readonly request: CommandRequest;
  /** The result for the one who asked. */
  readonly restore: (result: CommandResult) => CommandResult;
  readonly file: string;
  readonly args: readonly string[];
  /** Undefined: the process's own directory, because Node cannot spell the wanted one. */
  readonly cwd: string | undefined;
  readonly env: Record<string, string>;
  readonly input: Buffer;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** Removes what preparing left behind. */
  readonly dispose: () => void;
}

function nothing(): void {}

/** True when Node's UTF-8 encoding gives the very bytes back. */
function survivesUtf8(text: ByteString): boolean {
  return encodeBytes(decodeBytes(text)) === text;
}

/** One word for a POSIX shell, byte for byte. */
export function quote(text: ByteString): ByteString {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function isDirectory(path: ByteString): boolean {
  try {
    return statSync(toFsPath(path)).isDirectory();
  } catch {
    return false;
  }
}

/** `file` that can be run, `denied` that is there but cannot, or undefined. */
function lookAt(path: ByteString): 'runnable' | 'denied' | undefined {
  try {
    if (!statSync(toFsPath(path)).isFile()) return 'denied';
  } catch (error) {
    return errorCode(error) === 'EACCES' ? 'denied' : undefined;
  }
  try {
    accessSync(toFsPath(path), constants.X_OK);
    return 'runnable';
  } catch {
    return 'denied';
  }
}

/**
 * Looks a program up as execvp does: a name with a slash from `cwd`, any other along PATH, where an
 * entry that cannot be run is remembered and passed over.
 * Source: POSIX.1-2017 exec (PATH lookup, EACCES) and XCU 2.8.2 (statuses 126 and 127).
 */
function findProgram(request: CommandRequest): ByteString | CommandResult {
  const program = request.argv[0] ?? '';
  if (program === '') return notStartedResult('not-found', 'empty command\n');
  let denied = false;
  if (program.includes('/')) {
    const path = absolutePath(request.cwd, program);
    const look = lookAt(path);
    if (look === 'runnable') return path;
    denied = look === 'denied';
  } else {
    for (const directory of (request.env['PATH'] ?? '/bin:/usr/bin').split(':')) {
      const path = absolutePath(request.cwd, directory === '' ? program : `${directory}/${program}`);
      const look = lookAt(path);
      if (look === 'runnable') return path;
      if (look === 'denied' && !isDirectory(path)) denied = true;
    }
  }
  return notLocatedResult(program, denied);
}

/**
 * Turns a request into what Node's spawn takes, or into the result of a command that cannot start.
 * Node encodes every argument as UTF-8; a request with bytes that are no UTF-8 therefore goes through
 * a one-line script in `scratch()`, which `/bin/sh` reads byte by byte. Throws TroubleError where that cannot be written.
 */
export function prepareCommand(asked: CommandRequest, scratch: () => ByteString): PreparedCommand | CommandResult {
  if (asked.argv.some((word) => word.includes('\0'))) {
    return notStartedResult('not-executable', 'argument with a NUL byte\n');
  }
  // A container may have directories of its own.
  if (asked.container === undefined && !isDirectory(asked.cwd))
    return notStartedResult('not-found', `${asked.cwd}: no such directory\n`);
  const found = findProgram(asked);
  if (typeof found !== 'string') return found;
  // A container has a private directory for temporary files.
  const { request, restore } =
    asked.container === undefined
      ? withPrivateTemporary(asked, found, scratch)
      : { request: asked, restore: (result: CommandResult) => result };

  const common = {
    request,
    restore,
    input: Buffer.from(request.input ?? '', 'latin1'),
    timeoutMs: request.timeoutMs ?? defaultTimeoutMs,
    maxOutputBytes: request.maxOutputBytes ?? defaultMaxOutputBytes,
  };
  const env: Record<string, string> = {};
  const rawEnv: [string, ByteString][] = [];
  for (const [name, value] of Object.entries(request.env)) {
    if (value.includes('\0')) continue;
    if (survivesUtf8(value)) env[decodeBytes(name)] = decodeBytes(value);
    else rawEnv.push([name, value]);
  }
  const rawCwd = !survivesUtf8(request.cwd);
  if (rawEnv.length === 0 && !rawCwd && request.argv.every(survivesUtf8)) {
    const [file = '', ...args] = request.argv.map(decodeBytes);
    return { ...common, file, args, cwd: decodeBytes(request.cwd), env, dispose: nothing };
  }

  // The shell sets PWD and may set OLDPWD; the child of the detour must see neither unless asked for.
  const lines = rawCwd ? [`cd ${quote(request.cwd)} || exit 127`] : [];
  for (const name of ['PWD', 'OLDPWD']) {
    const value = request.env[name];
    lines.push(value === undefined ? `unset ${name}` : `${name}=${quote(value)}; export ${name}`);
  }
  for (const [name, value] of rawEnv) {
    if (/^[A-Za-z_]\w*$/.test(name)) lines.push(`${name}=${quote(value)}; export ${name}`);
  }
  lines.push(`exec ${request.argv.map(quote).join(' ')}`);
  const script = `${scratch()}/command-${process.pid}-${(scriptCount += 1)}.sh`;
  writeScratchFile(script, `${lines.join('\n')}\n`);
  return {
    ...common,
    file: '/bin/sh',
    args: [decodeBytes(script)],
    cwd: rawCwd ? undefined : decodeBytes(request.cwd),
    env,
    dispose: () => removeTree(script),
  };
}

/** Scripts written by this thread so far; makes their names unique. */
let scriptCount = 0;

/** How a program that was started ended. */
export function outcomeOf(end: {
  readonly isTimedOut: boolean;
  readonly isTooMuch: boolean;
  readonly status: number | null;
  readonly signal: string | null;
}): Pick<CommandResult, 'outcome' | 'status' | 'signal'> {
  if (end.isTimedOut) return { outcome: 'timed-out', status: null, signal: null };
  if (end.isTooMuch) return { outcome: 'too-much-output', status: null, signal: null };
  if (end.signal !== null) return { outcome: 'signaled', status: null, signal: end.signal };
  return { outcome: 'exited', status: end.status, signal: null };
}

/** True for a prepared command, false for a ready result. */
export function isPrepared(value: PreparedCommand | CommandResult): value is PreparedCommand {
  return 'file' in value;
}

/** Kills every process of a group; a group that is gone is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined || pid <= 1) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nothing left to kill.
  }
}
