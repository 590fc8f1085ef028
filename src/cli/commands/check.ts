import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate check`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('check is not available yet');
}
