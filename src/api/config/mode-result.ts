/** A configuration goal as the library runs it: what it is given, and what it gives. */

import type { Cache } from '../../cache/cache.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import type { BuildRequest, LeftFile, NamedFile } from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { FragmentOptions } from './fragments.ts';

/** What resolveMode needs. */
export interface ModeOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** A configuration goal: `olddefconfig`, `defconfig`, `foo_defconfig`, `allnoconfig`, … */
  readonly mode: ByteString;
  /** Files merged over the base, in order; none when absent. */
  readonly fragments?: readonly NamedFile[];
  readonly merge?: FragmentOptions;
  /** KCONFIG_SEED for conf. */
  readonly seed?: ByteString | null;
  /** Answers questions; without it every question meets the end of the input. */
  readonly terminal?: Terminal;
  /** What earlier runs left and this one leaves; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

/** Where a mode that asks gets its answers, and shows its questions at once. */
export interface Terminal {
  /** One line with its newline; undefined at the end of the input. Blocks. */
  readLine(): ByteString | undefined;
  /** Prints now. */
  write(stream: OutputChunk['stream'], text: ByteString): void;
  /** True when both input and output are a terminal: then what was typed is on the screen already. */
  readonly isInteractive: boolean;
}

/** What conf would print and write. */
export interface ModeResult {
  /** 0, or 1 where conf, a merge or make on the way to conf stops. */
  readonly exitStatus: 0 | 1;
  /** What names of symbols carry in front; absent where it is `CONFIG_`, or no symbol is named. */
  readonly symbolPrefix?: string;
  /** What was not printed at once through the terminal. */
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /**
   * What the goal is there to write: the `.config`, of `savedefconfig` its file; absolute path. Null when conf stops, where
   * there is none, and for a goal that only prints.
   */
  readonly file: { readonly path: ByteString; readonly text: ByteString } | null;
  /** True for a goal that only prints, as `listnewconfig`. */
  readonly isList: boolean;
  /** All files to write, in order; empty when conf stops. */
  readonly files: readonly LeftFile[];
  /**
   * Settings of the merged files that are lost or replaced, one finding a root cause, as errors where `strict` makes the
   * exit status 1 for them; and one for every compiler that did not answer as compilers do.
   */
  readonly diagnostics: readonly Diagnostic[];
}
