import type { RunShell } from '../core/shell.ts';
import type { Host } from '../host/host.ts';
import type { CompilerProfile } from './profile/profile.ts';

/** What {@link createReplayShell} needs. */
export interface ReplayShellOptions {
  /** Reads kernel scripts and answers file tests; runs nothing unless `otherPrograms` is `run`. */
  readonly host: Host;
  readonly profile: CompilerProfile;
  /** Programs that are no part of the toolchain (getconf, pahole, rustc): `unknown` (default) or `run`. */
  readonly otherPrograms?: 'unknown' | 'run';
  /** Limit for each other program, in milliseconds; 30 000 when absent. */
  readonly timeoutMs?: number;
  /** Name the shell has in its own messages; `/bin/sh` when absent. */
  readonly shellName?: string;
}

/** A {@link RunShell} that answers compiler calls from a recorded profile, and `unknown` where it is silent. */
export function createReplayShell(options: ReplayShellOptions): RunShell {
  void options;
  throw new Error('not built yet');
}
