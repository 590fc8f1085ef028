import { InternalError } from '../core/errors.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { ByteString } from '../core/text.ts';
import type { Configuration } from './configuration-types.ts';
import type { OutputChunk } from './model.ts';
import type { ParseOptions } from './parse.ts';

/** Modes of conf that ask no questions. */
export type ConfMode =
  | 'olddefconfig'
  | 'defconfig'
  | 'allnoconfig'
  | 'allyesconfig'
  | 'allmodconfig'
  | 'alldefconfig'
  | 'savedefconfig'
  | 'listnewconfig'
  | 'yes2modconfig'
  | 'mod2yesconfig'
  | 'mod2noconfig';

/** One file conf would write; nothing is written by the engine. */
export interface WrittenFile {
  readonly name: string;
  readonly text: ByteString;
}

/** What a whole run of conf gives. */
export interface ConfRun {
  readonly exitStatus: 0 | 1;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** Both streams in order. */
  readonly output: readonly OutputChunk[];
  readonly diagnostics: readonly Diagnostic[];
  /** `.config` (or the defconfig) first, then the auto files where conf would create them. */
  readonly files: readonly WrittenFile[];
  readonly configuration: Configuration | null;
}

/** A run of `conf --MODE Kconfig`, files and messages included; `file` is the argument of the mode. */
export function runConf(_options: ParseOptions & { mode: ConfMode; file?: string }): ConfRun {
  throw new InternalError('not built yet');
}
