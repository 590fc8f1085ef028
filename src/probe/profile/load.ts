import type { Host } from '../../host/host.ts';
import type { CompilerProfile } from './profile.ts';

/** Where profiles are looked for. */
export interface LoadProfileOptions {
  readonly host: Host;
  /** Directory with the profiles that come with kgate. */
  readonly profilesDirectory: string;
}

/** Names (canonical ones first in each entry, then aliases) of the profiles in the directory, sorted. */
export function listProfiles(options: LoadProfileOptions): readonly { name: string; aliases: readonly string[] }[] {
  void options;
  throw new Error('not built yet');
}

/**
 * The profile with this name or alias, or in this file (a text with a slash or ending in `.json`).
 * Throws UsageError `probe/no-such-profile` with the known names, `probe/bad-profile` with the file
 * and what is wrong in it.
 */
export function loadProfile(nameOrFile: string, options: LoadProfileOptions): CompilerProfile {
  void nameOrFile;
  void options;
  throw new Error('not built yet');
}
