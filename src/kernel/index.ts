/** The joined engines: one tree, one set of make words, one toolchain. */
export type { BuildRequest, NamedFile, ResolvedRequest } from './build-request.ts';
export type { KernelCode } from './codes.ts';
export { configName, eventDiagnostic, openSession } from './session.ts';
export type { UnknownProbe } from './probe-answers.ts';
export type { ResolvedConfig, Session, SessionOptions } from './session.ts';
