/** What lint found, without what comments suppress. */
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { SuppressedFinding } from '../../results/suppressed.ts';
import { compareFindings, findRule, type LintOutcome, type RuleName } from '../../lint/index.ts';
import { applyComments } from '../narrow/apply.ts';
import { commentFindings } from '../narrow/comment-findings.ts';

/** What {@link suppressFindings} gives: findings of rules and of comments, in their order. */
export interface LintedTree extends Omit<LintOutcome, 'diagnostics' | 'comments'> {
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** `isNarrowed`: not all architectures were looked at, so that proofs are about some of them. */
export function suppressFindings(
  { comments, counts, diagnostics, ...rest }: LintOutcome,
  { isNarrowed, only }: { readonly only: readonly RuleName[]; readonly isNarrowed: boolean },
): LintedTree {
  if (comments.length === 0) return { ...rest, counts, diagnostics, suppressed: [] };
  const files = new Map(comments.map((file) => [file.path, file.comments]));
  const applied = applyComments({ diagnostics, commentsOf: (file) => files.get(file) ?? [], isKept: () => false });
  // Of these files, not all findings are listed.
  const cut = new Set(diagnostics.flatMap(({ code, location }) => (code === 'lint/skipped' ? [location?.file] : [])));
  const hasRun = (word: string, path: string): boolean => {
    const rule = findRule(word.startsWith('lint/') ? word.slice('lint/'.length) : word)?.meta;
    if (rule === undefined || !only.includes(rule.name) || counts.notApplied.includes(rule.name)) return false;
    return !cut.has(path) && !(isNarrowed && rule.needsProofs === true);
  };
  const own = commentFindings({ files: comments, applied, hasRun, unused: 'warning' });
  const byRule = { ...counts.byRule };
  for (const { finding } of applied.suppressed) {
    const rule = finding.code.slice('lint/'.length) as RuleName;
    if (byRule[rule] !== undefined) byRule[rule]--;
  }
  return {
    ...rest,
    counts: { ...counts, byRule },
    diagnostics: [...applied.diagnostics, ...own].sort(compareFindings),
    suppressed: applied.suppressed,
  };
}
