/** Why a program, the interpreter of a script or a module of Python is not found. */
import { type Cause, cause, distinct } from '../core/diagnostic.ts';
import { traceReferences } from '../kernel/levels/word-trace.ts';
import type { MakeEvent } from '../make/index.ts';
import { explainStep } from './needs.ts';
import type { ConditionWalk } from './references.ts';

/** Where something was looked for that is not there, and why; none for any other event. */
export function explainMissing(event: MakeEvent, walk: ConditionWalk): Cause[] {
  if (event.code !== 'make/missing-program') return [];
  const { kind, line, name, script, searchPath, state, status } = event.args;
  const location = script === null || line === null ? event.location : { file: script, line };
  const message =
    kind === 'python-module'
      ? `Python has no module ${name}`
      : state === 'denied'
        ? `${name} must not be executed`
        : searchPath === null
          ? `${name} is not there`
          : `${name} is in none of the directories of PATH`;
  const detail = searchPath === null ? [] : [`PATH=${searchPath}`];
  // The variables of the line that brought its name, down to the symbols that decide it.
  const origin = traceReferences(event.references, name).flatMap((step) => explainStep(step, walk));
  return [{ ...cause('command', message, location, distinct(origin)), detail, status }];
}
