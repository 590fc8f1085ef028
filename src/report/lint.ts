import type { LintResult } from '../core/results.ts';
import { painter, type TextStyle } from './style.ts';
import { renderDiagnostic } from './text.ts';

/** The text form of `kgate lint`: every finding, then the counts. */
export function renderLintText(result: LintResult, style: TextStyle): string {
  const out: string[] = [];
  for (const diagnostic of result.diagnostics) out.push(...renderDiagnostic(diagnostic, style), '');
  const paintings = painter(style);
  const { makefiles, kconfigs, byRule } = result.counts;
  out.push(`${makefiles} makefiles and ${kconfigs} Kconfig files`);
  for (const [rule, findings] of Object.entries(byRule)) out.push(`${String(findings).padStart(6)}  ${rule}`);
  const verdict = result.verdict === 'pass' ? paintings.good('pass') : paintings.error('fail');
  out.push(`${verdict}: ${result.diagnostics.length} finding${result.diagnostics.length === 1 ? '' : 's'}`, '');
  return out.join('\n');
}
