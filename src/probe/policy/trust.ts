/** Which programs and which environment are the user's, and which a tree has chosen. */
import type { ByteString } from '../../core/bytes.ts';
import { canonicalPath } from '../../host/canonical-path.ts';
import { notLocatedResult } from '../../host/command-result.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, isBelow, normalPath, parentPath } from '../../host/paths.ts';
import { locateProgram } from '../locate.ts';

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
  | { readonly kind: 'found'; readonly path: ByteString }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'result'; readonly result: CommandResult };

/** An environment for a tool, or why there is none. */
export type ToolEnvironment = { readonly env: Readonly<Record<string, ByteString>> } | { readonly reason: string };

/** What belongs to the user; see {@link createTrust}. */
export interface Trust {
  isOfTree(path: ByteString, cwd: ByteString): boolean;
  find(request: CommandRequest): FoundProgram;
  environment(request: CommandRequest): ToolEnvironment;
}

/** Variables that name tools; a path in one of them is the user's choice when the user has set it. */
const toolVariable = /^(?:CROSS_COMPILE\w*|LLVM|\w*(?:CC|CXX|CPP|LD|AS|AR|NM|OBJCOPY|OBJDUMP|READELF|STRIP|RUSTC))$/;

/**
 * Variables that choose what a compiler runs, reads and writes. Source: manuals of gcc 12 and clang 14, ld.so(8),
 * ccache(1), distcc(1), The rustup book.
 */
const deciding =
  /^(?:LD_\w+|GCC_\w+|COLLECT_\w+|COMPILER_PATH|LIBRARY_PATH|CPATH|\w+_INCLUDE_PATH|DEPENDENCIES_OUTPUT|SUNPRO_DEPENDENCIES|LDEMULATION|GNUTARGET|CCC_\w+|CC_PRINT_\w+|CC_LOG_\w+|CLANG_(?!FLAGS$)\w+|CCACHE_\w+|DISTCC_\w+|ICECC_\w+|SCCACHE_\w+|SDKROOT|RUSTUP_\w+|CARGO_HOME|GLIBC_TUNABLES|GCONV_PATH|LOCPATH|NLSPATH|QEMU_\w+|HOME|TMPDIR|TMP|TEMP)$/;

/** Variables that choose a language, and nothing else as long as they hold a name. */
const language = /^(?:LC_[A-Z]+|LANG|LANGUAGE)$/;

/** Fetches debugging information from the network. */
const networked = 'DEBUGINFOD_URLS';

/**
 * Separates the user's from the tree's: programs in the directories of the user's own PATH, programs the user has named
 * by a path, the user's environment. A tree that exports another PATH, CC or LD_PRELOAD changes nothing of that.
 */
export function createTrust({ host, trees, variables }: TrustOptions): Trust {
  const real = (path: ByteString): ByteString => host.realPath(path) ?? normalPath('/', path);
  const roots = [...new Set(trees.flatMap((tree) => [normalPath('/', tree), real(tree)]))];
  const isBelowRoots = (path: ByteString): boolean => roots.some((root) => isBelow(root, path));

  const isOfTree = (path: ByteString, cwd: ByteString): boolean => {
    const full = absolutePath(cwd, path);
    return isBelowRoots(canonicalPath(host, full) ?? full) || isBelowRoots(normalPath('/', full));
  };

  const entries = new Set<ByteString>();
  for (const entry of [variables['PATH'] ?? '', host.env['PATH'] ?? ''].join(':').split(':')) {
    if (!entry.startsWith('/') || isOfTree(entry, '/')) continue;
    entries.add(normalPath('/', entry));
    entries.add(real(entry));
  }
  const named = Object.entries({ ...host.env, ...variables })
    .filter(([name]) => toolVariable.test(name))
    .flatMap(([, value]) => value.split(/\s+/))
    .filter((word) => word.includes('/') && /[^./]/.test(word));
  const isNamed = (name: ByteString): boolean =>
    named.some((prefix) => name.startsWith(prefix) && !name.slice(prefix.length).includes('/'));
  const isTrustedDirectory = (path: ByteString): boolean =>
    entries.has(normalPath('/', path)) || entries.has(real(path));

  return {
    isOfTree,
    find({ argv, cwd, env }) {
      const name = argv[0] ?? '';
      const place = locateProgram(host, name, env['PATH'] ?? '/bin:/usr/bin', cwd);
      if (place.kind !== 'found') return { kind: 'result', result: notLocatedResult(name, place.kind === 'denied') };
      const path = absolutePath(cwd, place.path);
      const shown = place.path.includes('/') ? place.path : `./${name}`;
      if (isOfTree(path, cwd)) return { kind: 'refused', reason: `${shown} is a program of the tree` };
      const isUsers = (name.includes('/') && isNamed(name)) || isTrustedDirectory(parentPath(normalPath('/', path)));
      if (isUsers) return { kind: 'found', path };
      return { kind: 'refused', reason: `${shown} is neither on the PATH of kgate nor named by its user` };
    },
    environment({ env }) {
      const kept: Record<string, ByteString> = {};
      for (const [name, value] of Object.entries(env)) {
        if (name === 'PATH' || name === networked) continue;
        const isUsers = host.env[name] === value;
        if (!isUsers && deciding.test(name)) return { reason: `the tree sets ${name} for it` };
        if (!isUsers && (!language.test(name) || !/^[\w.@:-]*$/.test(value))) {
          if (language.test(name)) return { reason: `the tree sets ${name} for it` };
          continue;
        }
        // Node has no way to hand on other bytes but through a shell.
        if (/[\0\x80-\xff]/.test(name + value)) continue;
        kept[name] = value;
      }
      const path = (env['PATH'] ?? '/bin:/usr/bin').split(':').filter((entry) => isTrusted(entry));
      return { env: { ...kept, PATH: path.join(':') } };
    },
  };

  function isTrusted(entry: ByteString): boolean {
    return entry.startsWith('/') && isTrustedDirectory(entry);
  }
}
