import type { BaselineSummary } from './baseline.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Excerpt } from './excerpt.ts';
import type { SuppressedCountForm, SuppressedSummary } from './suppressed.ts';
import type { FindingForm, SeverityCounts } from './finding.ts';

/** The changes that findings are limited to. */
export interface LintChanges {
  readonly source:
    | {
        readonly kind: 'git';
        /** As it was asked for. */
        readonly since: string;
        /** The commit that the tree is compared with. */
        readonly base: string;
      }
    | {
        readonly kind: 'patch';
        /** As they were named. */
        readonly files: readonly string[];
      };
  /** Files with changed lines that lint looks at. */
  readonly files: number;
  /** Commits or patches, in the order in which they apply. */
  readonly patches: readonly {
    /** A commit, or the file of a patch. */
    readonly name: string;
    readonly subject: string | null;
    /** `2/3`; null for one alone. */
    readonly position: string | null;
  }[];
  /** For each finding the place of its patch in `patches`; null where it is of none. */
  readonly origins: readonly (number | null)[];
}

/** One edit. */
interface LintEdit {
  /** Place of the finding when its edit was made. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** What is done. */
  readonly title: string;
}

/** What `--fix` has done. */
export interface LintFixes {
  /** False for `--dry-run`. */
  readonly isWritten: boolean;
  /** `proof`: how it is known that no configuration's result changes. */
  readonly made: readonly (LintEdit & { readonly proof: string })[];
  /** Edits that were not made, and why. */
  readonly left: readonly (LintEdit & { readonly why: string })[];
  /** Whole configurations before and behind all edits, by the engine. */
  readonly comparison:
    | { readonly kind: 'same'; readonly arch: string | null; readonly configurations: number }
    | {
        readonly kind: 'different';
        readonly arch: string | null;
        readonly configuration: string;
        readonly line: string;
      }
    | { readonly kind: 'not-made'; readonly why: string };
  /** The edits as a unified diff. */
  readonly diff: string;
}

/** Result of `kgate lint`; its JSON form is {@link LintForm}. */
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
    /** Rules of the preset that did not run, since their proofs take long on this tree. */
    readonly notApplied: readonly string[];
  };
  readonly diagnostics: readonly Diagnostic[];
  /** The source lines that `diagnostics` are about, as far as they could be read. */
  readonly excerpts: readonly Excerpt[];
  /** What comments suppress; absent where there is nothing. */
  readonly suppressed?: SuppressedSummary;
  /** With `--baseline`: what it left out. */
  readonly baseline?: BaselineSummary;
  /** With `--since` or a patch only. */
  readonly changes?: LintChanges;
  /** With `--fix` only; the findings are those that are left. */
  readonly fixes?: LintFixes;
}

/** The JSON form of {@link LintResult}: short, and with everything under `--verbose`. */
export interface LintForm
  extends Omit<LintResult, 'schemaVersion' | 'counts' | 'diagnostics' | 'excerpts' | 'suppressed'> {
  readonly suppressed?: SuppressedCountForm;
  readonly schemaVersion: 2;
  /** Without `--verbose`, `byRule` has the rules that found something. */
  readonly counts: LintResult['counts'] & SeverityCounts;
  readonly diagnostics: readonly FindingForm[];
  /** With `--verbose`. */
  readonly excerpts?: readonly Excerpt[];
}
