/** The joined engines: one tree, one set of make words, one toolchain. */
export type { BuildRequest, NamedFile, ResolvedRequest } from './build-request.ts';
export { isKconfigTree } from './build-request.ts';
export { compilersAtHand, isVersionAtLeast } from './compilers-at-hand.ts';
export type { CompilerAtHand } from './compilers-at-hand.ts';
export { mergedName } from './conf-session.ts';
export { findMergeScript } from './generation.ts';
export { compareWithFinal, mergeBehaviour, mergeFragments } from './merge-config.ts';
export type { MergeOptions, NamedConfig, UnkeptValue } from './merge-config.ts';
export type { KernelCode } from './codes.ts';
export { buildTexts } from './quiet-config.ts';
export { configName, eventDiagnostic, openSession } from './session.ts';
export type { UnknownProbe } from './probe-answers.ts';
export type { GoalOptions, GoalResult, LeftFile, ResolvedConfig } from './conf-session.ts';
export type { Session, SessionOptions } from './session.ts';
