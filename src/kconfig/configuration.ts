import { InternalError } from '../core/errors.ts';
import type { Configuration } from './configuration-types.ts';
import type { KconfigModel } from './model.ts';

/** Options of {@link createConfiguration}. */
export interface ConfigurationOptions {
  /** KCONFIG_WARN_UNKNOWN_SYMBOLS: unknown names in a read file draw a warning. */
  readonly warnUnknownSymbols?: boolean;
}

/** A configuration of `model` in which no symbol has a user value. */
export function createConfiguration(_model: KconfigModel, _options: ConfigurationOptions = {}): Configuration {
  throw new InternalError('not built yet');
}
