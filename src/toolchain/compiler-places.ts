/** Where a compiler looks for programs, headers and libraries, in its own words. */
import { passTroubleOn } from '../core/errors.ts';
import type { ByteString } from '../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../host/host.ts';
import { parentPath } from '../host/paths.ts';
import { clangMachineWords, isClangPlaces, readClangPlaces } from './clang-places.ts';
import { type CompilerCall, readSearchDirectories, readSearchPlaces, type SearchPlaces } from './compiler-call.ts';
import { trimEnd } from '../core/trim.ts';

/** Asks a compiler for its directories, which are others for C++. */
function askForPlaces(language: CompilerCall['language']): readonly ByteString[] {
  return ['-v', '-E', '-x', language, '/dev/null', '-o', '/dev/null'];
}

/** Content of a file; undefined where it cannot be read. */
export function readText(host: Host, path: ByteString): ByteString | undefined {
  try {
    return host.readFile(path);
  } catch (error) {
    passTroubleOn(error);
    return undefined;
  }
}

/** No wrapper is as large as a clang that has all of LLVM in itself, in bytes; such a program is not read. */
export const largeProgram = 32 << 20;

/** Variables that name places, in addition to PATH. Source: gcc 12 manual, environment variables. */
const namesPlaces = /^(?:\w*PATH|GCC_EXEC_PREFIX|SDKROOT)$/;

function keyOf({ env }: CommandRequest, ...parts: unknown[]): string {
  const names = Object.keys(env).filter((name) => namesPlaces.test(name));
  return JSON.stringify([...parts, names.map((name) => [name, env[name]])]);
}

/** Asks compilers about themselves, each question once in its life. */
export class CompilerPlaces {
  private readonly host: Host;
  private readonly places = new Map<string, SearchPlaces | null>();
  private readonly oneSet = new Map<string, boolean>();

  constructor(host: Host) {
    this.host = host;
  }

  /**
   * Asks a compiler, once, where it looks for programs, headers and libraries; once more for options that
   * may choose another set of directories, which they cannot where it has only one.
   */
  of(request: CommandRequest, path: ByteString, call: CompilerCall, usesDirectories: boolean): SearchPlaces | null {
    const { language } = call;
    const plain = this.placesWith(request, path, language, []);
    if (plain !== null && isClangPlaces(plain)) {
      const words = clangMachineWords(call.machineWords, usesDirectories);
      const places = words.length === 0 ? plain : this.placesWith(request, path, language, words, plain);
      return places !== null && usesDirectories ? this.withDirectories(request, words, places, call) : places;
    }
    const options = call.machineWords.filter((word) => word.startsWith('-m'));
    const isPlain = plain === null || options.length === 0 || this.hasOneSet(request, path);
    const places = isPlain ? plain : this.placesWith(request, path, language, options, plain);
    const chosen = isPlain || places === plain ? [] : options;
    return places === null ? null : this.withDirectories(request, chosen, places, call);
  }

  /** An option that the compiler does not know leaves the places as they are without it. */
  private placesWith(
    request: CommandRequest,
    path: ByteString,
    language: CompilerCall['language'],
    options: readonly ByteString[],
    without: SearchPlaces | null = null,
  ): SearchPlaces | null {
    const key = keyOf(request, 'places', path, language, options);
    let places = this.places.get(key);
    if (places === undefined) {
      const { stderr, status } = this.ask(request, [...options, ...askForPlaces(language)]);
      places = readSearchPlaces(stderr) ?? readClangPlaces(stderr) ?? (status === 0 ? null : without);
      if (places !== null && !this.isDriver(request, path, places)) places = null;
      this.places.set(key, places);
    }
    return places;
  }

  /** Places with the directories for programs and libraries that are not there, or that clang prints only when asked. */
  private withDirectories(
    request: CommandRequest,
    options: readonly ByteString[],
    places: SearchPlaces,
    { language, links }: CompilerCall,
  ): SearchPlaces | null {
    const key = keyOf(request, links ? 'link' : 'directories', request.argv[0], language, options);
    let known = this.places.get(key);
    if (known === undefined) {
      const found = readSearchDirectories(this.ask(request, [...options, '-print-search-dirs']).stdout);
      const all = (...lists: (readonly ByteString[])[]): ByteString[] => [
        ...new Set(lists.flat().map((path) => trimEnd(path, '/'))),
      ];
      known = found && {
        ...places,
        programs: all(places.programs, found.programs),
        libraries: all(places.libraries, found.libraries, links ? this.ofLinker(request, options, places) : []),
      };
      this.places.set(key, known);
    }
    return known;
  }

  /** Directories that the linker itself looks for libraries in. Source: GNU ld 2.40 manual, SEARCH_DIR and --verbose. */
  private ofLinker(request: CommandRequest, options: readonly ByteString[], places: SearchPlaces): ByteString[] {
    const words = [...options, '-nostdlib', '-Wl,--verbose', '-x', 'none', '/dev/null', '-o', '/dev/null'];
    const { stdout } = this.ask(request, words);
    const found = [...stdout.matchAll(/SEARCH_DIR\("([^"]*)"\)/g)].map((match) => match[1] ?? '');
    const inSysroot = found.some((path) => path.startsWith('=')) && !isClangPlaces(places);
    const sysroot = inSysroot ? this.ask(request, [...options, '-print-sysroot']).stdout.trim() : '';
    return found.map((path) => path.replace(/^=/, sysroot.replace(/\/$/, '')));
  }

  /**
   * True when the program found is the gcc that answered, and not one that starts it, as a copy of ccache does under
   * a compiler's name. A driver prints the word it was called with, and has the name of that variable in it.
   * Source: gcc 12 internals, COLLECT_GCC.
   */
  private isDriver(request: CommandRequest, path: ByteString, places: SearchPlaces): boolean {
    if (isClangPlaces(places)) {
      const program = this.host.realPath(path) ?? path;
      const installed = this.host.realPath(places.installed) ?? places.installed;
      const isThere = [path, program].some((file) => {
        const directory = parentPath(file);
        return (this.host.realPath(directory) ?? directory) === installed;
      });
      const isLarge = (this.host.stat(program)?.size ?? 0) > largeProgram;
      return isThere && (isLarge || (readText(this.host, path) ?? '').includes('CCC_OVERRIDE_OPTIONS'));
    }
    return places.calledAs === request.argv[0] && (readText(this.host, path) ?? '').includes('COLLECT_GCC');
  }

  /** True for a gcc with one set of directories. Source: gcc 12 manual, -print-multi-lib. */
  private hasOneSet(request: CommandRequest, path: ByteString): boolean {
    const key = keyOf(request, 'sets', path, []);
    let isOne = this.oneSet.get(key);
    if (isOne === undefined) {
      isOne = this.ask(request, ['-print-multi-lib']).stdout === '.;\n';
      this.oneSet.set(key, isOne);
    }
    return isOne;
  }

  private ask(request: CommandRequest, words: readonly ByteString[]): CommandResult {
    const argv = [request.argv[0] ?? '', ...words];
    return this.host.run({ ...request, argv, input: '', env: { ...request.env, LC_ALL: 'C' } });
  }
}
