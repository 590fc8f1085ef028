import type { ToolchainSummary, TreeSummary } from './summary.ts';

/**
 * Why a line differs. `comment`: savedefconfig writes no comments and no empty lines; `default`: the symbol has the value without
 * the line; `lost`: the value is not in the result; `unknown`: no such symbol; `without-prompt`: other symbols decide it;
 * `repeated`: a later line counts; `form`: the same said otherwise; `order`: the line is at another place; `value`: the result
 * has a value that no line asks for.
 */
export type CanonicalReason =
  | 'comment'
  | 'default'
  | 'lost'
  | 'unknown'
  | 'without-prompt'
  | 'repeated'
  | 'form'
  | 'order'
  | 'value';

/** A line that the file has and savedefconfig does not write, or the other way round. */
export interface CanonicalLine {
  readonly kind: 'removed' | 'added';
  /** 1-based: of the file for a line that goes, of what savedefconfig writes for one that is added. */
  readonly line: number;
  /** Without its end. */
  readonly text: string;
  /** Without prefix; null for a line without one. */
  readonly symbol: string | null;
  readonly reason: CanonicalReason;
  /** The reason in words; complete on its own. */
  readonly message: string;
}

/** One defconfig, compared with what `savedefconfig` writes. */
export interface CanonicalFile {
  /** As it was named; for a configuration goal its file in the tree. */
  readonly file: string;
  readonly isCanonical: boolean;
  /** With `--fix`: the file is written. */
  readonly isWritten: boolean;
  /** In the order of the difference. */
  readonly lines: readonly CanonicalLine[];
  /** As a unified diff; empty where there is none. */
  readonly diff: string;
}

/** Result of `kgate check --canonical`; this is also its JSON form. */
export interface CanonicalResult {
  readonly schemaVersion: 1;
  /** `fail`: a file differs and is not written. */
  readonly verdict: 'pass' | 'fail';
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly files: readonly CanonicalFile[];
}
