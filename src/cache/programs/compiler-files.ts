/** The files that the answer of gcc or clang depends on. */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
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
import { CompilerPlaces } from '../../toolchain/compiler-places.ts';
import { HeaderFinder } from './header-finder.ts';
import type { FileStamps, RunStamps } from './run-stamps.ts';

/** Programs a compiler looks up, by its own directories and by PATH. */
const compilerPrograms = ['cc1', 'as', 'ld', 'collect2', 'ld.bfd', 'lto-wrapper', 'specs', 'cc1plus'];
/** Files that gcc's own specs give the linker. Source: gcc 12 -dumpspecs, GNU/Linux. */
const linkedByDefault = (
  'crt1.o crti.o crtn.o crtbegin.o crtbeginS.o crtbeginT.o crtend.o crtendS.o Scrt1.o gcrt1.o rcrt1.o ' +
  'libc.so libc.a libc.so.6 libc_nonshared.a libgcc.a libgcc_eh.a libgcc_s.so libgcc_s.so.1 liblto_plugin.so libpthread.so libpthread.a libpthread.so.0'
).split(' ');

/** Bytes at the beginning of a program in which the names of its libraries are. */
const dynamicNames = 8 << 20;

/** Finds files of compilers; each compiler is asked for its places once in a run. */
export class CompilerFiles {
  private readonly host: Host;
  private readonly stamps: RunStamps;
  private readonly places: CompilerPlaces;
  private readonly headers: HeaderFinder;
  private readonly clangLibraries = new Map<ByteString, readonly ByteString[]>();

  constructor(host: Host, stamps: RunStamps) {
    this.host = host;
    this.stamps = stamps;
    this.places = new CompilerPlaces(host);
    this.headers = new HeaderFinder(host, stamps);
  }

  /** The version in the compiler's own words; null where it is not known what the answer depends on. */
  add(request: CommandRequest, path: ByteString, files: FileStamps): ByteString | null {
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
      for (const name of [...compilerPrograms, ...wanted.programs]) this.stamps.add(files, `${directory}/${name}`);
    }
    for (const directory of places.libraries) {
      for (const name of ['specs', ...wanted.files]) this.stamps.add(files, `${directory}/${name}`);
    }
    // gcc takes this one in by itself. Source: gcc 12 manual, -nostdinc; features of glibc.
    const given = call.headers.map((directory) => absolutePath(request.cwd, directory));
    const headers = [...given, ...places.headers];
    for (const directory of headers) this.stamps.add(files, `${directory}/stdc-predef.h`);
    if (takesInFiles(input) && !this.headers.add(input, request, { all: headers, given }, files)) return null;
    if (call.links) this.addLibraries(call, places, files);
    return places.version;
  }

  /** LLVM's libraries that belong to a clang; their names stand in its first pages. */
  private librariesOf(program: ByteString): readonly ByteString[] {
    let libraries = this.clangLibraries.get(program);
    if (libraries === undefined) {
      const names = clangLibraries(this.stamps.source.head(program, dynamicNames) ?? '');
      libraries = names.map((name) => absolutePath(parentPath(program), `../lib/${name}`));
      this.clangLibraries.set(program, libraries);
    }
    return libraries;
  }

  /** What clang looks at in addition; false where it reads what is not known. */
  private clang(request: CommandRequest, path: ByteString, places: ClangPlaces, files: FileStamps): boolean {
    if (!isFollowedClangCall(request.argv.slice(1))) return false;
    const program = this.host.realPath(path) ?? path;
    for (const library of this.librariesOf(program)) this.stamps.add(files, library);
    for (const file of places.around) this.stamps.add(files, file);
    if (places.libraries.length === 0) return true;
    // It links: a linker, and libraries of its own.
    for (const directory of [...places.programs, ...pathDirectories(request)]) {
      for (const name of clangLinkers(places)) this.stamps.add(files, `${directory}/${name}`);
    }
    for (const name of ['', '/linux', ...places.triples.map((triple) => `/${triple}`)]) {
      this.stamps.add(files, `${places.resources}/lib${name}`);
    }
    return true;
  }

  private addLibraries(call: CompilerCall, places: SearchPlaces, files: FileStamps): void {
    const names = [...linkedByDefault, ...call.libraries.flatMap((name) => [`lib${name}.so`, `lib${name}.a`])];
    for (const directory of places.libraries) for (const name of names) this.stamps.add(files, `${directory}/${name}`);
  }
}

function pathDirectories(request: CommandRequest): ByteString[] {
  const entries = (request.env['PATH'] ?? '/bin:/usr/bin').split(':');
  return entries.map((entry) => absolutePath(request.cwd, entry === '' ? '.' : entry));
}
