import type { ByteString } from '../../../core/bytes.ts';
import type { Overlay } from '../../../host/layers/overlay.ts';
import { isBelow, normalPath } from '../../../host/paths.ts';
import { isShell } from '../../goals/goal-driver.ts';
import { goalLimits } from '../../goals/limits.ts';

/** A shell script that a line starts. */
export interface TreeScript {
  readonly text: ByteString;
  readonly name: ByteString;
  readonly args: readonly ByteString[];
  readonly options: string;
}

/** A shell script of the source tree, named itself or given to a shell; null for any other program. */
export function treeScript(
  argv: readonly ByteString[],
  cwd: string,
  treeDirectory: ByteString,
  files: Overlay,
): TreeScript | null {
  const [first = '', second = ''] = argv;
  const isNamed = isShell(first) && second !== '' && !second.startsWith('-');
  const name = isNamed ? second : first;
  if (!name.includes('/')) return null;
  const path = normalPath(cwd, name);
  if (!isBelow(treeDirectory, path) || files.stat(path)?.kind !== 'file') return null;
  const text = files.readFile(path) ?? '';
  const head = /^#! ?\/bin\/sh(?: -([eu]+))?[ \t]*\n/.exec(text);
  // A shell reads a file whatever its first line says; bash may take the text for its own.
  const isHeadless = isNamed && !first.endsWith('bash') && !text.startsWith('#!');
  if ((head === null && !isHeadless) || text.length > goalLimits.scriptBytes) return null;
  return { text, name, args: argv.slice(isNamed ? 2 : 1), options: isNamed ? '' : (head?.[1] ?? '') };
}
