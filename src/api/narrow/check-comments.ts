/** A result of `check` without the findings that comments suppress. */
import { passTroubleOn } from '../../core/errors.ts';
import { classifyFileName } from '../../lint/index.ts';
import type { CheckResult } from '../../results/check.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type AllowComment, type CommentForm, readComments } from '../../suppress/comments.ts';
import { inOrder } from '../order.ts';
import { applyComments } from './apply.ts';
import { commentFindings, type CommentsOfFile } from './comment-findings.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { findingFiles, namedFiles } from './finding-files.ts';
import { withDiagnostics } from '../check/verdict.ts';

/** Larger files are not looked at. */
const maxFileBytes = 4 * 1024 * 1024;

/**
 * Comments are read in the files that findings name and in those that the user gives. An error stays: what make or conf stops
 * at, they stop at whatever a comment says.
 */
export function suppressFindings(options: CheckOptions, result: CheckResult): CheckResult {
  const own = ownFiles(options, result);
  const read = commentReader(options, own);
  const applied = applyComments({
    diagnostics: result.diagnostics,
    commentsOf: read,
    isKept: ({ severity }) => severity === 'error',
  });
  const about: CommentsOfFile[] = [...own].map((path) => ({ path, comments: read(path) }));
  for (const path of new Set(linesOf(result.diagnostics).map(({ file }) => file))) {
    if (!own.has(path)) about.push({ path, comments: commentsAt(path, read(path), result.diagnostics) });
  }
  // Where a finding represents others, or conf stops, not everything was looked at.
  const isWhole = result.follows.length === 0 && result.config.symbols > 0;
  // Another configuration may need the comment of a file of the tree.
  const hasRun = (rule: string, path: string): boolean =>
    isWhole && own.has(path) && /^(?:kernel|kconfig)\//.test(rule);
  const found = commentFindings({ files: about, applied, hasRun, unused: 'info' });
  const { suppressed } = applied;
  if (found.length === 0 && suppressed.length === 0) return result;
  return {
    ...withDiagnostics(result, inOrder([...applied.diagnostics, ...found])),
    ...(suppressed.length > 0 && { suppressed: { count: suppressed.length, findings: suppressed } }),
  };
}

/** Names, as locations have them, of the files whose lines are what the user asks for. */
function ownFiles({ request }: CheckOptions, { config }: CheckResult): ReadonlySet<string> {
  const files = namedFiles(request).map(({ name }) => name);
  return new Set(config.source === 'file' && config.file !== null ? [...files, config.file] : files);
}

function commentReader(options: CheckOptions, own: ReadonlySet<string>): (file: string) => readonly AllowComment[] {
  const { host } = options;
  const files = findingFiles(options);
  const known = new Map<string, readonly AllowComment[]>();
  const read = (file: string): readonly AllowComment[] => {
    const path = files(file);
    const form = own.has(file) ? 'config' : formOf(file);
    if (path === null || form === null) return [];
    try {
      const stat = host.stat(path);
      return stat?.kind === 'file' && stat.size <= maxFileBytes ? readComments(host.readFile(path) ?? '', form) : [];
    } catch (error) {
      passTroubleOn(error);
      return [];
    }
  };
  return (file) => {
    let comments = known.get(file);
    if (comments === undefined) known.set(file, (comments = read(file)));
    return comments;
  };
}

/** What the comments of a file look like; null where that is not known. */
function formOf(file: string): CommentForm | null {
  if (/(?:^|[/.])(?:\w*config|auto\.conf)$/.test(file) && !/(?:^|\/)Kconfig$/.test(file)) return 'config';
  return classifyFileName(file) ?? null;
}

function linesOf(diagnostics: readonly Diagnostic[]): { readonly file: string; readonly line: number }[] {
  return diagnostics.flatMap(({ items = [], location }) =>
    [location, ...items.map((item) => item.location)].flatMap((one) => (one === null ? [] : [one])),
  );
}

/** The comments of a file that are about a line with a finding. */
function commentsAt(
  path: string,
  comments: readonly AllowComment[],
  diagnostics: readonly Diagnostic[],
): readonly AllowComment[] {
  if (comments.length === 0) return comments;
  const lines = linesOf(diagnostics).flatMap(({ file, line }) => (file === path ? [line] : []));
  return comments.filter((comment) => lines.some((line) => covers(comment, line)));
}

function covers({ lines }: AllowComment, line: number): boolean {
  return lines !== null && lines[0] <= line && line <= lines[1];
}
