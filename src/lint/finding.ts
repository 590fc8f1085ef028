import { type Cause, diagnostic, type Fix, type Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { LintArgs, LintDiagnostic } from './codes.ts';

/** What a finding of a rule consists of. */
export interface RuleFinding<Rule extends string> {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly location: Location;
  readonly message: string;
  readonly args: LintArgs[`lint/${Rule}` & keyof LintArgs];
  readonly causes?: readonly Cause[];
  readonly notes?: readonly string[];
  readonly fixes?: readonly Fix[];
}

/** A finding of a rule at a place. */
export function ruleFinding<Rule extends string>(found: RuleFinding<Rule>): LintDiagnostic {
  const { rule, causes = [], notes = [], fixes = [], ...rest } = found;
  // The argument type ties the arguments to the code, which the template string cannot show.
  const made: unknown = diagnostic({ code: `lint/${rule}`, form: 'line', causes, notes, fixes, ...rest } as never);
  return made as LintDiagnostic;
}
