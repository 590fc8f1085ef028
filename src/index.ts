/** Public library API of kgate; docs/library.md shows how it is used. */

export type { CheckOptions } from './api/check/check-options.ts';
export { checkTree } from './api/check/check.ts';
export { isFailure, type SeverityChoice, withFindings, withSeverities } from './api/check/verdict.ts';
export {
  type CanonicalOptions,
  type CanonicalOutcome,
  type CanonicalText,
  canonicalPaths,
  checkCanonical,
} from './api/canonical/canonical.ts';
export type { DiffToolchainOptions } from './api/compare/diff-toolchain.ts';
export { diffToolchains } from './api/compare/diff-toolchain.ts';

export { resolveMode } from './api/config/config.ts';
export { type FoundConfig, lookAround, type Surroundings } from './api/project/surroundings.ts';
export type { FragmentOptions } from './api/config/fragments.ts';
export type { ModeOptions, ModeResult, Terminal } from './api/config/mode-result.ts';
export { policyFindings, policyLines } from './api/policy-findings.ts';
export type { MakeOptions } from './api/make.ts';
export { explainMakeVariable, runMakeDry } from './api/make.ts';
export type { BuildOptions } from './api/objects/objects.ts';
export { listObjects } from './api/objects/objects.ts';
export type { OwnerOptions } from './api/objects/owner.ts';
export { findOwner } from './api/objects/owner.ts';
// The smallest change
export type { AppliedFix, FixOptions, FixQuestion } from './api/fix/fix-options.ts';
export { type ExportOptions, exportFormula } from './api/export/export.ts';
export { findFix } from './api/fix/fix.ts';
export { type DeadOptions, findDead } from './api/dead/dead.ts';
// Real trees: what their makefiles and a compiler make of them
export type { OpenedTree, TreeOptions } from './api/open-tree.ts';
export { openTree } from './api/open-tree.ts';
export type { ExplainProbeOptions } from './api/probe/explain-probe.ts';
export { explainProbe } from './api/probe/explain-probe.ts';
export type { ProbeOptions } from './api/probe/probe.ts';
export { probeCompiler } from './api/probe/probe.ts';
export type { RecordOptions, RecordResult } from './api/probe/record.ts';
export { recordToolchain } from './api/probe/record.ts';
export type { ToolchainListOptions } from './api/probe/toolchains.ts';
export { listToolchains } from './api/probe/toolchains.ts';
export type { WhyOptions } from './api/why/why.ts';
export { explainWhy } from './api/why/why.ts';
export type { Blame, GuiltyFlag } from './core/blame.ts';
export type { ByteString } from './core/bytes.ts';
export { decodeBytes, encodeBytes } from './core/bytes.ts';
// Results, places, texts and errors
export type * from './core/diagnostic.ts';
export { HostError, InternalError, KgateError, TroubleError, UsageError } from './core/errors.ts';
export type { Location } from './core/location.ts';
export { formatLocation } from './core/location.ts';
export type * from './core/run-shell.ts';
export type { ShellPolicy } from './core/shell-policy.ts';
// The machine, or a replacement of it
export type { CommandRequest, CommandResult, FileStat, Host } from './host/host.ts';
export type { MemoryHost, MemoryHostOptions, ScriptedResult } from './host/layers/memory-host.ts';
export { createMemoryHost } from './host/layers/memory-host.ts';
export type { PolicyCall, PolicyLog, ShellOrigin } from './host/policy-log.ts';
export type { NodeHost, NodeHostOptions } from './host/node/node-host.ts';
export { createNodeHost } from './host/node/node-host.ts';
// Kconfig trees and their configurations
export type {
  ActiveDefault,
  ActiveRange,
  ActiveSelect,
  ClauseFacts,
  ConfigSource,
  Configuration,
  ConfigurationOptions,
  DefinitionFacts,
  DetectedDialect,
  Dialect,
  DialectEvidence,
  DialectName,
  EvaluateOptions,
  LimitFacts,
  Origin,
  ParseOptions,
  PromptFacts,
  RangeBound,
  Reference,
  ReferenceRole,
  SourceCache,
  SymbolFacts,
  UserValue,
} from './kconfig/index.ts';
export {
  childrenOf,
  createSourceCache,
  detectDialect,
  dialects,
  evaluate,
  parseKconfig,
  printExpression,
  referencesTo,
  writeAutoConf,
  writeAutoHeader,
  writeConfig,
  writeDefconfig,
  writeRustcCfg,
} from './kconfig/index.ts';
export type * from './kconfig/model/model.ts';
export type { MakeRequest, MakeRun } from './kernel/goals/make-session.ts';
export type { BuildRequest, LeftFile, NamedFile } from './kernel/index.ts';
export type { RuleWords } from './api/lint/choice.ts';
export { type FixedReport, lintAndFix, lintReport, type LintRequest } from './api/lint/lint-report.ts';
export type { PatchFile } from './api/lint/patches.ts';
export type { LintOptions, LintOutcome, RuleListing } from './lint/index.ts';
export { explainRule, lintTree, looksLikePatch, ruleList } from './lint/index.ts';
export { lint, type KeptLintOptions } from './api/lint.ts';
export type {
  CompilerProfile,
  DecideUnknown,
  RealShellOptions,
  ReplayShellOptions,
  RestrictOptions,
} from './probe/index.ts';
export { createRealShell, createReplayShell, listProfiles, loadProfile, restrictHost } from './probe/index.ts';
export type * from './results/cache.ts';
export type * from './results/canonical.ts';
export type * from './results/check.ts';
export type * from './results/suppressed.ts';
export type * from './results/diagnostic.ts';
export type * from './results/diff-toolchain.ts';
export type * from './results/explain-probe.ts';
export type * from './results/dead.ts';
export type * from './results/fix.ts';
export type * from './results/baseline.ts';
export type * from './results/lint.ts';
export type * from './results/make.ts';
export type * from './results/objects.ts';
export type * from './results/owner.ts';
export type * from './results/probe.ts';
export type * from './results/summary.ts';
export type * from './results/toolchains.ts';
export type * from './results/why.ts';
export { loadSatSolver } from './solve/sat/solver.ts';
