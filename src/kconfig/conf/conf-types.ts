import type { ByteString } from '../../core/bytes.ts';
import type { KconfigDiagnostic } from '../codes.ts';
import type { FullParseOptions } from '../language/parse.ts';
import type { FlatModel } from '../model/flat-model.ts';
import type { KconfigModel, OutputChunk, ParseResult } from '../model/model.ts';
import type { ConfigState } from '../values/config-state.ts';
import type { Configuration } from '../values/configuration-types.ts';
import type { Timestamp } from '../write/write-busybox.ts';
import type { LineSource } from './ask-input.ts';

/** Modes of conf, by the name of their long option; not every dialect has all of them. */
export type ConfMode =
  | 'oldaskconfig'
  | 'oldconfig'
  | 'syncconfig'
  | 'olddefconfig'
  | 'defconfig'
  | 'allnoconfig'
  | 'allyesconfig'
  | 'allmodconfig'
  | 'alldefconfig'
  | 'randconfig'
  | 'savedefconfig'
  | 'listnewconfig'
  | 'helpnewconfig'
  | 'yes2modconfig'
  | 'mod2yesconfig'
  | 'mod2noconfig';

/** One file conf would write; nothing is written by the engine. */
export interface WrittenFile {
  readonly name: string;
  /** Made on first read where it is an auto file: read it before the configuration is changed. */
  readonly text: ByteString;
}

/** The content of a file is replaced; its directory is made when it is missing. */
export interface WriteOperation extends WrittenFile {
  readonly kind: 'write';
  /** conf opens the file itself instead of renaming a new one over it: links and owners stay. */
  readonly isInPlace: boolean;
}

/** The file, which exists, gets another name, as it is. */
export interface BackupOperation {
  readonly kind: 'backup';
  readonly name: string;
  readonly to: string;
}

/** The file becomes empty and its time the present; its directory is made when it is missing. */
export interface TouchOperation {
  readonly kind: 'touch';
  readonly name: string;
}

/** What conf does to a file. Names are as conf uses them: relative to its working directory. */
export type FileOperation = WriteOperation | BackupOperation | TouchOperation;

/** What a whole run of conf gives. */
export interface ConfRun {
  readonly exitStatus: 0 | 1;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** Both streams in order. */
  readonly output: readonly OutputChunk[];
  readonly diagnostics: readonly KconfigDiagnostic[];
  /** `.config` (or the defconfig) first, then the auto files where conf would create them. */
  readonly files: readonly WrittenFile[];
  /** All that conf does to files, in its order; a file that stays as it is does not occur. */
  readonly operations: readonly FileOperation[];
  /** Null where conf stops before it, or when the tree came without object model. */
  readonly configuration: Configuration | null;
  /** Null where conf stops before it. */
  readonly state: ConfigState | null;
}

/** A tree that was read before: all that a run needs of it. */
export interface ReadTree {
  readonly flat: FlatModel;
  /** Files in order of first inclusion. */
  readonly files: readonly { readonly name: string }[];
  /** Environment variables that macros read, in order of first use. */
  readonly environment: readonly { readonly name: ByteString; readonly value: ByteString }[];
  /** Asked for only when a help text is shown. */
  readonly model: () => KconfigModel;
  /** What reading it printed, which is printed again. */
  readonly output?: readonly OutputChunk[];
}

/** {@link runConf}'s request. */
export type ConfRequest = FullParseOptions & {
  readonly mode: ConfMode;
  /** Argument of defconfig and savedefconfig. */
  readonly file?: string;
  /** `-s`: no messages. */
  readonly silent?: boolean;
  /** A model parsed before with the same options; parsing and its messages are left out. */
  readonly model?: KconfigModel;
  /** Reads the tree in place of {@link parseKconfig}; a tree without object model is one of the same dialect. */
  readonly readTree?: (options: FullParseOptions) => ParseResult | ReadTree;
  /** Answers to questions; at its end when absent. */
  readonly input?: LineSource;
  /** Answers are printed: standard input or output is no terminal. True when absent. */
  readonly echoes?: boolean;
  /** Given every chunk as soon as it is printed; it is in `output` as well. */
  readonly emit?: (chunk: OutputChunk) => void;
  /** Seed of randconfig without KCONFIG_SEED, unsigned 32 bits; from the clock when absent. */
  readonly seed?: number;
  /** The time for headings that show it; the clock's when absent. SOURCE_DATE_EPOCH goes first. */
  readonly now?: Timestamp;
};
