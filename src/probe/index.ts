/**
 * The probe layer: answers `$(shell …)` from real tools or from a recorded compiler profile, and
 * tells what a compiler is and what it can do. It never writes into the tree and never prints.
 */
export type { CompilerProfile, CompilerVendor, DecideUnknown, FlagRecord } from './profile/profile.ts';
export { listProfiles, loadProfile } from './profile/load.ts';
export type { LoadProfileOptions } from './profile/load.ts';
export { createAnnouncer, createRealShell } from './real-shell.ts';
export type { RealShellOptions, ShellWitness } from './real-shell.ts';
export { assembleProfile, recordedIdentity } from './record/assemble.ts';
export { CallRecorder } from './record/recorder.ts';
export type { Place } from './profile/call-form.ts';
export { toolchainMark } from './profile/call-form.ts';
export { createReplayShell } from './replay-shell.ts';
export type { ReplayShellOptions } from './replay-shell.ts';
export type {
  Command as ShellCommand,
  Redirection as ShellRedirection,
  Word as ShellWord,
} from './shell/ast.ts';
export { Overlay } from './shell/overlay.ts';
export { unescape as unescapeEcho } from './shell/printf.ts';
export { parseShell } from './shell/parser.ts';
export { Unsupported as UnsupportedShellText } from './shell/signals.ts';
export { interpretShell } from './shell/run.ts';
export { takeRest } from './shell/stream.ts';
export type { Stream as ShellStream } from './shell/stream.ts';
export type { InterceptedCall, ProgramCall, ShellSession, ShellWorld } from './shell/world.ts';
export { restrictHost } from './policy/restrict-host.ts';
export type { RestrictOptions } from './policy/restrict-host.ts';
export { type CommandUnit, flagsOf, splitCommand } from './command-units.ts';
export { findGuiltyFlags, type Trial } from './guilty-flags.ts';
export { locateProgram } from './locate.ts';
export { programBasename, roleOfCall, toolRole } from './tool-role.ts';
export { troubleCode, troubleOf } from './tool-trouble.ts';
export { probeFlag } from './toolchain/flag.ts';
export type { FlagProbe, FlagProbeOptions } from './toolchain/flag.ts';
export { describeCompiler, probeIdentity } from './toolchain/identity.ts';
export type { ToolIdentity, ToolchainIdentity } from './toolchain/identity.ts';
export { keptCompilers } from './program-cache.ts';
export type { KeptCompiler } from './program-cache.ts';
export { kernelArchitecture, registeredArchitectures } from './toolchain/architectures.ts';
export { resolveToolchain } from './toolchain/resolve.ts';
export type { ResolvedToolchain, ResolveToolchainOptions } from './toolchain/resolve.ts';
export type { ProbeSource } from './toolchain/source.ts';
