import type { Host } from '../host.ts';

/**
 * A host whose members are those of `layer`, and of `base` where the layer has none. The result is a plain object with
 * members of its own: a call costs the same however many layers there are. Members of `base` beyond the contract are
 * passed on as well.
 */
export function layerHost<Base extends Host>(base: Base, layer: Partial<Host>): Base {
  return { ...base, ...layer };
}
