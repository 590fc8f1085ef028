/**
 * The files that a source takes in, read off its text: every `#include`, whatever conditional it is in. What the tree
 * has is followed; what is left is for the compiler to find on the machine.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { normalPath, parentPath } from '../../host/paths.ts';

/** Where includes are looked for. */
export interface HeaderSearch {
  /** Directories of `-iquote`. */
  readonly quoted: readonly string[];
  /** Directories of `-I` and the like. */
  readonly included: readonly string[];
  /** Macros of `-D`. */
  readonly defines: ReadonlySet<ByteString>;
}

/** What a source takes in. */
export interface Inclusion {
  /** Files of the tree, the source first. */
  readonly files: readonly string[];
  /** Names that no file of the tree has. */
  readonly outside: readonly ByteString[];
  /** True when a name is made by a macro. */
  readonly isComputed: boolean;
}

interface Include {
  readonly name: ByteString;
  readonly isQuoted: boolean;
  /** Macros that have to be defined, or not, for it to be read; conditions of another form are left out. */
  readonly guards: readonly Guard[];
}

interface Guard {
  readonly macro: ByteString;
  readonly isDefined: boolean;
}

/** Macros that no compiler of a Linux machine defines for a host program by itself. */
const neverDefined: ReadonlySet<ByteString> = new Set(
  '__KERNEL__ __APPLE__ __MACH__ _WIN32 __WIN32__ __CYGWIN__ __MINGW32__ _MSC_VER __FreeBSD__ __NetBSD__ __OpenBSD__ __sun __sun__'.split(
    ' ',
  ),
);

/** The guards of an `#if` line; null for a condition that is not followed. */
function guardOf(line: ByteString): Guard | null {
  const plain = /^(ifn?def)[ \t]+(\w+)/.exec(line);
  if (plain !== null) return { macro: plain[2] ?? '', isDefined: plain[1] === 'ifdef' };
  const tested = /^if[ \t]*(!?)[ \t]*defined[ \t]*\(?[ \t]*(\w+)[ \t]*\)?[ \t]*(?:$|\/[*/])/.exec(line);
  return tested === null ? null : { macro: tested[2] ?? '', isDefined: tested[1] === '' };
}

/** Reads sources; each file once. */
export class HeaderReader {
  private readonly host: Host;
  /** True for a path that belongs to the build, not to the machine. */
  private readonly isOwn: (path: string) => boolean;
  private readonly texts = new Map<string, readonly Include[] | null>();
  /** Files seen; one that is not there may be made later. */
  private readonly found = new Set<string>();

  constructor(host: Host, isOwn: (path: string) => boolean) {
    this.host = host;
    this.isOwn = isOwn;
  }

  /** What some files take in, with all that they lead to. */
  read(paths: readonly string[], search: HeaderSearch): Inclusion {
    const included = search.included.filter((path) => this.isOwn(path));
    const quoted = [...search.quoted.filter((path) => this.isOwn(path)), ...included];
    const files = new Set<string>();
    const outside = new Set<ByteString>();
    let isComputed = false;
    const waiting = [...paths];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (files.has(path)) continue;
      files.add(path);
      const includes = this.includesOf(path);
      if (includes === null) isComputed = true;
      for (const { guards, isQuoted, name } of includes ?? []) {
        if (!guards.every((guard) => mayHold(guard, search.defines))) continue;
        const at = this.locate(name, isQuoted ? [parentPath(path), ...quoted] : included);
        if (at === null) outside.add(name);
        else waiting.push(at);
      }
    }
    return { files: [...files], outside: [...outside], isComputed };
  }

  /** The includes of a file; none for a file of unknown content, null where a name is computed. */
  private includesOf(path: string): readonly Include[] | null {
    const known = this.texts.get(path);
    if (known !== undefined) return known;
    const text = this.textOf(path);
    if (text === undefined) return [];
    const includes: Include[] = [];
    let isComputed = false;
    const guards: (Guard | null)[] = [];
    for (const match of text.matchAll(/^[ \t]*#[ \t]*((?:if|el|endif|include|import)[^\n]*)/gm)) {
      const line = match[1] ?? '';
      if (line.startsWith('if')) guards.push(guardOf(line));
      else if (line.startsWith('endif')) guards.pop();
      else if (line.startsWith('el')) {
        const last = guards.pop() ?? null;
        guards.push(last === null || !/^else\b/.test(line) ? null : { ...last, isDefined: !last.isDefined });
      } else {
        const name = /^\w+[ \t]*(?:<([^>\n]+)>|"([^"\n]+)")/.exec(line);
        if (name === null) isComputed = true;
        else {
          const known = guards.filter((guard) => guard !== null);
          includes.push({ name: name[1] ?? name[2] ?? '', isQuoted: name[2] !== undefined, guards: known });
        }
      }
    }
    const result = isComputed ? null : includes;
    this.texts.set(path, result);
    return result;
  }

  private textOf(path: string): ByteString | undefined {
    try {
      return this.host.readFile(path);
    } catch {
      return undefined;
    }
  }

  private locate(name: ByteString, directories: readonly string[]): string | null {
    if (name.startsWith('/')) return this.isFile(name) ? name : null;
    for (const directory of directories) {
      const path = normalPath(directory, name);
      if (this.isFile(path)) return path;
    }
    return null;
  }

  private isFile(path: string): boolean {
    if (this.found.has(path)) return true;
    const isThere = this.host.stat(path)?.kind === 'file';
    if (isThere) this.found.add(path);
    return isThere;
  }
}

function mayHold({ isDefined, macro }: Guard, defines: ReadonlySet<ByteString>): boolean {
  return isDefined ? defines.has(macro) || !neverDefined.has(macro) : !defines.has(macro);
}
