import type { DiagnosticIn } from '../core/diagnostic.ts';

/** The arguments of every diagnostic of lint: one code per rule, and `lint/skipped`. */
export interface LintArgs {
  /** `rule` is the open rule that takes the line, null outside of rules; `runs` whether make runs that recipe. */
  'lint/error-hidden-by-tab': { function: string; rule: string | null; runs: 'never' | 'sometimes' };
  /** `evidence`: the line that shows the directive to be wrong; null where there is none. */
  'lint/makefile-ifdef-config': {
    directive: string;
    symbol: string;
    type: 'bool' | 'tristate';
    evidence: number | null;
  };
  'lint/stop-without-way-out': { symbol: string; isIndirect: boolean };
  'lint/undefined-config-reference': { symbol: string; suggestion: string | null };
  /** A file that could not be looked at. */
  'lint/skipped': { file: string; reason: string };
}

/** Every code lint can report. */
export type LintCode = keyof LintArgs;

type NameIn<Code> = Code extends `lint/${infer Name}` ? Name : never;

/** Name of every rule; its diagnostics carry the code `lint/<name>`. */
export type RuleName = Exclude<NameIn<LintCode>, 'skipped'>;

/** A finding of one code. */
export type LintDiagnosticOf<Code extends LintCode> = Extract<LintDiagnostic, { readonly code: Code }>;

/** A finding of lint. */
export type LintDiagnostic = DiagnosticIn<LintArgs>;
