import type { DiagnosticIn } from '../core/diagnostic.ts';

/** The arguments of every diagnostic about calls that a policy (`--shell`) kept from the machine. */
export interface ProbeArgs {
  /** A program was not started. The last one of a list may count further calls instead: `command` is then null. */
  'probe/refused': { command: string | null; reason: string | null; count: number };
  /** A program ran in the sandbox; `command` as for `probe/refused`. */
  'probe/contained': { command: string | null; count: number };
  /** The text itself writes or removes a file; it does so in memory only. */
  'probe/kept-in-memory': { command: string; path: string; reason: string };
  /** Programs that the policy allows ran without a container, for this reason. */
  'probe/no-wall': { reason: string };
  /** A program was not asked, and its answer was assumed. */
  'probe/assumed': { command: string; reason: string };
}

/** A diagnostic about a call that a policy kept from the machine. */
export type ProbeDiagnostic = DiagnosticIn<ProbeArgs>;
