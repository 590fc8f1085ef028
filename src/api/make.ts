import type { Cache } from '../cache/cache.ts';
import { withMemo } from '../cache/memo.ts';
import type { ByteString } from '../core/bytes.ts';
import { InternalError } from '../core/errors.ts';
import { explainVariable } from '../explain/variable.ts';
import type { Host } from '../host/host.ts';
import type { MakeRunnerOptions } from '../kernel/goals/make-run.ts';
import { type MakeRequest, type MakeRun, openMake } from '../kernel/goals/make-session.ts';
import type { CompilerProfile } from '../probe/index.ts';
import type { VariableResult } from '../results/make.ts';

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

/** Opens the make on a host whose programs are answered from the cache. */
function withMake<Result>(options: MakeOptions, body: (make: ReturnType<typeof openMake>) => Result): Result {
  const { profile, request } = options;
  return withMemo(options, ({ host }) => body(openMake({ host, profile, request })));
}

/** How {@link runMakeDry} is to be heard. */
export interface MakeOutput {
  /** Gets what make would print, in its order. */
  readonly print: MakeRunnerOptions['print'];
  /** `-n`: commands are printed, too. */
  readonly isDry: boolean;
}

/** Runs a make without building anything. */
export function runMakeDry(options: MakeOptions, { print, isDry }: MakeOutput): MakeRun {
  return withMake(options, (make) => make.run(print, isDry));
}

/**
 * Where a variable of make comes from, in the make that does the work: for a kernel tree the one that the top
 * Makefile starts.
 */
export function explainMakeVariable(options: MakeOptions, name: ByteString): VariableResult {
  return withMake(options, (make) => {
    const { level, stops } = make.readWorking();
    if (level === undefined) throw new InternalError('no make was run');
    const { cwd, evaluation } = level;
    const info = evaluation.history(name, true);
    return {
      schemaVersion: 1,
      name,
      origin: info.origin,
      flavor: info.flavor,
      exported: info.exported,
      value: info.value,
      expanded: info.expansion?.value ?? '',
      directory: cwd,
      causes: explainVariable(info, null),
      stops: stops.map((event) => event.line),
    };
  });
}
