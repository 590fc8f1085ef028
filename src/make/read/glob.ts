/** Wildcards and `$(wildcard)`. Source: GNU make manual 4.3 §4.4; docs/make-semantics.md §6.1; fnmatch(3). */
import type { ByteString } from '../../core/bytes.ts';
import { archiveMembers } from '../state/archive-members.ts';
import { fileExists, hostPath, readMakeFile } from '../state/file-view.ts';
import { type MakeState, refuseRepeating } from '../state/make-state.ts';
import { countStep } from '../state/spending.ts';
import { compareBytes, splitWords } from '../syntax/chars.ts';
import { expandTilde } from './tilde.ts';

/** `LIB(PATTERN)`: the members that match, sorted. */
export function globMembers(make: MakeState, archive: ByteString, pattern: ByteString): ByteString[] {
  if (make.files.host.stat(hostPath(make.files, archive))?.kind !== 'file') return [];
  const members = [...archiveMembers(readMakeFile(make.files, archive).text ?? '').keys()];
  const found = members.filter((member) => matchesGlob(pattern, member)).sort(compareBytes);
  return found.map((member) => `${archive}(${member})`);
}

/** True when a name holds `*`, `?` or `[`. */
export function hasGlob(name: ByteString): boolean {
  return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
}

/** Directory entries, read once per evaluation as make 4.3 does. */
function listDirectory(make: MakeState, name: ByteString): readonly ByteString[] | null {
  const path = hostPath(make.files, name);
  if (!make.dialect.cachesDirectories) return make.files.host.readDirectory(path) ?? null;
  let entries = make.files.directories.get(path);
  if (entries === undefined) {
    entries = make.files.host.readDirectory(path) ?? null;
    make.files.directories.set(path, entries);
  }
  return entries;
}

/** Names that match, sorted by byte order; a final slash keeps directories only. */
export function glob(make: MakeState, pattern: ByteString): ByteString[] {
  refuseRepeating(make);
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
    const hasMatched = components.slice(0, i).some(hasGlob);
    for (const base of bases) {
      if (!hasGlob(component)) {
        const name = base + component.replaceAll('\\', '');
        // The directory that the first wildcard is looked for in is opened at once, from make's list.
        const isOpened = !isLast && !hasMatched;
        if (isOpened || make.files.host.stat(hostPath(make.files, name)) !== undefined) next.push(name);
        continue;
      }
      for (const entry of listDirectory(make, base === '' ? '.' : base) ?? []) {
        if (!matchesGlob(component, entry)) continue;
        countStep(make, 10);
        const stat = make.files.host.stat(hostPath(make.files, base + entry));
        const mustBeDirectory = !isLast || (wantsDirectory && !make.dialect.slashMatchesFiles);
        if (mustBeDirectory && stat?.kind !== 'directory') continue;
        // What was removed since the directory was read is still in make's list.
        const isLink = stat === undefined && make.files.host.hasEntry(hostPath(make.files, base + entry));
        if (isLink && make.dialect.danglingLinks !== 'always') continue;
        next.push(base + entry);
      }
    }
    bases = isLast ? next : next.map((base) => `${base}/`);
    if (next.length === 0) return [];
    if (bases.length > 200_000) break;
  }
  if (wantsDirectory) bases = bases.map((base) => withSlash(make, base));
  return bases.sort(compareBytes);
}

/** A directory's name ends in one slash, a file's in none. */
function withSlash(make: MakeState, name: ByteString): ByteString {
  if (name.endsWith('/')) return name;
  if (!make.dialect.slashMatchesFiles) return `${name}/`;
  return make.files.host.stat(hostPath(make.files, name))?.kind === 'directory' ? `${name}/` : name;
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
export function expandWildcards(make: MakeState, patterns: ByteString): ByteString {
  refuseRepeating(make);
  const found: ByteString[] = [];
  for (const written of splitWords(patterns)) {
    const word = expandTilde(make, written);
    if (hasGlob(word)) for (const name of glob(make, word)) found.push(name);
    else {
      // glob(3) takes backslashes off a pattern that has no wildcard.
      const name = word.replace(/\\(.)/gs, '$1');
      const exists =
        make.dialect.danglingLinks === 'never'
          ? fileExists(make.files, name.replace(/(?<=.)\/+$/, ''))
          : existsAsWritten(make, name);
      if (exists) found.push(withoutFileSlash(make, name));
    }
  }
  return found.join(' ');
}

/** `file/` comes back as `file`, `directory/` as it is. */
function withoutFileSlash(make: MakeState, word: ByteString): ByteString {
  if (!word.endsWith('/')) return word;
  return make.files.host.stat(hostPath(make.files, word.slice(0, -1)))?.kind === 'directory' ? word : word.slice(0, -1);
}

/** Like `lstat`: a dangling symbolic link exists too; `file/` counts as the file. */
function existsAsWritten(make: MakeState, word: ByteString): boolean {
  let name = word;
  while (name.length > 1 && name.endsWith('/')) name = name.slice(0, -1);
  if (fileExists(make.files, name)) return true;
  return make.files.host.hasEntry(hostPath(make.files, name));
}
