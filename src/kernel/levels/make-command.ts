/** The words with which the user starts make on the tree of a request. */

import type { ByteString } from '../../core/bytes.ts';
import type { BuildRequest } from './build-request.ts';

/** A word as a shell takes it. */
export function shellWord(word: ByteString): ByteString {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** `make -C DIR VAR=VALUE… O=DIR GOAL…`, to be typed where kgate was started. */
export function makeCommand(
  { objectDirectory, treeName, variables }: Pick<BuildRequest, 'objectDirectory' | 'treeName' | 'variables'>,
  goals: readonly ByteString[],
): ByteString {
  const place = treeName === '.' || treeName === '' ? [] : ['-C', treeName];
  const objects = objectDirectory === null ? [] : [`O=${objectDirectory}`];
  return ['make', ...place, ...variables, ...objects, ...goals].map(shellWord).join(' ');
}
