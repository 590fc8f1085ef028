import { InternalError } from '../core/errors.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import type { Dialect } from './dialect.ts';
import type { Entry, KconfigSymbol } from './model.ts';

/** One `source` line of a file that was parsed alone. */
export interface StaticSource {
  /** As written, macros unexpanded. */
  readonly path: ByteString;
  readonly location: Location;
}

/** One Kconfig file parsed alone: `source` is not followed and no macro is run. */
export interface StaticFile {
  /** Entries in textual order, root first; nothing is joined in or simplified. */
  readonly entries: readonly Entry[];
  readonly symbols: ReadonlyMap<ByteString, KconfigSymbol>;
  readonly sources: readonly StaticSource[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses one file for lint; an unexpanded `$(…)` stays in words and strings as written. */
export function parseKconfigFile(_name: string, _text: ByteString, _dialect?: Dialect): StaticFile {
  throw new InternalError('not built yet');
}
