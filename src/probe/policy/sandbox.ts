/**
 * Programs inside bubblewrap: no network, no way to write but a private /tmp and the scratch directory, no other
 * processes, no privileges. The environment reaches the program alone: bwrap itself is started with none of it, so
 * that no LD_PRELOAD of a tree works outside.
 */

import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { notLocatedResult, notStartedResult } from '../../host/command-result.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, isBelow, normalPath } from '../../host/paths.ts';
import { signalName } from '../../host/process/signals.ts';
import { locateProgram } from '../locate.ts';

/** What {@link createSandbox} needs. */
export interface SandboxOptions {
  readonly host: Host;
  /** Directories that stay to be seen, wherever they are. */
  readonly trees: readonly ByteString[];
}

/** Puts programs into the sandbox. */
export interface Sandbox {
  /** The request that runs another one inside. */
  wrap(request: CommandRequest): CommandRequest;
  /** The result of the program behind a result of bwrap. Throws HostError `host/no-sandbox` when bwrap failed. */
  unwrap(request: CommandRequest, result: CommandResult): CommandResult;
}

const hint = 'install bubblewrap (Debian package bubblewrap) and allow user namespaces, or use --shell=probe or deny';

/** Directories that hold sockets of services and files of others. */
const hidden = ['/tmp', '/var/tmp', '/run', '/dev/shm'];

/** Finds bwrap and tries it. Throws HostError `host/no-sandbox` when there is none or it does not work. */
export function createSandbox({ host, trees }: SandboxOptions): Sandbox {
  const path = (host.env['PATH'] ?? '/usr/bin:/bin')
    .split(':')
    .filter((entry) => entry.startsWith('/') && !trees.some((tree) => isBelow(normalPath('/', tree), entry)))
    .join(':');
  const found = locateProgram(host, 'bwrap', path, '/');
  if (found.kind !== 'found') throw new HostError('host/no-sandbox', 'bwrap: not found', { hint });
  const program = found.path;
  const isHidden = (directory: ByteString): boolean => hidden.some((root) => isBelow(root, directory));
  const isDirectory = (directory: ByteString): boolean => host.stat(directory)?.kind === 'directory';
  const temporary = host.env['TMPDIR'] ?? '';
  const isOwnTemporary = /^\/[^/]/.test(temporary) && !isHidden(normalPath('/', temporary)) && isDirectory(temporary);
  /** What has to be seen although it lies in a hidden directory. */
  const shown = [...new Set([...trees, ...path.split(':')].map((entry) => normalPath('/', entry)))].filter(
    (entry) => isHidden(entry) && isDirectory(entry),
  );

  const wrap = (request: CommandRequest): CommandRequest => {
    const { argv, cwd, env } = request;
    const scratch = normalPath('/', host.scratchDirectory());
    const words = [program, '--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'];
    words.push('--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc');
    for (const directory of hidden)
      if (directory !== '/dev/shm' && isDirectory(directory)) words.push('--tmpfs', directory);
    // Its own files may be there, and nothing of it is to be written.
    const binds = [...shown, normalPath('/', cwd)].filter(
      (entry, at, all) => isHidden(entry) && all.indexOf(entry) === at,
    );
    for (const directory of binds) words.push('--ro-bind', directory, directory);
    words.push('--bind', scratch, scratch, '--chdir', cwd, '--clearenv');
    for (const [name, value] of Object.entries(env)) {
      // What Node cannot hand on without a shell is left out.
      if (/^[^=\0]+$/.test(name) && !/\0/.test(value) && isUtf8(name + value)) words.push('--setenv', name, value);
    }
    // A compiler has to have a place for what it writes in between.
    if (binds.includes('/tmp')) words.push('--setenv', 'TMPDIR', scratch);
    else if (isOwnTemporary) words.push('--setenv', 'TMPDIR', '/tmp');
    return { ...request, argv: [...words, '--', ...argv], env: { PATH: path } };
  };

  const unwrap = (request: CommandRequest, result: CommandResult): CommandResult => {
    if (result.outcome !== 'exited') return result;
    const status = result.status ?? 0;
    const name = request.argv[0] ?? '';
    const signal = signalName(status - 128);
    // As a shell sees it; a program that ends with such a status by itself looks the same.
    if (signal !== null) return { ...result, outcome: 'signaled', status: null, signal };
    const words = /^bwrap: (?:execvp ([^\n]*): )?([^\n]*)\n$/.exec(result.stderr);
    if (status !== 1 || result.stdout !== '' || words === null) return result;
    if (words[1] === name) {
      const isMissing = words[2] === 'No such file or directory';
      const failed = notStartedResult(
        isMissing ? 'not-found' : 'not-executable',
        `${name}: ${isMissing ? 'not found' : (words[2] ?? '')}\n`,
      );
      return { ...failed, durationMs: result.durationMs };
    }
    if (trial() === null) return result;
    throw new HostError('host/no-sandbox', `bwrap: ${words[2] ?? ''}`, { hint });
  };

  /** Why bwrap does not work here, null when it does. */
  const trial = (): string | null => {
    const { outcome, status, stderr } = host.run({
      ...wrap({ argv: ['true'], cwd: '/', env: { PATH: '/usr/bin:/bin' } }),
      timeoutMs: 10_000,
    });
    return outcome === 'exited' && status === 0 ? null : stderr.trim() || outcome;
  };
  const problem = trial();
  if (problem !== null) throw new HostError('host/no-sandbox', problem.replace(/^(?!bwrap)/, 'bwrap: '), { hint });
  return { wrap, unwrap };
}

/** True for bytes that Node hands on as they are. */
export function isUtf8(text: ByteString): boolean {
  return !/[\x80-\xff]/.test(text) || encodeBytes(decodeBytes(text)) === text;
}

/** Finds the program of a request; null when it is there, else what a direct start of it gives. */
export function missingProgram(host: Host, { argv, cwd, env }: CommandRequest): CommandResult | null {
  const name = argv[0] ?? '';
  const isThere = host.stat(absolutePath(cwd, '.'))?.kind === 'directory';
  const location = locateProgram(host, name, env['PATH'] ?? '/bin:/usr/bin', cwd);
  if (!isThere) return notStartedResult('not-found', `${cwd}: no such directory\n`);
  return location.kind === 'found' ? null : notLocatedResult(name, location.kind === 'denied');
}
