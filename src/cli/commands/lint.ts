import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate lint`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('lint is not available yet');
}
