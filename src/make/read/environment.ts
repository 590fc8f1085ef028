/** What child processes get. Source: GNU make manual 4.3 §5.7.2; docs/make-semantics.md §3.2. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { type MakeState, within } from '../state/make-state.ts';
import { guardLimits } from '../state/spending.ts';
import type { ExportedVariables } from '../state/variable-table.ts';
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

/** The global part of an environment, chosen once until a variable changes. */
function exportedGlobals(make: MakeState): ExportedVariables {
  const { globals, modes } = make;
  const known = globals.exported;
  if (known?.version === globals.version && known.exportAll === modes.exportAll) return known;
  const env: Record<string, ByteString> = {};
  const names = new Set<ByteString>();
  const deferred: Variable[] = [];
  for (const variable of exportable(make)) {
    if (variable.name === 'MAKELEVEL' || !isExported(make, variable)) continue;
    names.add(variable.name);
    if (isDeferred(variable)) deferred.push(variable);
    else env[variable.name] = variable.value;
  }
  if (deferred.length === 0) complete(make, env);
  globals.exported = { version: globals.version, exportAll: modes.exportAll, names, env, deferred, latest: null };
  return globals.exported;
}

/** False for a variable whose value goes to processes as it is; what the environment gave goes back unchanged. */
function isDeferred({ isAppend, isRecursive, origin, value }: Variable): boolean {
  if (origin === 'environment' || origin === 'environment override') return false;
  return isAppend || (isRecursive && value.includes('$'));
}

/** Adds what every process gets. */
function complete(make: MakeState, env: Record<string, ByteString>): void {
  const shell = make.env.SHELL;
  if (shell !== undefined && env.SHELL === undefined) env.SHELL = shell;
  env.MAKELEVEL = String(make.level + 1);
}

/** True when no variable of a scope is exported or hides an exported one. */
function leavesGlobals(make: MakeState, scope: Scope | null, exported: ReadonlySet<ByteString>): boolean {
  for (let level = scope; level !== null; level = level.next) {
    for (const variable of level.variables.values()) {
      if (exported.has(variable.name) || isExported(make, variable)) return false;
      const outer = make.globals.get(variable.name);
      if (outer !== undefined && outer.exportState !== 'default') return false;
    }
  }
  return true;
}

/**
 * Environment of a process started for a target; values are expanded now. Messages of the expansion carry
 * the line of the variable, for `$(shell)` (`where`) that of the statement.
 */
export function childEnvironment(
  make: MakeState,
  scope: Scope | null,
  where: Location | null = null,
): Readonly<Record<string, ByteString>> {
  const exported = exportedGlobals(make);
  const isGlobal = leavesGlobals(make, scope, exported.names);
  if (isGlobal && exported.deferred.length === 0) return exported.env;
  const values = new Map<ByteString, ByteString>();
  within(make, { scope, reading: where, references: null }, () => {
    for (const variable of isGlobal ? exported.deferred : chosenVariables(make, scope)) {
      if (variable.name === 'MAKELEVEL' || !isExported(make, variable)) continue;
      guardLimits(make, () => {
        values.set(variable.name, isDeferred(variable) ? expandVariable(make, variable) : variable.value);
      });
    }
  });
  // What is kept for an environment is kept for the object: equal ones are one.
  const { latest } = exported;
  if (isGlobal && latest !== null && hasEqualEntries(values, latest.values)) return latest.env;
  const env: Record<string, ByteString> = isGlobal ? { ...exported.env } : {};
  for (const [name, value] of values) env[name] = value;
  complete(make, env);
  if (isGlobal) exported.latest = { values, env };
  return env;
}

function hasEqualEntries(
  left: ReadonlyMap<ByteString, ByteString>,
  right: ReadonlyMap<ByteString, ByteString>,
): boolean {
  if (left.size !== right.size) return false;
  for (const [name, value] of left) if (right.get(name) !== value) return false;
  return true;
}

/** The variables that a process may get where some belong to its target. */
function chosenVariables(make: MakeState, scope: Scope | null): Iterable<Variable> {
  const chosen = new Map<ByteString, Variable>();
  let hidesPrivate = false;
  for (let level = scope; level !== null; level = level.next) {
    for (const variable of level.variables.values()) {
      if (chosen.has(variable.name) || (hidesPrivate && variable.isPrivate)) continue;
      chosen.set(variable.name, variable);
    }
    if (level.hidesPrivateOfNext) hidesPrivate = true;
  }
  for (const variable of make.globals.values()) {
    const inner = chosen.get(variable.name);
    if (inner === undefined) chosen.set(variable.name, variable);
    else if (inner.exportState === 'default' && variable.exportState !== 'default') {
      // A target-specific value without its own `export` follows the global variable.
      const copy = Object.assign(newVariable('', '', 'file', false), inner, { exportState: variable.exportState });
      chosen.set(variable.name, copy);
    }
  }
  return chosen.values();
}
