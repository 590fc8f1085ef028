/** Options of `kgate check` alone. */
import { UsageError } from '../../core/errors.ts';
import type { CommandInput } from '../command.ts';

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
type CheckInput = Pick<CommandInput, 'canonical' | 'since'>;

/** Those of another command. */
export const noCheck: CheckInput = { canonical: null, since: null };

/** The options of a command line. Throws UsageError for `--fix` without `--canonical`. */
export function toCheckInput({ canonical, fix, since }: Values, list: (value: Values[string]) => string[]): CheckInput {
  const isFix = fix === true;
  if (isFix && canonical !== true) {
    throw new UsageError('usage/fix-alone', 'check: --fix goes with --canonical', {
      hint: 'kgate fix --stops finds the change of a configuration that stops',
    });
  }
  return {
    canonical: canonical === true ? { isFix } : null,
    since: typeof since === 'string' ? (list([since])[0] ?? null) : null,
  };
}
