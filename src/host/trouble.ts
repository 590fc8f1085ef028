/** Trouble of the machine: its kinds, the system's error codes, and what a user can do about each. */
import { type ByteString, decodeBytes } from '../core/bytes.ts';
import { TroubleError } from '../core/errors.ts';

/** What is wrong with the machine; part of the error's code, `host/no-space`. */
export type TroubleKind =
  | 'no-space'
  | 'no-memory'
  | 'too-many-files'
  | 'no-process'
  | 'io-error'
  | 'file-busy'
  | 'killed'
  | 'no-scratch'
  | 'broken-tool';

const hints: Readonly<Record<TroubleKind, string>> = {
  'no-space': 'make room there, or set TMPDIR to a directory that has some, and run again',
  'no-memory': 'free memory or raise the limit (ulimit -v, the limit of the container), and run again',
  'too-many-files': 'raise the limit of open files (ulimit -n), and run again',
  'no-process': 'raise the limit of processes (ulimit -u, pids.max of the container), and run again',
  'io-error': 'look at the disk and at the log of the kernel (dmesg), and run again',
  'file-busy': 'the program is being written; wait until it is installed, and run again',
  killed: 'a limit or the kernel killed it for want of memory: raise the limit (ulimit, the container), and run again',
  'no-scratch': 'set TMPDIR to a directory that you can write, and run again',
  'broken-tool': 'install the program again, and run again',
};

/** Kinds by the system's code. Source: errno(3). What is about a file and its name is none: that is an answer. */
const kinds: ReadonlyMap<string, TroubleKind> = new Map([
  ['ENOSPC', 'no-space'],
  ['EDQUOT', 'no-space'],
  ['ENOMEM', 'no-memory'],
  ['ENOBUFS', 'no-memory'],
  ['EMFILE', 'too-many-files'],
  ['ENFILE', 'too-many-files'],
  ['EAGAIN', 'no-process'],
  ['EIO', 'io-error'],
  ['ESTALE', 'io-error'],
  ['EUCLEAN', 'io-error'],
  ['ETXTBSY', 'file-busy'],
]);

/** The C library's words. Source: glibc 2.36 strerror; the words of musl 1.2 where they differ stand in `otherWords`. */
const words: Readonly<Record<string, string>> = {
  ENOSPC: 'No space left on device',
  EDQUOT: 'Disk quota exceeded',
  ENOMEM: 'Cannot allocate memory',
  ENOBUFS: 'No buffer space available',
  EMFILE: 'Too many open files',
  ENFILE: 'Too many open files in system',
  EAGAIN: 'Resource temporarily unavailable',
  EIO: 'Input/output error',
  ESTALE: 'Stale file handle',
  EUCLEAN: 'Structure needs cleaning',
  ETXTBSY: 'Text file busy',
};

/** Source: musl 1.2.4 src/errno/__strerror.h. */
const otherWords: readonly (readonly [string, string])[] = [
  ['EDQUOT', 'Quota exceeded'],
  ['EMFILE', 'No file descriptors available'],
  ['EIO', 'I/O error'],
];

/** Numbers on Linux, in which the loader and Python say what is wrong. Source: errno.h, asm-generic. */
const numbers: ReadonlyMap<number, string> = new Map([
  [5, 'EIO'],
  [11, 'EAGAIN'],
  [12, 'ENOMEM'],
  [23, 'ENFILE'],
  [24, 'EMFILE'],
  [26, 'ETXTBSY'],
  [28, 'ENOSPC'],
  [116, 'ESTALE'],
  [117, 'EUCLEAN'],
  [122, 'EDQUOT'],
]);

/** The kind of trouble that a code of the system (`ENOSPC`) means; undefined for what is an answer. */
export function kindOfCode(code: string | undefined): TroubleKind | undefined {
  return kinds.get(code ?? '');
}

/** The same for a number of errno. */
export function kindOfNumber(number: number): TroubleKind | undefined {
  return kinds.get(numbers.get(number) ?? '');
}

const kindByWords: ReadonlyMap<string, TroubleKind> = new Map(
  [...Object.entries(words), ...otherWords].flatMap(([code, text]) => {
    const kind = kinds.get(code);
    return kind === undefined ? [] : [[text, kind] as const];
  }),
);

/** The C library's words for trouble at the end of a line, with what stands in front of them: a colon, a bracket, a quote. */
const atEnd = new RegExp(`(?:^|[:\\])(] ?'?)(${[...kindByWords.keys()].join('|')})['.)]*$`);

/** The kind of trouble that a line ends in, in the words of the C library. */
export function kindOfLine(line: string): TroubleKind | undefined {
  return kindByWords.get(atEnd.exec(line)?.[1] ?? '');
}

/** An error of a kind; `message` is one line. */
export function troubleError(
  kind: TroubleKind,
  message: string,
  detail: { readonly cause?: unknown; readonly hint?: string; readonly lines?: readonly string[] } = {},
): TroubleError {
  return new TroubleError(`host/${kind}`, message, { hint: hints[kind], ...detail });
}

/** The error behind a code (`host/no-space`) that has crossed from another thread; null for any other code. */
export function troubleOfName(code: string, message: string): TroubleError | null {
  const kind = Object.keys(hints).find((one): one is TroubleKind => code === `host/${one}`);
  return kind === undefined ? null : troubleError(kind, message);
}

/** What the machine's own failure at a path or a program is; null where the error says something about the file. */
export function troubleOfCode(name: ByteString, code: string | undefined, cause?: unknown): TroubleError | null {
  const kind = kindOfCode(code);
  if (kind === undefined || code === undefined) return null;
  return troubleError(kind, `${decodeBytes(name)}: ${words[code] ?? code}`, { cause });
}
