/**
 * The second wall of `--shell=probe`: programs whose words were allowed run in a container all the same. They see the
 * tree only where they read a file of it, and start in an empty directory else.
 */
import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { CommandRequest, CommandResult } from '../../host/host.ts';
import { baseName, normalPath } from '../../host/paths.ts';
import { isWrapper, toolRole } from '../../toolchain/tool-role.ts';
import { type Containers, createContainers, emptyDirectory } from './containers.ts';
import type { VisibleOptions } from './visible-places.ts';

/** Puts allowed programs behind the wall. */
export interface Wall {
  /**
   * The request in its container; as it is where there is no wall. `program` is the path of the program that was found,
   * `readsTree` whether its words or its input lead to a file of the tree.
   */
  contain(request: CommandRequest, program: ByteString, readsTree: boolean): CommandRequest;
  /** The result of the program behind a result from the container. */
  result(request: CommandRequest, result: CommandResult): CommandResult;
}

/** Programs larger than this are no scripts. */
const maxScriptBytes = 1024 * 1024;

/** The wall; `onMissing` gets the reason once where none can be made. Nothing is started before the first program is. */
export function createWall(options: VisibleOptions, onMissing: (reason: string) => void): Wall {
  const { host } = options;
  let containers: Containers | null | undefined;
  const wanted = (): Containers | null => {
    if (containers !== undefined) return containers;
    try {
      return (containers = createContainers(options));
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      onMissing(error.message);
      return (containers = null);
    }
  };
  const kinds = new Map<ByteString, ProgramKind>();
  const kindOf = (program: ByteString): ProgramKind => {
    const known = kinds.get(program) ?? readKind(program);
    kinds.set(program, known);
    return known;
  };

  type ProgramKind = 'program' | 'script' | 'ccache';
  function readKind(program: ByteString): ProgramKind {
    const place = host.realPath(program) ?? program;
    if (baseName(place) === 'ccache') return 'ccache';
    const stat = host.stat(place);
    if (isWrapper(place) || stat === undefined) return 'script';
    if (stat.size > maxScriptBytes) return 'program';
    try {
      return host.readFile(place)?.startsWith('#!') === false ? 'program' : 'script';
    } catch {
      return 'script';
    }
  }

  return {
    contain(request, program, readsTree) {
      const found = wanted();
      if (found === null) return request;
      const kind = kindOf(program);
      const hasTree = kind !== 'program' || readsTree;
      const view = { hasTree, hasHome: kind !== 'program', ...(hasTree && { other: host.cwd }) };
      const env: Record<string, ByteString> = { ...request.env };
      const { HOME } = request.env;
      if (kind === 'program' && HOME !== undefined) {
        env['HOME'] = emptyDirectory;
        if (toolRole(program) === 'rust') {
          env['RUSTUP_HOME'] ??= `${HOME}/.rustup`;
          env['CARGO_HOME'] ??= `${HOME}/.cargo`;
        }
      }
      if (kind === 'ccache') Object.assign(env, ccacheSettings(request));
      const isThere = hasTree && found.shows(normalPath('/', request.cwd), view);
      return { ...request, env, cwd: isThere ? request.cwd : emptyDirectory, container: found.container(view) };
    },
    result: (request, result) => (containers == null ? result : containers.unwrap(request, result)),
  };

  /** The user's settings with a store of its own. Source: ccache(1) 4.8, "Configuration". */
  function ccacheSettings({ env }: CommandRequest): Record<string, ByteString> {
    const { CCACHE_CONFIGPATH, CCACHE_DIR, HOME = '/', XDG_CACHE_HOME, XDG_CONFIG_HOME } = env;
    const files = [
      CCACHE_CONFIGPATH,
      CCACHE_DIR === undefined ? undefined : `${CCACHE_DIR}/ccache.conf`,
      `${HOME}/.ccache/ccache.conf`,
      `${XDG_CONFIG_HOME ?? `${HOME}/.config`}/ccache/ccache.conf`,
      `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/ccache/ccache.conf`,
    ];
    const settings = files.find((file) => file !== undefined && host.stat(file)?.kind === 'file');
    return { CCACHE_DIR: '/tmp/ccache', ...(settings !== undefined && { CCACHE_CONFIGPATH: settings }) };
  }
}
