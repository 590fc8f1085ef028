/**
 * `kgate check linux ARCH=arm64`: a first word that is a directory is where the tree is, as with `-C`. A goal may be
 * the name of a directory as well (`certs/`, `fs/ext4`), so the place decides: in a tree, a name of something in it
 * is a goal.
 */
import { type ByteString, decodeBytes } from '../core/bytes.ts';
import { UsageError } from '../core/errors.ts';
import type { Host } from '../host/host.ts';
import { createNodeHost } from '../host/node/node-host.ts';
import { absolutePath, isBelow, normalPath } from '../host/paths.ts';
import { hasMakefile, isKconfigTree, isPreparedTree } from '../kernel/levels/build-request.ts';
import type { CommandInput } from './command.ts';

function isTreeTop(host: Host, directory: ByteString): boolean {
  return isKconfigTree(host, directory) || isPreparedTree(host, directory);
}

/** The command line without a first word that is a directory, and that directory; null where there is none. */
export function takeTreeWord(
  input: CommandInput,
  place: ByteString,
): { readonly input: CommandInput; readonly directory: ByteString } | null {
  const [word] = input.words;
  if (word === undefined) return null;
  const host = createNodeHost({ cwd: place, env: {} });
  const path = normalPath(place, word);
  const isDirectory = host.stat(path)?.kind === 'directory';
  if (isTreeTop(host, place)) {
    const isInside = !word.startsWith('/') && path !== place && isBelow(place, path);
    if (!isDirectory || isInside) return null;
  } else {
    const isMade = hasMakefile(host, place);
    if (!isDirectory && !isMade) {
      throw new UsageError(
        'usage/no-tree',
        `${decodeBytes(word)}: no such directory, and ${decodeBytes(input.treeName)} has no makefile to make it with`,
        {
          hint: 'give the top of the source tree with -C DIR',
        },
      );
    }
    if (!isDirectory || (isMade && !isTreeTop(host, path))) return null;
  }
  const treeName = input.treeName === '.' ? word : absolutePath(input.treeName, word);
  const goals = input.goals.filter((_goal, index) => index !== input.goals.length - input.words.length);
  return { input: { ...input, words: input.words.slice(1), goals, treeName }, directory: word };
}
