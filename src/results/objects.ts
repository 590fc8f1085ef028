import type { Location } from '../core/location.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** A configuration symbol that a makefile line asks for. */
export interface SymbolUse {
  /** With its prefix: `CONFIG_E1000E`. */
  readonly name: string;
  /** As make sees it: `y`, `m`, a string; empty where it is not set. */
  readonly value: string;
}

/** The makefile line that brought something in. */
export interface BuildOrigin {
  /** File from the top of the tree where it is below it. */
  readonly location: Location;
  /** Left side as written: `obj-$(CONFIG_E1000E)`. */
  readonly target: string;
  /** Symbols in the left side, the right side and the conditions around the line. */
  readonly symbols: readonly SymbolUse[];
  /** Where the line takes the name from another variable: the line that put it there. */
  readonly via: BuildOrigin | null;
}

/** What an object is for. */
export type ObjectKind =
  | 'built-in'
  | 'module-part'
  | 'module'
  | 'library'
  | 'extra'
  | 'always'
  | 'host-program'
  | 'user-program';

/** One thing that is built. */
export interface BuiltObject {
  /** From the top of the object tree: `drivers/net/tun.o`. */
  readonly name: string;
  readonly kind: ObjectKind;
  /** The composite object or module it is linked into, null for one that is linked by itself. */
  readonly partOf: string | null;
  /** Null where no line of a makefile names it. */
  readonly origin: BuildOrigin | null;
}

/** One directory that is built. */
export interface BuiltDirectory {
  /** From the top of the tree; `.` for the top itself. */
  readonly name: string;
  /** The directory whose makefile leads here, null for the first one. */
  readonly parent: string | null;
  /** The line of that makefile. */
  readonly origin: BuildOrigin | null;
  /** In make's order; an object that is part of several composites comes once for each. */
  readonly objects: readonly BuiltObject[];
}

/** How many of each kind. */
export interface BuildTotals {
  readonly directories: number;
  readonly builtIn: number;
  readonly moduleParts: number;
  readonly modules: number;
  readonly library: number;
  readonly extra: number;
  readonly always: number;
  readonly hostPrograms: number;
  readonly userPrograms: number;
}

/** Result of `kgate objects`; this is also its JSON form. */
export interface ObjectsResult {
  readonly schemaVersion: 1;
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  readonly totals: BuildTotals;
  readonly directories: readonly BuiltDirectory[];
  readonly diagnostics: readonly Diagnostic[];
}
