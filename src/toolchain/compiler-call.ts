import type { ByteString } from '../core/bytes.ts';

/** The files that a compiler call touches, by its words. */
export interface CompilerCall {
  /** Files after `-o`, `-` and `/dev/null` left out. */
  readonly outputs: readonly ByteString[];
  /** Files it reads; standard input and `/dev/null` left out. */
  readonly inputs: readonly ByteString[];
  readonly readsStandardInput: boolean;
  /** It goes on to link. */
  readonly links: boolean;
  /** Words that decide where headers and libraries are looked for. */
  readonly machineWords: readonly ByteString[];
  /** `-lX`. */
  readonly libraries: readonly ByteString[];
  /** Directories of headers that the words name; they come before those of the compiler. */
  readonly headers: readonly ByteString[];
  /** The language, as far as it decides where headers are. */
  readonly language: 'c' | 'c++';
}

/** Options with a value of their own that is no file. */
const withValue = new Set('--param -mllvm -target -arch -Xclang -z -G -A -D -U -u'.split(' '));
/** Options after which nothing is linked. */
const stopsEarly =
  /^(?:-c|-S|-E|-M|-MM|-fsyntax-only|-v|-V|--version|--help(?:=.*)?|-h|-print-[a-z-]+(?:=[^/]*)?|--print-[a-z-]+(?:=[^/]*)?|-dump[a-z]+|-###|-Q)$/;
/** Options that name a file, a directory or a program in a way this module does not follow. */
const bringsFiles =
  /^(?:@|-include|-imacros|-isysroot|-iprefix|-iwith|-B|-L|-T|-specs|--specs|--sysroot|-wrapper|-fplugin|-fuse-ld|-fprofile|-fauto-profile|-fbranch|-fmodule|-fdump|-save-temps|--save-temps|-aux|-dump|-MF|-MD|-MMD|-MT|-MQ|-Wp,|-Xlinker|-Xassembler|-Xpreprocessor|-load|-fpass-plugin|--config|-gcc-toolchain|--gcc-toolchain|-resource-dir|-ivfsoverlay|-R|-flto|-fwhole|-fcallgraph-info|-fstack-usage|-gsplit-dwarf$|-ftime-trace|-fsave|-frecord|-fopt-info)/;
/** Options that name a directory of headers, in this word or the next one. Source: gcc 12 manual, directory options. */
const namesHeaders = /^-(?:I|isystem|idirafter|iquote)(.*)$/s;
/** With these, the compiler speaks of directories that are not there. */
const reportsDirectories: ReadonlySet<string> = new Set(['-v', '-Wmissing-include-dirs', '-Weverything']);
/** Options of that beginning that bring none. */
const bringsNone =
  /^(?:-include-pch-none|-frecord-gcc-switches|-flto-none|-dumpmachine|-dumpversion|-dumpfullversion|-fprofile-arcs|-fprofile-update=[a-z-]+)$/;
/** Options whose value is a path that is text to the compiler. Source: gcc 12 manual, overall options. */
const rewritesPaths = /^-f(?:macro|file|debug|profile|coverage)-prefix-map=/;
/** Options with a second output next to the one after `-o`. */
const writesSecond: ReadonlySet<string> = new Set(['-gsplit-dwarf', '-ftest-coverage']);
/** Options that choose another set of directories. */
const choosesDirectories =
  /^(?:-m.*|-static|-static-pie|-pie|-no-pie|-shared|-nostdlib|-nostdinc|-nodefaultlibs|-nostartfiles|--target=.*|-pthread)$/;

const nowhere = new Set(['/dev/null', '-']);

/** Reads the words of a compiler call; null when it touches files in a way that is not understood. */
export function readCompilerCall(argv: readonly ByteString[]): CompilerCall | null {
  const outputs: ByteString[] = [];
  const inputs: ByteString[] = [];
  const machineWords: ByteString[] = [];
  const libraries: ByteString[] = [];
  const headers: ByteString[] = [];
  let named: ByteString | null = null;
  let readsStandardInput = false;
  let links = true;
  let hasSource = false;
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '-o') {
      const output = argv[++index] ?? '-';
      if (!nowhere.has(output)) outputs.push(output);
    } else if (word.startsWith('-x')) named = word.slice(2) || (argv[++index] ?? '');
    else if (withValue.has(word)) index++;
    else if (word === '-') {
      readsStandardInput = true;
      hasSource = true;
    } else if (!word.startsWith('-')) {
      if (word.startsWith('@') || word === '') return null;
      hasSource = true;
      if (word !== '/dev/null') inputs.push(word);
    } else if (rewritesPaths.test(word)) {
      continue;
    } else if (writesSecond.has(word)) {
      // The second output is next to the first; with no first it would be in the working directory. The preprocessor has none.
      if (!argv.includes('-E') && (!argv.includes('-c') || !argv.includes('-o'))) return null;
    } else if (namesHeaders.test(word)) {
      const directory = namesHeaders.exec(word)?.[1] || (argv[++index] ?? '');
      // `=DIR` is below the compiler's own root; `-I-` splits the list in two.
      if (/^(?:=|\$|-|$)/.test(directory) || argv.some((other) => reportsDirectories.has(other))) return null;
      headers.push(directory);
    } else if (bringsFiles.test(word) && !bringsNone.test(word)) return null;
    else {
      if (stopsEarly.test(word)) links = false;
      else if (/^-l./.test(word)) libraries.push(word.slice(2));
      if (/^-W[al],/.test(word) && /[/@]|-T|,-L|,-I|,-M|,-o|,-R|--script|--plugin|-plugin|incbin/.test(word))
        return null;
      if (word.includes('/') && !/^-[^/]*=\/dev\/null$/.test(word)) return null;
      if (choosesDirectories.test(word)) machineWords.push(word);
    }
  }
  const isPlus = named === null || named === 'none' ? /\+\+(?:-[\d.]+)?$/.test(argv[0] ?? '') : /c\+\+/.test(named);
  // Another library of C++ has its headers elsewhere.
  if (isPlus && argv.some((word) => word.startsWith('-stdlib'))) return null;
  const language = isPlus ? 'c++' : 'c';
  return { outputs, inputs, readsStandardInput, links: links && hasSource, machineWords, libraries, headers, language };
}

/** True when a source text takes in other files. Computed names count too. */
export function takesInFiles(text: ByteString): boolean {
  return /#\s*(?:include|import|embed)|__has_(?:include|embed)|\binc(?:lude|bin)\b/.test(text);
}

/** What a compiler says about itself with `-v -E`. */
export interface SearchPlaces {
  readonly programs: readonly ByteString[];
  readonly libraries: readonly ByteString[];
  readonly headers: readonly ByteString[];
  /** The word that the program which answered was called with. */
  readonly calledAs: ByteString;
  /** The line with its version; empty where there was none. */
  readonly version: ByteString;
}

/** Reads `gcc -v -E -x c /dev/null`; null when these are not its words. Source: observed with gcc 12. */
export function readSearchPlaces(stderr: ByteString): SearchPlaces | null {
  const listed = (name: string): ByteString[] | null => {
    const line = new RegExp(`^${name}=(.*)$`, 'm').exec(stderr);
    return line === null ? null : (line[1] ?? '').split(':').filter((path) => path !== '');
  };
  const programs = listed('COMPILER_PATH');
  const libraries = listed('LIBRARY_PATH');
  const headers = headerPlaces(stderr);
  if (programs === null || libraries === null || headers === null) return null;
  const calledAs = /^COLLECT_GCC=(.*)$/m.exec(stderr)?.[1] ?? '';
  const version = /^.*\bversion \d.*$/m.exec(stderr)?.[0].trim() ?? '';
  return { programs, libraries, headers, calledAs, version };
}

/** Directories of headers, also those that are not there: if one comes into being, it counts. */
export function headerPlaces(stderr: ByteString): ByteString[] | null {
  const from = stderr.indexOf('search starts here:');
  const to = stderr.indexOf('End of search list.');
  if (from < 0 || to < from) return null;
  const lines = stderr.slice(from, to).split('\n');
  const absent = [...stderr.matchAll(/^ignoring nonexistent directory "(.*)"$/gm)].map((match) => match[1] ?? '');
  return [...lines.filter((line) => line.startsWith(' ')).map((line) => line.trim()), ...absent];
}

/**
 * Reads `-print-search-dirs` of gcc and clang: what `-v` prints, and directories that are not there. Source: observed
 * with gcc 12, 5.4 and clang 14.
 */
export function readSearchDirectories(stdout: ByteString): Pick<SearchPlaces, 'programs' | 'libraries'> | null {
  const list = (name: string): ByteString[] | null => {
    const line = new RegExp(`^${name}: =?(.*)$`, 'm').exec(stdout);
    return line === null ? null : (line[1] ?? '').split(':').filter((path) => path !== '');
  };
  const programs = list('programs');
  const libraries = list('libraries');
  return programs === null || libraries === null ? null : { programs, libraries };
}

/** What a call asks the compiler to find: names of files and of programs; null where it asks something else about them. */
export function namesAskedFor(argv: readonly ByteString[]): Record<'files' | 'programs', readonly ByteString[]> | null {
  const files: ByteString[] = [];
  const programs: ByteString[] = [];
  for (const word of argv.slice(1)) {
    const match = /^--?print-([a-z-]+)(?:=(.*))?$/.exec(word);
    if (match === null) continue;
    const [, what = '', name = ''] = match;
    if (what === 'file-name') files.push(name);
    else if (what === 'prog-name') programs.push(name);
    else if (what === 'libgcc-file-name') files.push('libgcc.a');
    else if (!/^(?:multi-lib|multi-directory|multiarch|multi-os-directory|sysroot|sysroot-headers-suffix)$/.test(what))
      return null;
  }
  return { files, programs };
}
