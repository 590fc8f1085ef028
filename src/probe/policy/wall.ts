/**
 * The second wall of `--shell=probe`: programs whose words were allowed run in a container all the same. They see the
 * tree only where their words lead there, and start in an empty directory else.
 */
import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { CommandRequest, CommandResult } from '../../host/host.ts';
import { baseName, isBelow, normalPath } from '../../host/paths.ts';
import { isWrapper, toolRole } from '../../toolchain/tool-role.ts';
import { type Containers, createContainers, emptyDirectory } from './containers.ts';
import { placeOf, type VisibleOptions } from './visible-places.ts';

/** Puts allowed programs behind the wall. */
export interface Wall {
  /** The request in its container; as it is where there is no wall. `program` is the path of the program that was found. */
  contain(request: CommandRequest, program: ByteString): CommandRequest;
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
  const places = [...new Set(options.trees.flatMap((tree) => [normalPath('/', tree), placeOf(host, '/', tree)]))];
  const isOfTree = (path: ByteString): boolean => places.some((place) => isBelow(place, path));
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

  /** True where a word may lead into the tree, or a text may take in a file by a relative name. */
  function needsTree({ argv, cwd, input = '' }: CommandRequest): boolean {
    // rustup chooses by directory.
    if (toolRole(argv[0] ?? '') === 'rust' || takesIn.test(input)) return true;
    const scratch = `${normalPath('/', host.scratchDirectory())}/`;
    return argv.some((word, at) =>
      word.startsWith(scratch) ? argv[at - 1] !== '-o' && readsTree(word) : leadsToTree(word, cwd),
    );
  }

  /** Words of which it is known, by the directory that they were asked for in. */
  const words = new Map<ByteString, Map<ByteString, boolean>>();

  function leadsToTree(word: ByteString, cwd: ByteString): boolean {
    let known = words.get(cwd);
    if (known === undefined) words.set(cwd, (known = new Map()));
    let answer = known.get(word);
    if (answer === undefined) known.set(word, (answer = pathsIn(word).some((path) => isPathOfTree(path, cwd))));
    return answer;
  }

  function isPathOfTree(path: ByteString, cwd: ByteString): boolean {
    // What is found from where the program starts is to be found.
    if (!path.startsWith('/')) return path.includes('/') || host.hasEntry(normalPath(cwd, path));
    return isOfTree(normalPath('/', path)) || isOfTree(placeOf(host, '/', path));
  }

  function readsTree(path: ByteString): boolean {
    try {
      return takesIn.test(host.readFile(path) ?? '');
    } catch {
      return false;
    }
  }

  return {
    contain(request, program) {
      const found = wanted();
      if (found === null) return request;
      const kind = kindOf(program);
      const hasTree = kind !== 'program' || needsTree(request);
      const view = { hasTree, hasHome: kind !== 'program', ...(hasTree && { other: host.cwd }) };
      const env: Record<string, ByteString> = { ...request.env };
      if ('TMPDIR' in env) env['TMPDIR'] = '/tmp';
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

/** Ways in which a text takes in a file by its name: `#include`, `.include`, `.incbin`, `#embed`, linker scripts. */
const takesIn = /inc(?:lude|bin)|embed|INPUT|GROUP/;

/** Options that a path follows in the same word. Source: manuals of gcc 12 and binutils 2.40. */
const joined =
  /^-(?:[ILBTRYFo]|include|imacros|isystem|iquote|idirafter|iprefix|iwithprefix(?:before)?|isysroot|dT)(?=[\w./])/;

/** Options whose words lead nowhere: macros, and names that are replaced in the output. */
const pathless = /^-[DU]|^-f[a-z]+-prefix-map=/;

/** Parts of a word that may be a path: the word, what follows an option's letter, and what stands behind `=`, `,`, `:` or `@`. */
function pathsIn(word: ByteString): ByteString[] {
  if (pathless.test(word)) return [];
  const parts = word.split(/[=,:@]/).slice(word.startsWith('-') ? 1 : 0);
  const behind = word.replace(joined, '');
  return [...parts, ...(word.startsWith('-') && behind !== word ? [behind.split(/[=,:]/)[0] ?? ''] : [])].filter(
    (part) => part !== '',
  );
}
