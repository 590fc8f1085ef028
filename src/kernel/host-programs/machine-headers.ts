/**
 * What a compiler of the machine finds by itself: which headers it has, and which macros these may define or take away,
 * whatever conditionals they do that in.
 */
import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { normalPath, parentPath } from '../../host/paths.ts';
import { headerPlaces } from '../../toolchain/compiler-call.ts';
import { readDirectives } from './directives.ts';

/**
 * Headers that host programs take in, asked for at once. A libc that lacks one of them is asked for each by itself.
 * Source: POSIX.1-2008 <headers>; elf.h, err.h, getopt.h, sys/param.h: glibc and musl.
 */
const commonHeaders = (
  'arpa/inet.h assert.h ctype.h dirent.h elf.h err.h errno.h fcntl.h getopt.h inttypes.h libgen.h limits.h locale.h ' +
  'netinet/in.h poll.h pthread.h pwd.h regex.h setjmp.h signal.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h ' +
  'string.h strings.h sys/ioctl.h sys/mman.h sys/param.h sys/socket.h sys/stat.h sys/time.h sys/types.h sys/wait.h ' +
  'termios.h time.h unistd.h'
).split(' ');

/** Most headers that are taken in one by one where all together are refused. */
const maxSingle = 100;
/** Most files of the machine that are read for the macros they may define. */
const maxFiles = 5000;

/** A compiler with the words that decide what it finds. */
export interface Preprocessor {
  /** Program and words; what it reads is not among them. */
  readonly words: readonly ByteString[];
  readonly isCxx: boolean;
  readonly env: CommandRequest['env'];
}

/** Runs a program of the machine. */
export type RunProgram = (request: CommandRequest) => CommandResult;

/** What one compiler finds. */
export class MachineHeaders {
  private readonly run: RunProgram;
  private readonly host: Host;
  private readonly preprocessor: Preprocessor;
  /** Headers by whether they are there, with all that they take in; null where only they themselves are. */
  private readonly headers = new Map<ByteString, boolean | null>();
  private hasCommon = false;
  private places: readonly string[] | null = null;
  private readonly names = new Set<ByteString>();
  private readonly files = new Set<string>();
  private readonly defined = new Set<ByteString>();
  /** True where not all macros are known that the headers may define. */
  private isOpen = false;

  constructor(run: RunProgram, host: Host, preprocessor: Preprocessor) {
    this.run = run;
    this.host = host;
    this.preprocessor = preprocessor;
  }

  /**
   * The headers of a list that the machine lacks, or may lack a part of. `ahead` gives names that will probably be
   * asked for next; it is called where there is something to ask.
   */
  lacking(names: Iterable<ByteString>, ahead: () => Iterable<ByteString>): ReadonlySet<ByteString> {
    const wanted = new Set(names);
    const unknown = (list: Iterable<ByteString>): ByteString[] =>
      [...new Set(list)].filter((name) => !this.headers.has(name)).sort();
    if (unknown(wanted).length > 0 && !this.hasCommon) {
      this.hasCommon = true;
      if (!this.preprocessor.isCxx) this.takeIn(commonHeaders);
    }
    if (unknown(wanted).length > 0) this.find(unknown([...wanted, ...ahead()]));
    const left = unknown(wanted);
    if (left.length > 0 && !this.find(left)) {
      // One of them refuses to be taken in after the others, or by itself.
      for (const name of left) if (left.length > maxSingle || !this.find([name])) this.headers.set(name, null);
    }
    return new Set([...wanted].filter((name) => this.headers.get(name) !== true));
  }

  /** True for a header that was asked for and that is not there at all. */
  isAbsent(name: ByteString): boolean {
    return this.headers.get(name) === false;
  }

  /** Reads some headers with all that they may take in; gives the names of all that were read so far. */
  follow(names: Iterable<ByteString>): ReadonlySet<ByteString> {
    for (const name of names) if (!this.names.has(name)) this.read(name);
    return this.names;
  }

  /** True for a macro that a header which was read may define or take away. */
  mayDefine(macro: ByteString): boolean {
    return this.isOpen || this.defined.has(macro);
  }

  private takeIn(names: readonly ByteString[]): boolean {
    const found = this.preprocess(['-E', '-o', '/dev/null'], names.map((name) => `#include <${name}>\n`).join(''));
    if (found.outcome !== 'exited' || found.status !== 0) return false;
    for (const name of names) this.headers.set(name, true);
    return true;
  }

  /**
   * Takes in those of some headers that are there; false where that fails, or where one is missing and the compiler
   * does not say which.
   * Source: gcc 5, `__has_include`.
   */
  private find(names: readonly ByteString[]): boolean {
    const lines = names.map(
      (name, at) => `#if __has_include(<${name}>)\n#include <${name}>\n#else\n#warning kgate_${at}_\n#endif\n`,
    );
    const { outcome, status, stderr } = this.preprocess(['-E', '-o', '/dev/null'], lines.join(''));
    if (outcome !== 'exited' || status !== 0) return this.takeIn(names);
    const absent = new Set([...stderr.matchAll(/\bwarning: .*\bkgate_(\d+)_/g)].map((match) => Number(match[1])));
    names.forEach((name, at) => this.headers.set(name, !absent.has(at)));
    return true;
  }

  /** Directories in which the compiler looks; none where it does not say. */
  private directories(): readonly string[] {
    if (this.places !== null) return this.places;
    const { outcome, status, stderr } = this.preprocess(['-E', '-v', '-o', '/dev/null'], '');
    const places = outcome === 'exited' && status === 0 ? headerPlaces(stderr) : null;
    if (places === null) this.isOpen = true;
    return (this.places = places ?? []);
  }

  private preprocess(asked: readonly ByteString[], input: ByteString): CommandResult {
    const { env, isCxx, words } = this.preprocessor;
    return this.run({ argv: [...words, ...asked, '-x', isCxx ? 'c++' : 'c', '-'], cwd: '/', env, input });
  }

  /** Reads a header and all that it may take in: wherever its name is found, since `#include_next` goes on from there. */
  private read(header: ByteString): void {
    const places = this.directories();
    const waiting: [name: ByteString, from: string | null][] = [[header, null]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [wanted, directory] = next;
      const isSeen = this.names.has(wanted);
      this.names.add(wanted);
      const paths = isSeen ? [] : places.map((place) => normalPath(place, wanted));
      if (directory !== null) paths.push(normalPath(directory, wanted));
      for (const path of paths) waiting.push(...this.readFile(path));
    }
  }

  private readFile(path: string): [name: ByteString, from: string | null][] {
    if (this.files.has(path)) return [];
    const text = this.host.stat(path)?.kind === 'file' ? this.textOf(path) : undefined;
    if (text === undefined) return [];
    this.files.add(path);
    const directives = this.files.size > maxFiles ? null : readDirectives(text);
    if (directives === null) {
      this.isOpen = true;
      return [];
    }
    for (const { macro } of directives.definitions) this.defined.add(macro);
    const names: [name: ByteString, from: string | null][] = [];
    for (const { isQuoted, name } of directives.includes) {
      if (name === null) this.isOpen = true;
      else names.push([name, isQuoted ? parentPath(path) : null]);
    }
    return names;
  }

  private textOf(path: string): ByteString | undefined {
    try {
      return this.host.readFile(path);
    } catch (error) {
      passTroubleOn(error);
      this.isOpen = true;
      return undefined;
    }
  }
}
