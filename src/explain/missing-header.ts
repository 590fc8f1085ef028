/** Why a host program does not compile: the line that takes in a header, the library that a link names. */
import { type Cause, cause } from '../core/diagnostic.ts';
import type { MakeEvent } from '../make/index.ts';

/** What the machine lacks, and which line asks for it; none for any other event. */
export function explainMissingHeader(event: MakeEvent): Cause[] {
  if (event.code !== 'make/missing-header') return [];
  const { file, kind, line, names, status } = event.args;
  const location = file === null || line === null ? event.location : { file, line };
  const message =
    kind === 'header'
      ? `#include <${names.join('>, <')}>: the machine has no such header`
      : `-l${names.join(' -l')}: the machine has no such ${names.length > 1 ? 'libraries' : 'library'}`;
  return [{ ...cause('command', message, location), status }];
}
