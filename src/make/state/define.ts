/** Looks variables up and defines them, with the record of every definition. Source: GNU make manual 4.3 §6; docs/make-semantics.md §2.2. */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { AssignmentOperator } from '../syntax/ast.ts';
import type { HistoryNote, MakeState } from './make-state.ts';
import type { Origin, Reference } from './records.ts';
import {
  canReplace,
  DefinitionRecord,
  newVariable,
  ownVariable,
  type Variable,
  type VariableSet,
} from './variables.ts';

const nothing: readonly never[] = [];

/** The variable visible under a name, undefined when there is none. */
export function lookupVariable(make: MakeState, name: ByteString): Variable | undefined {
  const { memo } = make;
  if (memo?.isActive === true && name !== '.VARIABLES') return memo.lookup(make, name);
  let hidesPrivate = false;
  for (let scope = make.at.scope; scope !== null; scope = scope.next) {
    const found = scope.variables.get(name);
    if (found !== undefined && !(hidesPrivate && found.isPrivate)) return found;
    if (scope.hidesPrivateOfNext) hidesPrivate = true;
  }
  const found = make.globals.get(name);
  if (found === undefined || (hidesPrivate && found.isPrivate)) return undefined;
  return name === '.VARIABLES' ? refreshVariableList(make, found) : found;
}

/** `.VARIABLES` lists names at the moment it is read; the order is ours, make's is that of its hash table. */
function refreshVariableList(make: MakeState, variable: Variable): Variable {
  const value = [...make.globals.keys()].join(' ');
  if (make.memo !== null) make.memo.impurities++;
  const list = ownVariable(make.globals, variable);
  list.value = value;
  list.expression = undefined;
  return list;
}

/** What a definition sets. */
export interface NewValue {
  readonly name: ByteString;
  readonly value: ByteString;
  readonly origin: Origin;
  readonly isRecursive: boolean;
  readonly operator: AssignmentOperator;
  readonly location: Location | null;
  /** As written, for the record. */
  readonly text: ByteString;
  readonly references: readonly Reference[];
  readonly shellCalls: readonly ShellCall[];
  /** The left side as written and what its expansion read, where the name is computed. */
  readonly nameText?: ByteString | undefined;
  readonly nameReferences?: readonly Reference[] | undefined;
}

/** Sets a variable in one set unless a stronger definition stands there; returns the variable. */
export function defineVariable(make: MakeState, into: VariableSet, next: NewValue): Variable {
  let variable = into.get(next.name);
  const { envOverrides } = make.options;
  const origin = envOverrides && next.origin === 'environment' ? 'environment override' : next.origin;
  if (variable === undefined) {
    variable = newVariable(next.name, next.value, origin, next.isRecursive);
    into.set(next.name, variable);
  } else {
    const mayBeStronger = envOverrides && variable.origin === 'environment';
    if (mayBeStronger) {
      variable = ownVariable(into, variable);
      variable.origin = 'environment override';
    }
    if (!canReplace(origin, variable.origin)) {
      if (next.location !== null) noteIgnored(make, next, variable);
      return variable;
    }
    variable = ownVariable(into, variable);
    variable.value = next.value;
    variable.origin = origin;
    variable.isRecursive = next.isRecursive;
    variable.expression = undefined;
  }
  variable.definition = new DefinitionRecord(
    make.at.context,
    variable,
    next.operator,
    next.location,
    next.text,
    next.references,
    next.shellCalls,
    next.nameText,
    next.nameReferences,
  );
  return variable;
}

/**
 * Carries out `NAME=VALUE` for a name that holds no references. A configuration is thousands of such
 * lines. False when the name is known already: then the general way has to be taken.
 */
export function definePlain(make: MakeState, name: ByteString, value: ByteString, location: Location): boolean {
  if (make.globals.has(name)) return false;
  const variable = newVariable(name, value, 'file', true);
  variable.definition = new DefinitionRecord(make.at.context, variable, '=', location, value, nothing, nothing);
  make.globals.set(name, variable);
  return true;
}

function noteIgnored(make: MakeState, next: NewValue, standing: Variable): void {
  const { operator, text, origin, location } = next;
  const note = { kind: 'ignored', operator, text, origin, strongerOrigin: standing.origin } as const;
  noteHistory(make, next.name, standing, note, location);
}

/** Defines a global variable that no makefile line set. */
export function defineBuiltin(
  make: MakeState,
  name: ByteString,
  value: ByteString,
  origin: Origin,
  isRecursive: boolean,
): Variable {
  return defineVariable(make, make.globals, {
    name,
    value,
    origin,
    isRecursive,
    operator: '=',
    location: null,
    text: value,
    references: nothing,
    shellCalls: nothing,
  });
}

/** More notes are not kept: makefiles in a loop may leave millions. */
const maxNotes = 100_000;

/** Notes what happened to a variable; `standing` is the variable as it is. */
export function noteHistory(
  make: MakeState,
  name: ByteString,
  standing: Variable | undefined,
  note: Pick<HistoryNote, 'kind' | 'operator' | 'text' | 'origin' | 'strongerOrigin'>,
  location: Location | null = make.at.reading,
): void {
  const { history } = make.log;
  if (history.length >= maxNotes) return;
  history.push({
    ...note,
    name,
    location,
    target: make.at.assignedTarget,
    after: standing?.definition ?? null,
    context: make.at.context,
  });
}
