import { InternalError } from '../../core/errors.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';

/** `kgate why`. */
export function run(_input: CommandInput, _host: CommandHost): CommandOutcome {
  throw new InternalError('why is not available yet');
}
