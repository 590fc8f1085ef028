import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate probe`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('probe is not available yet');
}
