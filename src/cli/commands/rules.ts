import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate rules`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('rules is not available yet');
}
