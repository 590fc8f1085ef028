/** The writers for a {@link Configuration}; write-dotconfig.ts and write-auto.ts do the work. */
import type { ByteString } from '../../core/bytes.ts';
import type { Configuration } from '../values/configuration-types.ts';
import type { ConfigState } from '../values/config-state.ts';
import { invalidate } from '../values/propagate.ts';
import { autoConfText, autoHeaderText, rustcCfgText } from './write-auto.ts';
import { busyboxTexts } from './write-busybox.ts';
import { writeDotConfig, writeMinimalConfig } from './write-dotconfig.ts';

/** Text of `.config`, without a time. Source: docs/kconfig-semantics.md §5.1. */
export function writeConfig(configuration: Configuration): ByteString {
  const { state } = configuration;
  if (state.flat.dialect.reading.keywords !== 'busybox') return writeDotConfig(state);
  if (!state.changed) invalidate(state);
  return busyboxTexts(state, null).config;
}

/** Text of `include/config/auto.conf`. Source: docs/kconfig-semantics.md §5.5. */
export function writeAutoConf(configuration: Configuration): ByteString {
  configuration.evaluateAll();
  return autoConfText(configuration.state);
}

/** Text of `include/generated/autoconf.h`. */
export function writeAutoHeader(configuration: Configuration): ByteString {
  configuration.evaluateAll();
  return autoHeaderText(configuration.state);
}

/**
 * Text of `include/autoconf.h` of the busybox generation, without a time; null for other trees. Source:
 * docs/kconfig-semantics.md §5.5.
 */
export function busyboxHeader(state: ConfigState): ByteString | null {
  if (state.flat.dialect.reading.keywords !== 'busybox') return null;
  if (!state.changed) invalidate(state);
  return busyboxTexts(state, null).header;
}

/** Text of `include/generated/rustc_cfg`. */
export function writeRustcCfg(configuration: Configuration): ByteString {
  configuration.evaluateAll();
  return rustcCfgText(configuration.state);
}

/** Text of a minimal defconfig, as savedefconfig writes it. Source: docs/kconfig-semantics.md §5.2. */
export function writeDefconfig(configuration: Configuration): ByteString {
  return writeMinimalConfig(configuration.state);
}
