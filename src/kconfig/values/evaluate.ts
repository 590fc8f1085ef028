import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { KconfigModel } from '../model/model.ts';
import type { ConfigurationOptions } from './configuration.ts';
import { createConfiguration } from './configuration.ts';
import type { Configuration } from './configuration-types.ts';

/** Where user values come from: a text, or a file. */
export type ConfigSource =
  | {
      readonly text: ByteString;
      /** How messages and locations name it; `.config` when absent. */
      readonly name?: string;
    }
  | {
      readonly host: Host;
      /** Absolute, or relative to the host's directory; messages name it like this. */
      readonly path: string;
    };

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends ConfigurationOptions {
  /** A `.config`, a defconfig or a fragment; no symbol has a user value when absent. */
  readonly config?: ConfigSource;
}

/**
 * The configuration that a `.config` makes of a tree: the values that conf has in memory once it has read the file.
 * `writeConfig` then gives the text that `olddefconfig` writes. Throws UsageError `kconfig/no-config` when the file
 * is not there; faults of the text are in `diagnostics`.
 */
export function evaluate(model: KconfigModel, options: EvaluateOptions = {}): Configuration {
  const { config, ...rest } = options;
  const configuration = createConfiguration(model, rest);
  if (config !== undefined) {
    if ('text' in config) configuration.readConfig(config.text, config.name ?? '.config');
    else configuration.readConfig(readFile(config.host, config.path), config.path);
  }
  configuration.evaluateAll();
  return configuration;
}

function readFile(host: Host, path: string): ByteString {
  const text = host.readFile(path);
  if (text !== undefined) return text;
  throw new UsageError('kconfig/no-config', `${path}: no such file`, { hint: 'give a configuration file that exists' });
}
