import type { CommandEvidence } from '../../core/shell.ts';
import type { CompilerVendor } from '../profile/profile.ts';
import type { ProbeSource } from './source.ts';

/** Vendor and version of an assembler or a linker. */
export interface ToolIdentity {
  /** `GNU`, `LLVM`, `LLD` or the first words of what it said. */
  readonly vendor: string;
  /** Semver string, or null when the words hold no version. */
  readonly version: string | null;
  /** First line of its version output. */
  readonly words: string;
}

/** What a toolchain says about itself; null for a part that could not be told. */
export interface ToolchainIdentity {
  readonly vendor: CompilerVendor;
  /** Semver string, `12.2.0`. */
  readonly version: string | null;
  /** Triplet as `-dumpmachine` prints it. */
  readonly target: string | null;
  /** First line of `--version`. */
  readonly words: string;
  readonly assembler: ToolIdentity | null;
  readonly linker: ToolIdentity | null;
  /** Why the compiler could not be asked (not found, time limit), or null. */
  readonly problem: string | null;
  readonly commands: readonly CommandEvidence[];
}

/** Asks a compiler (and its assembler and linker) who they are. Never throws for a bad compiler. */
export function probeIdentity(source: ProbeSource): ToolchainIdentity {
  void source;
  throw new Error('not built yet');
}
