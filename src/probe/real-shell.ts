import type { RunShell } from '../core/shell.ts';
import type { Host } from '../host/host.ts';

/** What {@link createRealShell} needs. */
export interface RealShellOptions {
  readonly host: Host;
  /** Limit for each program and for the sum of a text's programs, in milliseconds; 30 000 when absent. */
  readonly timeoutMs?: number;
  /** Limit for what one text may write, in bytes; 8 MiB when absent. */
  readonly maxOutputBytes?: number;
  /** Name the shell has in its own messages: `/bin/sh` under make (the default), `sh` under conf. */
  readonly shellName?: string;
  /**
   * What to do with a text the built-in interpreter does not support: `run` gives it to a real
   * `/bin/sh -c` (the default), `refuse` answers `unknown`.
   */
  readonly fallback?: 'run' | 'refuse';
}

/** A {@link RunShell} over real tools. Compiler runs that are alike are made once per maker call. */
export function createRealShell(options: RealShellOptions): RunShell {
  void options;
  throw new Error('not built yet');
}
