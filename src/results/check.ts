import type { Cause, ConfigChange } from '../core/diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Location } from '../core/location.ts';

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
}

/** The compiler that answered the probes. */
export interface ToolchainSummary {
  readonly source: 'machine' | 'profile';
  /** Profile name, or the compiler command. */
  readonly name: string;
  /** First line of `--version`, or null when it was not asked. */
  readonly version: string | null;
  /** Probes that nobody could answer, in the order they were asked. */
  readonly unknownProbes: readonly string[];
}

/** The configuration that was resolved. */
export interface ConfigSummary {
  readonly source: 'file' | 'defconfig' | 'defaults';
  /** The file read, as named; null for plain defaults. */
  readonly file: string | null;
  /** Number of symbols the resolved configuration writes. */
  readonly symbols: number;
  /** True when the user gave none and kgate took the default configuration. */
  readonly isImplicit: boolean;
}

/** Result of `kgate check`; this is also its JSON form. */
export interface CheckResult {
  readonly schemaVersion: 1;
  readonly verdict: 'pass' | 'fail';
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  /** In make's own order: the way to conf, conf, then the build reading, stop by stop. */
  readonly diagnostics: readonly Diagnostic[];
}

/** One definition of a symbol. */
export interface SymbolDefinitionSummary {
  readonly location: Location;
  readonly prompt: string | null;
  /** Enclosing `if`/`menu`/`depends on` clauses, joined; null when unconditional. */
  readonly condition: string | null;
}

/** Result of `kgate why`; this is also its JSON form. */
export interface WhyResult {
  readonly schemaVersion: 1;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  readonly symbol: string;
  readonly type: string;
  /** Value as `.config` writes it, `n` for a bool that is not set, empty when it is not written. */
  readonly value: string;
  /** The VALUE of `SYMBOL=VALUE`, or null. */
  readonly wanted: string | null;
  /** True when nothing was wanted or the symbol has the wanted value. */
  readonly holds: boolean;
  readonly definitions: readonly SymbolDefinitionSummary[];
  readonly causes: readonly Cause[];
  /** Symbols that have to change before the wanted value is possible, roots first. */
  readonly missing: readonly MissingSymbol[];
  /** What `SYMBOL=VALUE` takes, applied in memory and re-checked; null when none was found. */
  readonly fix: { readonly changes: readonly ConfigChange[]; readonly effects: readonly ConfigChange[] } | null;
  /** Notes on what could not be known, and on the tree itself. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A symbol on the way to a wanted value. */
export interface MissingSymbol {
  readonly symbol: string;
  readonly value: string;
  readonly needed: string;
  readonly location: Location | null;
}

/** Result of `kgate make --why`; this is also its JSON form. */
export interface VariableResult {
  readonly schemaVersion: 1;
  readonly name: string;
  /** In make's words, as `$(origin)` and `$(flavor)` tell them. */
  readonly origin: string;
  readonly flavor: string;
  /** True when programs of recipes get it. */
  readonly exported: boolean;
  /** Unexpanded. */
  readonly value: string;
  readonly expanded: string;
  /** Absolute working directory of the make that was asked. */
  readonly directory: string;
  /** One for each definition, in the order in which make carried them out. */
  readonly causes: readonly Cause[];
  /** Make's words where it stops; what comes after that was not read. */
  readonly stops: readonly string[];
}

/** A tool beside the compiler, as it names itself. */
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

/** Result of `kgate lint`; this is also its JSON form. */
export interface LintResult {
  readonly schemaVersion: 1;
  readonly verdict: 'pass' | 'fail';
  readonly tree: { readonly directory: string };
  readonly counts: {
    readonly files: number;
    readonly makefiles: number;
    readonly kconfigs: number;
    readonly byRule: Readonly<Record<string, number>>;
  };
  readonly diagnostics: readonly Diagnostic[];
}

/** Some files of the cache. */
export interface CacheFilesSummary {
  readonly files: number;
  readonly bytes: number;
  /** When one of them was used last, and the one longest out of use; ISO 8601, within an hour; null without files. */
  readonly lastUsed: string | null;
  readonly leastUsed: string | null;
}

/** Result of `kgate cache`; this is also its JSON form. */
export interface CacheResult extends CacheFilesSummary {
  readonly schemaVersion: 1;
  readonly action: 'info' | 'clear';
  /** Absolute. */
  readonly directory: string;
  /** False when `KGATE_NO_CACHE` turns it off. */
  readonly isUsed: boolean;
  /** Limit for all files together; those used longest ago go first. */
  readonly maxBytes: number;
  /** By kind of record; what was removed, after `clear`. */
  readonly kinds: readonly (CacheFilesSummary & { readonly kind: string })[];
  /** Files of another version or build of kgate, which this one does not use. */
  readonly ofOtherBuilds: CacheFilesSummary;
  /** Compilers of which answers are kept, with the version they told when they gave them. */
  readonly compilers: readonly { readonly command: string; readonly version: string; readonly answers: number }[];
}
