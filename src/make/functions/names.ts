/** Functions on file names. Source: GNU make manual 4.3 §8.3. */
import type { ByteString } from '../../core/bytes.ts';
import { expandWildcards } from '../read/glob.ts';
import { absolutePath, realPath } from '../state/file-view.ts';
import { type EagerFunction, type MakeState, refuseRepeating } from '../state/make-state.ts';
import { splitWords } from '../syntax/chars.ts';

/** The part up to the last slash, `./` without one. */
function directoryPart(name: ByteString): ByteString {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? './' : name.slice(0, slash + 1);
}

/** Index of the suffix's dot after the last slash, -1 without one. */
function suffixStart(name: ByteString): number {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') ? dot : -1;
}

function baseName(name: ByteString): ByteString {
  const dot = suffixStart(name);
  return dot < 0 ? name : name.slice(0, dot);
}

function mapWords(text: ByteString, change: (word: ByteString) => ByteString): ByteString {
  const words = splitWords(text);
  for (let i = 0; i < words.length; i++) words[i] = change(words[i]!);
  return words.join(' ');
}

function suffix(_make: MakeState, args: readonly ByteString[]): ByteString {
  const found: ByteString[] = [];
  for (const word of splitWords(args[0]!)) {
    const dot = suffixStart(word);
    if (dot >= 0) found.push(word.slice(dot));
  }
  return found.join(' ');
}

/** Pairs the words of two lists; the rest of the longer list follows unpaired. */
function join(_make: MakeState, args: readonly ByteString[]): ByteString {
  const left = splitWords(args[0]!);
  const right = splitWords(args[1]!);
  const joined: ByteString[] = [];
  for (let i = 0; i < Math.max(left.length, right.length); i++) joined.push((left[i] ?? '') + (right[i] ?? ''));
  return joined.join(' ');
}

function realpath(make: MakeState, args: readonly ByteString[]): ByteString {
  refuseRepeating(make);
  const found: ByteString[] = [];
  for (const word of splitWords(args[0]!)) {
    const path = realPath(make.files, word);
    if (path !== undefined) found.push(path);
  }
  return found.join(' ');
}

/** The functions of this file by name. */
export const nameFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['dir', (_make, args) => mapWords(args[0]!, directoryPart)],
  ['notdir', (_make, args) => mapWords(args[0]!, (word) => word.slice(word.lastIndexOf('/') + 1))],
  ['basename', (_make, args) => mapWords(args[0]!, baseName)],
  ['suffix', suffix],
  ['addprefix', (_make, args) => mapWords(args[1]!, (word) => args[0]! + word)],
  ['addsuffix', (_make, args) => mapWords(args[1]!, (word) => word + args[0]!)],
  ['join', join],
  ['abspath', (make, args) => mapWords(args[0]!, (word) => absolutePath(make.files.cwd, word))],
  ['realpath', realpath],
  ['wildcard', (make, args) => expandWildcards(make, args[0]!)],
]);
