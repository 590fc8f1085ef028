import type { BaselineSummary } from './baseline.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Excerpt } from './excerpt.ts';

/** Result of `kgate lint`; this is also its JSON form. */
export interface LintResult {
  readonly schemaVersion: 1;
  readonly verdict: 'pass' | 'fail';
  readonly tree: { readonly directory: string };
  readonly counts: {
    readonly files: number;
    readonly makefiles: number;
    readonly kconfigs: number;
    readonly sources: number;
    readonly configs: number;
    readonly byRule: Readonly<Record<string, number>>;
  };
  readonly diagnostics: readonly Diagnostic[];
  /** The source lines that `diagnostics` are about, as far as they could be read. */
  readonly excerpts: readonly Excerpt[];
  /** With `--baseline`: what it left out. */
  readonly baseline?: BaselineSummary;
}
