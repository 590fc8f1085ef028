/** Programs of recipes: which may run, and those that are done in process because they write. */
import type { Overlay } from '../../host/layers/overlay.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath, baseName } from '../../host/paths.ts';
import {
  type InterceptedCall,
  locateProgram,
  printUniqueLines,
  type ProgramCall,
  programBasename,
  roleOfCall,
  type ShellWorld,
  toolRole,
  UnsupportedShellText,
} from '../../probe/index.ts';

/** Programs that only read, and print. */
const readers: ReadonlySet<string> = new Set(
  (
    'awk basename cat cmp cpp cut date diff dirname egrep expr false fgrep find gawk grep head hostname id ls mawk nproc ' +
    'md5sum od paste printf readlink realpath sed seq sha1sum sha256sum sort stat tail test tr true uname uniq wc whoami'
  ).split(' '),
);

/** Words that make a reader write. */
const writingWords = /^(?:-i|--in-place|-delete|-exec|-execdir|-ok|-fprint|-fls|-o$)/;

/** Longest a program of a recipe may take, in milliseconds. */
const timeoutMs = 60_000;

/** Answers that `yes` gives: more than a tree has questions. */
const yesLines = 50_000;

/** True for a call that only reads, and prints. */
export function onlyReads(call: Pick<ProgramCall, 'argv'>): boolean {
  const name = programBasename(call.argv[0] ?? '');
  if (name === 'git') return isGitQuestion(call.argv.slice(1));
  // Which version a tool has is asked of it in the same way while makefiles are read.
  if (call.argv.length === 2 && call.argv[1] === '--version') return true;
  if (isQuestion(call.argv, name)) return true;
  return (
    readers.has(name) &&
    !call.argv.slice(1).some((word) => writingWords.test(word) && !(name === 'sort' || name === 'grep'))
  );
}

/** True for a preprocessor that is asked what it defines: its words name no file that a build makes. */
function isQuestion(argv: readonly ByteString[], name: ByteString): boolean {
  const isPreprocessor = name === 'cpp' || (toolRole(name) === 'compiler' && argv.includes('-E'));
  return (
    isPreprocessor &&
    !argv.slice(1).some((word) => /^-(?:[IoM]|include|isystem|iquote|Wp,)|\.[chS]$|\.dtsi?$/.test(word))
  );
}

/** Words of a preprocessor that decide about its text alone. */
const preprocessorWords =
  /^-(?:E|P|C|CC|H|w|undef|nostdinc|traditional|traditional-cpp|W(?!p,|a,|l,)[\w=+-]*|std=[\w+:]+|ansi|[DUI].+|pipe)$/;

/** The same with a value behind them. */
const preprocessorOptions: ReadonlySet<string> = new Set([
  '-I',
  '-D',
  '-U',
  '-x',
  '-include',
  '-isystem',
  '-iquote',
  '-o',
]);

/** True for a call that preprocesses files and does nothing else: what it makes is named by `-o`, or printed. */
function onlyPreprocesses(argv: readonly ByteString[], name: ByteString): boolean {
  if (name !== 'cpp' && (toolRole(name) !== 'compiler' || !argv.includes('-E'))) return false;
  for (let at = 1; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (preprocessorOptions.has(word)) at += 1;
    else if (/^[-@]/.test(word) && !preprocessorWords.test(word)) return false;
  }
  return true;
}

/** Programs whose words name no files. */
const filelessPrograms: ReadonlySet<string> = new Set(
  'basename date dirname expr false hostname id nproc printf seq tr true uname whoami'.split(' '),
);

/** Programs whose first word is a text of their own language. */
const scriptedPrograms: ReadonlySet<string> = new Set('awk egrep fgrep gawk grep mawk sed'.split(' '));

/** Words of a call that may name files it looks at. */
export function filesOf(argv: readonly ByteString[]): readonly ByteString[] {
  const name = programBasename(argv[0] ?? '');
  if (filelessPrograms.has(name)) return [];
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (!scriptedPrograms.has(name) || argv.includes('-f')) return words;
  if (!argv.includes('-e')) return words.slice(1);
  return words.filter((word) => argv[argv.indexOf(word) - 1] !== '-e');
}

/** Questions to git that change nothing. */
const gitQuestions: ReadonlySet<string> = new Set(
  'cat-file describe diff-index log ls-files name-rev rev-list rev-parse show-ref'.split(' '),
);

/** True for words of git that ask; `status` writes the index again unless it may not. */
function isGitQuestion(words: readonly ByteString[]): boolean {
  let at = 0;
  let isStill = false;
  for (; words[at]?.startsWith('-') === true; at += 1) {
    const word = words[at] ?? '';
    if (word === '--no-optional-locks') isStill = true;
    else if (word === '-C') at += 1;
    else if (!/^--(?:no-pager|git-dir=|work-tree=)/.test(word)) return false;
  }
  const question = words[at] ?? '';
  return gitQuestions.has(question) || (question === 'status' && isStill);
}

/** Programs that never read their standard input. */
const deafPrograms: ReadonlySet<string> = new Set(
  'basename date dirname expr find hostname id ls nproc printf readlink realpath seq stat test true uname whoami'.split(
    ' ',
  ),
);

/** False for a call that leaves its standard input alone. */
export function readsInput(argv: readonly ByteString[]): boolean {
  const name = programBasename(argv[0] ?? '');
  if (deafPrograms.has(name)) return false;
  // Two files, and no `-` among them.
  if (name === 'cmp' || name === 'diff') return argv.includes('-') || filesOf(argv).length !== 2;
  if (name !== 'sed') return true;
  let operands = 0;
  let hasScript = false;
  for (let index = 1; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '-e' || word === '-f') {
      hasScript = true;
      index += 1;
    } else if (!word.startsWith('-')) operands += 1;
  }
  return operands < (hasScript ? 1 : 2);
}

/**
 * The world of recipe lines over `host`. `hasRecord`: a record answers for the toolchain, so that compilers and the
 * like are there, the host's own included, and are never the machine's. `preprocesses`: files are preprocessed by the real
 * program, which sees the machine's files alone: for goals that make no headers.
 */
export function createRecipeWorld(host: Host, hasRecord = false, preprocesses = false): ShellWorld {
  const isRecorded = (name: ByteString): boolean => hasRecord && toolRole(name) !== null;
  let count = 0;
  return {
    host,
    interpretsScripts: true,
    locate: (name, searchPath, cwd) =>
      isRecorded(name) ? { kind: 'found', path: name } : locateProgram(host, name, searchPath, cwd),
    writesOutputOption: (argv) => roleOfCall(argv) !== null || programBasename(argv[0] ?? '') === 'cpp',
    newScratchPath: (hint) => `${host.scratchDirectory()}/recipe-${(count += 1)}-${hint}`,
    run(call) {
      const name = programBasename(call.argv[0] ?? '');
      if (isRecorded(call.argv[0] ?? '') || !(onlyReads(call) || (preprocesses && onlyPreprocesses(call.argv, name))))
        throw new UnsupportedShellText(`it runs ${call.argv[0] ?? ''}`);
      const { hostArgv: argv, cwd, env, input } = call;
      const printed = printUniqueLines(call.argv, input ?? '');
      if (printed !== null) return { status: 0, stdout: printed, stderr: '' };
      const result = host.run({ argv, cwd, env, input, timeoutMs });
      if (result.outcome !== 'exited') throw new UnsupportedShellText(`${call.argv[0] ?? ''} was ${result.outcome}`);
      return { status: result.status ?? 0, stdout: result.stdout, stderr: result.stderr };
    },
  };
}

/**
 * `cp`, `mv`, `chmod`, `sleep`, `yes` on the files in memory, and `sed -i` where `host` is given, which runs it; null for any other
 * program.
 */
export function runSimpleTool(call: InterceptedCall, overlay: Overlay, host: Host | null): number | null {
  const [program = '', ...args] = call.argv;
  switch (program.startsWith('/bin/') || program.startsWith('/usr/bin/') ? baseName(program) : program) {
    case 'sleep':
    case 'chmod':
      return 0;
    case 'yes':
      call.write(1, `${args[0] ?? 'y'}\n`.repeat(yesLines));
      return 0;
    case 'cp':
    case 'mv':
      return copyFile(call, args, overlay, program.endsWith('mv'));
    case 'sed':
      return host === null ? null : editInPlace(call, args, overlay, host);
    default:
      return null;
  }
}

function copyFile(call: InterceptedCall, args: readonly ByteString[], overlay: Overlay, moves: boolean): number {
  const operands = args.filter((word) => !/^-(?:[fpaT]+|-)$/.test(word));
  const [from = '', to = ''] = operands;
  if (operands.length !== 2 || operands.some((word) => word.startsWith('-'))) {
    throw new UnsupportedShellText(`${call.argv.join(' ')}: options`);
  }
  const source = absolutePath(call.cwd, from);
  let target = absolutePath(call.cwd, to);
  if (overlay.stat(target)?.kind === 'directory') target = `${target}/${baseName(from)}`;
  if (overlay.stat(source)?.kind !== 'file') {
    call.write(2, `${call.argv[0] ?? ''}: cannot stat '${from}': No such file or directory\n`);
    return 1;
  }
  if (!overlay.writeFile(target, overlay.readFile(source) ?? '', false)) {
    throw new UnsupportedShellText(`${to}: no directory for it`);
  }
  if (moves) overlay.remove(source);
  return 0;
}

/** `sed -i`: each file is what sed prints of it. Null without `-i`. Source: GNU sed 4.9 manual, 2.2. */
function editInPlace(call: InterceptedCall, args: readonly ByteString[], overlay: Overlay, host: Host): number | null {
  if (!args.some((word) => /^-[nErsuz]*i|^--in-place/.test(word))) return null;
  const options: ByteString[] = [];
  const operands: ByteString[] = [];
  let hasScript = false;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-e') {
      options.push(word, args[(at += 1)] ?? '');
      hasScript = true;
    } else if (/^-[nErsuz]+$/.test(word)) options.push(word);
    else if (/^-[nErsuz]*i$/.test(word)) options.push(...(word.length > 2 ? [word.slice(0, -1)] : []));
    else if (word.startsWith('-') && word !== '--in-place') throw new UnsupportedShellText(`sed ${word}`);
    else if (word !== '--in-place') operands.push(word);
  }
  // Commands of a script that write files or start programs are refused by sed itself.
  const words = [call.argv[0] ?? '', '--sandbox', ...options, ...(hasScript ? [] : operands.splice(0, 1))];
  let status = 0;
  for (const name of operands) {
    const path = absolutePath(call.cwd, name);
    const text = overlay.stat(path)?.kind === 'file' ? overlay.readFile(path) : undefined;
    if (text === undefined) throw new UnsupportedShellText(`sed -i: ${name} is no file`);
    const { cwd, env } = call;
    const result = host.run({ argv: words, cwd, env, input: text, timeoutMs });
    if (result.outcome !== 'exited') throw new UnsupportedShellText(`sed was ${result.outcome}`);
    call.write(2, result.stderr);
    status = Math.max(status, result.status ?? 0);
    if (result.status === 0 && !overlay.writeFile(path, result.stdout, false))
      throw new UnsupportedShellText(`${name}: no directory for it`);
  }
  return status;
}
