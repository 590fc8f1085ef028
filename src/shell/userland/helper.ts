import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, Host } from '../../host/host.ts';
import type { SystemNames } from '../../host/node/system-names.ts';

/** The answer of a helper. */
export interface HelperAnswer {
  readonly status: number;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
}

/** The facts about the machine that helpers may use. */
export interface Machine {
  readonly host: Host;
  readonly names: () => SystemNames;
  /** Where the program was found. */
  readonly program: ByteString;
}

/** Answers a program for the words it covers; null for all others. */
export type Helper = (words: readonly ByteString[], request: CommandRequest, machine: Machine) => HelperAnswer | null;
