/** Which programs and which environment are the user's, and which a tree has chosen. */
import type { ByteString } from '../../core/bytes.ts';
import { notLocatedResult } from '../../host/command-result.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import { locateProgram } from '../locate.ts';
import { createPlaces, type ProbePlaces } from './places.ts';

/** What {@link createTrust} needs. */
export interface TrustOptions {
  readonly host: Host;
  /** Directories whose files are not trusted: the tree, its object directory. Absolute. */
  readonly trees: readonly ByteString[];
  /** Variables the user has set for make, and the environment kgate was started with. */
  readonly variables: Readonly<Record<string, ByteString>>;
}

/** A program that was found where the user has it, or why it was not. */
export type FoundProgram =
  /** `isNamed`: by a word of the user, or the beginning of one, and not only by its place. */
  | { readonly kind: 'found'; readonly path: ByteString; readonly isNamed: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'result'; readonly result: CommandResult };

/** An environment for a tool, or why there is none. */
export type ToolEnvironment = { readonly env: Readonly<Record<string, ByteString>> } | { readonly reason: string };

/** What belongs to the user; see {@link createTrust}. */
export interface Trust {
  readonly places: ProbePlaces;
  find(request: CommandRequest): FoundProgram;
  environment(request: CommandRequest): ToolEnvironment;
}

/** Variables that name tools; a path in one of them is the user's choice when the user has set it. */
const toolVariable = /^(?:CROSS_COMPILE\w*|LLVM|\w*(?:CC|CXX|CPP|LD|AS|AR|NM|OBJCOPY|OBJDUMP|READELF|STRIP|RUSTC))$/;

/**
 * Variables that choose what a compiler runs, reads and writes. Source: manuals of gcc 12 and clang 14, ld.so(8),
 * ccache(1), distcc(1), The rustup book. `LD_BFD` is none: it is a word of the makefiles of Linux, and no program looks at it.
 */
const deciding =
  /^(?:LD_(?!BFD$)\w+|GCC_\w+|COLLECT_\w+|COMPILER_PATH|LIBRARY_PATH|CPATH|\w+_INCLUDE_PATH|DEPENDENCIES_OUTPUT|SUNPRO_DEPENDENCIES|LDEMULATION|GNUTARGET|CCC_\w+|CC_PRINT_\w+|CC_LOG_\w+|CLANG_(?!FLAGS$)\w+|CCACHE_\w+|DISTCC_\w+|ICECC_\w+|SCCACHE_\w+|SDKROOT|RUSTUP_\w+|CARGO_HOME|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|QEMU_\w+|PYTHON[A-Z]+|HOME|TMPDIR|TMP|TEMP)$/;

/** Variables that choose a language, and nothing else as long as they hold a name. */
const language = /^(?:LC_[A-Z]+|LANG|LANGUAGE)$/;

/** Fetches debugging information from the network. */
const networked = 'DEBUGINFOD_URLS';

/** Variables with a list of directories or files, in which an empty or relative one means the working directory. */
const pathList =
  /^(?:LD_LIBRARY_PATH|LD_PRELOAD|LD_AUDIT|COMPILER_PATH|GCC_EXEC_PREFIX|LIBRARY_PATH|CPATH|\w+_INCLUDE_PATH|GCONV_PATH|LOCPATH|NLSPATH|PYTHONPATH)$/;

/** Directories for files in between, and for what a compiler leaves when it crashes. */
const temporary = ['TMPDIR', 'TMP', 'TEMP', 'TEMPDIR', 'CLANG_CRASH_DIAGNOSTICS_DIR'];

/**
 * Separates the user's from the tree's: programs in the directories of the user's own PATH, programs the user has named
 * by a path, the user's environment. A tree that exports another PATH, CC or LD_PRELOAD changes nothing of that. A path
 * is judged as the kernel follows it, never by its name.
 */
export function createTrust({ host, trees, variables }: TrustOptions): Trust {
  const real = (path: ByteString): ByteString => host.realPath(path) ?? normalPath('/', path);
  const roots = [...new Set(trees.flatMap((tree) => [normalPath('/', tree), real(tree)]))];
  const toolDirectories = new Set<ByteString>();
  const places = createPlaces({ host, roots, isToolDirectory: (path) => toolDirectories.has(path) });
  const isMachine = (path: ByteString): boolean => places.placeOf(path, '/') === 'machine';

  const ownWords = Object.entries({ ...host.env, ...variables })
    .filter(([name]) => toolVariable.test(name))
    .flatMap(([, value]) => value.split(/\s+/))
    .filter((word) => /[^./]/.test(word));
  const isNamed = (name: ByteString): boolean =>
    ownWords.some((word) => name === word || (/\/|-$/.test(word) && isPrefix(word, name)));
  for (const entry of [variables['PATH'] ?? '', host.env['PATH'] ?? ''].join(':').split(':')) {
    if (entry.startsWith('/') && isMachine(entry)) toolDirectories.add(real(entry));
  }
  const trusted = new Map<ByteString, boolean>();
  const isTrustedDirectory = (path: ByteString): boolean => {
    const kept = trusted.get(path);
    if (kept !== undefined) return kept;
    const found = isMachine(path) && toolDirectories.has(real(path));
    trusted.set(path, found);
    return found;
  };

  return {
    places,
    find({ argv, cwd, env }) {
      const name = argv[0] ?? '';
      const place = locateProgram(host, name, env['PATH'] ?? '/bin:/usr/bin', cwd);
      if (place.kind !== 'found') return { kind: 'result', result: notLocatedResult(name, place.kind === 'denied') };
      const path = absolutePath(cwd, place.path);
      const shown = place.path.includes('/') ? place.path : `./${name}`;
      const kind = places.placeOf(path, cwd);
      if (kind === 'tree') return { kind: 'refused', reason: `${shown} is a program of the tree` };
      const named = isNamed(name);
      const isUsers = (name.includes('/') && named) || isTrustedDirectory(path.slice(0, path.lastIndexOf('/') + 1));
      if (isUsers && kind === 'machine') return { kind: 'found', path, isNamed: named };
      return { kind: 'refused', reason: `${shown} is neither on the PATH of kgate nor named by its user` };
    },
    environment({ env }) {
      const kept: Record<string, ByteString> = {};
      for (const [name, given] of Object.entries(env)) {
        if (name === 'PATH' || name === networked || temporary.includes(name)) continue;
        const isUsers = host.env[name] === given;
        if (!isUsers && deciding.test(name)) return { reason: `the tree sets ${name} for it` };
        if (!isUsers && (!language.test(name) || !/^[\w.@:-]*$/.test(given))) {
          if (language.test(name)) return { reason: `the tree sets ${name} for it` };
          continue;
        }
        const value = pathList.test(name) ? machineEntries(given) : given;
        // Node has no way to hand on other bytes but through a shell.
        if (/[\0\x80-\xff]/.test(name + value)) continue;
        kept[name] = value;
      }
      for (const name of temporary) {
        if (env[name] !== undefined && env[name] !== host.env[name]) return { reason: `the tree sets ${name} for it` };
        kept[name] = host.scratchDirectory();
      }
      // It would put what it has compiled next to the modules.
      kept['PYTHONDONTWRITEBYTECODE'] = '1';
      const path = (env['PATH'] ?? '/bin:/usr/bin').split(':').filter((entry) => isTrusted(entry));
      return { env: { ...kept, PATH: path.join(':') } };
    },
  };

  function isTrusted(entry: ByteString): boolean {
    return entry.startsWith('/') && isTrustedDirectory(entry);
  }

  function isForeign(path: ByteString): boolean {
    const place = places.placeOf(path, '/');
    return place === 'machine' || place === 'missing';
  }

  /** The user's own list without what is of the working directory or of the tree. */
  function machineEntries(list: ByteString): ByteString {
    return list
      .split(/[:\s]+/)
      .filter((entry) => entry.startsWith('/') && isForeign(entry))
      .join(':');
  }
}

/** True when a name is a word of the user and a program's own name behind it: `/opt/tc/bin/arm-` and `gcc`. */
function isPrefix(word: ByteString, name: ByteString): boolean {
  return name.startsWith(word) && name.length > word.length && !name.slice(word.length).includes('/');
}
