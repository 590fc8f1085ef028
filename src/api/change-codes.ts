/** Findings about settings that are lost or altered. */
import { isAtLeast } from '../core/diagnostic.ts';
import type { Diagnostic, DiagnosticCode } from '../results/diagnostic.ts';

const changeCodes: ReadonlySet<string> = new Set<DiagnosticCode>([
  'kernel/value-not-kept',
  'kernel/unknown-symbol',
  'kernel/malformed-line',
  'kernel/symbol-without-prompt',
  'kernel/value-out-of-range',
  'kernel/choice-conflict',
  'kconfig/config-unexpected-data',
  'kconfig/config-invalid-value',
  'kconfig/config-invalid-string',
  'kconfig/config-unknown-symbol',
]);

/** True for a finding about a setting; of the tree, or the user's. */
export function isAboutSetting({ code }: Diagnostic): boolean {
  return changeCodes.has(code);
}

/** True for a finding that what the user asks for is lost or altered. */
export function isChange(diagnostic: Diagnostic): boolean {
  return isAboutSetting(diagnostic) && isAtLeast(diagnostic.severity, 'warning');
}
