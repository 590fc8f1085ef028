import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { readText } from '../../toolchain/compiler-places.ts';
import type { FileStamps, RunStamps } from './run-stamps.ts';

/** Directories in which a compiler looks for headers; `given` are those that its words name. */
export interface HeaderDirectories {
  readonly all: readonly ByteString[];
  readonly given: readonly ByteString[];
}

/** Finds the headers of texts; each text is searched once in a run. */
export class HeaderFinder {
  private readonly host: Host;
  private readonly stamps: RunStamps;
  private readonly headers = new Map<string, FileStamps | null>();

  constructor(host: Host, stamps: RunStamps) {
    this.host = host;
    this.stamps = stamps;
  }

  /** The headers a text takes in, and theirs; false where a name is computed. */
  add(text: ByteString, request: CommandRequest, directories: HeaderDirectories, files: FileStamps): boolean {
    const key = JSON.stringify([text, directories, request.cwd]);
    let found = this.headers.get(key);
    if (found === undefined) {
      found = this.findHeaders(text, request.cwd, directories);
      this.headers.set(key, found);
    }
    if (found === null) return false;
    for (const [path, stamp] of found) files.set(path, stamp);
    return true;
  }

  private findHeaders(text: ByteString, cwd: ByteString, { all, given }: HeaderDirectories): FileStamps | null {
    const files: FileStamps = new Map();
    const waiting: { text: ByteString; directory: ByteString }[] = [{ text, directory: cwd }];
    const seen = new Set<ByteString>();
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (/^[ \t]*\.[ \t]*inc(?:bin|lude)\b|#\s*embed|(?<!#[ \t]*)\binc(?:bin|lude)\s*\\?"/m.test(at.text)) return null;
      for (const match of at.text.matchAll(
        /(?:#\s*(?:include_next|include|import)|__has_include(?:_next)?\s*\()\s*(\S[^\n]*)/g,
      )) {
        const name = /^(?:<([^>]+)>|"([^"]+)")/.exec(match[1] ?? '');
        if (name === null) {
          // A name made by a macro; the texts that define `__has_include` for old compilers have none.
          if (/^[A-Z]/.test(match[1] ?? '')) return null;
          continue;
        }
        const isQuoted = name[2] !== undefined;
        const wanted = name[1] ?? name[2] ?? '';
        // All places, not only the first that has it: `include_next` goes on from there.
        for (const directory of isQuoted ? [at.directory, ...all] : all) {
          const path = wanted.startsWith('/') ? wanted : `${directory}/${wanted}`;
          // One that is compiled ahead is taken in place of the text. Source: gcc 12 manual, precompiled headers.
          if (given.includes(directory)) this.stamps.add(files, `${path}.gch`);
          if (this.stamps.add(files, path) === null || seen.has(path)) continue;
          seen.add(path);
          if (seen.size > 2000) return null;
          const content = readText(this.host, path);
          if (content === undefined) return null;
          waiting.push({ text: content, directory: path.slice(0, path.lastIndexOf('/')) });
        }
      }
    }
    return files;
  }
}
