/**
 * What the Kconfig files of a tree will ask of compilers, guessed before its makefiles were read: the
 * programs run while they are. The guess is the environment; a wrong one costs a program that nobody asks for, and
 * an answer is only taken for the very same question.
 */
import type { ByteString } from '../core/text.ts';
import type { CommandRequest, Host } from '../host/host.ts';
import { parseKconfig } from '../kconfig/index.ts';
import type { Dialect } from '../kconfig/index.ts';
import { clangStrictness, createAnnouncer, resolveToolchain } from '../probe/index.ts';
import type { ResolvedRequest } from './build-request.ts';
import { probeTimeoutMs } from './probe-answers.ts';

/** Directories below `arch` that have another name than `ARCH`. Source: Makefile of Linux 6.12, SRCARCH. */
const sourceArchitectures: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'x86'],
  ['i386', 'x86'],
  ['sparc32', 'sparc'],
  ['sparc64', 'sparc'],
  ['parisc64', 'parisc'],
]);

/** Where the macros of kernels, U-Boot and others that ask compilers are. */
const macroFile = 'scripts/Kconfig.include';

/** Ends a reading that has seen what it is for. */
class Enough extends Error {}

/** The programs, in the order in which they will be asked for; none where the tree gives nothing to go by. */
export function guessCommands(machine: Host, request: ResolvedRequest, dialect: Dialect): CommandRequest[] {
  const { treeDirectory, objectTree, isOutOfTree, plainTopFile } = request;
  if (plainTopFile !== null || machine.stat(`${treeDirectory}/${macroFile}`)?.kind !== 'file') return [];
  const found: CommandRequest[] = [];
  const prefetch = (requests: readonly CommandRequest[]): void => void found.push(...requests);
  const cwd = isOutOfTree && machine.stat(objectTree) !== undefined ? objectTree : treeDirectory;
  const announce = createAnnouncer({ host: { ...machine, prefetch }, timeoutMs: probeTimeoutMs, scripts: 'interpret' });
  if (announce === null) return [];
  try {
    parseKconfig({
      host: machine,
      cwd,
      env: guessEnvironment(machine, request),
      dialect,
      announceShell: announce,
      runShell: (asked) => {
        announce(asked);
        return { stdout: '', stderr: '', status: 0, commands: [], unknown: null };
      },
      onAhead: () => {
        throw new Enough();
      },
    });
  } catch (error) {
    if (!(error instanceof Enough)) return [];
  }
  return found;
}

/** What the top Makefile of a kernel will probably export. Source: Makefile of Linux 6.12. */
function guessEnvironment(machine: Host, request: ResolvedRequest): Record<string, ByteString> {
  const words: Record<string, ByteString> = {};
  for (const word of request.variables) {
    const at = word.indexOf('=');
    if (at > 0) words[word.slice(0, at).replace(/[:?+!]+$/, '')] = word.slice(at + 1);
  }
  const { LC_ALL: _, ...env } = machine.env;
  const tools = resolveToolchain({ variables: words, env: machine.env });
  const arch = words['ARCH'] ?? machine.env['ARCH'] ?? '';
  const named = (tool: readonly ByteString[]): ByteString => tool.join(' ');
  const clang = tools.clangFlags.length > 0 ? [...tools.clangFlags, ...clangStrictness] : [];
  return {
    ...env,
    LC_COLLATE: 'C',
    LC_NUMERIC: 'C',
    ARCH: arch,
    SRCARCH: sourceArchitectures.get(arch) ?? arch,
    srctree: request.isOutOfTree ? request.treeDirectory : '.',
    objtree: '.',
    CC: named(tools.cc),
    LD: named(tools.ld),
    AR: named(tools.ar),
    NM: named(tools.nm),
    OBJCOPY: named(tools.objcopy),
    OBJDUMP: named(tools.objdump),
    READELF: named(tools.readelf),
    STRIP: named(tools.strip),
    HOSTCC: tools.llvm ? 'clang' : 'gcc',
    CLANG_FLAGS: clang.join(' '),
    RUSTC: 'rustc',
    BINDGEN: 'bindgen',
    PAHOLE: 'pahole',
    PYTHON3: 'python3',
    ...words,
  };
}
