import type { ByteString } from '../../../core/bytes.ts';
import type { Host } from '../../../host/host.ts';
import { baseName, normalPath } from '../../../host/paths.ts';
import type { MadeFiles } from '../made-files.ts';

/**
 * `install -d DIR…` and `install FILE… TARGET`: what they leave is there for what follows. Null where it is written
 * otherwise, or a file is not there. Source: install(1) of coreutils 9.1.
 */
export function install(words: readonly ByteString[], cwd: string, host: Host, made: MadeFiles): number | null {
  const operands: string[] = [];
  let makesDirectories = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '-m') index += 1;
    else if (word === '-d') makesDirectories = true;
    else if (word.startsWith('-') && word !== '-D' && !/^-m\d+$/.test(word)) return null;
    else if (!word.startsWith('-')) operands.push(normalPath(cwd, word));
  }
  if (makesDirectories) {
    for (const path of operands) made.addDirectory(path);
    return operands.length > 0 ? 0 : null;
  }
  const target = operands.pop();
  if (target === undefined || operands.length === 0) return null;
  if (!operands.every((path) => host.stat(path)?.kind === 'file')) return null;
  const isDirectory = host.stat(target)?.kind === 'directory';
  for (const path of operands) made.add(isDirectory ? `${target}/${baseName(path)}` : target);
  return 0;
}
