import type { Overlay } from '../../host/layers/overlay.ts';
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath, normalPath } from '../../host/paths.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import { UnsupportedShellText } from '../../probe/index.ts';
import { type MergeOptions, mergeBehaviour, mergeFragments, type NamedConfig } from './merge-config.ts';
import { trimEnd } from '../../core/trim.ts';

/** One call of a tree's `merge_config.sh` in a recipe. */
export interface MergeScriptCall {
  readonly overlay: Overlay;
  /** Absolute working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /** Path of the script, as the recipe has it. */
  readonly script: ByteString;
  readonly args: readonly ByteString[];
}

/**
 * `merge_config.sh -m …` in process: the merged text goes to where KCONFIG_CONFIG, `-O` or neither say.
 * Gives the exit status. Without `-m` the script starts make, which no recipe asks it to: not followed.
 */
export function runMergeScript(
  call: MergeScriptCall,
  write: (stream: OutputChunk['stream'], text: ByteString) => void,
): number {
  const { overlay, cwd, env } = call;
  const script = overlay.readFile(absolutePath(cwd, call.script));
  const behaviour = mergeBehaviour(script);
  const letters = new Set<string>();
  let output = '.';
  let at = 0;
  for (; at < call.args.length; at += 1) {
    const word = call.args[at] ?? '';
    if (!/^-[nmrsyQO]$/.test(word)) break;
    letters.add(word);
    if (word !== '-O') continue;
    at += 1;
    const directory = call.args[at] ?? '';
    if (overlay.stat(absolutePath(cwd, directory))?.kind !== 'directory') {
      write('stderr', `output directory ${directory} does not exist\n`);
      return 1;
    }
    output = trimEnd(directory, '/');
  }
  const [baseFile, ...names] = call.args.slice(at);
  if (!letters.has('-m') || baseFile === undefined) throw new UnsupportedShellText('merge_config.sh without -m');
  const named = env['KCONFIG_CONFIG'] ?? '';
  const target = named !== '' ? named : output === '.' ? '.config' : normalPath(cwd, `${output}/.config`);
  const read = (name: ByteString): ByteString | undefined =>
    overlay.stat(absolutePath(cwd, name))?.kind === 'file' ? overlay.readFile(absolutePath(cwd, name)) : undefined;
  let base = read(baseFile);
  if (base === undefined) {
    const end = behaviour.createsBase ? 'Creating one...' : ' Exit.';
    write('stderr', `The base file '${baseFile}' does not exist. ${end}\n`);
    if (!behaviour.createsBase) return 1;
    overlay.writeFile(absolutePath(cwd, baseFile), '', false);
    base = '';
  }
  write('stdout', `Using ${baseFile} as base\n`);
  const fragments: NamedConfig[] = [];
  let missing: ByteString | null = null;
  for (const name of names) {
    const text = read(name);
    if (text === undefined) {
      missing = name;
      break;
    }
    fragments.push({ name, text });
  }
  const options: MergeOptions = {
    redundant: letters.has('-r'),
    strict: letters.has('-s'),
    builtin: letters.has('-y'),
    quiet: letters.has('-Q'),
  };
  const { stdout, merged } = mergeFragments(base, fragments, options, behaviour, env['CONFIG_'] ?? 'CONFIG_');
  write('stdout', stdout);
  if (missing !== null) {
    write('stdout', `Merging ${missing}\n`);
    write('stderr', `The merge file '${missing}' does not exist.  Exit.\n`);
    return 1;
  }
  if (merged === null) return 1;
  if (!overlay.writeFile(absolutePath(cwd, target), merged, false)) {
    write('stderr', `cp: cannot create regular file '${target}': No such file or directory\n`);
    return 1;
  }
  write('stdout', `#\n# merged configuration written to ${target} (needs make)\n#\n`);
  return 0;
}
