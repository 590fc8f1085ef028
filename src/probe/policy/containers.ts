/**
 * Containers of bubblewrap: programs of the machine, read-only; no network, no other processes, no sockets, nothing of
 * the user's; an unprivileged user, no way to gain privileges. The environment reaches the program alone: bubblewrap
 * itself is started with none of it, so that no LD_PRELOAD of a tree works outside.
 */
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { notStartedResult } from '../../host/command-result.ts';
import type { CommandRequest, CommandResult, Container } from '../../host/host.ts';
import { processor } from '../../host/node/system-names.ts';
import { isBelow, normalPath } from '../../host/paths.ts';
import { signalName } from '../../host/process/signals.ts';
import { locateProgram } from '../locate.ts';
import { seccompFilter } from './seccomp.ts';
import { visiblePlaces, type VisibleOptions } from './visible-places.ts';

/** What is in a container in addition to programs. */
export interface ContainerView {
  /** The tree and where its build goes, read-only. */
  readonly hasTree: boolean;
  /** The user's own directory, read-only. */
  readonly hasHome: boolean;
  /** A further directory, absolute, read-only. */
  readonly other?: ByteString;
}

/** The containers of one host. */
export interface Containers {
  /** The one with a view; the same one each time. */
  container(view: ContainerView): Container;
  /** The result of a program in a container. Throws HostError `host/no-sandbox` when bubblewrap failed. */
  unwrap(request: CommandRequest, result: CommandResult): CommandResult;
  /** True for a place that is in the container of a view. */
  shows(path: ByteString, view: ContainerView): boolean;
}

const hint = 'install bubblewrap (Debian package bubblewrap) and allow user namespaces, or use --shell=probe or deny';

/** The user that represents no other one, by number on every Linux. Source: Documentation/admin-guide/sysctl/fs.rst, overflowuid. */
const overflowUser = '65534';

/** An empty directory in every container, for programs that need none. */
export const emptyDirectory = '/tmp/empty';

/**
 * Files of /proc that only a reader in the know of secrets or a writer has a use for, apart from those with an owner.
 * Source: proc(5); Documentation/filesystems/proc.rst of Linux 6.12.
 */
const withheldOfProc = ['keys', 'key-users', 'kcore', 'kmsg', 'kallsyms', 'sysrq-trigger', 'timer_list', 'sched_debug'];
/** Directories of /proc by which the machine is set up. `sys` holds `core_pattern`. */
const fixedOfProc = [
  'sys',
  'irq',
  'bus',
  'acpi',
  'scsi',
  'fs',
  'driver',
  'tty',
  'mtrr',
  'asound',
  'sysvipc',
  'pressure',
];

/** Finds bubblewrap and tries it. Throws HostError `host/no-sandbox` when there is none or it does not work. */
export function createContainers(options: VisibleOptions): Containers {
  const { host, trees } = options;
  const path = (host.env['PATH'] ?? '/usr/bin:/bin')
    .split(':')
    .filter((entry) => entry.startsWith('/') && !trees.some((tree) => isBelow(normalPath('/', tree), entry)))
    .join(':');
  const found = locateProgram(host, 'bwrap', path, '/');
  if (found.kind !== 'found') throw new HostError('host/no-sandbox', 'bwrap: not found', { hint });
  const places = visiblePlaces(options);
  const known = new Map<string, Container>();
  const container = (view: ContainerView): Container => {
    const key = JSON.stringify(view);
    const made = known.get(key) ?? makeContainer(options, found.path, places, view);
    known.set(key, made);
    return made;
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

  /** Why bubblewrap does not work here, null when it does. */
  const trial = (): string | null => {
    const { outcome, status, stderr } = host.run({
      argv: ['true'],
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      timeoutMs: 10_000,
      container: container({ hasTree: true, hasHome: false }),
    });
    return outcome === 'exited' && status === 0 ? null : stderr.trim() || outcome;
  };
  const problem = trial();
  if (problem !== null) throw new HostError('host/no-sandbox', problem.replace(/^(?!bwrap)/, 'bwrap: '), { hint });
  const scratch = normalPath('/', host.scratchDirectory());
  const own = trees.map((tree) => normalPath('/', tree));
  return {
    container,
    unwrap,
    shows(place, { hasHome, hasTree, other }) {
      if (!places.isHidden(place)) return true;
      const shown = [scratch, '/tmp', '/var/tmp', '/run', ...places.tools, ...(hasTree ? own : [])];
      if (hasHome && places.home !== null) shown.push(places.home);
      if (other !== undefined) shown.push(other);
      return shown.some((root) => isBelow(root, place) && (place === root || !emptied.includes(root)));
    },
  };
}

/** Directories that every container has and that are empty there. */
const emptied = ['/tmp', '/var/tmp', '/run'];

function makeContainer(
  { host, trees }: VisibleOptions,
  program: ByteString,
  places: ReturnType<typeof visiblePlaces>,
  { hasHome, hasTree, other }: ContainerView,
): Container {
  const scratch = normalPath('/', host.scratchDirectory());
  const isDirectory = (path: ByteString): boolean => host.stat(path)?.kind === 'directory';
  const readOnly = (path: ByteString): ByteString[] => ['--ro-bind', path, path];
  const words = ['--unshare-all', '--unshare-user', '--uid', overflowUser, '--gid', overflowUser];
  words.push('--die-with-parent', '--new-session', '--cap-drop', 'ALL');
  words.push(...places.top.flatMap(readOnly));
  for (const [name, target] of places.links) words.push('--symlink', target, name);
  words.push('--dev', '/dev', '--tmpfs', '/dev/shm', '--proc', '/proc');
  for (const name of fixedOfProc)
    if (host.stat(`/proc/${name}`) !== undefined) words.push(...readOnly(`/proc/${name}`));
  for (const name of withheldOfProc)
    if (host.stat(`/proc/${name}`) !== undefined) words.push(...withheld(`/proc/${name}`));
  // How many processors there are, which getconf and nproc read.
  if (isDirectory('/sys/devices/system/cpu')) words.push(...readOnly('/sys/devices/system/cpu'));
  for (const directory of [...emptied, ...places.emptied]) words.push('--tmpfs', directory);
  words.push('--dir', emptyDirectory);
  if (hasHome && places.home !== null) words.push(...readOnly(places.home));
  words.push(...places.tools.flatMap(readOnly));
  for (const path of places.withheld) words.push(...withheld(path));
  const own = [...new Set(trees.flatMap((tree) => [normalPath('/', tree), host.realPath(tree) ?? tree]))];
  for (const tree of own.filter(isDirectory)) {
    if (hasTree) words.push(...readOnly(tree));
    // One that holds what programs are made of stays.
    else if (!places.isHidden(tree) && !holdsPrograms(tree)) words.push('--tmpfs', tree);
  }
  if (other !== undefined && places.isHidden(other)) words.push(...readOnly(other));
  words.push('--bind', scratch, scratch);

  const filter = seccompFilter(processor);
  const file = `${scratch}/container/calls`;
  const start = [program];
  if (filter !== null && host.writeScratchFile(file, filter)) {
    // A descriptor comes from a shell; the program that takes it is not to be changed from inside.
    start.splice(0, 1, '/bin/sh', '-c', 'exec 9<"$0"; exec "$@"', file, program, '--seccomp', '9');
    words.push(...readOnly(`${scratch}/container`));
  }
  // What is below them is in place by then.
  const fixed = ['/', '/dev', ...places.emptied].flatMap((path) => ['--remount-ro', path]);
  return { words: [...start, ...words], end: fixed };
}

/** A device that cannot be opened there takes the file's place. */
function withheld(path: ByteString): ByteString[] {
  return ['--ro-bind', '/dev/null', path];
}

function holdsPrograms(directory: ByteString): boolean {
  return ['/usr', '/bin', '/lib', '/etc', '/opt', '/nix', '/proc'].some((place) => isBelow(directory, place));
}

/** True for bytes that Node hands on as they are. */
export function isUtf8(text: ByteString): boolean {
  return !/[\x80-\xff]/.test(text) || encodeBytes(decodeBytes(text)) === text;
}
