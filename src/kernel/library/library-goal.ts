/** Configuration goals of trees that have Kconfiglib in place of conf. */

import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import {
  type ConfRun,
  type LibraryRun,
  type LibraryScript,
  libraryVariant,
  mergeVariant,
  type OutputChunk,
  runLibrary,
  runMerge,
} from '../../kconfig/index.ts';
import type { KernelDiagnostic } from '../codes.ts';
import { ModuleFunctions } from './python-functions.ts';
import { libraryFindings } from './library-findings.ts';
import { unknownValues } from './library-notes.ts';
import { type ZephyrCall, zephyrCall } from './zephyr-environment.ts';

const scripts: ReadonlySet<string> = new Set([
  'olddefconfig',
  'savedefconfig',
  'alldefconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'listnewconfig',
]);

/** Where trees keep Kconfiglib. */
const directories = ['scripts/kconfig', 'scripts/Kconfiglib', 'support/kconfiglib', ''];

/** A tree with Kconfiglib. */
export interface LibraryTree {
  /** Absolute. */
  readonly directory: ByteString;
  /** The text of the tree's own `kconfig.py`, for a Zephyr; null for any other. */
  readonly mergeSource: ByteString | null;
}

/** The Kconfiglib of a tree; null for a tree without. */
export function findLibrary(host: Host, tree: ByteString): LibraryTree | null {
  for (const name of directories) {
    const directory = name === '' ? tree : `${tree}/${name}`;
    if (host.stat(`${directory}/kconfiglib.py`)?.kind !== 'file') continue;
    const script = `${directory}/kconfig.py`;
    const isZephyr = host.stat(`${tree}/Kconfig.zephyr`)?.kind === 'file' && host.stat(script)?.kind === 'file';
    return { directory, mergeSource: isZephyr ? (host.readFile(script) ?? null) : null };
  }
  return null;
}

/** What a goal is run with. */
export interface LibraryGoal {
  readonly host: Host;
  readonly runShell: RunShell;
  readonly library: LibraryTree;
  readonly tree: ByteString;
  readonly objectTree: ByteString;
  readonly topFile: ByteString;
  /** Variables of the process with the words of the request, and those words alone. */
  readonly env: Readonly<Record<string, ByteString>>;
  readonly words: Readonly<Record<string, ByteString>>;
  /** Files that are merged over what the goal reads. */
  readonly fragments: readonly ByteString[];
  readonly write: (stream: OutputChunk['stream'], text: ByteString) => void;
  /** Lays a file down that is only there for the run. */
  readonly lay: (path: ByteString, text: ByteString) => void;
}

/** A run, and where it worked. */
export interface DoneLibrary {
  readonly run: ConfRun;
  readonly cwd: ByteString;
  readonly configPath: ByteString;
  readonly findings: readonly KernelDiagnostic[];
}

/** Runs a goal. Throws UsageError for one that the tree does not have. */
export function runLibraryGoal(goal: LibraryGoal, name: ByteString): DoneLibrary {
  const variant = libraryVariant(goal.host.readFile(`${goal.library.directory}/kconfiglib.py`) ?? '');
  const call = goal.library.mergeSource === null ? null : zephyrCall(zephyrPlace(goal, name));
  for (const [path, text] of call?.generated ?? []) goal.lay(path, text);
  const cwd = call?.cwd ?? goal.objectTree;
  const env = call?.env ?? goal.env;
  const functions = new ModuleFunctions({ host: goal.host, cwd, env, libraryDirectory: goal.library.directory });
  const options = {
    host: goal.host,
    cwd,
    env,
    topFile: call?.topFile ?? goal.topFile,
    runShell: goal.runShell,
    functions,
    variant,
    emit: ({ stream, text }: OutputChunk): void => goal.write(stream, text),
  };
  const run =
    call !== null && /^(?:.*_)?defconfig$/.test(name)
      ? runMerge({ ...options, ...mergeWords(goal, call), isHandwritten: true })
      : runLibrary({ ...options, ...scriptWords(goal, name) });
  const unknown = unknownValues(run, functions, call);
  for (const line of [...unknown.unset, ...(unknown.count > 0 ? [unknown.line] : []), ...unknown.more]) {
    goal.write('stderr', `kgate: ${line}\n`);
  }
  const findings = libraryFindings(run, unknown, 'findings' in run);
  return { run: asConfRun(run), cwd, configPath: env['KCONFIG_CONFIG'] ?? '.config', findings };
}

/** A goal such as `frdm_k64f_defconfig` names the board. */
function zephyrPlace(goal: LibraryGoal, name: ByteString): Parameters<typeof zephyrCall>[0] {
  const { env, host, objectTree, tree } = goal;
  const board = /^(.+)_defconfig$/.exec(name)?.[1];
  const words = board === undefined ? goal.words : { ...goal.words, BOARD: board };
  const build = objectTree === tree ? `${tree}/build` : objectTree;
  return { host, tree, build, env: { ...env, ...words }, words };
}

function mergeWords(
  { fragments, library }: LibraryGoal,
  call: ZephyrCall,
): Pick<Parameters<typeof runMerge>[0], 'script' | 'program' | 'inputs' | 'configOut' | 'headerOut' | 'listOut'> {
  const script = mergeVariant(library.mergeSource ?? '');
  if (script === null) {
    throw new UsageError('kernel/no-conf-rule', 'kconfig.py of this tree checks in a way that kgate does not know');
  }
  const inputs = [...call.inputs, ...fragments];
  if (inputs.length === 0) {
    throw new UsageError('kernel/no-such-defconfig', 'no board: there is no file to start from', {
      hint: 'name one with BOARD=NAME, or a configured build with -O DIR',
    });
  }
  const configOut = call.env['KCONFIG_CONFIG'] ?? '.config';
  const program = `${library.directory}/kconfig.py`;
  return { script, program, inputs, configOut, headerOut: call.headerOut, listOut: call.listOut };
}

function scriptWords(
  goal: LibraryGoal,
  name: ByteString,
): { script: LibraryScript; program: ByteString; file?: ByteString } {
  const program = `${goal.library.directory}/${name}.py`;
  if (goal.fragments.length > 0) {
    throw new UsageError('kernel/no-conf-rule', `${name}: no fragments are merged for Kconfiglib`, {
      hint: 'they are for defconfig of a Zephyr tree',
    });
  }
  if (scripts.has(name)) return { script: name as LibraryScript, program };
  const file = [`configs/${name}`, name].find((one) => goal.host.stat(`${goal.tree}/${one}`)?.kind === 'file');
  if (!name.endsWith('defconfig') || file === undefined) {
    throw new UsageError('kernel/no-conf-rule', `${name}: Kconfiglib has no such script`, {
      hint: `there are defconfig, ${[...scripts].join(', ')}`,
    });
  }
  return { script: 'defconfig', program: `${goal.library.directory}/defconfig.py`, file: `${goal.tree}/${file}` };
}

function asConfRun({ exitStatus, operations, output }: LibraryRun): ConfRun {
  const textOf = (stream: OutputChunk['stream']): ByteString =>
    output.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
  return {
    exitStatus,
    stdout: textOf('stdout'),
    stderr: textOf('stderr'),
    output,
    diagnostics: [],
    files: operations.filter((operation) => operation.kind === 'write'),
    // Kconfiglib that ends by an error leaves no file that is complete.
    operations: exitStatus === 0 ? operations : [],
    configuration: null,
    state: null,
  };
}

/** True for a tree without makefiles that has Kconfiglib. */
export function usesLibrary({ request, workHost }: LibrarySessionView): boolean {
  return request.plainTopFile !== null && findLibrary(workHost, request.treeDirectory) !== null;
}

/** What of a session says whether its tree has Kconfiglib. */
export interface LibrarySessionView {
  readonly workHost: Host;
  readonly request: { readonly plainTopFile: ByteString | null; readonly treeDirectory: ByteString };
}
