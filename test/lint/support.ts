import { fileURLToPath } from 'node:url';
import { offerProofs } from '../../src/api/proofs/proofs.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type LintOptions, type LintOutcome, lintTree, type RuleName } from '../../src/lint/index.ts';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import { loadSatSolver } from '../../src/solve/sat/solver.ts';

await loadSatSolver();

/** Root of the repository, with a slash at the end. */
export const repository = fileURLToPath(new URL('../../', import.meta.url));

/** Lints a tree of kconfig-fixtures/. */
export function lintFixture(path: string, options: Partial<LintOptions> = {}): LintOutcome {
  const host = createNodeHost();
  const directory = `${repository}kconfig-fixtures/${path}`;
  return lintTree({ host, directory, proofs: offerProofs({ host, directory, archs: [] }), ...options });
}

/** Lints files given as texts by path. */
export function lintTexts(files: Record<string, string>, options: Partial<LintOptions> = {}): LintOutcome {
  const host = createMemoryHost({ files });
  return lintTree({
    host,
    directory: '.',
    proofs: offerProofs({ host, directory: host.cwd, archs: [] }),
    ...options,
  });
}

/** Findings of one rule in a fixture, one {@link shortLine} each. */
export function findingsOf(outcome: LintOutcome, rule: RuleName): string[] {
  return outcome.diagnostics.filter((diagnostic) => diagnostic.code === `lint/${rule}`).map(shortLine);
}

/** `FILE:LINE:COLUMN severity NAME=VALUE …` with the arguments of the finding. */
export function shortLine(diagnostic: Diagnostic): string {
  const { args, location, severity } = diagnostic;
  const values = Object.entries(args).map(([name, value]) => `${name}=${value}`);
  const column = location?.column === undefined ? '' : `:${location.column}`;
  return `${location?.file}:${location?.line}${column} ${severity} ${values.join(' ')}`;
}

/** The text with the safe and unsafe edits of the diagnostics applied. */
export function applyEdits(path: string, text: string, diagnostics: readonly Diagnostic[]): string {
  const edits = diagnostics
    .flatMap((diagnostic) => diagnostic.fixes.flatMap((fix) => fix.edits ?? []))
    .filter((edit) => edit.file === path)
    .sort((a, b) => b.start - a.start);
  let result = text;
  for (const edit of edits) result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  return result;
}
