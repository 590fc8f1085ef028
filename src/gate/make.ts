import type { Cache } from '../cache/cache.ts';
import type { Cause } from '../core/diagnostic.ts';
import type { VariableResult } from '../core/results.ts';
import type { ByteString } from '../core/text.ts';
import { explainVariable } from '../explain/variable.ts';
import type { Host } from '../host/host.ts';
import { createConfigCache } from '../kernel/cached-config.ts';
import { type MakeRequest, openMake } from '../kernel/make-session.ts';
import type { CompilerProfile } from '../probe/index.ts';

/** What {@link explainMakeVariable} needs. */
export interface MakeOptions {
  /** Its working directory is make's. */
  readonly host: Host;
  readonly request: MakeRequest;
  /** A recorded compiler that answers for the machine's; null asks the machine. */
  readonly profile: CompilerProfile | null;
  /** Answers of programs of earlier runs; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

/** Runs `body` on a host with the cache laid over it. */
function withCache<Result>(options: MakeOptions, body: (options: MakeOptions) => Result): Result {
  const { cache = null, ...rest } = options;
  if (cache === null || options.profile !== null) return body(rest);
  const config = createConfigCache(options.host, cache);
  const result = body({ ...rest, host: config.host });
  config.save();
  return result;
}

/**
 * Where a variable of make comes from, in the make that does the work: for a kernel tree the one that the top
 * Makefile starts.
 */
export function explainMakeVariable(options: MakeOptions, name: ByteString): VariableResult {
  return withCache(options, ({ host, profile, request }) => {
    const { working } = openMake({ host, profile, request }).readTop();
    const { evaluation } = working;
    const info = evaluation.lookup(name);
    const causes: readonly Cause[] = explainVariable(info, null);
    return {
      schemaVersion: 1,
      name,
      origin: info.origin,
      flavor: info.flavor,
      exported: info.exported,
      value: info.value,
      expanded: info.flavor === 'undefined' ? '' : evaluation.expand(`$(${name})`),
      directory: working.cwd,
      causes,
    };
  });
}
