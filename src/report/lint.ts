import type { LintResult } from '../results/lint.ts';
import { addFinding } from './findings.ts';
import { oneLine } from './headline.ts';
import { count, createPage, printable, type TextStyle, wrap } from './style.ts';

/** The text form of `kgate lint`: every finding but the hints, then the counts. */
export function renderLintText(result: LintResult, style: TextStyle): string {
  const page = createPage(style);
  const { out, paint } = page;
  const shown = result.diagnostics.filter((diagnostic) => diagnostic.severity !== 'hint');
  const { makefiles, kconfigs, sources, configs, byRule } = result.counts;
  if (style.isConcise === true) out.push(...shown.map((one) => printable(oneLine(one))));
  else {
    for (const diagnostic of shown) {
      if (style.isQuiet !== true || diagnostic.severity === 'error') addFinding(page, diagnostic, result.excerpts);
    }
    if (out.length > 0) {
      out.shift();
      out.push('');
    }
    if (style.isQuiet !== true) {
      const looked = `${makefiles} makefiles, ${kconfigs} Kconfig files, ${sources} source files, ${configs} configurations`;
      out.push(...wrap(looked, page.width, '', '  '));
      for (const [rule, findings] of Object.entries(byRule)) {
        if (findings > 0) out.push(`${String(findings).padStart(6)}  ${rule}`);
      }
    }
  }
  const isPass = result.verdict === 'pass';
  const tone = isPass ? paint.good : paint.error;
  const of = (severity: string): number => shown.filter((one) => one.severity === severity).length;
  const hints = result.diagnostics.length - shown.length;
  const fixable = result.diagnostics.filter(({ fixes }) => fixes.some(({ edits = [] }) => edits.length > 0)).length;
  const parts = [
    `${count(of('error'), 'error')}, ${count(of('warning'), 'warning')}, ${count(of('info'), 'note')}`,
    ...(fixable === 0 ? [] : [`${fixable} fixed by an edit (--format json)`]),
    ...(hints === 0 ? [] : [`${count(hints, 'hint')} that only --format json lists`]),
  ];
  const time = style.seconds === undefined ? '' : ` (${style.seconds.toFixed(1)} s)`;
  const [head = '', ...rest] = wrap(
    `${isPass ? 'PASS' : 'FAIL'}  ${parts.join('; ')}${time}`,
    page.width,
    '',
    '      ',
  );
  out.push(`${tone(head.slice(0, 4))}${head.slice(4)}`, ...rest);
  const [first] = shown;
  if (first !== undefined && style.isConcise !== true && style.isQuiet !== true)
    out.push(paint.accent(`      more: kgate explain ${first.code}`));
  return `${out.join('\n')}\n`;
}
