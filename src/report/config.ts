import type { Diagnostic } from '../results/diagnostic.ts';
import { addFindings } from './lost.ts';
import { createPage, type TextStyle } from './style.ts';

/** Settings of the merged files that did not survive, each with what it became and why; empty when all did. */
export function renderUnkept(diagnostics: readonly Diagnostic[], style: TextStyle): string {
  const page = createPage(style);
  addFindings(page, diagnostics, []);
  if (page.out[0] === '') page.out.shift();
  return page.out.map((line) => `${line}\n`).join('');
}
