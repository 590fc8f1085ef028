/** Checks of a source tree that need no configuration, no compiler and no process. */
export type { LintCode, RuleName } from './codes.ts';
export type { LintCounts, LintOptions, LintOutcome } from './engine.ts';
export { lintTree } from './engine.ts';
export type { RuleListing } from './explain.ts';
export { explainRule, ruleList } from './explain.ts';
export type { DeadSymbol, OfferProofs, TreeProofs, UnmetSelect } from './proofs.ts';
export { findRule, rules } from './registry.ts';
export type { Rule, RuleMeta } from './rule.ts';
