/** Findings without those that comments suppress. */
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { SuppressedFinding } from '../../results/suppressed.ts';
import type { AllowComment } from '../../suppress/comments.ts';
import type { Location } from '../../core/location.ts';
import { isAboutSetting } from '../change-codes.ts';
import { itemLocation, withItems } from './fewer-items.ts';

/** What {@link applyComments} needs. */
export interface ApplyRequest {
  readonly diagnostics: readonly Diagnostic[];
  /** The comments of the file that a location names, in the order of their lines. */
  readonly commentsOf: (file: string) => readonly AllowComment[];
  /** True for a finding that no comment suppresses. */
  readonly isKept: (diagnostic: Diagnostic) => boolean;
}

/** A rule that a comment names. */
export interface NamedRule {
  readonly file: string;
  readonly comment: AllowComment;
  readonly rule: string;
}

/** What {@link applyComments} gives. */
export interface Applied {
  /** In their order; a finding about several lines has those that are left. */
  readonly diagnostics: readonly Diagnostic[];
  readonly suppressed: readonly SuppressedFinding[];
  /** The rules of comments that a finding has met; the other rules suppress nothing. */
  readonly met: readonly NamedRule[];
  /** Those that have met a finding that stays. */
  readonly kept: readonly NamedRule[];
}

/** True for what lint says of a setting that is not in the result. */
function isOfDefconfig({ code }: Diagnostic): boolean {
  return /^lint\/defconfig-(?:unknown-symbol|not-kept|without-prompt|wrong-value)$/.test(code);
}

/** The rule of a comment that is about a code; undefined where there is none. */
function ruleFor({ kind, rules }: AllowComment, diagnostic: Diagnostic): string | undefined {
  if (kind === 'nocheck') return isAboutSetting(diagnostic) || isOfDefconfig(diagnostic) ? 'nocheck' : undefined;
  const { code } = diagnostic;
  return rules.find((rule) => rule === code || `lint/${rule}` === code);
}

/** Takes the findings on lines that a comment with a reason is about out of a list. */
export function applyComments({ commentsOf, diagnostics, isKept }: ApplyRequest): Applied {
  const left: Diagnostic[] = [];
  const suppressed: SuppressedFinding[] = [];
  const met: NamedRule[] = [];
  const kept: NamedRule[] = [];
  const find = (location: Location | null, diagnostic: Diagnostic): NamedRule | null => {
    if (location === null) return null;
    for (const comment of commentsOf(location.file)) {
      const { lines, reason } = comment;
      if (reason === null || lines === null || location.line < lines[0] || location.line > lines[1]) continue;
      const rule = ruleFor(comment, diagnostic);
      if (rule !== undefined) return { file: location.file, comment, rule };
    }
    return null;
  };
  const isOne = (one: NamedRule | null): one is NamedRule => one !== null;
  for (const diagnostic of diagnostics) {
    const items = diagnostic.items ?? [null];
    const rules = items.map((item) => find(itemLocation(diagnostic, item), diagnostic));
    const found = rules.filter(isOne);
    if (found.length === 0 || isKept(diagnostic)) {
      left.push(diagnostic);
      kept.push(...found);
    } else {
      for (const [at, rule] of rules.entries()) {
        if (rule === null) continue;
        const { column, line, reason } = rule.comment;
        const finding = withItems(diagnostic, (_item, index) => index === at);
        suppressed.push({ finding, reason: reason ?? '', comment: { file: rule.file, line, column } });
      }
      if (found.length < rules.length) left.push(withItems(diagnostic, (_item, index) => rules[index] === null));
    }
    met.push(...found);
  }
  return { diagnostics: left, suppressed, met, kept };
}
