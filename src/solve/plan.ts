import type { KconfigSymbol } from '../kconfig/index.ts';

/** User values to give, in this order; strings unquoted. */
export type Plan = ReadonlyMap<KconfigSymbol, string>;
