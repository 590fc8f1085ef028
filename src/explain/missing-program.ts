/** Why a program, the interpreter of a script or a module of Python is not found. */
import { type Cause, cause } from '../core/diagnostic.ts';
import type { MakeEvent } from '../make/index.ts';

/** Where something was looked for that is not there; none for any other event. */
export function explainMissing(event: MakeEvent): Cause[] {
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
  return [{ ...cause('command', message, location), detail, status }];
}
