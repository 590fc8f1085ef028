/** What is to be said about the comments themselves. */
import { diagnostic, type Severity } from '../../core/diagnostic.ts';
import { nearestNames } from '../../lint/nearest-name.ts';
import { ruleList } from '../../lint/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { AllowComment } from '../../suppress/comments.ts';
import { codeList } from '../explain-code.ts';
import type { Applied, NamedRule } from './apply.ts';

/** Comments of one file. */
export interface CommentsOfFile {
  /** As locations name it. */
  readonly path: string;
  readonly comments: readonly AllowComment[];
}

/** What {@link commentFindings} needs. */
export interface CommentFindingsRequest {
  readonly files: readonly CommentsOfFile[];
  readonly applied: Applied;
  /** True for a rule, or a code, that would have found something in this file. */
  readonly hasRun: (rule: string, path: string) => boolean;
  /** What a comment is that suppresses nothing. */
  readonly unused: Severity;
}

/** Comments without a reason, of rules that do not exist, at what cannot be suppressed, and at nothing. */
export function commentFindings({ applied, files, hasRun, unused }: CommentFindingsRequest): Diagnostic[] {
  if (files.every(({ comments }) => comments.length === 0)) return [];
  const names = knownNames();
  const has = (list: readonly NamedRule[], path: string, comment: AllowComment, rule: string): boolean =>
    list.some((one) => one.file === path && one.comment.line === comment.line && one.rule === rule);
  return files.flatMap(({ comments, path }) =>
    comments.flatMap((comment): Diagnostic[] => {
      const { column, kind, line, reason, rules } = comment;
      const about = { location: { file: path, line, column }, form: 'line' } as const;
      if (reason === null) return [withoutReason(comment, about)];
      if (kind === 'nocheck') return [];
      if (rules.length === 0) return [unknownRule('', null, about)];
      return rules.flatMap((rule): Diagnostic[] => {
        if (!names.all.has(rule)) return [unknownRule(rule, names.nearest(rule), about)];
        if (has(applied.kept, path, comment, rule)) return [atStop(rule, about)];
        if (has(applied.met, path, comment, rule) || !hasRun(rule, path)) return [];
        const message = `unused: ${rule} finds nothing ${whereOf(comment)}`;
        const notes = ['remove the comment, or the rule from it'];
        return [diagnostic({ code: 'suppress/unused', severity: unused, message, args: { rule }, notes, ...about })];
      });
    }),
  );
}

type About = Pick<Diagnostic, 'location' | 'form'>;

function withoutReason({ kind, rules }: AllowComment, about: About): Diagnostic {
  const words = kind === 'nocheck' ? 'nocheck' : `allow ${rules.join(', ')}`.trim();
  return diagnostic({
    code: 'suppress/no-reason',
    severity: 'warning',
    message: `"${words}" has no reason and suppresses nothing`,
    args: { rule: rules.join(', ') },
    notes: [
      kind === 'nocheck' ? 'write it behind the colon: # nocheck: REASON' : 'write it behind two dashes: -- REASON',
    ],
    ...about,
  });
}

function unknownRule(rule: string, suggestion: string | null, about: About): Diagnostic {
  return diagnostic({
    code: 'suppress/unknown-rule',
    severity: 'warning',
    message: rule === '' ? '"allow" names no rule' : `there is no rule and no code ${rule}`,
    args: { rule, suggestion },
    notes: [
      suggestion === null
        ? 'kgate rules lists the rules of lint; reports have the codes'
        : `did you mean ${suggestion}?`,
    ],
    ...about,
  });
}

function atStop(rule: string, about: About): Diagnostic {
  return diagnostic({
    code: 'suppress/stop',
    severity: 'warning',
    message: `${rule} is an error here, which no comment suppresses`,
    args: { rule },
    notes: ['make or conf stops whatever the comment says; remove it'],
    ...about,
  });
}

function whereOf({ line, lines }: AllowComment): string {
  if (lines === null) return 'behind it: no line follows';
  const [first, last] = lines;
  if (first <= line && line <= last) return 'on this line';
  return first === last ? `on line ${first}` : `on lines ${first} to ${last}`;
}

/** Every name that a comment may have. */
function knownNames(): { readonly all: ReadonlySet<string>; readonly nearest: (name: string) => string | null } {
  const rules = ruleList().map(({ name }) => name);
  const all = new Set<string>([...rules, ...codeList()]);
  const byLength = new Map<number, string[]>();
  for (const name of all) byLength.set(name.length, [...(byLength.get(name.length) ?? []), name]);
  return { all, nearest: (name) => nearestNames(name, byLength)[0] ?? null };
}
