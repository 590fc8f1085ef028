import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate explain`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('explain is not available yet');
}
