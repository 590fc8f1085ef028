/**
 * Decides whether the words of a compiler call do no more than a probe does: nothing is written but to the scratch
 * directory, no code or program of the tree is brought in, and nothing is started but the parts of the compiler.
 * What is not in the lists below is not started. Source: gcc 12 manual, `gcc --help=common`; clang 14
 * `--help-hidden`; binutils 2.40 manuals of as and ld.
 */
import { passTroubleOn } from '../../core/errors.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';

/** Where files may be, and the host to look at them. */
export interface ProbePlaces {
  readonly host: Host;
  /** True for a path that leads into the tree, its object directory, or that cannot be distinguished from them. */
  isOfTree(path: ByteString, cwd: ByteString): boolean;
  /** True for a file of the scratch directory. */
  isScratch(path: ByteString): boolean;
}

/** Words that stand alone. */
const plainWords = new Set(
  (
    '-c -S -E -P -C -CC -H -v -w -s -Q -### -pipe -ansi -pedantic -pedantic-errors -traditional-cpp -trigraphs -undef ' +
    '-dM -dD -dN -dI -dU -M -MM -MG -static -static-pie -static-libgcc -shared -shared-libgcc -pie -no-pie -nopie -r ' +
    '-rdynamic -pthread -nostdinc -nostdlib -nodefaultlibs -nostartfiles -nolibc -nostdinc++ -nostdlib++ -EL -EB -p -pg ' +
    '-no-integrated-as -integrated-as -no-canonical-prefixes -canonical-prefixes -Qunused-arguments -Qn -Qy ' +
    '-dumpmachine -dumpversion -dumpfullversion -dumpspecs --version --verbose --help --target-help -O'
  ).split(' '),
);

/** Words with a value behind `=`, or none, that is no file. */
const plainForms: readonly RegExp[] = [
  /^-O[0-3sgz]$|^-Ofast$/,
  /^--?std=[\w.+:-]+$/,
  /^--?print-[a-z-]+(?:=[\w.+/-]*)?$/,
  /^--help=[\w,^-]+$/,
  /^--param=[\w-]+=-?\w+$/,
  /^--target=[\w.+-]+$/,
  /^-W[A-Za-z][\w=+.-]*$/,
  /^-m[\w.,+=:@-]+$/,
  /^-f[A-Za-z0-9][\w.,+:@-]*(?:=(?:[\w.,+:@-]*|\/dev\/null))?$/,
  // The value is text to the compiler.
  /^-f(?:macro|file|debug|profile|coverage)-prefix-map=/,
  /^-g[\w.+=-]*$/,
  /^-l[\w.+:-]+$/,
  /^-[DU]./,
  /^-Wp,-[DU][^,]*$/,
  /^-A[\w()=-]+$/,
  // An entry point to gcc, a switch to clang.
  /^-enable-trivial-auto-var-init-zero[\w-]*$/,
];

/**
 * Words of these forms that write files, load code, or start other programs than the parts of a compiler: plugins,
 * dumps, traces, modules, profiles, offloading, link-time optimisation in other processes.
 */
const refusedForms =
  /^-(?:f(?:no-)?(?:plugin|pass-plugin|dump|save|opt-info|optimization-record|time-trace|module|implicit-module|prebuilt-module|builtin-module|callgraph-info|compare-debug|crash-diagnostics|diagnostics-(?:format=.*file|add-output|set-output)|deps|thinlto|wpa|ltrans|offload|openmp-targets|openacc|serialize|proc-stat|debug-dump|pch|embed|record-command|cs-profile|auto-profile|memory-profile|profile-(?:dir|use|note|list|remapping|instr|generate=|sample-use)|profile-prefix-path|coverage-mapping|gnat|system-module)|m(?:llvm|mlir|odule|link|arm-migrate)|g(?:en-|cc-|modules)|p(?:rint-target-triple-))/;

/** Words with a second output next to the one after `-o`, which they need to be in the scratch directory. */
const secondOutput = /^-(?:gsplit-dwarf|ftest-coverage|fstack-usage|-coverage)(?:=\w+)?$/;

/** Link-time optimisation, which starts other programs to link. */
const linkTime = /^-f(?:no-)?(?:fat-)?lto/;

/** Passes of LLVM that have a switch and no file. */
const llvmSwitch =
  /^--?(?:asan|hwasan|tsan|msan|kcsan|sancov|sanitizer|max-store-|inline-threshold|import-instr-limit|unroll-|enable-|disable-|no-warn-)[\w-]*(?:=-?\w+)?$/;

/** Languages whose front ends write nothing but their output. */
const languages = new Set(['c', 'c++', 'assembler', 'assembler-with-cpp', 'none', 'cpp-output']);

/** Words with a value in the next one. */
const valued: Readonly<Record<string, RegExp | null>> = {
  '-D': /^/,
  '-U': /^/,
  '-A': /^[\w()=-]+$/,
  '-u': /^[\w.$]+$/,
  '-e': /^[\w.$]+$/,
  '-z': /^[\w.=-]+$/,
  '-G': /^\d+$/,
  '-target': /^[\w.+-]+$/,
  '--param': /^[\w-]+=-?\w+$/,
  '-mllvm': llvmSwitch,
};

const includeOptions = ['-isystem', '-iquote', '-idirafter', '-I'];
const placeOptions = ['--sysroot', '--prefix', '--gcc-toolchain', '-isysroot', '-L', '-B'];

/** Pieces of `-Wa,` and `-Wl,`, and words of as and ld, that name no file and make none. */
const toolWord = /^--?[A-Za-z][\w.+-]*(?:=[\w.,+:@-]*)?$/;
const refusedToolWord =
  /^--?(?:output|Map|MD|MMD|MF|listing[\w-]*|plugin(?:-opt)?|script|default-script|mri-script|just-symbols|reproduce|save-temps|thinlto[\w-]*|lto[\w-]*|opt-remarks[\w-]*|time-trace[\w-]*|print-archive-stats|print-symbol-order|why-extract|dependency-file|out-implib|chroot|dwo\w*|export-symbols|dump\w*|library-path|include|rpath[\w-]*|dynamic-linker|filter|auxiliary|audit|depaudit)(?:=|$)|^-(?:[cILTR]|o(?!magic$))|^-a\w*=/;
/** Words of a tool whose value is the next word. */
const toolValued = new Set(['-z', '-m', '-e', '-u', '-soname', '-h', '-y', '--defsym', '--build-id', '-G', '-A']);

/** Why the words of an assembler or a linker are not those of a probe, null when they are. */
export function toolWordsObjection(words: readonly ByteString[]): string | null {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (toolValued.has(word)) {
      if (!/^[\w.=+-]*$/.test(words[(index += 1)] ?? '')) return `${word} ${words[index] ?? ''}`;
    } else if (refusedToolWord.test(word) || !toolWord.test(word)) return word;
  }
  return null;
}

/** Why a compiler call is no probe, in a few words; null when it is one. */
export function compilerObjection(request: CommandRequest, places: ProbePlaces): string | null {
  const { argv, cwd } = request;
  const words = argv.slice(1);
  let output: ByteString | null = null;
  let language = '';
  const inputs: ByteString[] = [];
  const directories: ByteString[] = [];
  const forced: ByteString[] = [];
  const isOutside = (path: ByteString): boolean => path.startsWith('/') && !places.isOfTree(path, cwd);

  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1] ?? '';
    const pattern = valued[word];
    if (word.startsWith('-o') && output !== null) return 'it has two outputs';
    if (word === '-o') {
      output = next;
      index += 1;
    } else if (/^-o./.test(word)) output = word.slice(2);
    else if (word === '-x') {
      language = next;
      index += 1;
      if (!languages.has(language)) return `-x ${language} is another compiler`;
    } else if (pattern != null) {
      if (!pattern.test(next)) return `${word} ${next} is no word of a probe`;
      index += 1;
    } else if (word === '-include' || word === '-imacros') {
      forced.push(next);
      index += 1;
    } else if (includeOptions.includes(word)) {
      directories.push(next);
      index += 1;
    } else if (/^-(?:I|isystem|iquote|idirafter)./.test(word)) {
      directories.push(word.replace(/^-(?:I|isystem|iquote|idirafter)=?/, ''));
    } else if (placeOptions.includes(word)) {
      if (!isOutside(next)) return `${word} ${next} chooses what the compiler runs or links`;
      index += 1;
    } else if (/^(?:-L|-B|-isysroot|--(?:sysroot|prefix|gcc-toolchain)=)./.test(word)) {
      const place = word.replace(/^(?:-L|-B|-isysroot|--(?:sysroot|prefix|gcc-toolchain)=)/, '');
      if (!isOutside(place)) return `${word} chooses what the compiler runs or links`;
    } else if (word === '-' || (!word.startsWith('-') && !word.startsWith('@') && word !== '')) inputs.push(word);
    else if (/^-W[al],/.test(word)) {
      const wrong = toolWordsObjection(word.slice(4).split(','));
      if (wrong !== null) return `${word.slice(0, 4)}${wrong} is no word of a probe`;
    } else if (secondOutput.test(word) || linkTime.test(word)) continue;
    else if (plainWords.has(word)) continue;
    else if (refusedForms.test(word) || !plainForms.some((form) => form.test(word)))
      return `${word} is no word of a probe`;
  }

  const has = (...names: string[]): boolean => words.some((word) => names.includes(word));
  const isPreprocessing = has('-E', '-M', '-MM');
  const isChecking = has('-fsyntax-only', '-###');
  if (output !== null && output !== '-' && output !== '/dev/null' && !places.isScratch(output)) {
    return `it writes ${output}`;
  }
  if (inputs.length === 0) return null;
  if (output === null && !isPreprocessing && !isChecking) return 'it writes into its directory';
  const isLinking = !has('-c', '-S') && !isPreprocessing && !isChecking;
  for (const word of words) {
    if (secondOutput.test(word) && (isLinking || output === null || !places.isScratch(output))) {
      return `${word} writes into its directory`;
    }
    if (isLinking && linkTime.test(word)) return `${word} starts other programs to link`;
  }
  const own = (path: ByteString): boolean => path === '-' || path === '/dev/null' || places.isScratch(path);
  // What is only preprocessed may be any file; what is compiled may bring a precompiled header, which is code.
  if (!isPreprocessing) {
    const foreign = inputs.find((path) => !own(path));
    if (foreign !== undefined) return `it compiles ${foreign}`;
  }
  const reading: Reading = { places, cwd, directories, isPreprocessing, seen: new Set() };
  for (const file of forced) {
    const why = fileObjection(absolutePath(cwd, file), reading);
    if (why !== null) return why;
  }
  for (const path of inputs) {
    const text = path === '-' ? (request.input ?? '') : places.isScratch(path) ? readText(places.host, path) : '';
    const why = textObjection(text, cwd, reading);
    if (why !== null) return why;
  }
  return null;
}

interface Reading {
  readonly places: ProbePlaces;
  readonly cwd: ByteString;
  readonly directories: readonly ByteString[];
  readonly isPreprocessing: boolean;
  readonly seen: Set<ByteString>;
}

/** Headers of a tree that one text may lead to. */
const maxHeaders = 200;

/** Why a header may not be taken in: a precompiled one next to it is code that the compiler would load. */
function fileObjection(path: ByteString, reading: Reading): string | null {
  const { host } = reading.places;
  for (const suffix of ['.gch', '.pch']) {
    if (host.stat(path + suffix) !== undefined) return `${path}${suffix} is a precompiled header`;
  }
  if (reading.isPreprocessing || reading.seen.has(path)) return null;
  reading.seen.add(path);
  if (reading.seen.size > maxHeaders) return 'it takes in too many headers of the tree';
  return textObjection(readText(host, path), path.slice(0, path.lastIndexOf('/')) || '/', reading);
}

/** The same for the headers that a text takes in. */
function textObjection(text: ByteString, directory: ByteString, reading: Reading): string | null {
  if (reading.isPreprocessing || !/#\s*(?:include|import)|__has_include/.test(text)) return null;
  const { places, cwd } = reading;
  for (const match of text.matchAll(/#\s*(?:include|import|include_next)\s*(\S[^\n]*)/g)) {
    const name = /^(?:<([^>]+)>|"([^"]+)")/.exec(match[1] ?? '');
    if (name === null) return 'it takes in a header whose name is computed';
    const wanted = name[1] ?? name[2] ?? '';
    const searched = [...(name[2] === undefined ? [] : [directory]), ...reading.directories];
    for (const place of wanted.startsWith('/') ? ['/'] : searched) {
      const path = absolutePath(cwd, `${place}/${wanted}`);
      if (!places.isOfTree(path, cwd)) continue;
      const why = fileObjection(path, reading);
      if (why !== null) return why;
    }
  }
  return null;
}

function readText(host: Host, path: ByteString): ByteString {
  try {
    return host.readFile(path) ?? '';
  } catch (error) {
    passTroubleOn(error);
    return '';
  }
}
