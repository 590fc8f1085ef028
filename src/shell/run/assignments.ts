/** Assignments before a command, or alone. Source: POSIX.1-2017 XCU 2.9.1; arrays: Bash Reference Manual 5.2, 6.7. */
import type { ByteString } from '../../core/bytes.ts';
import type { SimpleCommand } from '../language/ast.ts';
import { Unsupported } from '../language/signals.ts';
import { expandText, expandWords } from './expand.ts';
import { createScope } from './scope.ts';
import { setArray, setVariable } from './services.ts';
import type { Shell } from './state.ts';

/** Sets the variables for good. */
export function assign(shell: Shell, assignments: SimpleCommand['assignments']): void {
  for (const { appends = false, elements, name, value } of assignments) {
    if (elements !== undefined) setArray(shell, name, expandWords(elements, createScope(shell)), appends);
    else setVariable(shell, name, expandText(value, createScope(shell)));
  }
}

/** Values for one command alone. */
export function overridesOf(shell: Shell, assignments: SimpleCommand['assignments']): Map<string, ByteString> {
  const overrides = new Map<string, ByteString>();
  for (const { elements, name, value } of assignments) {
    if (elements !== undefined) throw new Unsupported('an array for one command');
    overrides.set(name, expandText(value, createScope(shell)));
  }
  return overrides;
}
