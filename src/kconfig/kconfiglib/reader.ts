/** The files of a tree, line by line. Source: kconfiglib.py 14.1, _enter_file, _leave_file, _open. */

import type { ByteString } from '../../core/bytes.ts';
import { passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { fileLines, strip } from './python-text.ts';
import { LibraryError, type LibrarySession } from './session.ts';
import type { Place } from './types.ts';

/** Files read for one tree, each inclusion counted; Kconfiglib has no limit and would not end. */
const inclusionLimit = 100_000;
/** Steps that a file counts. */
const workPerFile = 256;

/** A file with the lines that were read. */
interface OpenFile {
  readonly lines: readonly ByteString[];
  at: number;
}

/** Reads lines and files, and knows where it is. */
export class Reader {
  file: ByteString;
  line = 0;
  /** The line that is being parsed, for messages. */
  text: ByteString = '';
  private readonly session: LibrarySession;
  private readonly stack: { readonly path: readonly Place[]; readonly open: OpenFile }[] = [];
  private path: readonly Place[] = [];
  private open: OpenFile;

  constructor(session: LibrarySession) {
    this.session = session;
    this.file = session.options.topFile;
    const path = joinPaths(session.srctree, session.options.topFile);
    const lines = readLines(session.options.host, this.absolute(path));
    if (typeof lines === 'string') throw new LibraryError(`[Errno ${errorNumber(lines)}] ${lines}: '${path}'`);
    this.open = { lines, at: 0 };
  }

  /** The place of the line that is being parsed. */
  get place(): Place {
    return { file: this.file, line: this.line };
  }

  /** The next line of the file with its newline; empty at its end. The line is not counted. */
  next(): ByteString {
    return this.open.lines[this.open.at++] ?? '';
  }

  /** Joins a line with those that it is continued on. */
  continued(first: ByteString): ByteString {
    let line = first;
    while (line.endsWith('\\\n')) {
      line = line.slice(0, -2) + this.next();
      this.line++;
    }
    return line;
  }

  /** Ends the run with an error about the line. */
  fail(message: ByteString): never {
    throw new LibraryError(
      `${this.file}:${this.line}: error: couldn't parse '${strip(this.text)}': ${message}`,
      this.place,
    );
  }

  /** Continues in the file with this path. */
  enter(path: ByteString): void {
    const { files, options } = this.session;
    const name =
      this.session.srctreePrefix !== '' && path.startsWith(this.session.srctreePrefix)
        ? path.slice(this.session.srctreePrefix.length)
        : path;
    if (options.host.budget?.spend(workPerFile, null) === true || files.length > inclusionLimit)
      throw new LibraryError(`${this.file}:${this.line}: too many files are included`, this.place);
    files.push(name);
    this.stack.push({ path: this.path, open: this.open });
    this.path = [...this.path, this.place];
    if (this.path.some(({ file }) => file === name)) {
      const chain = this.path.map(({ file, line }) => `${file}:${line}`).join('\n');
      const what = `recursive 'source' of '${name}' detected. Check that environment variables are set correctly.`;
      throw new LibraryError(`\n${this.file}:${this.line}: ${what}\nInclude path:\n${chain}`, this.place);
    }
    const lines = readLines(options.host, path);
    if (typeof lines === 'string') {
      const where = `${this.file}:${this.line}: Could not open '${path}' (in '${strip(this.text)}')`;
      throw new LibraryError(`${where} (${errorName(lines)}: ${lines})`, this.place);
    }
    this.open = { lines, at: 0 };
    this.file = name;
    this.line = 0;
  }

  /** Returns to the file that included this one. */
  leave(): void {
    const from = this.path.at(-1);
    const outer = this.stack.pop();
    if (from === undefined || outer === undefined) return;
    this.file = from.file;
    this.line = from.line;
    this.path = outer.path;
    this.open = outer.open;
  }

  private absolute(path: ByteString): ByteString {
    return joinPaths(this.session.options.cwd, path);
  }
}

/** os.path.join(). */
export function joinPaths(first: ByteString, second: ByteString): ByteString {
  if (second.startsWith('/') || first === '') return second;
  return first.endsWith('/') ? first + second : `${first}/${second}`;
}

/** Words of the C library for a file that cannot be opened. */
export type OpenFault = 'No such file or directory' | 'Is a directory' | 'Permission denied';

/** The lines of a file, or why it cannot be opened. */
export function readLines(host: Host, path: ByteString): ByteString[] | OpenFault {
  const kind = host.stat(path)?.kind;
  if (kind === 'directory') return 'Is a directory';
  try {
    const text = kind === 'other' ? '' : host.readFile(path);
    return text === undefined ? 'No such file or directory' : fileLines(text);
  } catch (error) {
    passTroubleOn(error);
    return 'Permission denied';
  }
}

/** The name of the system's error. */
export function errorName(fault: OpenFault): string {
  return fault === 'Is a directory' ? 'EISDIR' : fault === 'Permission denied' ? 'EACCES' : 'ENOENT';
}

function errorNumber(fault: OpenFault): number {
  return fault === 'Is a directory' ? 21 : fault === 'Permission denied' ? 13 : 2;
}
