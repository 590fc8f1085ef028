/** Checks of a source tree that need no configuration, no compiler and no process. */
export type { LintCode, LintDiagnostic, RuleName } from './codes.ts';
export type { FileComments, LintCounts, LintOptions, LintOutcome } from './engine.ts';
export { compareFindings, lintTree } from './engine.ts';
export type { RuleListing } from './explain.ts';
export { explainRule, ruleList } from './explain.ts';
export type { Patch } from './patch/mail.ts';
export { looksLikePatch, readPatches } from './patch/mail.ts';
export { linesOf, parseDiff, withoutParts } from './patch/parse-patch.ts';
export { applySeries, type ChangedLines } from './patch/series.ts';
export type { DeadLine, DeadSymbol, OfferProofs, TreeProofs, UnmetSelect } from './proofs.ts';
export { findRule, rules } from './registry.ts';
export type { Rule, RuleMeta } from './rule.ts';
export { classifyFileName, findLintFiles } from './tree-files.ts';
