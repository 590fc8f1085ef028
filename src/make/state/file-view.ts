/** The file system as one make sees it: paths below its directory, and what `$(file >…)` wrote in it. */
import type { ByteString } from '../../core/bytes.ts';
import { KgateError, passTroubleOn } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { Host } from '../../host/host.ts';
import type { FileWrite } from './records.ts';

/** Writes or appends; returns the C library's words when it fails, null otherwise. `path` is absolute. */
export type WriteFile = (path: string, text: ByteString, isAppend: boolean) => string | null;

/** Files of one make. */
export interface FileView {
  host: Host;
  /** Absolute working directory. */
  readonly cwd: string;
  /** What `$(file >…)` wrote, in order. */
  readonly writes: FileWrite[];
  /** Writes a file for `$(file >…)`; undefined: it is kept in {@link writes}. */
  readonly write: WriteFile | undefined;
  /** Where included files are looked for; null when it has to be computed again. */
  includePath: readonly ByteString[] | null;
  /** Entries of directories by path, null for what is none; see `cachesDirectories` of the dialect. */
  readonly directories: Map<string, readonly ByteString[] | null>;
}

/** The path handed to the host: always absolute, otherwise as make would open it. */
export function hostPath(files: FileView, name: ByteString): string {
  if (name.startsWith('/')) return name;
  return files.cwd === '/' ? `/${name}` : `${files.cwd}/${name}`;
}

/** `$(abspath)`: textual, without looking at the file system. */
export function absolutePath(cwd: string, name: ByteString): ByteString {
  const parts: ByteString[] = name.startsWith('/') ? [] : cwd.split('/').filter((part) => part !== '');
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The canonical path of a file that exists, undefined otherwise. */
export function realPath(files: FileView, name: ByteString): ByteString | undefined {
  return files.host.realPath(hostPath(files, name));
}

/** Text of a file, or why it cannot be read; both absent when it does not exist. */
export interface ReadResult {
  readonly text?: ByteString;
  /** The C library's words: `Permission denied`. */
  readonly error?: string;
  /** A FIFO or a device: reading it might never end. */
  readonly isSpecial?: boolean;
  /** It could be opened, being a directory, but not read. */
  readonly isDirectory?: boolean;
}

/** Reads a file; what `$(file >…)` wrote in this evaluation comes first. */
export function readMakeFile(files: FileView, name: ByteString): ReadResult {
  const path = hostPath(files, name);
  for (let i = files.writes.length - 1; i >= 0; i--) {
    const write = files.writes[i]!;
    if (write.path === path) return { text: write.text };
  }
  if (path === '/dev/null') return { text: '' };
  try {
    const text = files.host.readFile(path);
    return text === undefined ? {} : { text };
  } catch (error) {
    passTroubleOn(error);
    if (!(error instanceof KgateError)) throw error;
    if (error.code === 'host/not-a-file') {
      if (files.host.stat(path)?.kind !== 'directory') return { isSpecial: true };
      return { error: 'Is a directory', isDirectory: true };
    }
    return { error: error.code === 'host/too-large' ? 'File too large' : 'Permission denied' };
  }
}

/** Why a file cannot be written, undefined when it can; rights are not looked at. */
export function cannotWrite(files: FileView, name: ByteString): string | undefined {
  const path = hostPath(files, name);
  if (files.host.stat(path)?.kind === 'directory') return 'Is a directory';
  const parent = files.host.stat(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
  if (parent === undefined) return 'No such file or directory';
  return parent.kind === 'directory' ? undefined : 'Not a directory';
}

/** Keeps what `$(file >…)` would write; later reads see it. */
export function writeFile(
  files: FileView,
  name: ByteString,
  text: ByteString,
  isAppend: boolean,
  location: Location | null,
): void {
  const before = isAppend ? (readMakeFile(files, name).text ?? '') : '';
  files.writes.push({ path: hostPath(files, name), text: before + text, location });
}

/** True when a path leads to something. */
export function fileExists(files: FileView, name: ByteString): boolean {
  const path = hostPath(files, name);
  if (files.writes.length > 0 && files.writes.some((write) => write.path === path)) return true;
  return files.host.stat(path) !== undefined;
}

/** Takes `./` off the front of a name. Source: GNU make manual 4.3 §4.2, observed with make 4.3. */
export function stripDotSlash(name: ByteString): ByteString {
  if (name.charCodeAt(0) !== 46 || name.charCodeAt(1) !== 47) return name;
  let start = 0;
  while (name.length - start > 2 && name.charCodeAt(start) === 46 && name.charCodeAt(start + 1) === 47) {
    start += 2;
    while (name.charCodeAt(start) === 47) start++;
  }
  return start >= name.length ? './' : name.slice(start);
}
