/** What child processes get. Source: GNU make manual 4.3 §5.7.2; docs/make-semantics.md §3.2. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { type MakeState, within } from '../state/make-state.ts';
import { guardLimits } from '../state/spending.ts';
import { hasExportableName, newVariable, type Scope, type Variable } from '../state/variables.ts';
import { expandVariable } from './expand.ts';

/** True when a child process gets a variable. Source: GNU make manual 4.3 §5.7.2. */
export function isExported(make: MakeState, variable: Variable): boolean {
  switch (variable.exportState) {
    case 'export':
      return true;
    case 'noexport':
      return false;
    case 'ifset':
      return variable.origin !== 'default';
    default:
      if (variable.origin === 'default' || variable.origin === 'automatic') return false;
      if (!hasExportableName(variable.name)) return false;
      return (
        make.modes.exportAll ||
        variable.origin === 'command line' ||
        variable.origin === 'environment' ||
        variable.origin === 'environment override'
      );
  }
}

/** Global variables that may go to a child process; those of a base are chosen once. */
function exportable(make: MakeState): Iterable<Variable> {
  const { base, ownVariables } = make.globals;
  if (base === null || make.modes.exportAll) return make.globals.values();
  base.exportable ??= [...base.variables.values()].filter((variable) => isExported(make, variable));
  return [...ownVariables.values(), ...base.exportable.filter((variable) => !ownVariables.has(variable.name))];
}

/**
 * Environment of a process started for a target; values are expanded now. Messages of the expansion carry
 * the line of the variable, for `$(shell)` (`where`) that of the statement.
 */
export function childEnvironment(
  make: MakeState,
  scope: Scope | null,
  where: Location | null = null,
): Record<string, ByteString> {
  const chosen = new Map<ByteString, Variable>();
  let hidesPrivate = false;
  for (let level = scope; level !== null; level = level.next) {
    for (const variable of level.variables.values()) {
      if (chosen.has(variable.name) || (hidesPrivate && variable.isPrivate)) continue;
      chosen.set(variable.name, variable);
    }
    if (level.hidesPrivateOfNext) hidesPrivate = true;
  }
  for (const variable of chosen.size === 0 ? exportable(make) : make.globals.values()) {
    const inner = chosen.get(variable.name);
    if (inner === undefined) chosen.set(variable.name, variable);
    else if (inner.exportState === 'default' && variable.exportState !== 'default') {
      // A target-specific value without its own `export` follows the global variable.
      const copy = Object.assign(newVariable('', '', 'file', false), inner, { exportState: variable.exportState });
      chosen.set(variable.name, copy);
    }
  }
  const env: Record<string, ByteString> = {};
  within(make, { scope, reading: where, references: null }, () => {
    for (const variable of chosen.values()) {
      if (variable.name === 'MAKELEVEL' || !isExported(make, variable)) continue;
      guardLimits(make, () => {
        // What the environment gave goes back unchanged.
        const isRaw = variable.origin === 'environment' || variable.origin === 'environment override';
        const isDeferred = variable.isRecursive || variable.isAppend;
        env[variable.name] = isDeferred && !isRaw ? expandVariable(make, variable) : variable.value;
      });
    }
  });
  const shell = make.env.SHELL;
  if (shell !== undefined && env.SHELL === undefined) env.SHELL = shell;
  env.MAKELEVEL = String(make.level + 1);
  return env;
}
