/** Public library API of kgate. */
export type * from './core/diagnostic.ts';
export { HostError, InternalError, KgateError, UsageError } from './core/errors.ts';
export type { Location } from './core/location.ts';
export type * from './core/results.ts';
export type { CheckOptions } from './gate/check.ts';
export { checkTree } from './gate/check.ts';
export type { WhyOptions } from './gate/why.ts';
export { explainWhy } from './gate/why.ts';
export type { Host } from './host/host.ts';
export type { BuildRequest, NamedFile } from './kernel/index.ts';
export type { ModeOptions, ModeResult } from './gate/config.ts';
export { resolveMode } from './gate/config.ts';
export type { ProbeOptions } from './gate/probe.ts';
export { probeCompiler } from './gate/probe.ts';
export type { CompilerProfile } from './probe/index.ts';
export { listProfiles, loadProfile } from './probe/index.ts';
export type { LintOptions, LintOutcome, RuleListing } from './lint/index.ts';
export { explainRule, lintTree, ruleList } from './lint/index.ts';
