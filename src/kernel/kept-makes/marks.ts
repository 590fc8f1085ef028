/**
 * Marks: signed 32-bit numbers for what a make can look at. Two things with one mark only make a make be walked again that need
 * not be.
 */
import type { ByteString } from '../../core/bytes.ts';
import { baseName, parentPath } from '../../host/paths.ts';

/** FNV-1a. Source: draft-eastlake-fnv, 32 bits. */
function markOf(text: ByteString): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}

/** The mark of a file or directory, by absolute path. */
export function fileMark(path: ByteString): number {
  return markOf(path);
}

/** The mark of whether a path is there. */
export function presenceMark(path: ByteString): number {
  return markOf(`!${path}`);
}

/** The mark of what a source takes in. */
export function includesMark(path: ByteString): number {
  return markOf(`#${path}`);
}

/** The mark of the entries of a directory. */
export function listMark(path: ByteString): number {
  return markOf(`${path}/`);
}

/** The mark of a name that a line which was not followed may have made, in whatever directory. */
export function nameMark(path: ByteString): number {
  return markOf(`?${baseName(path)}`);
}

/** The mark of whether a recipe was not run for want of a file. */
export const passMark = markOf('%');

/** The mark of a symbol of the configuration, without `CONFIG_`; empty: of all of them. */
export function symbolMark(name: ByteString): number {
  return markOf(`$${name}`);
}

/** Marks of what a file says. */
export function contentMarks(path: ByteString): readonly number[] {
  return [fileMark(path), includesMark(path)];
}

/** Marks of all that shows that a path is another one, or is no longer there. */
export function pathMarks(path: ByteString): readonly number[] {
  return [...contentMarks(path), presenceMark(path), listMark(parentPath(path))];
}
