/**
 * The files that the answers of clang depend on, apart from its program: it compiles and assembles by itself, and looks
 * around for a gcc whose headers and libraries it uses, for configuration files and for the distribution it
 * is on. Source: clang 14 and 19 with `-v`, and the files they open (strace); the clang user's manual.
 */
import type { ByteString } from '../core/bytes.ts';
import { headerPlaces, type SearchPlaces } from './compiler-call.ts';

/** What clang adds to {@link SearchPlaces}. */
export interface ClangPlaces extends SearchPlaces {
  /** Where clang says it is installed: the directory of its name or of its program. */
  readonly installed: ByteString;
  /** Its own headers and files. */
  readonly resources: ByteString;
  /** Files and directories that decide what it takes in. */
  readonly around: readonly ByteString[];
  /** Beginnings of the names of the linkers it looks for. */
  readonly triples: readonly ByteString[];
}

/** Files that identify a distribution. Source: clang 14, files opened. */
const distribution = ['/etc/debian_version', '/etc/lsb-release', '/etc/os-release', '/etc/redhat-release'];
/** Directories in which a gcc may appear. Source: clang 14, files looked for, GNU/Linux. */
const gccDirectories = ['lib', 'lib64', 'lib32', 'libx32'].flatMap((lib) => [`${lib}/gcc`, `${lib}/gcc-cross`]);

/**
 * Reads `clang -v -E -x c /dev/null`; null when these are not its words, and where it took in a configuration
 * file, which may say anything.
 */
export function readClangPlaces(stderr: ByteString): ClangPlaces | null {
  const version = /^.*\bclang version \d.*$/m.exec(stderr)?.[0].trim();
  const installed = /^InstalledDir: (\/.*)$/m.exec(stderr)?.[1];
  const headers = headerPlaces(stderr);
  const resources = / -resource-dir (\/\S+) /.exec(stderr)?.[1];
  if (version === undefined || installed === undefined || headers === null || resources === undefined) return null;
  if (/^Configuration file: /m.test(stderr)) return null;
  const candidates = [...stderr.matchAll(/^(?:Found candidate|Selected) GCC installation: (\/.*)$/gm)];
  const gccs = candidates.map((match) => match[1] ?? '');
  const around = [
    ...distribution,
    '/etc/env.d/gcc',
    ...gccs.flatMap((path) => [path, `${path}/crtbegin.o`, path.replace(/\/[^/]*$/, '')]),
    ...[`${installed}/..`, '/usr'].flatMap((prefix) => gccDirectories.map((path) => `${prefix}/${path}`)),
    // A configuration file that comes into being; clang 6 and later print the other two where there are any.
    installed,
    ...[...stderr.matchAll(/^(?:System|User) configuration file directory: (\/.*)$/gm)].map((match) => match[1] ?? ''),
    // Lists of the sanitizers.
    `${resources}/share`,
  ];
  return {
    programs: [installed],
    libraries: [],
    headers,
    calledAs: '',
    version,
    installed,
    resources,
    around,
    triples: [...new Set([...stderr.matchAll(/^Target: (\S+)$/gm), ...candidates].map(tripleOf))],
  };
}

/** The target, of its line or of the directory of a gcc. */
function tripleOf(match: RegExpMatchArray): ByteString {
  const text = match[1] ?? '';
  return text.startsWith('/') ? (text.split('/').at(-2) ?? '') : text;
}

/** True for places of clang. */
export function isClangPlaces(places: SearchPlaces): places is ClangPlaces {
  return 'resources' in places;
}

/** Options by which clang takes in or writes files, or is another program, in addition to those of gcc. */
const notFollowed =
  /^(?:-v$|-###$|-Xclang|-Xarch|-working-directory|-cc1|-target$|-arch$|-no-integrated-as|-fno-integrated-as|-fno-integrated-cc1|-fxray|-fsycl|-f(?:no-)?offload|--offload|--cuda|--analyze|-fsanitize-\w*(?:allow|block|ignore|black|white)list|-fsanitize-coverage-\w*list|-fthinlto-index|-fcrash-diagnostics|-fgen-reproducer|-gen-|-fdiagnostics-\w*file|-serialize|--serialize|-rtlib|--rtlib|-unwindlib|--unwindlib|-stdlib|--ld-path|-fopenmp|-ccc|-fdriver-only)/;

/** True where the words of a call are such that what clang reads is known. */
export function isFollowedClangCall(argv: readonly ByteString[]): boolean {
  return argv.every((word, at) =>
    argv[at - 1] === '-mllvm' ? !/\/|^-(?:load|plugin)/.test(word) : !notFollowed.test(word),
  );
}

/** Words that choose clang's directories: the target, and for links and headers its variant. */
export function clangMachineWords(words: readonly ByteString[], usesDirectories: boolean): ByteString[] {
  return words.filter((word) => word.startsWith('--target=') || (usesDirectories && word.startsWith('-m')));
}

/** Programs that clang looks for to link, by the names it knows them under. */
export function clangLinkers({ triples }: ClangPlaces): ByteString[] {
  const names = ['ld', 'ld.lld', 'ld.bfd', 'ld.gold'];
  return [...names, ...triples.flatMap((triple) => names.map((name) => `${triple}-${name}`))];
}

/** Names of the libraries next to the program that a clang which is a small program around them has. */
export function clangLibraries(program: ByteString): ByteString[] {
  return [...new Set([...program.matchAll(/\blib(?:LLVM|clang-cpp)[-.\w]*\.so[.\w]*/g)].map(([name]) => name))];
}
