import type { ByteString } from '../../core/bytes.ts';
import type { CallForm } from './call-form.ts';

/** Compiler families whose probes kgate understands. */
export type CompilerVendor = 'gcc' | 'clang' | 'icc' | 'unknown';

/**
 * What one compiler, its assembler and its linker said when they were asked; a replay answers from
 * it and from nothing else. The file form is described by docs/schema/profile.schema.json.
 */
export interface CompilerProfile {
  readonly schemaVersion: 1;
  /** The name `--toolchain` takes, for example `gcc-7.5.0`. */
  readonly name: string;
  /** Further names that mean the same profile. */
  readonly aliases: readonly string[];
  readonly vendor: 'gcc' | 'clang';
  /** Version as a semver string, `12.2.0`. */
  readonly version: string;
  /** Target triplet, `aarch64-linux-gnu`. */
  readonly target: string;
  /** Basename the driver had while it was recorded; its messages begin with it. */
  readonly driver: string;
  /** How the flags were asked, for people. */
  readonly method: string;
  /** Complete output of `CC --version`. */
  readonly versionOutput: ByteString;
  /** Output of `CC -dumpversion`, without newline. */
  readonly dumpVersion: string;
  /** First line of `as --version`. */
  readonly assembler: string;
  /** First line of `ld --version`. */
  readonly linker: string;
  /** Object-like macros of `CC -dM -E`, name to replacement text. */
  readonly predefined: ReadonlyMap<string, string>;
  /** Flag texts (words joined by one blank) to the recorded answer. */
  readonly flags: ReadonlyMap<string, FlagRecord>;
  /** Answers of the assembler and the linker; null when they were not asked. */
  readonly binutils: BinutilsRecord | null;
  /** Whole calls as they were made; empty when only flags were asked. */
  readonly answers: readonly RecordedAnswer[];
  /** What the calls' answers named below the toolchain's own directories: was it there? */
  readonly files: ReadonlyMap<ByteString, boolean>;
  /** Programs outside the toolchain that trees called and that were not there. */
  readonly absent: readonly string[];
  /** Words every flag was asked with: clang's target and what makes it strict. */
  readonly baseFlags: readonly string[];
  /** The exit status to take where the profile has no answer, set by the caller; no part of the file. Absent: unknown stays unknown. */
  readonly decideUnknown?: DecideUnknown;
}

/** The exit status of a program that a profile has no answer for, or null to leave it unknown. */
export type DecideUnknown = (argv: readonly ByteString[], reason: string) => number | null;

/** One call and what came of it. */
export interface RecordedAnswer extends CallForm {
  readonly status: number;
  /** The program's own name, places and temporary files are marked; see call-form.ts. */
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** Only the beginning of stdout was kept. */
  readonly isPartial: boolean;
}

/** What the recorded assembler and linker answered. */
export interface BinutilsRecord {
  /** How they were asked, for people. */
  readonly method: string;
  /** Assembler options, asked with an empty text. */
  readonly assemblerOptions: ReadonlyMap<string, FlagRecord>;
  /** Assembler texts, asked with `--fatal-warnings`. */
  readonly assemblerTexts: ReadonlyMap<ByteString, FlagRecord>;
  /** Linker options, asked together with `-v`; words joined by one blank. */
  readonly linkerOptions: ReadonlyMap<string, FlagRecord>;
  /** First output line of other questions, such as `nm --help`, by role and arguments. */
  readonly firstLines: ReadonlyMap<string, ByteString>;
}

/** The recorded answer to one flag text. */
export interface FlagRecord {
  readonly accepted: boolean;
  /** The compiler's words; empty when accepted. */
  readonly stderr: ByteString;
  /** `recorded`: the compiler was asked; `documented`: its manual lists the option. */
  readonly basis: 'recorded' | 'documented';
}
