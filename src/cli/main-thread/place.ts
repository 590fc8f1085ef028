/** Where a run takes place. */
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import { createNodeHost } from '../../host/node/node-host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { CommandInput } from '../command.ts';

/** Where the run takes place: `-C` values one after the other, as make does. */
export function enterDirectories(cwd: ByteString, directories: readonly ByteString[]): ByteString {
  let current = cwd;
  for (const directory of directories) {
    const next = absolutePath(current, directory);
    const host = createNodeHost({ cwd: current, env: {} });
    const stat = host.stat(next);
    if (stat?.kind !== 'directory') {
      const why = stat === undefined ? 'No such file or directory' : 'Not a directory';
      const release = /\/lib\/modules\/([^/]+)\/build\/?$/.exec(next)?.[1];
      throw new HostError('host/no-directory', `-C ${decodeBytes(directory)}: ${why}`, {
        ...(release !== undefined && {
          hint: `install the headers of this kernel: linux-headers-${release} (Debian), kernel-devel-${release} (Fedora)`,
        }),
      });
    }
    // The canonical name, which is what a process sees as its directory after chdir.
    current = host.realPath(next) ?? next;
  }
  return current;
}

/** The same with a first word of `check` that is a directory. */
export async function findPlace(
  input: CommandInput,
  place: ByteString,
): Promise<{ readonly input: CommandInput; readonly cwd: ByteString }> {
  if (input.command !== 'check' || input.words.length === 0) return { input, cwd: place };
  const { takeTreeWord } = await import('../tree-word.ts');
  const taken = takeTreeWord(input, place);
  return taken === null
    ? { input, cwd: place }
    : { input: taken.input, cwd: enterDirectories(place, [taken.directory]) };
}
