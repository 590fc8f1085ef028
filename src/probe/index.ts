/**
 * The probe layer: answers `$(shell …)` from real tools or from a recorded compiler profile, and
 * finds out what a compiler is and what it can do. It never writes into the tree and never prints.
 */

export type {
  Command as ShellCommand,
  Redirection as ShellRedirection,
  Word as ShellWord,
} from '../shell/language/ast.ts';
export { parseShell } from '../shell/language/parser.ts';
export { Unsupported as UnsupportedShellText } from '../shell/language/signals.ts';
export { interpretShell } from '../shell/interpret.ts';
export type { Stream as ShellStream } from '../shell/run/stream.ts';
export { takeRest } from '../shell/run/stream.ts';
export type { InterceptedCall, ProgramCall, ShellSession, ShellWorld } from '../shell/run/world.ts';
export { printUniqueLines } from '../shell/userland/awk.ts';
export { unescape as unescapeEcho } from '../shell/userland/printf.ts';
export { evalTest as evalShellTest } from '../shell/userland/test-expression.ts';
export { kernelArchitecture, registeredArchitectures } from '../toolchain/architectures.ts';
export { type CommandUnit, flagsOf, splitCommand } from '../toolchain/command-units.ts';
export { findGuiltyFlags, type Trial } from '../toolchain/guilty-flags.ts';
export type { ResolvedToolchain, ResolveToolchainOptions } from '../toolchain/resolve.ts';
export { resolveToolchain } from '../toolchain/resolve.ts';
export { programBasename, roleOfCall, toolRole, unwrapped } from '../toolchain/tool-role.ts';
export { troubleCode, troubleOf } from '../toolchain/tool-trouble.ts';
export type { FlagProbe, FlagProbeOptions } from './asking/flag.ts';
export { probeFlag } from './asking/flag.ts';
export type { ToolchainIdentity, ToolIdentity } from './asking/identity.ts';
export { describeCompiler, probeIdentity } from './asking/identity.ts';
export type { ProbeSource } from './asking/source.ts';
export { locateProgram } from './locate.ts';
export type { RestrictOptions } from './policy/restrict-host.ts';
export { restrictHost } from './policy/restrict-host.ts';
export type { Place } from './profile/call-form.ts';
export { toolchainMark } from './profile/call-form.ts';
export type { LoadProfileOptions } from './profile/load.ts';
export { listProfiles, loadProfile } from './profile/load.ts';
export type { CompilerProfile, CompilerVendor, DecideUnknown, FlagRecord } from './profile/profile.ts';
export type { RealShellOptions, ShellWitness } from './real-shell.ts';
export { createAnnouncer, createRealShell } from './real-shell.ts';
export { assembleProfile, recordedIdentity } from './record/assemble.ts';
export { CallRecorder } from './record/recorder.ts';
export type { ReplayShellOptions } from './replay-shell.ts';
export { createReplayShell } from './replay-shell.ts';
