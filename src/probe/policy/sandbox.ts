/** `--shell=sandbox`: every program in a container of its own, in which the tree is to be seen. */
import type { ByteString } from '../../core/bytes.ts';
import { notLocatedResult, notStartedResult } from '../../host/command-result.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import { inOwnContainer } from '../../host/process/container.ts';
import { locateProgram } from '../locate.ts';
import { createContainers, isUtf8 } from './containers.ts';
import type { VisibleOptions } from './visible-places.ts';

/** Puts programs into the sandbox. */
export interface Sandbox {
  /** True where the directory that a program starts in is to be seen inside. */
  shows(request: CommandRequest): boolean;
  /** The request that runs another one inside. */
  wrap(request: CommandRequest): CommandRequest;
  /** The result of the program behind a result of bwrap. Throws HostError `host/no-sandbox` when bwrap failed. */
  unwrap(request: CommandRequest, result: CommandResult): CommandResult;
}

/** Finds bwrap and tries it. Throws HostError `host/no-sandbox` when there is none or it does not work. */
export function createSandbox(options: VisibleOptions): Sandbox {
  const { host } = options;
  const containers = createContainers(options);
  const temporary = normalPath('/', host.env['TMPDIR'] ?? '/tmp');
  const view = { hasHome: false, hasTree: true };
  return {
    shows: ({ cwd }) =>
      containers.shows(host.realPath(cwd) ?? normalPath('/', cwd), view) ||
      containers.shows(normalPath('/', cwd), view),
    unwrap: containers.unwrap,
    wrap(request) {
      const env: Record<string, ByteString> = {};
      for (const [name, value] of Object.entries(request.env)) {
        // What Node cannot hand on without a shell is left out.
        if (isUtf8(name + value)) env[name] = value;
      }
      // A compiler has to have a place for what it writes in between.
      if (temporary !== '/tmp') env['TMPDIR'] = '/tmp';
      return inOwnContainer({ ...request, env, container: containers.container(view) });
    },
  };
}

/** Finds the program of a request; null when it is there, else what a direct start of it gives. */
export function missingProgram(host: Host, { argv, cwd, env }: CommandRequest): CommandResult | null {
  const name = argv[0] ?? '';
  const isThere = host.stat(absolutePath(cwd, '.'))?.kind === 'directory';
  const location = locateProgram(host, name, env['PATH'] ?? '/bin:/usr/bin', cwd);
  if (!isThere) return notStartedResult('not-found', `${cwd}: no such directory\n`);
  return location.kind === 'found' ? null : notLocatedResult(name, location.kind === 'denied');
}
