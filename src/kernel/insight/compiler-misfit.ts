/** A compiler or linker that makes code of another architecture than the one that is built, and cannot do otherwise. */
import type { ByteString } from '../../core/bytes.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { kernelArchitecture } from '../../probe/index.ts';
import { architectureDirectory, isArchitecture } from '../../toolchain/architectures.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import { targetOf } from '../session/compilers-at-hand.ts';
import type { BuildReading } from '../session/read-build.ts';

/** Which program does not fit, and the call that shows it. */
export interface CompilerMisfit {
  readonly tool: 'compiler' | 'linker';
  /** As `CC=` or `LD=` has it. */
  readonly program: ByteString;
  /** As `-dumpmachine` prints it; null for a linker. */
  readonly target: ByteString | null;
  /** `ARCH` of the build. */
  readonly arch: ByteString;
  /** Directories of arch/ whose compilers would fit. */
  readonly wanted: readonly string[];
  /** The program with the build's flags on an empty source. */
  readonly call: ShellCall;
}

/** Source: Linux scripts/Makefile.lib `c_flags`, U-Boot 2023.01 scripts/Makefile.lib `cpp_flags`. */
const compilerFlags = '$(KBUILD_CPPFLAGS) $(PLATFORM_CPPFLAGS) $(KBUILD_CFLAGS)';

const wordsOf = (text: ByteString): ByteString[] => text.split(/\s+/).filter((word) => word !== '');

/** The directories of arch/ whose compilers fit a build; empty where it is for none of the kernel's architectures. */
export function wantedArchitectures({ evaluation }: MakeLevel): string[] {
  const read = (name: string): ByteString => evaluation.expand(`$(${name})`).trim();
  let directory = architectureDirectory(read('SRCARCH') || read('ARCH'));
  // User mode Linux runs on the architecture whose headers it takes.
  if (directory === 'um') directory = architectureDirectory(read('HEADER_ARCH') || read('SUBARCH'));
  // U-Boot has both kinds of arm in one directory.
  if (directory === 'arm' && read('CONFIG_ARM64') === 'y') directory = 'arm64';
  return isArchitecture(directory) ? [directory] : [];
}

/**
 * The program that does not fit; null when all do. Names alone show nothing (many compilers serve two architectures):
 * a program that does not fit refuses the flags of the build, too.
 */
export function findCompilerMisfit({ session, working }: BuildReading): CompilerMisfit | null {
  const { evaluation } = working;
  // Where answers are made up, a refusal says nothing.
  if (session.profile?.decideUnknown !== undefined) return null;
  const wanted = wantedArchitectures(working);
  if (wanted.length === 0 || evaluation.lookup('CC').origin === 'default') return null;
  const compiler = wordsOf(evaluation.expand('$(CC)'));
  if (compiler.length === 0) return null;
  const arch = evaluation.expand('$(ARCH)').trim();
  const place = { cwd: session.request.treeDirectory, env: session.host.env };
  const refusal = (argv: readonly ByteString[]): ShellCall | null =>
    session.flagTrials.refusalNow({ argv, ...place })?.call ?? null;

  const flags = wordsOf(evaluation.expand(compilerFlags));
  const named = [...compiler, ...flags].findLast((word) => word.startsWith('--target='))?.slice('--target='.length);
  const target = named ?? session.profile?.target ?? targetOf(session.host, compiler);
  if (target !== null && !wanted.includes(kernelArchitecture(target) ?? '')) {
    const call = flags.length === 0 ? null : refusal([...compiler, ...flags, '-c', '-x', 'c', '/dev/null']);
    if (call === null) return null;
    return { tool: 'compiler', program: compiler.join(' '), target, arch, wanted, call };
  }
  // The emulation alone: any other flag may be one that a linker of the right kind does not have.
  const linker = wordsOf(evaluation.expand('$(LD)'));
  const linkerFlags = wordsOf(evaluation.expand('$(KBUILD_LDFLAGS)'));
  const emulation = linkerFlags.filter((word, at) => word.startsWith('-m') || linkerFlags[at - 1] === '-m');
  if (linker.length === 0 || emulation.length === 0 || evaluation.lookup('LD').origin === 'default') return null;
  const call = refusal([...linker, ...emulation]);
  return call === null ? null : { tool: 'linker', program: linker.join(' '), target: null, arch, wanted, call };
}
