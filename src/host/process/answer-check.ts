/**
 * The door that the result of every program passes: a failure is an answer only when the program says so about what it was asked.
 * A machine that is in trouble makes every program fail, and make, conf and a cache would take that for a no. Compilers, binutils,
 * shells and Python say it in words; the comments name the versions whose words were seen.
 */
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import type { TroubleError } from '../../core/errors.ts';
import { quoteCommand } from '../../core/quote-command.ts';
import { shorten } from '../../core/shorten.ts';
import type { CommandRequest, CommandResult } from '../host.ts';
import {
  kindOfCode,
  kindOfLine,
  kindOfNumber,
  type TroubleKind,
  troubleError,
  troubleOfCode,
  troubleOfName,
} from '../trouble.ts';
import { baseNameOf, isToolName } from './tool-names.ts';

/** Signals by which limits and the kernel end a program: kill -9 and out of memory, processor time, size of files. */
const limitSignals: ReadonlySet<string> = new Set(['SIGKILL', 'SIGXCPU', 'SIGXFSZ']);

/** The same as exit statuses of a shell. Source: POSIX.1-2017 XCU 2.8.2, signal(7). */
const limitStatuses: ReadonlySet<number> = new Set([128 + 9, 128 + 24, 128 + 25]);

/** Programs that start others: they hide how those ended behind a status, and may go on when they could not start one. */
const starters = /^(?:\w*sh|busybox|g?make|bwrap|env|xargs|timeout)$/;

const limitWords =
  '(?:Killed|CPU time limit exceeded|Cputime limit exceeded|File size limit exceeded|Filesize limit exceeded)';

/** Phrases of programs that do not end in the C library's words, the plainest first. */
const phrases: readonly (readonly [RegExp, TroubleKind])[] = [
  // libiberty of gcc 4 to 14: gcc, collect2, ar. It aborts or exits, by version.
  [/^(?:.*: )?Cannot create temporary file in /, 'no-scratch'],
  // clang 14: "error: unable to make temporary file: …".
  [/unable to make temporary file/, 'no-scratch'],
  // gcc 12, make 4.3, mktemp of coreutils 9.1: temporary files below a directory that takes none.
  [
    /(?:^|: )(?:failed to create (?:file|directory) via template|cannot create temp file|couldn't create temporary)/,
    'no-scratch',
  ],
  // libiberty xmalloc: cc1 12 "out of memory allocating 65536 bytes after a total of …"; cpplib, sed, grep, as.
  [
    /virtual memory exhausted|(?:^|: )out of memory(?: allocating \d+ bytes.*)?$|(?:^|: )memory exhausted$/i,
    'no-memory',
  ],
  // clang 14, ld.lld 14, and C++ programs of libstdc++ 12.
  [/^LLVM ERROR: out of memory|std::bad_alloc/i, 'no-memory'],
  // Python 3.11.
  [/^MemoryError$/, 'no-memory'],
  // dash 0.5.12: "sh: 0: Cannot fork", "sh: 0: Pipe call failed", "sh: 0: Out of space".
  [/^\S+: \d+: Cannot fork$/, 'no-process'],
  [/^\S+: \d+: Pipe call failed$/, 'too-many-files'],
  [/^\S+: \d+: Out of space$/, 'no-memory'],
  // gcc 4.8 to 14: the driver about cc1, as and collect2; before 4.8 "internal compiler error: Killed (program cc1)".
  [new RegExp(`: ${limitWords} signal terminated program `), 'killed'],
  [new RegExp(`internal compiler error: ${limitWords} \\(program `), 'killed'],
  // collect2 of gcc 12 about ld.
  [/ terminated with signal (?:9|24|25)\b/, 'killed'],
  // clang 14: its driver about the assembler and the linker.
  [new RegExp(`unable to execute command: ${limitWords}`), 'killed'],
];

/** Loader of glibc 2.36: it cannot map a library for want of memory or descriptors, or a library is not there. */
const loader = /: error while loading shared libraries: [^:]*: (.*)$/;
/** Python 3.11 and Node 20: "OSError: [Errno 28] No space left on device: 'x'", "ENOSPC: no space left on device, write". */
const numbered = /^\w*(?:Error|Exception): \[Errno (\d+)\]/;
const coded = /^(?:\w*Error: )?(E[A-Z]{2,10}): [a-z]/;

/**
 * Lines in which a compiler repeats a text of the tree: what `#error`, `_Static_assert`, an attribute, `.error` or a quoted line
 * of source says is the tree's word and not the machine's.
 */
const quoted = /#\s*(?:error|warning)\b|static assertion failed|declared with attribute|^\s*(?:\d+\s*)?\|/;

/** The kind of trouble that a line of a program reports; undefined for any other line. */
function kindOfWords(line: string): TroubleKind | undefined {
  if (quoted.test(line)) return undefined;
  const [, library] = loader.exec(line) ?? [];
  if (library !== undefined) {
    const number = /Error (\d+)$/.exec(library)?.[1];
    if (number !== undefined) return kindOfNumber(Number(number));
    return /failed to map|cannot allocate|cannot create shared object descriptor|zero-fill|stack/i.test(library)
      ? 'no-memory'
      : (kindOfLine(line) ?? 'broken-tool');
  }
  const number = numbered.exec(line)?.[1];
  if (number !== undefined) return kindOfNumber(Number(number));
  const code = coded.exec(line)?.[1];
  if (code !== undefined) return kindOfCode(code);
  return phrases.find(([pattern]) => pattern.test(line))?.[1] ?? kindOfLine(line);
}

/** Most lines of a program's words that are looked at; what is wrong with the machine ends a program. */
const maxLines = 200;

/** The first line of stderr that reports trouble of the machine. */
function firstTrouble(stderr: ByteString): readonly [kind: TroubleKind, line: string] | null {
  if (stderr === '') return null;
  for (const line of stderr.split('\n', maxLines)) {
    const kind = line.length > 2000 ? undefined : kindOfWords(line.trimEnd());
    if (kind !== undefined) return [kind, line.trim()];
  }
  return null;
}

/** A part of the compiler that the driver does not find. Source: gcc 12 and, with `error trying to exec`, gcc 4.8. */
const lostHelper = /(?:cannot execute|error trying to exec) '([^']+)': execvp: No such file or directory/;

function refuse(
  kind: TroubleKind,
  { argv }: CommandRequest,
  words: string,
  detail: { readonly hint?: string } = {},
): TroubleError {
  const command = `$ ${shorten(decodeBytes(quoteCommand(argv)), 300)}`;
  const name = decodeBytes(baseNameOf(argv[0] ?? ''));
  return troubleError(kind, `the machine failed, ${name} has no answer: ${shorten(decodeBytes(words), 500)}`, {
    lines: [command],
    ...detail,
  });
}

/**
 * Why the end of a program is trouble of the machine and no answer; null for an answer. A crash of a compiler is an answer,
 * see {@link isCrash}.
 */
export function machineTrouble(request: CommandRequest, result: CommandResult): TroubleError | null {
  const name = request.argv[0] ?? '';
  const { failure, outcome, signal, status, stderr } = result;
  if (failure !== undefined) {
    const crossed = troubleOfName(failure, stderr.trim());
    if (crossed !== null) return crossed;
    const kind = kindOfCode(failure);
    if (kind !== undefined) return refuse(kind, request, troubleOfCode(name, failure)?.message ?? failure);
  }
  if (outcome === 'signaled' && limitSignals.has(signal ?? '')) {
    // A text that sends signals gets what it asks for.
    if (request.argv.some((word) => /\bkill\b/.test(word))) return null;
    return refuse('killed', request, `killed by ${signal}`);
  }
  if (outcome !== 'exited' && outcome !== 'signaled') return null;
  const isStarter = starters.test(baseNameOf(name));
  if (status === 0 && !isStarter) return null;
  const found = firstTrouble(stderr);
  if (found !== null) {
    const [kind, line] = found;
    // Any other program that lacks a library fails in a build as well, and in the same way.
    const isOwnAffair = kind === 'broken-tool' && !isToolName(name) && !isToolName(line.split(':')[0] ?? '');
    return isOwnAffair ? null : refuse(kind, request, line);
  }
  if (isStarter && limitStatuses.has(status ?? 0) && !request.argv.some((word) => /\bkill\b/.test(word))) {
    return refuse('killed', request, `exit status ${status}, that of a program which a limit killed`);
  }
  return null;
}

/** Words by which a compiler reports its own crash: gcc 4 to 14, collect2, clang 14, LLVM's tools. */
const crash =
  /internal compiler error|signal terminated program|terminated with signal \d+|^Stack dump:|PLEASE submit a bug report|command failed due to signal/m;

/** True where a program crashed: make and conf take that for a failure, and another run may end otherwise. */
export function isCrash({ outcome, status, stderr }: Pick<CommandResult, 'outcome' | 'status' | 'stderr'>): boolean {
  return outcome === 'signaled' || (outcome === 'exited' && status !== 0 && crash.test(stderr));
}

/** The line in which a program reports its crash. */
export function crashLine({ stderr }: Pick<CommandResult, 'stderr'>): string {
  const line = stderr.split('\n').find((one) => crash.test(one)) ?? '';
  return shorten(decodeBytes(line), 160);
}

/** Calls after which it is known that a compiler has all its parts. */
const compiles: ReadonlySet<string> = new Set(['-c', '-S', '-E']);

/** What lets answers through, and throws TroubleError for what is none. */
export type AnswerCheck = (request: CommandRequest, result: CommandResult) => CommandResult;

/** A check for the programs of one run: it remembers which compilers have compiled something. */
export function createAnswerCheck(): AnswerCheck {
  const whole = new Set<string>();
  return (request, result) => {
    const trouble = machineTrouble(request, result);
    if (trouble !== null) throw trouble;
    const [name = '', ...words] = request.argv;
    if (!isToolName(name)) return result;
    const key = `${name}\0${request.env['PATH'] ?? ''}`;
    if (result.status === 0) {
      if (words.some((word) => compiles.has(word))) whole.add(key);
      return result;
    }
    const helper = result.outcome === 'exited' && whole.has(key) ? lostHelper.exec(result.stderr) : null;
    // Without the part from the start, a compiler says no to everything, as make and conf will hear; what goes away
    // between two questions leaves answers of two compilers.
    if (helper !== null && /(?:^|\/)(?:cc1|as|collect2|ld)$/.test(helper[1] ?? '')) {
      throw refuse('broken-tool', request, `${helper[0]}, and it was there a moment ago`);
    }
    return result;
  };
}
