/** File names and files as make sees them: normalising, globbing, reading through the host. */

import type { ByteString } from '../../core/bytes.ts';
import { KgateError } from '../../core/errors.ts';
import { compareBytes, skipSpaces, splitWords, takeUntil } from '../syntax/chars.ts';
import { archiveMembers } from './archive-members.ts';
import { countStep, limitReached, limits, type Session } from './session.ts';

/** The path handed to the host: always absolute, otherwise as make would open it. */
export function hostPath(session: Session, name: ByteString): string {
  if (name.startsWith('/')) return name;
  return session.cwd === '/' ? `/${name}` : `${session.cwd}/${name}`;
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
export function realPath(session: Session, name: ByteString): ByteString | undefined {
  session.globals.watcher?.refuse();
  return session.host.realPath(hostPath(session, name));
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
export function readMakeFile(session: Session, name: ByteString): ReadResult {
  const path = hostPath(session, name);
  for (let i = session.fileWrites.length - 1; i >= 0; i--) {
    const write = session.fileWrites[i]!;
    if (write.path === path) return { text: write.text };
  }
  if (path === '/dev/null') return { text: '' };
  try {
    const text = session.host.readFile(path);
    return text === undefined ? {} : { text };
  } catch (error) {
    if (!(error instanceof KgateError)) throw error;
    if (error.code === 'host/not-a-file') {
      if (session.host.stat(path)?.kind !== 'directory') return { isSpecial: true };
      return { error: 'Is a directory', isDirectory: true };
    }
    return { error: error.code === 'host/too-large' ? 'File too large' : 'Permission denied' };
  }
}

/** Why a file cannot be written, undefined when it can; rights are not looked at. */
export function cannotWrite(session: Session, name: ByteString): string | undefined {
  const path = hostPath(session, name);
  if (session.host.stat(path)?.kind === 'directory') return 'Is a directory';
  const parent = session.host.stat(path.slice(0, Math.max(1, path.lastIndexOf('/'))));
  if (parent === undefined) return 'No such file or directory';
  return parent.kind === 'directory' ? undefined : 'Not a directory';
}

/** Keeps what `$(file >…)` would write; later reads see it. */
export function writeFile(session: Session, name: ByteString, text: ByteString, isAppend: boolean): void {
  const before = isAppend ? (readMakeFile(session, name).text ?? '') : '';
  session.fileWrites.push({ path: hostPath(session, name), text: before + text, location: session.reading });
}

/** True when a path leads to something. */
export function fileExists(session: Session, name: ByteString): boolean {
  const path = hostPath(session, name);
  if (session.fileWrites.length > 0 && session.fileWrites.some((write) => write.path === path)) return true;
  return session.host.stat(path) !== undefined;
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

/** Options of {@link parseFileNames}. */
export interface FileNameOptions {
  /** Character that ends the list (`:` or `|`), 0 for none. */
  readonly stop: number;
  readonly glob: boolean;
}

/** A list of names, and what is left of the text after it. */
export interface FileNames {
  readonly names: ByteString[];
  /** Text from the stop character on, empty when the list took everything. */
  readonly rest: ByteString;
}

/** Quotes, and white space that does not end a name. */
const needsCare = /[\\\n\v\f\r]/;

/** Splits names at blanks, honouring backslashes, and expands wildcards. */
export function parseFileNames(session: Session, text: ByteString, options: FileNameOptions): FileNames {
  const names: ByteString[] = [];
  const mayGlob = options.glob && hasGlob(text);
  let archive: ByteString | null = null;
  const add = (raw: ByteString): void => {
    let name = stripDotSlash(raw);
    if (archive !== null) {
      // `LIB(A B)` stands for `LIB(A) LIB(B)`. Source: GNU make manual 4.3 §11.1.
      if (name === ')') {
        archive = null;
        return;
      }
      const isLast = name.endsWith(')');
      name = `${archive}${isLast ? name : `${name})`}`;
      if (isLast) archive = null;
    } else if (name.indexOf('(') > 0 && !name.includes(')')) {
      const open = name.indexOf('(') + 1;
      if (!text.includes(')', text.indexOf(raw))) {
        names.push(name);
        return;
      }
      archive = name.slice(0, open);
      if (open === name.length) return;
      name = `${name})`;
    }
    if (mayGlob && hasGlob(name)) {
      const open = name.endsWith(')') ? name.indexOf('(') : -1;
      const found =
        open > 0 ? globMembers(session, name.slice(0, open), name.slice(open + 1, -1)) : glob(session, name);
      if (found.length > 0) {
        for (const one of found) names.push(one);
        return;
      }
    }
    names.push(name);
    if (names.length > limits.names) limitReached(session, 'make/limit-size', 'kgate: too many file names');
  };
  const stop = options.stop === 0 ? 32 : options.stop;
  if ((stop === 32 || text.indexOf(String.fromCharCode(stop)) < 0) && !needsCare.test(text)) {
    for (const name of splitWords(text)) add(name);
    return { names, rest: '' };
  }
  let at = 0;
  for (;;) {
    // White space of any kind is passed over before a name, but only blanks end one.
    at = skipSpaces(text, at);
    if (at >= text.length) return { names, rest: '' };
    if (text.charCodeAt(at) === stop) return { names, rest: text.slice(at) };
    const name = takeUntil(text, at, 32, 9, stop, false);
    add(name.taken);
    at = name.at < 0 ? text.length : name.at;
  }
}

/** `LIB(PATTERN)`: the members that match, sorted. */
function globMembers(session: Session, archive: ByteString, pattern: ByteString): ByteString[] {
  if (session.host.stat(hostPath(session, archive))?.kind !== 'file') return [];
  const members = [...archiveMembers(readMakeFile(session, archive).text ?? '').keys()];
  const found = members.filter((member) => matchesGlob(pattern, member)).sort(compareBytes);
  return found.map((member) => `${archive}(${member})`);
}

/** True when a name holds `*`, `?` or `[`. */
export function hasGlob(name: ByteString): boolean {
  return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
}

/** Directory entries, read once per evaluation as make 4.3 does. */
function listDirectory(session: Session, name: ByteString): readonly ByteString[] | null {
  const path = hostPath(session, name);
  if (!session.dialect.cachesDirectories) return session.host.readDirectory(path) ?? null;
  let entries = session.directoryCache.get(path);
  if (entries === undefined) {
    entries = session.host.readDirectory(path) ?? null;
    session.directoryCache.set(path, entries);
  }
  return entries;
}

/** Names that match, sorted by byte order; a final slash keeps directories only. */
export function glob(session: Session, pattern: ByteString): ByteString[] {
  session.globals.watcher?.refuse();
  const isAbsolute = pattern.startsWith('/');
  const wantsDirectory = pattern.endsWith('/');
  const components = pattern.split('/');
  let bases: ByteString[] = [''];
  for (let i = 0; i < components.length; i++) {
    const component = components[i]!;
    if (component === '') {
      if (i === 0 && isAbsolute) bases = ['/'];
      else if (i < components.length - 1) bases = bases.map((base) => `${base}/`);
      continue;
    }
    const isLast = i === components.length - 1 || (wantsDirectory && i === components.length - 2);
    const next: ByteString[] = [];
    for (const base of bases) {
      if (!hasGlob(component)) {
        const name = base + component.replaceAll('\\', '');
        if (session.host.stat(hostPath(session, name)) !== undefined) next.push(name);
        continue;
      }
      for (const entry of listDirectory(session, base === '' ? '.' : base) ?? []) {
        if (!matchesGlob(component, entry)) continue;
        countStep(session, 10);
        const stat = session.host.stat(hostPath(session, base + entry));
        const mustBeDirectory = !isLast || (wantsDirectory && !session.dialect.slashMatchesFiles);
        if (mustBeDirectory && stat?.kind !== 'directory') continue;
        if (stat === undefined && session.dialect.danglingLinks !== 'always') continue;
        next.push(base + entry);
      }
    }
    bases = isLast ? next : next.map((base) => `${base}/`);
    if (next.length === 0) return [];
    if (bases.length > 200_000) break;
  }
  if (wantsDirectory) bases = bases.map((base) => withSlash(session, base));
  return bases.sort(compareBytes);
}

/** A directory's name ends in one slash, a file's in none. */
function withSlash(session: Session, name: ByteString): ByteString {
  if (name.endsWith('/')) return name;
  if (!session.dialect.slashMatchesFiles) return `${name}/`;
  return session.host.stat(hostPath(session, name))?.kind === 'directory' ? `${name}/` : name;
}

/** fnmatch with the leading-period rule, for one path component. */
export function matchesGlob(pattern: ByteString, name: ByteString): boolean {
  if (name.charCodeAt(0) === 46 && pattern.charCodeAt(0) !== 46) return false;
  let p = 0;
  let n = 0;
  let starPattern = -1;
  let starName = 0;
  while (n < name.length) {
    const code = pattern.charCodeAt(p);
    if (p < pattern.length && code === 42) {
      starPattern = ++p;
      starName = n;
      continue;
    }
    const step = p < pattern.length ? matchOne(pattern, p, name.charCodeAt(n)) : 0;
    if (step > 0) {
      p += step;
      n++;
      continue;
    }
    if (starPattern < 0) return false;
    p = starPattern;
    n = ++starName;
  }
  while (pattern.charCodeAt(p) === 42) p++;
  return p >= pattern.length;
}

/** Length of the pattern element at `at` when it matches the byte, 0 otherwise. */
function matchOne(pattern: ByteString, at: number, code: number): number {
  const element = pattern.charCodeAt(at);
  if (element === 63) return 1;
  if (element === 92 && at + 1 < pattern.length) return pattern.charCodeAt(at + 1) === code ? 2 : 0;
  if (element !== 91) return element === code ? 1 : 0;
  let index = at + 1;
  const isNegated = pattern.charCodeAt(index) === 33 || pattern.charCodeAt(index) === 94;
  if (isNegated) index++;
  let isMatch = false;
  for (let isFirst = true; ; isFirst = false) {
    if (index >= pattern.length) return element === code ? 1 : 0;
    let low = pattern.charCodeAt(index);
    if (low === 93 && !isFirst) break;
    if (low === 92 && index + 1 < pattern.length) low = pattern.charCodeAt(++index);
    let high = low;
    if (pattern.charCodeAt(index + 1) === 45 && index + 2 < pattern.length && pattern.charCodeAt(index + 2) !== 93) {
      high = pattern.charCodeAt(index + 2);
      index += 2;
    }
    if (code >= low && code <= high) isMatch = true;
    index++;
  }
  return isMatch !== isNegated ? index + 1 - at : 0;
}

/** `$(wildcard)`: every pattern by itself, names without wildcards kept when they exist. */
export function expandWildcards(session: Session, patterns: ByteString): ByteString {
  session.globals.watcher?.refuse();
  const found: ByteString[] = [];
  for (const word of splitWords(patterns)) {
    if (hasGlob(word)) for (const name of glob(session, word)) found.push(name);
    else if (
      session.dialect.danglingLinks === 'never'
        ? fileExists(session, word.replace(/(?<=.)\/+$/, ''))
        : existsAsWritten(session, word)
    )
      found.push(withoutFileSlash(session, word));
  }
  return found.join(' ');
}

/** `file/` comes back as `file`, `directory/` as it is. */
function withoutFileSlash(session: Session, word: ByteString): ByteString {
  if (!word.endsWith('/')) return word;
  return session.host.stat(hostPath(session, word.slice(0, -1)))?.kind === 'directory' ? word : word.slice(0, -1);
}

/** Like `lstat`: a dangling symbolic link exists too; `file/` counts as the file. */
function existsAsWritten(session: Session, word: ByteString): boolean {
  let name = word;
  while (name.length > 1 && name.endsWith('/')) name = name.slice(0, -1);
  if (fileExists(session, name)) return true;
  return session.host.hasEntry(hostPath(session, name));
}
