import type { Diagnostic } from '../results/diagnostic.ts';
import type { TextStyle } from './style.ts';
import { renderDiagnostic } from './diagnostic.ts';

/** Values of fragments that did not survive, each with what it became and why; empty when all did. */
export function renderUnkept(diagnostics: readonly Diagnostic[], style: TextStyle): string {
  return diagnostics.map((diagnostic) => `${renderDiagnostic(diagnostic, style).join('\n')}\n\n`).join('');
}
