import { InternalError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Configuration } from './configuration-types.ts';

/** Text of `.config`. */
export function writeConfig(_configuration: Configuration): ByteString {
  throw new InternalError('not built yet');
}

/** Text of `include/config/auto.conf`. */
export function writeAutoConf(_configuration: Configuration): ByteString {
  throw new InternalError('not built yet');
}

/** Text of `include/generated/autoconf.h`. */
export function writeAutoHeader(_configuration: Configuration): ByteString {
  throw new InternalError('not built yet');
}

/** Text of `include/generated/rustc_cfg`. */
export function writeRustcCfg(_configuration: Configuration): ByteString {
  throw new InternalError('not built yet');
}

/** Text of a minimal defconfig, as savedefconfig writes it. */
export function writeDefconfig(_configuration: Configuration): ByteString {
  throw new InternalError('not built yet');
}
