import type { BuildEntry } from './build-types.ts';
import type { ExpressionPool } from './expression-pool.ts';

/**
 * Defaults from `configdefault` count only where the symbol's own definitions do. To be called when
 * the direct dependencies are known. Observed with Zephyr's kconfiglib.
 */
export function guardConfigDefaults(entries: readonly BuildEntry[], pool: ExpressionPool): void {
  for (const entry of entries) {
    if (!entry.isConfigDefault || entry.symbol === null) continue;
    for (const property of entry.properties) {
      property.condition = pool.and(entry.symbol.directDependency, property.condition);
    }
  }
}
