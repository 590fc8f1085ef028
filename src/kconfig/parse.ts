import { InternalError } from '../core/errors.ts';
import type { RunShell } from '../core/shell.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import type { Dialect } from './dialect.ts';
import type { ParseResult } from './model.ts';

/** What {@link parseKconfig} needs. */
export interface ParseOptions {
  readonly host: Host;
  /** Working directory of conf, absolute: the object directory of a kernel build. */
  readonly cwd: string;
  /** Argument of conf; `Kconfig` when absent. */
  readonly topFile?: string;
  /** Environment of conf: `srctree` is the second search root, the rest is read by macros. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** Answers `$(shell,…)`. */
  readonly runShell: RunShell;
  /** Linux 6.12 when absent. */
  readonly dialect?: Dialect;
}

/** Reads a Kconfig tree as conf does. Never throws for bad input. */
export function parseKconfig(_options: ParseOptions): ParseResult {
  throw new InternalError('not built yet');
}
