import type { LintResult } from '../results/lint.ts';
import { painter, type TextStyle } from './style.ts';
import { renderDiagnostic } from './diagnostic.ts';

/** The text form of `kgate lint`: every finding but the hints, then the counts. */
export function renderLintText(result: LintResult, style: TextStyle): string {
  const out: string[] = [];
  const shown = result.diagnostics.filter((diagnostic) => diagnostic.severity !== 'hint');
  for (const diagnostic of shown) out.push(...renderDiagnostic(diagnostic, style), '');
  const paintings = painter(style);
  const { makefiles, kconfigs, byRule } = result.counts;
  out.push(`${makefiles} makefiles and ${kconfigs} Kconfig files`);
  for (const [rule, findings] of Object.entries(byRule)) out.push(`${String(findings).padStart(6)}  ${rule}`);
  const verdict = result.verdict === 'pass' ? paintings.good('pass') : paintings.error('fail');
  const hints = result.diagnostics.length - shown.length;
  const hidden = hints === 0 ? '' : `, and ${hints} hint${hints === 1 ? '' : 's'} that only --format json lists`;
  out.push(`${verdict}: ${shown.length} finding${shown.length === 1 ? '' : 's'}${hidden}`, '');
  return out.join('\n');
}
