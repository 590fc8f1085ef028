/**
 * Compilers and linkers of a module's build. The tree is not made by it, so what a source takes in of the tree, and the
 * linker script, are there or not: the compiler is asked to preprocess the source, the linker for the script.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandResult, Host } from '../../host/host.ts';
import { normalPath, parentPath } from '../../host/paths.ts';
import { includeDirectories } from '../../toolchain/include-directories.ts';
import { unwrapped } from '../../toolchain/tool-role.ts';
import type { RecipeProgram } from '../goals/goal-driver.ts';

/** What {@link ModuleObjects} works with. */
export interface ModuleObjectsWorld {
  /** Where programs run. */
  readonly machine: Host;
  /** True for a file whose content an earlier line has made, or may have. */
  readonly isMade: (path: string) => boolean;
}

type Call = Pick<RecipeProgram, 'argv' | 'cwd' | 'env' | 'write'>;

/** Longest one question may take, in milliseconds. */
const timeoutMs = 60_000;

/** Words of a compiler that write files next to the object. Source: gcc 12 manual, preprocessor options. */
const writesFiles = /^(?:-c|-MM?D|-MP|-MG|-Wp,-M[A-Z]+(?:,.*)?|--serialize-diagnostics.*)$/;

/** Asks compilers and linkers about the files they read. */
export class ModuleObjects {
  private readonly world: ModuleObjectsWorld;

  constructor(world: ModuleObjectsWorld) {
    this.world = world;
  }

  /** The status of a compiler that cannot preprocess its source, in its own words; null for any other call. */
  compile({ argv, cwd, env, write }: Call): number | null {
    const words = argv.filter((word, index) => !writesFiles.test(word) && word !== '-o' && argv[index - 1] !== '-o');
    const source = words.at(-1) ?? '';
    const path = normalPath(cwd, source);
    if (!argv.includes('-c') || !/\.[cS]$/.test(source) || this.world.isMade(path)) return null;
    if (this.world.machine.stat(path)?.kind !== 'file') return null;
    const inC = this.run([...words, '-E', '-o', '/dev/null'], cwd, { ...env, LC_ALL: 'C' });
    if (inC.outcome !== 'exited' || inC.status === 0 || this.lacksMadeHeader(argv, cwd, inC.stderr)) return null;
    // Errors that come before it are errors of the build, too.
    const said = this.run([...words, '-fsyntax-only'], cwd, env);
    if (said.outcome !== 'exited' || said.status === null || said.status === 0) return null;
    write('stderr', said.stderr);
    return said.status;
  }

  /** The status of a linker whose script is not there, in its own words; null for any other call. */
  link({ argv, cwd, env, write }: Call): number | null {
    const at = argv.indexOf('-T');
    const script = argv[at + 1];
    if (at < 0 || script === undefined) return null;
    const path = normalPath(cwd, script);
    // Without a script the makefile leaves the option alone, and it takes the next one for its name.
    const isFile = !script.startsWith('-');
    if (this.world.machine.stat(path) !== undefined || (isFile && this.world.isMade(path))) return null;
    const program = argv.slice(0, argv.length - unwrapped(argv).length + 1);
    const said = this.run([...program, '-T', script, '-o', '/dev/null'], cwd, env);
    if (said.outcome !== 'exited' || said.status === null || said.status === 0) return null;
    write('stderr', said.stderr);
    return said.status;
  }

  /** True where the header that stops the compiler is one that an earlier line may have made. */
  private lacksMadeHeader(argv: readonly ByteString[], cwd: string, stderr: ByteString): boolean {
    const found =
      /^([^\r\n:]+):\d+:(?:\d+:)? fatal error: (?:'([^'\n]+)' file not found|(\S+): No such file or directory)$/m.exec(
        stderr,
      );
    if (found === null) return false;
    const name = found[2] ?? found[3] ?? '';
    return [parentPath(normalPath(cwd, found[1] ?? '')), ...includeDirectories(argv)].some((place) =>
      this.world.isMade(normalPath(normalPath(cwd, place), name)),
    );
  }

  private run(argv: readonly ByteString[], cwd: string, env: Call['env']): CommandResult {
    return this.world.machine.run({ argv, cwd, env, timeoutMs });
  }
}
