/**
 * Which files the answer of a program rests on, so that it can be kept and known to be stale. What is not
 * known to rest on files alone is asked anew every time: wrappers and other scripts, `date`, `git`,
 * `pkg-config`, a compiler given files of the tree, anything without a rule here.
 */

import type { ByteString } from '../../core/bytes.ts';
import { type FileStamp, isSettled, type StampSource, stampContent } from '../../host/file-stamp.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath, parentPath } from '../../host/paths.ts';
import {
  type ClangPlaces,
  clangLibraries,
  clangLinkers,
  isClangPlaces,
  isFollowedClangCall,
} from '../../toolchain/clang-places.ts';
import {
  type CompilerCall,
  namesAskedFor,
  readCompilerCall,
  type SearchPlaces,
  takesInFiles,
} from '../../toolchain/compiler-call.ts';
import { CompilerPlaces, readText } from '../../toolchain/compiler-places.ts';
import { toolRole } from '../../toolchain/tool-role.ts';
import { pyenvChoice, rustupChoice } from '../../toolchain/version-managers.ts';
import type { Footing } from '../observe.ts';
import { type CcacheCall, isPlainCcache, readCcacheCall } from './ccache-footing.ts';

const asked: Footing = { kind: 'asked' };

/** Every package that brings a shared library has this file made anew. Source: ldconfig(8). */
const libraryIndex = '/etc/ld.so.cache';

/** Programs a compiler looks up, by its own directories and by PATH. */
const compilerPrograms = ['cc1', 'as', 'ld', 'collect2', 'ld.bfd', 'lto-wrapper', 'specs', 'cc1plus'];
/** Files that gcc's own specs give the linker. Source: gcc 12 -dumpspecs, GNU/Linux. */
const linkedByDefault = (
  'crt1.o crti.o crtn.o crtbegin.o crtbeginS.o crtbeginT.o crtend.o crtendS.o Scrt1.o gcrt1.o rcrt1.o ' +
  'libc.so libc.a libc.so.6 libc_nonshared.a libgcc.a libgcc_eh.a libgcc_s.so libgcc_s.so.1 liblto_plugin.so libpthread.so libpthread.a libpthread.so.0'
).split(' ');

/** Bytes at the beginning of a program in which the names of its libraries are. */
const dynamicNames = 8 << 20;

/** What a footing needs to know about the run around it. */
export interface FootingSources {
  /** Runs programs for the footing itself: a compiler is asked where it looks for files. */
  readonly host: Host;
  readonly stamps: StampSource;
}

type Files = Map<ByteString, FileStamp>;

/** Collects what answers rest on; remembers each program it has looked at for the life of a run. */
export class FootingFinder {
  private readonly host: Host;
  private readonly stamps: StampSource;
  private readonly known: Files = new Map();
  private readonly places: CompilerPlaces;
  private ccacheIsPlain: boolean | null = null;
  private readonly clangLibraries = new Map<ByteString, readonly ByteString[]>();
  private readonly headers = new Map<string, Files | null>();
  /** When this run began: what changed later, or just before, is not built on. */
  private readonly startedAt: number;

  constructor(sources: FootingSources) {
    this.host = sources.host;
    this.places = new CompilerPlaces(sources.host);
    this.stamps = sources.stamps;
    this.startedAt = sources.stamps.now();
  }

  /** Stamp of a path as it was when first asked for in this run. */
  private stamp(path: ByteString): FileStamp {
    let stamp = this.known.get(path);
    if (stamp === undefined) {
      stamp = stampContent(this.stamps, path);
      this.known.set(path, stamp);
    }
    return stamp;
  }

  /**
   * What the answer to a request will rest on. To be called before the program runs: a file that
   * changes later must not have the newer stamp.
   */
  find(request: CommandRequest): Footing {
    const files: Files = new Map();
    const path = this.locate(request, files);
    if (path === null) return asked;
    const behind = readCcacheCall(this.host, request, path);
    if (behind !== null) return this.throughCcache(request, behind, files);
    const role = toolRole(request.argv[0] ?? '');
    let system = false;
    let compiler: readonly [ByteString, ByteString] | undefined;
    if (role === 'rust') {
      if (!this.rust(request, path, files)) return asked;
    } else if (pythonModule(request) !== null) {
      if (!this.python(request, path, files)) return asked;
    } else if (!this.isMachineProgram(request, path)) return asked;
    else if (role === 'compiler') {
      const version = this.compiler(request, path, files);
      if (version === null) return asked;
      compiler = [request.argv[0] ?? '', version];
    } else if (role !== null) {
      if (!readsNoFiles(request)) return asked;
    } else {
      const rule = plainPrograms[baseName(request.argv[0] ?? '')];
      if (rule === undefined || !rule(request)) return asked;
      system = baseName(request.argv[0] ?? '') === 'uname';
    }
    files.set(libraryIndex, this.stamp(libraryIndex));
    // Of a file written a moment ago the next write may not show, and the program may have seen another.
    for (const stamp of files.values()) if (!isSettled(stamp, this.startedAt)) return asked;
    return { kind: 'files', files: [...files], system, ...(compiler !== undefined && { compiler }) };
  }

  /** The footing of the compiler behind ccache, with what ccache itself rests on. */
  private throughCcache(request: CommandRequest, call: CcacheCall, files: Files): Footing {
    if (this.stamps.head(call.ccache, 4) !== '\x7fELF') return asked;
    for (const path of [...call.files, this.host.realPath(call.ccache) ?? call.ccache]) this.add(files, path);
    if (this.ccacheIsPlain === null) {
      const { stdout } = this.host.run({ ...request, argv: ['ccache', '-p'], input: '' });
      this.ccacheIsPlain = isPlainCcache(stdout);
    }
    const footing = this.ccacheIsPlain ? this.find({ ...request, argv: call.argv }) : asked;
    if (footing.kind !== 'files') return footing;
    for (const stamp of files.values()) if (!isSettled(stamp, this.startedAt)) return asked;
    const [, version = ''] = footing.compiler ?? [];
    return { ...footing, files: [...footing.files, ...files], compiler: [request.argv.slice(0, 2).join(' '), version] };
  }

  /** Where the program of a request is, and with it what the search for it saw; null when there is none. */
  private locate(request: CommandRequest, files: Files): ByteString | null {
    const name = request.argv[0] ?? '';
    const candidates = name.includes('/')
      ? [name]
      : (request.env['PATH'] ?? '/bin:/usr/bin').split(':').map((entry) => (entry === '' ? name : `${entry}/${name}`));
    for (const candidate of candidates) {
      const path = absolutePath(request.cwd, candidate);
      this.add(files, path);
      const stat = this.host.stat(path);
      if (stat?.kind === 'file' && stat.isExecutable) return path;
    }
    return null;
  }

  /** A script, and a wrapper that goes by another name, may do anything. */
  private isMachineProgram(request: CommandRequest, path: ByteString): boolean {
    if (this.stamps.head(path, 4) !== '\x7fELF') return false;
    return toolRole(request.argv[0] ?? '') === toolRole(this.host.realPath(path) ?? path);
  }

  /** The version in the compiler's own words; null where it is not known what the answer rests on. */
  private compiler(request: CommandRequest, path: ByteString, files: Files): ByteString | null {
    const call = readCompilerCall(request.argv);
    if (call === null || call.inputs.length > 0) return null;
    const input = call.readsStandardInput ? (request.input ?? '') : '';
    if (/__(?:DATE|TIME|TIMESTAMP)__/.test(input + request.argv.join(' '))) return null;
    const wanted = namesAskedFor(request.argv);
    if (wanted === null) return null;
    const asksForFiles = wanted.files.length > 0 || wanted.programs.length > 0;
    const places = this.places.of(request, path, call, call.links || takesInFiles(input) || asksForFiles);
    if (places === null || (isClangPlaces(places) && !this.clang(request, path, places, files))) return null;
    for (const directory of [...places.programs, ...pathDirectories(request)]) {
      for (const name of [...compilerPrograms, ...wanted.programs]) this.add(files, `${directory}/${name}`);
    }
    for (const directory of places.libraries) {
      for (const name of ['specs', ...wanted.files]) this.add(files, `${directory}/${name}`);
    }
    // gcc takes this one in by itself. Source: gcc 12 manual, -nostdinc; features of glibc.
    for (const directory of places.headers) this.add(files, `${directory}/stdc-predef.h`);
    if (takesInFiles(input) && !this.addHeaders(input, request, places, files)) return null;
    if (call.links) this.addLibraries(call, places, files);
    return places.version;
  }

  /** LLVM's libraries that belong to a clang; their names stand in its first pages. */
  private librariesOf(program: ByteString): readonly ByteString[] {
    let libraries = this.clangLibraries.get(program);
    if (libraries === undefined) {
      const names = clangLibraries(this.stamps.head(program, dynamicNames) ?? '');
      libraries = names.map((name) => absolutePath(parentPath(program), `../lib/${name}`));
      this.clangLibraries.set(program, libraries);
    }
    return libraries;
  }

  /** What clang looks at beside; false where it reads what is not known. */
  private clang(request: CommandRequest, path: ByteString, places: ClangPlaces, files: Files): boolean {
    if (!isFollowedClangCall(request.argv.slice(1))) return false;
    const program = this.host.realPath(path) ?? path;
    for (const library of this.librariesOf(program)) this.add(files, library);
    for (const file of places.around) this.add(files, file);
    if (places.libraries.length === 0) return true;
    // It links: a linker, and libraries of its own.
    for (const directory of [...places.programs, ...pathDirectories(request)]) {
      for (const name of clangLinkers(places)) this.add(files, `${directory}/${name}`);
    }
    for (const name of ['', '/linux', ...places.triples.map((triple) => `/${triple}`)]) {
      this.add(files, `${places.resources}/lib${name}`);
    }
    return true;
  }

  /** `rustc --version`, of a compiler or of the proxy that rustup puts in its place. */
  private rust(request: CommandRequest, path: ByteString, files: Files): boolean {
    if (!request.argv.slice(1).every((word) => /^(?:--version|--verbose|-V|-v|-vV)$/.test(word))) return false;
    let program = this.host.realPath(path) ?? path;
    const choice = rustupChoice(this.host, request, program);
    for (const file of choice?.files ?? []) this.add(files, file);
    program = choice === null ? program : (this.host.realPath(choice.program) ?? choice.program);
    if (this.stamps.head(program, 4) !== '\x7fELF') return false;
    // A compiler is a small program around this library; anything else by that name is not known.
    const library = /librustc_driver-[0-9a-f]+\.so/.exec(readText(this.host, program) ?? '')?.[0];
    if (library === undefined) return false;
    const directory = program.replace(/\/[^/]*$/, '');
    const given = (request.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((place) => place !== '');
    for (const place of [...given, `${directory}/../lib`]) {
      this.add(files, absolutePath(request.cwd, `${place}/${library}`));
    }
    return true;
  }

  /** `python3 -c 'import NAME'`: where the interpreter looks for modules; see {@link pythonModule}. */
  private python(request: CommandRequest, path: ByteString, files: Files): boolean {
    let program = path;
    const choice = pyenvChoice(this.host, request, path);
    if (choice !== null) {
      for (const file of choice.files) this.add(files, file);
      program = choice.program;
    }
    if (this.stamps.head(program, 4) !== '\x7fELF') return false;
    const module = pythonModule(request) ?? '';
    const { outcome, status, stdout } = this.host.run(pythonPlaces(request, program));
    const [suffixes = '', ...places] = stdout.split('\n');
    if (outcome !== 'exited' || status !== 0 || places.length === 0) return false;
    for (const place of places) {
      const directory = absolutePath(request.cwd, place);
      for (const suffix of ['', ...suffixes.split(' ')]) this.add(files, `${directory}/${module}${suffix}`);
      // A new .pth file brings new places, and every place but the working directory may hold one.
      if (place !== '') this.add(files, directory);
    }
    return true;
  }

  private add(files: Files, path: ByteString): FileStamp {
    const stamp = this.stamp(path);
    files.set(path, stamp);
    return stamp;
  }

  /** The headers a text takes in, and theirs; false where a name is computed. */
  private addHeaders(text: ByteString, request: CommandRequest, places: SearchPlaces, files: Files): boolean {
    const key = JSON.stringify([text, places.headers, request.cwd]);
    let found = this.headers.get(key);
    if (found === undefined) {
      found = this.findHeaders(text, request.cwd, places.headers);
      this.headers.set(key, found);
    }
    if (found === null) return false;
    for (const [path, stamp] of found) files.set(path, stamp);
    return true;
  }

  private findHeaders(text: ByteString, cwd: ByteString, directories: readonly ByteString[]): Files | null {
    const files: Files = new Map();
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
        for (const directory of isQuoted ? [at.directory, ...directories] : directories) {
          const path = wanted.startsWith('/') ? wanted : `${directory}/${wanted}`;
          if (this.add(files, path) === null || seen.has(path)) continue;
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

  private addLibraries(call: CompilerCall, places: SearchPlaces, files: Files): void {
    const names = [...linkedByDefault, ...call.libraries.flatMap((name) => [`lib${name}.so`, `lib${name}.a`])];
    for (const directory of places.libraries) for (const name of names) this.add(files, `${directory}/${name}`);
  }
}

function baseName(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

function pathDirectories(request: CommandRequest): ByteString[] {
  const entries = (request.env['PATH'] ?? '/bin:/usr/bin').split(':');
  return entries.map((entry) => absolutePath(request.cwd, entry === '' ? '.' : entry));
}

/** A linker, archiver or the like that is only asked about itself. */
function readsNoFiles(request: CommandRequest): boolean {
  return request.argv
    .slice(1)
    .every((word, index, words) =>
      word.startsWith('-')
        ? !/[/@]|^-[TlLRcfrAm]$/.test(word)
        : /^-[zO]$/.test(words[index - 1] ?? '') && !word.includes('/'),
    );
}

/** The module of `python3 -c 'import NAME'`, or null for any other call. */
export function pythonModule(request: Pick<CommandRequest, 'argv'>): ByteString | null {
  const [program = '', option, text = '', ...rest] = request.argv;
  if (!/^python3?(?:\.\d+)?$/.test(baseName(program)) || option !== '-c' || rest.length > 0) return null;
  return /^\s*import ([A-Za-z_]\w*)\s*$/.exec(text)?.[1] ?? null;
}

function pythonPlaces(request: CommandRequest, program: ByteString): CommandRequest {
  const text = 'import sys, importlib.machinery as m; print(" ".join(m.all_suffixes()), *sys.path, sep="\\n", end="")';
  return { ...request, argv: [program, '-c', text] };
}

/**
 * True when finding the footing means starting programs that take as long as the answer itself. It is then
 * worth it for a question that comes a second time.
 */
export function isCostly(request: CommandRequest): boolean {
  return pythonModule(request) !== null || toolRole(request.argv[0] ?? '') === 'rust';
}

/** True when a program that ran gave an answer of the kind that its footing covers. */
export function isCovered(request: CommandRequest, result: CommandResult): boolean {
  // Its own troubles, with its store for instance, pass without any file of these changing.
  if (/^ccache: /m.test(result.stderr)) return false;
  const module = pythonModule(request);
  if (module === null) return true;
  // What a module that is there does when it is loaded is nobody's guess.
  return result.status === 1 && result.stderr.includes(`ModuleNotFoundError: No module named '${module}'`);
}

const isUname = /^-[asnrvmpio]+$/;
/** One substitution without files, programs or flags that write. Source: POSIX.1-2017 sed. */
const isSubstitution =
  /^(?:\/[^/\\\n]*\/!?)?s([/,|#:])(?:(?!\1)[^\\\n]|\\[^\n])*\1(?:(?!\1)[^\\\n]|\\[^\n])*\1[gp0-9]*$/;

/** Programs that are no part of a toolchain and whose answer rests on themselves, words and input alone. */
const plainPrograms: Readonly<Record<string, (request: CommandRequest) => boolean>> = {
  make: ({ argv }) => argv.length === 2 && argv[1] === '--version',
  uname: ({ argv }) => argv.slice(1).every((word) => isUname.test(word)),
  getconf: ({ argv }) => argv.length === 2 && /^LFS_\w+$/.test(argv[1] ?? ''),
  /** Patterns over standard input. */
  grep({ argv }) {
    const words = argv.slice(1).filter((word) => !/^-[EFqoivcnwx]+$/.test(word));
    return words.length === 1 && words[0]?.startsWith('-') === false;
  },
  sed({ argv }) {
    const scripts: ByteString[] = [];
    for (let index = 1; index < argv.length; index++) {
      const word = argv[index] ?? '';
      if (word === '-e') scripts.push(argv[++index] ?? '');
      else if (word === '-n' || word === '-E' || word === '-r') continue;
      else if (scripts.length === 0 && !word.startsWith('-')) scripts.push(word);
      else return false;
    }
    return scripts.length > 0 && scripts.every((script) => isSubstitution.test(script));
  },
};
