import { UsageError } from '../core/errors.ts';
import type { Configuration } from '../kconfig/index.ts';
import type { ResolvedConfig } from '../kernel/index.ts';

/** The configuration of a resolved tree. Throws UsageError `kernel/config-failed` where conf or make stops before it. */
export function configurationOf(resolved: ResolvedConfig): Configuration {
  const { configuration } = resolved;
  if (configuration !== null) return configuration;
  const first = resolved.run?.diagnostics.find((diagnostic) => diagnostic.severity === 'error');
  const stop = resolved.events.find((event) => event.fatal);
  throw new UsageError('kernel/config-failed', first?.message ?? stop?.line ?? 'conf stops on this tree', {
    hint: 'run kgate check on it for the whole report',
  });
}
