/**
 * Findings that explain most of what else is found: the compiler is not there or is for another architecture, the
 * configuration is of another one. They come first, and the rest follows from them.
 */
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { ConfiguredTree } from '../../kernel/index.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { compilerTarget } from './compiler-target.ts';
import type { TreeFindings } from '../check/findings.ts';
import { noCompiler } from './no-compiler.ts';
import { configOfOtherArch } from './other-arch.ts';
import { unknownArch } from './unknown-arch.ts';

/** What was found, in two parts. */
export interface FoldedFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** Most of these are gone without the first ones. */
  readonly follows: readonly Diagnostic[];
}

/** The mismatches of a tree; `findings` is null for one that could not be configured. */
export function mismatches(
  options: CheckOptions,
  tree: ConfiguredTree,
  findings: TreeFindings | null,
  confWords: readonly Diagnostic[],
): Diagnostic[] {
  const level = findings?.reading.working ?? tree.levels.at(-1);
  const unknown = unknownArch(options, tree, level);
  if (unknown !== null) return [unknown];
  // A file of another architecture is read with the words for that one: its compiler is chosen there.
  const config = configOfOtherArch(options, tree, level);
  if (config !== null) return [config];
  const words = findings === null ? confWords.find(isMacroError) : undefined;
  const missing = noCompiler(options, level, words);
  if (missing !== null) return [missing];
  return findings?.misfit == null ? [] : [compilerTarget(findings.misfit, findings)];
}

/** True for a stop of conf by `$(error-if,…)`. */
export function isMacroError({ code }: Diagnostic): boolean {
  return code === 'kconfig/macro-error';
}

/** Puts mismatches first and what follows from them aside. */
export function fold(first: readonly Diagnostic[], rest: readonly Diagnostic[]): FoldedFindings {
  if (first.length === 0) return { diagnostics: rest, follows: [] };
  const lines = new Set(first.map(({ message }) => message));
  return { diagnostics: first, follows: rest.filter(({ message }) => !lines.has(message)) };
}
