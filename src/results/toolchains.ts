/** A compiler that was found on PATH. */
export interface FoundCompiler {
  readonly source: 'path';
  /** The shortest of its names. */
  readonly name: string;
  /** Its other names on PATH, sorted. */
  readonly otherNames: readonly string[];
  readonly vendor: string;
  readonly version: string | null;
  /** First line of `--version`. */
  readonly words: string;
  /** Triplet it compiles for by default. */
  readonly target: string | null;
  /** Architectures of the kernel (`ARCH=`) it can compile for, sorted; empty for none. */
  readonly architectures: readonly string[];
  /** Where it stands, links followed. */
  readonly path: string;
}

/** A compiler that a profile of kgate records. */
export interface RecordedCompiler {
  readonly source: 'profile';
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly vendor: string;
  readonly version: string;
  readonly words: string;
  readonly target: string;
  readonly architectures: readonly string[];
  /** How it was recorded. */
  readonly method: string;
}

/** Something under a compiler's name that does not answer as one. */
export interface BrokenCompiler {
  readonly name: string;
  readonly path: string;
  readonly problem: string;
}

/** One cell of the table arch x toolchain. */
export interface ToolchainCell {
  readonly arch: string;
  readonly toolchain: string;
  /** Version of the compiler on PATH, null when there is none. */
  readonly found: string | null;
  /** Version that a profile records, null when none does. */
  readonly recorded: string | null;
}

/** Result of `kgate toolchains`; this is also its JSON form. */
export interface ToolchainsResult {
  readonly schemaVersion: 1;
  /** Rows of the table. */
  readonly architectures: readonly string[];
  /** Columns of the table. */
  readonly toolchains: readonly string[];
  /** Cells that hold something. */
  readonly table: readonly ToolchainCell[];
  readonly compilers: readonly (FoundCompiler | RecordedCompiler)[];
  readonly broken: readonly BrokenCompiler[];
  readonly notes: readonly string[];
}
