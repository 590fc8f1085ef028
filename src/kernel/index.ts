/** The joined engines: one tree, one set of make words, one toolchain. */

export type { MergeOptions, NamedConfig, UnkeptValue } from './goals/merge-config.ts';
export { compareWithFinal, mergeBehaviour, mergeFragments } from './goals/merge-config.ts';
export type { CompilerMisfit } from './insight/compiler-misfit.ts';
export { findCompilerMisfit, wantedArchitectures } from './insight/compiler-misfit.ts';
export type { TreeInsight } from './insight/insight.ts';
export { createInsight } from './insight/insight.ts';
export { findTopFile } from './levels/build-request.ts';
export type { BuildRequest, NamedFile, ResolvedRequest } from './levels/build-request.ts';
export { isKconfigTree } from './levels/build-request.ts';
export { findMergeScript } from './levels/generation.ts';
export { type AskedFile, askedFile } from './session/asked-files.ts';
export type { CompilerAtHand, CrossCompiler } from './session/compilers-at-hand.ts';
export { compilersAtHand, crossCompilersAtHand, isVersionAtLeast, targetOf } from './session/compilers-at-hand.ts';
export { mergedName } from './session/config-goal.ts';
export type { GoalOptions, GoalResult, LeftFile, ResolvedConfig } from './session/goal-result.ts';
export { configurationOf } from './session/configuration-of.ts';
export type { ConfiguredTree } from './session/configure.ts';
export { configure, configureQuietly, goalFiles, runConfigGoal } from './session/configure.ts';
export { eventDiagnostic } from './session/event-diagnostic.ts';
export type { LeftConfig } from './session/left-config.ts';
export { builtAs, leftAutoConf, reachesConf, readLeftConfig, startQuietly } from './session/left-config.ts';
export type { UnknownProbe } from './session/probe-answers.ts';
export { buildTexts } from './session/quiet-config.ts';
export type { BuildReading, OpenedBuild } from './session/read-build.ts';
export {
  autoConfName,
  findConfigGoalStops,
  findStops,
  findStopsOnWay,
  findStopsAgain,
  openBuild,
  openConfigured,
  openPrepared,
  quickGoals,
  readBuild,
  readTop,
} from './session/read-build.ts';
export type { Session, SessionOptions } from './session/session.ts';
export { configName, openSession } from './session/session.ts';
export { describeToolchain, describeTree } from './session/summaries.ts';
export { usesLibrary } from './library/library-goal.ts';
