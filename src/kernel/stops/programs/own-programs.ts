/** Programs of lines that are done in process while stops are looked for, because what they leave can be known. */
import type { ByteString } from '../../../core/bytes.ts';
import { normalPath, parentPath } from '../../../host/paths.ts';
import type { RecipeCommand } from '../../../make/index.ts';
import type { InterceptedCall, ShellWorld } from '../../../probe/index.ts';
import { isConf, type RecipeProgram } from '../../goals/goal-driver.ts';
import { directoriesOf } from '../../goals/shell-leavings.ts';
import { splitSimpleCommand } from '../../levels/command-words.ts';
import type { BuildFiles } from '../build-files.ts';
import { install } from './install.ts';
import { treeScript } from './tree-script.ts';

/** Exit status of a program that makes directories or links, installs, or is a script of the tree; null for any other. */
export function runOwnProgram(
  { argv, cwd, write }: Pick<RecipeProgram, 'argv' | 'cwd' | 'write'>,
  shell: InterceptedCall,
  { host, made, overlay }: BuildFiles,
  treeDirectory: ByteString,
): number | null {
  if (argv[1] === '-p') {
    const paths = directoriesOf(argv, cwd);
    for (const path of paths) made.addDirectory(path);
    if (paths.length > 0) return 0;
  }
  if (argv[0] === 'ln' && /^-[fns]+$/.test(argv[1] ?? '') && argv.length === 4) {
    const path = normalPath(cwd, argv[3] ?? '');
    const problem = host.writeProblem(parentPath(path));
    if (problem !== null) {
      // Source: GNU coreutils 9.1.
      write('stderr', `ln: failed to create symbolic link '${argv[3]}': ${problem}\n`);
      return 1;
    }
    made.add(path);
    return 0;
  }
  if (argv[0] === 'install') return install(argv.slice(1), cwd, host, made);
  const script = treeScript(argv, cwd, treeDirectory, overlay);
  return script === null ? null : shell.runScript(script.text, script.name, script.args, script.options);
}

/** True for the start of a conf that is not there and that nothing makes: of a tree without the sources of conf. */
export function isAbsentConf(
  { cwd, text }: RecipeCommand,
  files: BuildFiles,
  locate: (name: string) => ReturnType<ShellWorld['locate']>,
): boolean {
  const program = splitSimpleCommand(text)?.[0] ?? '';
  if (!isConf(program)) return false;
  if (!program.includes('/')) return locate(program).kind !== 'found';
  const path = normalPath(cwd, program);
  return files.stateOf(path) === 'known' && files.host.stat(path) === undefined;
}

/**
 * True for the start of a conf that brings what make reads of the configuration up to date. Source: scripts/kconfig/Makefile
 * of Linux and U-Boot, `syncconfig`, before 4.19 `silentoldconfig`; of BusyBox `conf -s`.
 */
export function leavesConfiguration({ text }: RecipeCommand): boolean {
  const [program = '', ...words] = splitSimpleCommand(text) ?? [];
  return isConf(program) && words.some((word) => /^--(?:sync|silentold)config$|^-s$/.test(word));
}
