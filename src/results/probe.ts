/** An assembler or linker, as it names itself. */
export interface ToolSummary {
  readonly vendor: string;
  /** Semver string, or null when its words hold none. */
  readonly version: string | null;
  readonly words: string;
}

/** What a compiler said to one flag. */
export interface FlagSummary {
  readonly flag: string;
  readonly verdict: 'accepted' | 'rejected' | 'unknown';
  /** For a flag whose effect can be looked at: whether it is there; null for others. */
  readonly works: boolean | 'unknown' | null;
  /** One line for people. */
  readonly text: string;
  readonly command: readonly string[];
  readonly status: number | null;
  /** The compiler's own words. */
  readonly stderr: string;
  readonly notes: readonly string[];
}

/** Result of `kgate probe`; this is also its JSON form. */
export interface ProbeResult {
  readonly schemaVersion: 1;
  readonly source: 'machine' | 'profile';
  readonly name: string;
  readonly vendor: string;
  readonly version: string | null;
  readonly target: string | null;
  /** First line of `--version`. */
  readonly words: string;
  readonly assembler: ToolSummary | null;
  readonly linker: ToolSummary | null;
  readonly flags: readonly FlagSummary[];
}
