import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Reporter } from '../report.ts';
import type { BuildEntry } from './build-types.ts';
import { symbolFlag } from './flat-model.ts';

/**
 * Errors of `transitional` symbols, which have a type and a help text and nothing else.
 * Source: docs/kconfig-semantics.md §1.8, observed with conf 7.1.
 */
export function checkTransitional(entries: readonly BuildEntry[], reporter: Reporter): void {
  for (const entry of entries) {
    const { symbol } = entry;
    if (symbol === null || (symbol.flags & symbolFlag.transitional) === 0) continue;
    const at = entry.dependency === null ? symbol.properties[0]?.location : entry.location;
    if (at !== undefined) report(reporter, symbol.name, at);
  }
}

function report(reporter: Reporter, symbol: ByteString, at: Location): void {
  const message = `${at.file}:${at.line}: error: transitional symbols can only have help sections`;
  reporter.report('kconfig/transitional-has-more', 'error', message, at, { symbol });
  reporter.errors++;
}
