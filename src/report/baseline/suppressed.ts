import { formatLocation } from '../../core/location.ts';
import type { SuppressedFinding, SuppressedSummary } from '../../results/suppressed.ts';
import { oneLine } from '../headline.ts';
import { add, count, type Page, printable } from '../style.ts';

/** `3 suppressed`; nothing where there is none. */
export function suppressedCount(summary: SuppressedSummary | undefined): string[] {
  return summary === undefined || summary.count === 0 ? [] : [`${summary.count} suppressed`];
}

/** What comments suppress, each with its reason; nothing where the result has no more than their number. */
export function addSuppressed(page: Page, summary: SuppressedSummary | undefined): void {
  const { findings } = summary ?? {};
  if (findings === undefined) return;
  const { out, style } = page;
  if (style.isConcise === true) {
    for (const one of findings) out.push(printable(`${oneLine(one.finding)} (suppressed: ${one.reason})`));
    return;
  }
  out.push('', `${count(findings.length, 'finding')} suppressed`);
  for (const one of findings) addOne(page, one);
}

function addOne(page: Page, { comment, finding, reason }: SuppressedFinding): void {
  add(page, oneLine(finding), '  ', '    ');
  add(page, `${reason} (${formatLocation(comment)})`, '    because: ', '      ');
}
