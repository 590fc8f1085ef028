import type { Cache } from '../../cache/cache.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { BuildRequest } from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { FailOn } from '../../results/check.ts';
import type { NewSymbolsMode } from '../lines/new-symbols.ts';

/** What checkTree needs. */
export interface CheckOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** Recorded compilers that may be offered as a way out; asked only when a stop needs one. */
  readonly otherProfiles: () => readonly CompilerProfile[];
  /**
   * What makes the check fail; null: `changed` where the user asks for single settings (fragments, a defconfig that
   * `--config` names), else `error`.
   */
  readonly failOn: FailOn | null;
  /** What symbols that make asks for are; `ignore` when absent. */
  readonly newSymbols?: NewSymbolsMode;
  /** A recipe line that is undecided makes the verdict `fail`. */
  readonly isStrict?: boolean;
  /** Only findings that a line has a part in that differs from this revision of git, and errors; all when absent or null. */
  readonly since?: ByteString | null;
  /** Answers of programs of earlier runs; nothing is taken over without it. */
  readonly cache?: Cache | null;
}
