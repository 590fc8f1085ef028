import type { BaselineSummary } from '../../results/baseline.ts';
import { add, count, type Page } from '../style.ts';

/** Findings of a baseline that are gone and are listed; the rest is counted. */
const maxGone = 20;

/** What a baseline left out, and what it has that is gone. */
export function addBaseline(page: Page, baseline: BaselineSummary | undefined): void {
  if (baseline === undefined) return;
  const { file, gone, known } = baseline;
  page.out.push('');
  add(page, `baseline ${file}: ${count(known, 'known finding')} left out, ${gone.length} gone`, '', '  ');
  for (const { message, path, rule } of gone.slice(0, maxGone))
    add(page, `gone: ${path}: ${message} [${rule}]`, '  ', '    ');
  if (gone.length > maxGone) add(page, `and ${gone.length - maxGone} more`, '  ', '    ');
  if (gone.length > 0) add(page, '--update-baseline drops what is gone', '  ', '    ');
}
