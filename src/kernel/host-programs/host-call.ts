/** The words of a call that compiles or links a program for the build machine. */
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath } from '../../host/paths.ts';
import { programBasename, roleOfCall, unwrapped } from '../../toolchain/tool-role.ts';

/** One such call. Paths are as they are written; those of {@link quoted} and {@link included} are absolute. */
export interface HostCall {
  readonly cwd: string;
  /** The compiler, with a wrapper in front of it: `ccache`, `gcc`. */
  readonly program: readonly ByteString[];
  readonly isCxx: boolean;
  /** Sources it compiles. */
  readonly sources: readonly ByteString[];
  /** Objects and archives it links. */
  readonly objects: readonly ByteString[];
  readonly output: ByteString | null;
  readonly links: boolean;
  /** Directories of `-iquote`. */
  readonly quoted: readonly string[];
  /** Directories of `-I`, then of `-isystem`, then of `-idirafter`. */
  readonly included: readonly string[];
  /** Files of `-imacros`, then of `-include`, as they are read. */
  readonly forced: readonly ByteString[];
  /** Macros of `-D` that no `-U` behind it takes away. */
  readonly defines: ReadonlySet<ByteString>;
  /** Words of `-D` and `-U` in their order, each as one, with the macro. */
  readonly macroWords: readonly { readonly macro: ByteString; readonly word: ByteString }[];
  /** Words for the compiler proper that may decide other macros; null where some words are not followed. */
  readonly languageWords: readonly ByteString[] | null;
  /** Words for the compiler proper: all but outputs, sources, dependency files and words of the linker. */
  readonly compileWords: readonly ByteString[];
  /** Words that decide which headers of the machine are found. */
  readonly machineWords: readonly ByteString[];
  /** Words for the linker in their order: `-L`, `-l`, `-Wl,`, `-static`, and objects as they are written. */
  readonly linkWords: readonly ByteString[];
  /** What follows `-l`. */
  readonly libraries: readonly ByteString[];
  /** Directories of `-L`, absolute. */
  readonly libraryDirectories: readonly string[];
}

/** Options whose value is the next word. Source: gcc 12 manual, option index. */
const withValue: ReadonlySet<string> = new Set(
  '-o -x -I -D -U -L -l -T -u -z -A -G -MF -MT -MQ -include -imacros -isystem -iquote -idirafter -isysroot --sysroot --param -Xlinker -Xassembler -Xpreprocessor -target'.split(
    ' ',
  ),
);
/** Words after which the call neither compiles to an object nor links. */
const asks = /^(?:-E|-S|-M|-MM|-fsyntax-only|-v|-V|-###|--?print-.*|-dump.*|--?version|--help.*|@.*)$/;
/** Words of a compiler that makes kernel or firmware code, which sees no header of the machine. */
const isForTarget = /^(?:-nostdinc|-D__KERNEL__(?:=.*)?|-D__BARE_METAL__|-D__UBOOT__)$/;
/** Words that write further files. Source: gcc 12 manual, preprocessor options. */
const writesDependencies = /^(?:-MD|-MMD|-MP|-MG|-Wp,-M[A-Z]+(?:,.*)?)$/;
/** Words that choose headers and libraries of the machine. */
const choosesMachine =
  /^(?:-m.*|-std=.*|-ansi|-pthread|-static|-static-pie|-static-libgcc|-pie|-no-pie|-shared|-D_\w.*|--target=.*|--sysroot=.*|-fsanitize=.*|-stdlib=.*)$/;
/** Words that only the linker reads. */
const linkerWord =
  /^(?:-Wl,.*|-static|-static-pie|-static-libgcc|-pie|-no-pie|-shared|-rdynamic|-s|-r|-nostdlib|-fuse-ld=.*)$/;

/** Words that say where headers are, which macros there are, or what is warned of. */
const isOfPlaces = /^(?:-[DIU]|-isystem|-idirafter|-iquote|-include|-imacros|-W(?!p,).*|-g.*|-pipe)$/;
/** Words that may bring macros in another way. */
const notFollowed = /^(?:-Wp,|-Xpreprocessor|-Xclang|-Xarch|-specs|--config|-fplugin|-fpreprocessed)/;

const isSource = (word: ByteString): boolean => /\.(?:c|cc|cpp|cxx|C)$/.test(word);

/**
 * Reads a call; null for one that is none of a compiler, is for the target, asks something, or has words that are
 * not followed.
 */
export function readHostCall(argv: readonly ByteString[], cwd: string): HostCall | null {
  if (roleOfCall(argv) !== 'compiler') return null;
  const words = unwrapped(argv);
  const program = argv.slice(0, argv.length - words.length + 1);
  const sources: ByteString[] = [];
  const objects: ByteString[] = [];
  const quoted: string[] = [];
  const places: Record<'-I' | '-isystem' | '-idirafter', string[]> = { '-I': [], '-isystem': [], '-idirafter': [] };
  const forced: Record<'-imacros' | '-include', ByteString[]> = { '-imacros': [], '-include': [] };
  const defines = new Set<ByteString>();
  const macroWords: { macro: ByteString; word: ByteString }[] = [];
  const languageWords: ByteString[] = [];
  const compileWords: ByteString[] = [];
  const machineWords: ByteString[] = [];
  const linkWords: ByteString[] = [];
  const libraries: ByteString[] = [];
  const libraryDirectories: string[] = [];
  let output: ByteString | null = null;
  let links = true;
  for (let index = 1; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (asks.test(word) || isForTarget.test(word) || word === '-') return null;
    if (word === '-c') {
      links = false;
      continue;
    }
    if (!word.startsWith('-')) {
      if (isSource(word)) sources.push(word);
      else if (/\.(?:o|a|so|lo)(?:\.[\d.]+)?$/.test(word)) {
        objects.push(word);
        linkWords.push(word);
      } else if (word !== '') return null;
      continue;
    }
    if (writesDependencies.test(word)) continue;
    const [option, value] = optionOf(word, () => words[++index] ?? '');
    switch (option) {
      case '-o':
        output = value;
        continue;
      case '-MF':
      case '-MT':
      case '-MQ':
        continue;
      case '-x':
        return null;
      case '-D':
      case '-U': {
        if (option === '-D' && isForTarget.test(`-D${value}`)) return null;
        const macro = /^\w*/.exec(value)?.[0] ?? '';
        if (option === '-D') defines.add(macro);
        else defines.delete(macro);
        macroWords.push({ macro, word: `${option}${value}` });
        break;
      }
      case '-I':
      case '-isystem':
      case '-idirafter':
        places[option].push(absolutePath(cwd, value));
        break;
      case '-iquote':
        quoted.push(absolutePath(cwd, value));
        break;
      case '-include':
      case '-imacros':
        forced[option].push(value);
        break;
      case '-L':
        libraryDirectories.push(absolutePath(cwd, value));
        linkWords.push(`-L${value}`);
        continue;
      case '-l':
        libraries.push(value);
        linkWords.push(`-l${value}`);
        continue;
      case '-T':
      case '-u':
      case '-z':
      case '-Xlinker':
        linkWords.push(option, value);
        continue;
      default:
        break;
    }
    const own = value !== '' && withValue.has(word) ? [word, value] : [word];
    if (linkerWord.test(word)) linkWords.push(...own);
    if (!word.startsWith('-Wl,')) compileWords.push(...own);
    if (choosesMachine.test(own.join(''))) machineWords.push(own.join(''));
    if (!isOfPlaces.test(option)) languageWords.push(...own);
  }
  if (sources.length === 0 && (!links || objects.length === 0)) return null;
  const included = [...places['-I'], ...places['-isystem'], ...places['-idirafter']];
  const isCxx =
    /\+\+(?:-\d[\d.]*)?$/.test(programBasename(words[0] ?? '')) || sources.some((name) => !name.endsWith('.c'));
  return {
    cwd,
    program,
    isCxx,
    sources,
    objects,
    output,
    links,
    quoted,
    included,
    forced: [...forced['-imacros'], ...forced['-include']],
    defines,
    macroWords,
    languageWords: languageWords.some((word) => notFollowed.test(word)) ? null : languageWords,
    compileWords,
    machineWords,
    linkWords,
    libraries,
    libraryDirectories,
  };
}

/** An option with its value, which may be in the same word. */
function optionOf(word: ByteString, next: () => ByteString): readonly [ByteString, ByteString] {
  if (withValue.has(word)) return [word, next()];
  const joined = /^(-(?:isystem|iquote|idirafter|include|imacros|MF|MT|MQ|[oIDULlTuz]))(.+)$/.exec(word);
  return joined === null ? [word, ''] : [joined[1] ?? '', joined[2] ?? ''];
}
