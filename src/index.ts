/** Public library API of kgate; docs/library.md shows how it is used. */

// Kconfig trees and their configurations
export type {
  ActiveDefault,
  ActiveRange,
  ActiveSelect,
  ClauseFacts,
  Configuration,
  ConfigurationOptions,
  DefinitionFacts,
  LimitFacts,
  Origin,
  PromptFacts,
  RangeBound,
  SymbolFacts,
  UserValue,
} from './kconfig/index.ts';
export type * from './kconfig/model.ts';
export type { ParseOptions, SourceCache } from './kconfig/index.ts';
export { createSourceCache, parseKconfig } from './kconfig/index.ts';
export type { ConfigSource, EvaluateOptions } from './kconfig/index.ts';
export { evaluate } from './kconfig/index.ts';
export { writeAutoConf, writeAutoHeader, writeConfig, writeDefconfig, writeRustcCfg } from './kconfig/index.ts';
export type { Reference, ReferenceRole } from './kconfig/index.ts';
export { childrenOf, printExpression, referencesTo } from './kconfig/index.ts';
export type { DetectedDialect, Dialect, DialectEvidence, DialectName } from './kconfig/index.ts';
export { detectDialect, dialects } from './kconfig/index.ts';

// Real trees: what their makefiles and a compiler make of them
export type { OpenedTree, TreeOptions } from './gate/open-tree.ts';
export { openTree } from './gate/open-tree.ts';
export type { BuildRequest, LeftFile, NamedFile } from './kernel/index.ts';
export type { CheckOptions } from './gate/check.ts';
export { checkTree } from './gate/check.ts';
export type { BuildOptions } from './gate/objects.ts';
export { listObjects } from './gate/objects.ts';
export type { OwnerOptions } from './gate/owner.ts';
export { findOwner } from './gate/owner.ts';
export type { WhyOptions } from './gate/why.ts';
export { explainWhy } from './gate/why.ts';
export type { MakeOptions } from './gate/make.ts';
export { explainMakeVariable, runMakeDry } from './gate/make.ts';
export type { MakeRequest, MakeRun } from './kernel/make-session.ts';
export type { ModeOptions, ModeResult, Terminal } from './gate/config.ts';
export type { FragmentOptions } from './gate/fragments.ts';
export { resolveMode } from './gate/config.ts';
export type { ProbeOptions } from './gate/probe.ts';
export { probeCompiler } from './gate/probe.ts';
export type { RecordOptions, RecordResult } from './gate/record.ts';
export { recordToolchain } from './gate/record.ts';
export type { CompilerProfile, DecideUnknown } from './probe/index.ts';
export type { DiffToolchainOptions } from './gate/diff-toolchain.ts';
export { diffToolchains } from './gate/diff-toolchain.ts';
export type { ToolchainListOptions } from './gate/toolchains.ts';
export { listToolchains } from './gate/toolchains.ts';
export type { ExplainProbeOptions } from './gate/explain-probe.ts';
export { explainProbe } from './gate/explain-probe.ts';
export { listProfiles, loadProfile } from './probe/index.ts';
export type { LintOptions, LintOutcome, RuleListing } from './lint/index.ts';
export { explainRule, lintTree, ruleList } from './lint/index.ts';

// The machine, or what stands in for it
export type { CommandRequest, CommandResult, FileStat, Host } from './host/host.ts';
export type { MemoryHost, MemoryHostOptions, ScriptedResult } from './host/memory-host.ts';
export { createMemoryHost } from './host/memory-host.ts';
export type { NodeHostOptions } from './host/node-host.ts';
export { createNodeHost } from './host/node-host.ts';
export type * from './core/shell.ts';
export type { RealShellOptions, ReplayShellOptions } from './probe/index.ts';
export { createRealShell, createReplayShell } from './probe/index.ts';
export type { RestrictOptions } from './probe/index.ts';
export { restrictHost } from './probe/index.ts';
export type { GuardedCall, ShellGuard, ShellOrigin } from './host/shell-guard.ts';
export type { ShellPolicy } from './core/shell-policy.ts';
export { guardedDiagnostics, guardedLines } from './gate/guarded.ts';

// Results, places, texts and errors
export type * from './core/diagnostic.ts';
export { HostError, InternalError, KgateError, UsageError } from './core/errors.ts';
export type { Location } from './core/location.ts';
export { formatLocation } from './core/location.ts';
export type * from './core/build-results.ts';
export type * from './core/results.ts';
export type * from './core/toolchain-results.ts';
export type * from './core/probe-results.ts';
export type { Blame, GuiltyFlag } from './core/blame.ts';
export type { ByteString } from './core/text.ts';
export { decodeBytes, encodeBytes } from './core/text.ts';
