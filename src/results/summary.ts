/** The source tree a command looked at. */
export interface TreeSummary {
  /** As the user gave it (`-C`), else `.`. */
  readonly directory: string;
  /** `-O`/`O=`/`KBUILD_OUTPUT`, or null when the tree is built in place. */
  readonly objectDirectory: string | null;
  /** Version that the top Makefile gives itself, or null when it has none. */
  readonly version: string | null;
  readonly arch: string | null;
  readonly srcarch: string | null;
  /** What names of symbols carry in front in this tree's files; absent where it is `CONFIG_`. */
  readonly symbolPrefix?: string;
}

/** The compiler that answered the probes. */
export interface ToolchainSummary {
  readonly source: 'machine' | 'profile';
  /** Profile name, or the compiler command. */
  readonly name: string;
  /** First line of `--version`, or null when it was not asked. */
  readonly version: string | null;
  /** Probes without an answer, in the order they were asked. */
  readonly unknownProbes: readonly string[];
}

/** The configuration that was resolved. */
export interface ConfigSummary {
  /** `prepared`: what an earlier build has left, against which a module is built. */
  readonly source: 'file' | 'defconfig' | 'defaults' | 'prepared';
  /** The file read, as named; null for plain defaults, and for a tree that has no configuration yet. */
  readonly file: string | null;
  /** Number of symbols the resolved configuration writes. */
  readonly symbols: number;
  /** True when the user gave none and kgate took the default configuration. */
  readonly isImplicit: boolean;
}
