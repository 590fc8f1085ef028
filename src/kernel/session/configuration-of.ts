import { UsageError } from '../../core/errors.ts';
import type { Configuration } from '../../kconfig/index.ts';
import type { ResolvedConfig } from './goal-result.ts';

/** The configuration of a tree. Throws UsageError `kernel/config-failed` where conf or make stops before it. */
export function configurationOf({ configuration, events, run }: ResolvedConfig): Configuration {
  if (configuration !== null) return configuration;
  const first = run?.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  const stop = events.find((event) => event.fatal);
  throw new UsageError('kernel/config-failed', first?.message ?? stop?.line ?? 'conf stops on this tree', {
    hint: 'run kgate check on it for the whole report',
  });
}
