import type { ByteString } from '../../core/text.ts';
import type { CommandEvidence } from '../../core/shell.ts';
import type { ProbeSource } from './source.ts';

/** How {@link probeFlag} asks. */
export interface FlagProbeOptions {
  /** Vendor, when already known; asked otherwise (clang needs another spelling of the question). */
  readonly vendor?: 'gcc' | 'clang';
}

/** The answer to one flag. */
export interface FlagProbe {
  /** The flag text as asked, words joined by blanks. */
  readonly flag: ByteString;
  readonly verdict: 'accepted' | 'rejected' | 'unknown';
  /** For flags whose effect can be looked at in the assembly: does it have that effect? Absent for others. */
  readonly works?: boolean | 'unknown';
  /** The run that decided. */
  readonly argv: readonly ByteString[];
  readonly status: number | null;
  /** The compiler's own words, complete. */
  readonly stderr: ByteString;
  /** One line for people, for example `accepted, and works`. */
  readonly text: string;
  /** What the reader has to know beyond the verdict; sorted by importance, mostly empty. */
  readonly notes: readonly string[];
  readonly commands: readonly CommandEvidence[];
}

/** Asks one compiler about one flag text (one or more words). Never throws for a bad compiler. */
export function probeFlag(source: ProbeSource, flag: ByteString, options: FlagProbeOptions = {}): FlagProbe {
  void source;
  void flag;
  void options;
  throw new Error('not built yet');
}
