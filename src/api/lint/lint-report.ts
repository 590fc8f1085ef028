/** `kgate lint`: which files and rules, findings on changed lines, the verdict. */

import { isAtLeast } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/errors.ts';
import type { Cache } from '../../cache/cache.ts';
import type { Host } from '../../host/host.ts';
import { type LintDiagnostic, ruleList } from '../../lint/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { LintFixes, LintResult } from '../../results/lint.ts';
import { gatherExcerpts } from '../excerpts.ts';
import { lint } from '../lint.ts';
import { type ChangedTree, changedPaths, movedChanges, onChangedLines } from './changes.ts';
import { chooseArchs, chooseRules, type RuleChoice, type RuleWords, withSeverities } from './choice.ts';
import { type FixedTree, fixTree } from './fix/fix-tree.ts';
import { changesOfPatches, type PatchFile } from './patches.ts';
import { changesSince } from './since.ts';
import { type LintedTree, suppressFindings } from './suppress.ts';

/** What {@link lintReport} is asked. The tree is the host's directory. */
export interface LintRequest {
  readonly host: Host;
  /** Keeps the findings of a tree for runs without a change in between. */
  readonly cache?: Cache | null;
  /** The tree in messages. */
  readonly treeName: string;
  /** Files and directories below the tree; all of it when empty. */
  readonly paths: readonly string[];
  /** `all`, or architectures; all when empty. */
  readonly archs: readonly string[];
  readonly rules: RuleWords;
  /** Only lines that differ from this revision. */
  readonly since: string | null;
  /** Only lines that these patches add. */
  readonly patches: readonly PatchFile[];
  readonly failOn: 'error' | 'warning';
}

/** Throws UsageError for words that name nothing, for a revision or a patch that cannot be compared with. */
export function lintReport(request: LintRequest): LintResult {
  const setup = prepare(request);
  const outcome = look(request, setup, setup.changes, setup.changes === null ? (request.cache ?? null) : null);
  if (setup.changes === null) checkLooked(request, outcome);
  return resultOf(request, setup.choice, setup.changes, outcome, setup.changes?.host ?? request.host);
}

/** The result with the safe edits made in memory, and the files that are to be written. */
export interface FixedReport {
  readonly result: LintResult & { readonly fixes: LintFixes };
  readonly files: FixedTree['texts'];
}

/** {@link lintReport} behind all safe edits that are proven; `isWritten`: whether the caller writes the files. */
export function lintAndFix(request: LintRequest, isWritten: boolean): FixedReport {
  const setup = prepare(request);
  const { archs, changes, choice } = setup;
  const { host } = request;
  let isFirst = true;
  const fixed = fixTree({
    host,
    arch: archOf(host, archs),
    find(seen, only) {
      const moved = changes === null ? null : movedChanges(changes, seen);
      const outcome = look(
        { ...request, host: seen },
        setup,
        moved,
        isFirst && changes === null ? (request.cache ?? null) : null,
        only,
      );
      if (isFirst && changes === null) checkLooked(request, outcome);
      isFirst = false;
      const found = outcome.diagnostics.filter(isOfLint);
      return withSeverities(moved === null ? found : onChangedLines(found, moved), choice);
    },
  });
  const seen = { ...request, host: fixed.host };
  const moved = changes === null ? null : movedChanges(changes, fixed.host);
  const outcome = look(seen, setup, moved, null);
  const result = resultOf(seen, choice, moved, outcome, fixed.host);
  return { result: { ...result, fixes: { ...fixed.fixes, isWritten } }, files: fixed.texts };
}

/** True for a finding of a rule, not of a comment. */
function isOfLint(diagnostic: Diagnostic): diagnostic is LintDiagnostic {
  return diagnostic.code.startsWith('lint/');
}

/** What the words of a request mean. */
interface Setup {
  readonly choice: RuleChoice;
  readonly archs: readonly string[] | undefined;
  readonly changes: ChangedTree | null;
}

function prepare(request: LintRequest): Setup {
  const { host } = request;
  const choice = chooseRules(request.rules);
  const archs = chooseArchs(host, request.archs);
  for (const path of request.paths) {
    if (host.stat(path) === undefined) {
      throw new UsageError('lint/no-such-path', `${path}: no such file or directory in ${request.treeName}`);
    }
  }
  if (request.since !== null) host.progress.begin('asking git');
  return { choice, archs, changes: changesOf(request) };
}

/** The findings of the tree with its changes that no comment suppresses; `only`: files that are of interest. */
function look(
  { host, paths }: LintRequest,
  { archs, choice }: Setup,
  changes: ChangedTree | null,
  cache: Cache | null,
  only: ReadonlySet<string> | null = null,
): LintedTree {
  const changed = changes === null ? null : changedPaths(changes);
  const within =
    changed === null || only === null ? (changed ?? only) : new Set([...only].filter((path) => changed.has(path)));
  if (within?.size === 0) return nothingLooked();
  const outcome = lint({
    host: changes?.host ?? host,
    cache,
    directory: host.cwd,
    only: choice.only,
    named: choice.named,
    ...(archs === undefined ? {} : { archs }),
    ...(paths.length === 0 ? {} : { paths }),
    ...(within === null ? {} : { within }),
  });
  return suppressFindings(outcome, { only: choice.only, isNarrowed: archs !== undefined });
}

/** The architecture whose configurations are compared: the first that was named, else one that every kernel has. */
function archOf(host: Host, archs: readonly string[] | undefined): string | null {
  const [first] = archs ?? [];
  if (first !== undefined) return first;
  const has = (name: string): boolean => host.stat(`arch/${name}/Kconfig`) !== undefined;
  return ['x86', 'arm64', 'arm'].find(has) ?? null;
}

/** The outcome where nothing that lint looks at has changed: the tree is not read. */
function nothingLooked(): LintedTree {
  const byRule = Object.fromEntries(ruleList().map(({ name }) => [name, 0])) as LintedTree['counts']['byRule'];
  const counts = { files: 0, makefiles: 0, kconfigs: 0, sources: 0, configs: 0, byRule, notApplied: [] };
  return { diagnostics: [], suppressed: [], counts, empty: [] };
}

function changesOf({ host, since, patches }: LintRequest): ChangedTree | null {
  if (since !== null) return changesSince(host, since);
  return patches.length === 0 ? null : changesOfPatches(host, patches);
}

function resultOf(
  request: LintRequest,
  choice: RuleChoice,
  changes: ChangedTree | null,
  outcome: LintedTree,
  host: Host,
): LintResult {
  const kept = changes === null ? outcome.diagnostics : onChangedLines(outcome.diagnostics, changes);
  const diagnostics = withSeverities(kept, choice);
  const suppressed = outcome.suppressed.filter(
    ({ finding }) => changes === null || onChangedLines([finding], changes).length > 0,
  );
  const isFailed = diagnostics.some(({ severity }) => isAtLeast(severity, request.failOn));
  return {
    schemaVersion: 1,
    verdict: isFailed ? 'fail' : 'pass',
    tree: { directory: request.treeName },
    counts:
      changes === null
        ? outcome.counts
        : { ...outcome.counts, byRule: countByRule(outcome.counts.byRule, diagnostics) },
    diagnostics,
    ...(suppressed.length > 0 && { suppressed: { count: suppressed.length, findings: suppressed } }),
    excerpts: gatherExcerpts(shownFirst(diagnostics), { host, directories: [host.cwd] }),
    ...(changes !== null && {
      changes: {
        source: changes.source,
        files: outcome.counts.files,
        patches: changes.patches,
        origins: changes.origins(diagnostics),
      },
    }),
  };
}

/** Lines are kept of a limited number of findings: the heaviest come first, then some of every rule. */
function shownFirst(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, number>();
  const places = diagnostics.map((one) => {
    const key = `${one.severity} ${one.code}`;
    const place = seen.get(key) ?? 0;
    seen.set(key, place + 1);
    return { one, place };
  });
  return places
    .filter(({ one }) => one.severity !== 'hint')
    .sort((a, b) => Number(b.one.severity === 'error') - Number(a.one.severity === 'error') || a.place - b.place)
    .map(({ one }) => one);
}

function countByRule(
  zero: Readonly<Record<string, number>>,
  diagnostics: readonly Diagnostic[],
): Record<string, number> {
  const counts = Object.fromEntries(Object.keys(zero).map((rule) => [rule, 0])) as Record<string, number>;
  for (const { code } of diagnostics) {
    const rule = code.slice('lint/'.length);
    if (counts[rule] !== undefined) counts[rule]++;
  }
  return counts;
}

/** A path that was named and holds nothing to look at is a mistake, as is a directory that is no tree. */
function checkLooked({ paths, treeName }: LintRequest, { counts, empty }: LintedTree): void {
  const [first] = empty;
  if (first !== undefined) {
    throw new UsageError('lint/nothing-to-lint', `${first}: nothing to look at in it`, {
      hint: 'kgate lint looks at Kconfig files, makefiles, defconfigs, C, assembly and devicetree sources',
    });
  }
  if (paths.length === 0 && counts.files === 0) {
    throw new UsageError('lint/nothing-to-lint', `${treeName}: no makefile and no Kconfig file in it`, {
      hint: 'give the top of a source tree with -C DIR',
    });
  }
}
