import type { ByteString } from '../core/bytes.ts';

const nonAscii = /[\x80-\xff]/;

/** A path for `node:fs`: bytes when it holds any that UTF-8 decoding could change. */
export function toFsPath(path: ByteString): string | Buffer {
  return nonAscii.test(path) ? Buffer.from(path, 'latin1') : path;
}

/** `path` seen from `directory` (absolute). Keeps `..` as it is: symbolic links decide where it leads. */
export function absolutePath(directory: ByteString, path: ByteString): ByteString {
  if (path.startsWith('/')) return path;
  return directory.endsWith('/') ? directory + path : `${directory}/${path}`;
}

/** `path` from `directory` with `.`, `..` and doubled slashes taken out by name alone. */
export function normalPath(directory: ByteString, path: ByteString): ByteString {
  const full = absolutePath(directory, path);
  if (isNormal(full)) return full;
  const parts: string[] = [];
  for (const part of full.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** True for nearly every path: nothing has to be taken out. Hidden files take the long way. */
function isNormal(full: ByteString): boolean {
  return full.indexOf('/.') < 0 && full.indexOf('//') < 0 && (full.charCodeAt(full.length - 1) !== 47 || full === '/');
}

/** The directory part of a normal absolute path; `/` for an entry of the root. */
export function parentPath(path: ByteString): ByteString {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

/** The last part of a normal absolute path; empty for the root. */
export function baseName(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True for a normal absolute path that is `directory` (normal, too) or lies below it. */
export function isBelow(directory: ByteString, path: ByteString): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`);
}
