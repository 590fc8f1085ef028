import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate config`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('config is not available yet');
}
