import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { readCompilerCall } from '../../toolchain/compiler-call.ts';
import { roleOfCall, toolRole, unwrapped } from '../../toolchain/tool-role.ts';
import type { Dependencies } from '../sights.ts';

/** A file of the scratch directory that a program wrote, or would have written had it been started. */
export interface ScratchFile {
  /** Identifies its content: what made it. */
  readonly origin: string;
  readonly dependencies: Dependencies;
  /** Runs the program that makes it; null when it is there. */
  make: (() => void) | null;
}

/** In place of the scratch directory, which is another one in every run. */
const scratchMark = '\x01';

/**
 * The archive that `ar rcD FILE` makes of no members, or null for any other call; one that is there stays as it is.
 * Source: POSIX.1-2017 ar, GNU ar 2.40: `c` says nothing of a new archive, the other letters bring no files.
 */
export function emptyArchive(argv: readonly ByteString[]): ByteString | null {
  const [name = '', operation = '', archive = ''] = argv;
  const isKnown = argv.length === 3 && toolRole(name) === 'archiver' && /^-?[qr][cDPSsUv]+$/.test(operation);
  return isKnown && operation.includes('c') && !archive.startsWith('-') ? archive : null;
}

/** Files a program writes: those after `-o`, the second one of `objcopy -O FORMAT IN OUT`, a new archive. */
export function outputWords(argv: readonly ByteString[]): ByteString[] {
  if (toolRole(argv[0] ?? '') === 'objcopy' && argv[1] === '-O' && argv.length === 5) return argv.slice(4);
  const archive = emptyArchive(argv);
  return archive !== null ? [archive] : argv.filter((_, index) => argv[index - 1] === '-o');
}

/** The scratch files of one run. Those that an answered program would have written are made when they are needed. */
export class ScratchFiles {
  /** Null before anything asks for it. */
  directory: ByteString | null = null;
  private readonly files = new Map<ByteString, ScratchFile>();

  /** True for a path below the scratch directory. */
  holds(path: ByteString): boolean {
    return this.directory !== null && path.startsWith(`${this.directory}/`);
  }

  /** A text as it is in every run. */
  mark(text: ByteString): ByteString {
    return this.directory === null ? text : text.replaceAll(this.directory, scratchMark);
  }

  /** A text of {@link mark} as it is in this run. */
  unmark(text: ByteString): ByteString {
    const { directory } = this;
    return directory === null || !text.includes(scratchMark) ? text : text.replaceAll(scratchMark, directory);
  }

  /** What is known of a file. */
  get(path: ByteString): ScratchFile | undefined {
    return this.files.get(path);
  }

  /** A program writes files, or would. */
  set(paths: readonly ByteString[], file: Omit<ScratchFile, 'make'>, make: ScratchFile['make']): void {
    for (const path of paths) this.files.set(path, { ...file, make });
  }

  /**
   * Scratch files that a request reads, or null when it names one in a way that is not understood. `isThere` says whether
   * something of that name was left by a program.
   */
  inputsOf({ argv }: CommandRequest, isThere: (path: ByteString) => boolean): readonly ByteString[] | null {
    const { directory } = this;
    if (directory === null) return [];
    const named = argv.filter((word) => word.includes(directory));
    if (named.length === 0) return [];
    if (!named.every((word) => this.holds(word))) return null;
    const outputs = new Set(outputWords(argv));
    const archive = emptyArchive(argv);
    return named.filter((word) => !outputs.has(word) || (word === archive && (this.files.has(word) || isThere(word))));
  }

  /** Scratch files that a compiler or a binutils program writes. */
  outputsOf({ argv }: CommandRequest): readonly ByteString[] {
    const role = this.directory === null ? null : roleOfCall(argv);
    if (role === null) return [];
    const call = role === 'compiler' ? readCompilerCall(unwrapped(argv)) : null;
    return (call?.outputs ?? outputWords(argv)).filter((path) => this.holds(path));
  }

  /** Makes a file that is not there yet. */
  make(path: ByteString): void {
    const file = this.files.get(path);
    const make = file?.make ?? null;
    if (file === undefined || make === null) return;
    file.make = null;
    make();
  }

  /** Makes every file that a request names. */
  makeNamed({ argv }: CommandRequest): void {
    const { directory } = this;
    if (directory === null) return;
    for (const word of argv) {
      if (!word.includes(directory)) continue;
      for (const path of this.files.keys()) if (word.includes(path)) this.make(path);
    }
  }
}
