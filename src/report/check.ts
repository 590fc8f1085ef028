import type { CheckResult } from '../results/check.ts';
import { renderDiagnostic } from './diagnostic.ts';
import { addHead } from './head.ts';
import { count, createPage, type TextStyle } from './style.ts';

/** The text form of `kgate check`. */
export function renderCheckText(result: CheckResult, style: TextStyle): string {
  const page = createPage(style);
  const { out, paint } = page;
  addHead(page, result.tree, result.toolchain, result.config);
  for (const diagnostic of result.diagnostics) out.push('', ...renderDiagnostic(diagnostic, style));
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'warning').length;
  const verdict = result.verdict === 'pass' ? paint.good('pass') : paint.error('fail');
  out.push('', `${verdict}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`, '');
  return out.join('\n');
}
