/** Variables: storage, strength of origins, scopes, and the record of every definition. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { Expression } from '../syntax/expression.ts';
import { type Context, conditionsOf, pathOf } from './context.ts';
import { noteHistory } from './history-notes.ts';
import type { Session } from './session.ts';
import type { AssignmentOperator, Condition, Definition, Flavor, Origin, PathFrame, Reference } from './types.ts';
import type { VariableSet } from './variable-table.ts';

/** Origins from weakest to strongest; a weaker one never replaces a stronger one. */
const strength: Readonly<Record<Origin, number>> = {
  undefined: -1,
  default: 0,
  environment: 1,
  file: 2,
  'environment override': 3,
  'command line': 4,
  override: 5,
  automatic: 6,
};

/** True when a definition of origin `next` may replace one of origin `current`. */
export function canReplace(next: Origin, current: Origin): boolean {
  return strength[next] >= strength[current];
}

/** Export state: by rule, always, never, or only when a makefile sets it. */
export type ExportState = 'default' | 'export' | 'noexport' | 'ifset';

/** One variable in one scope. */
export interface Variable {
  readonly name: ByteString;
  value: ByteString;
  origin: Origin;
  isRecursive: boolean;
  exportState: ExportState;
  isPrivate: boolean;
  /** Target-specific `+=`: the outer value comes first when it is used. */
  isAppend: boolean;
  /** True while it is being expanded. */
  isExpanding: boolean;
  /** Self references that `$(call)` allows. */
  allowedRecursions: number;
  definition: DefinitionRecord | null;
  /** Parsed value; undefined after each change of the value. */
  expression: Expression | undefined;
  /** Other evaluations have it too: it is copied before it is changed. */
  isShared: boolean;
}

/** Variables that hide outer ones. */
export interface Scope {
  readonly variables: VariableSet;
  readonly next: Scope | null;
  /** True when `private` variables of the next scope (and outer ones) are not visible from here. */
  readonly hidesPrivateOfNext: boolean;
}

const nothing: readonly never[] = [];

/**
 * A definition with its surroundings; implements {@link Definition}. A kernel's makefiles make thousands:
 * `declare` and `private` keep the constructor to plain stores.
 */
export class DefinitionRecord implements Definition {
  declare readonly name: ByteString;
  declare readonly nameText: ByteString;
  declare readonly nameReferences: readonly Reference[];
  declare readonly location: Location | null;
  declare readonly operator: AssignmentOperator;
  declare readonly origin: Origin;
  declare readonly text: ByteString;
  declare readonly value: ByteString;
  declare readonly flavor: Flavor;
  declare readonly references: readonly Reference[];
  declare readonly shellCalls: readonly ShellCall[];
  declare readonly previous: DefinitionRecord | null;
  /** The reference record shared by all readers of a value that needs no expansion. */
  declare leaf: Reference | undefined;
  declare private readonly context: Context | null;

  constructor(
    session: Session | null,
    variable: Variable,
    operator: AssignmentOperator,
    location: Location | null,
    text: ByteString,
    references: readonly Reference[],
    shellCalls: readonly ShellCall[],
    nameText: ByteString = variable.name,
    nameReferences: readonly Reference[] = nothing,
  ) {
    this.name = variable.name;
    this.nameText = nameText;
    this.nameReferences = nameReferences;
    this.location = location;
    this.operator = operator;
    this.origin = variable.origin;
    this.text = text;
    this.value = variable.value;
    this.flavor = variable.isRecursive ? 'recursive' : 'simple';
    this.references = references;
    this.shellCalls = shellCalls;
    this.previous = variable.definition;
    this.leaf = undefined;
    this.context = session === null ? null : session.context;
  }

  get conditions(): readonly Condition[] {
    return conditionsOf(this.context);
  }

  get path(): readonly PathFrame[] {
    return pathOf(this.context);
  }
}

/** A fresh variable without a definition record. */
export function newVariable(name: ByteString, value: ByteString, origin: Origin, isRecursive: boolean): Variable {
  return {
    name,
    value,
    origin,
    isRecursive,
    exportState: 'default',
    isPrivate: false,
    isAppend: false,
    isExpanding: false,
    allowedRecursions: 0,
    definition: null,
    expression: undefined,
    isShared: false,
  };
}

/** The variable itself, or its copy in the same set when others have it too; to be changed by the caller. */
export function ownVariable(set: VariableSet, variable: Variable): Variable {
  if (!variable.isShared) return variable;
  const copy: Variable = { ...variable, isShared: false };
  set.set(copy.name, copy);
  return copy;
}

/** The variable visible under a name, undefined when there is none. */
export function lookupVariable(session: Session, name: ByteString): Variable | undefined {
  let hidesPrivate = false;
  for (let scope = session.scope; scope !== null; scope = scope.next) {
    const found = scope.variables.get(name);
    if (found !== undefined && !(hidesPrivate && found.isPrivate)) return found;
    if (scope.hidesPrivateOfNext) hidesPrivate = true;
  }
  const found = session.globals.get(name);
  if (found === undefined || (hidesPrivate && found.isPrivate)) return undefined;
  return name === '.VARIABLES' ? refreshVariableList(session, found) : found;
}

/** `.VARIABLES` lists names at the moment it is read; the order is ours, make's is that of its hash table. */
function refreshVariableList(session: Session, variable: Variable): Variable {
  const value = [...session.globals.keys()].join(' ');
  const list = ownVariable(session.globals, variable);
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
export function defineVariable(session: Session, into: VariableSet, next: NewValue): Variable {
  let variable = into.get(next.name);
  const { envOverrides } = session.options;
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
      if (next.location !== null) noteIgnored(session, next, variable);
      return variable;
    }
    variable = ownVariable(into, variable);
    variable.value = next.value;
    variable.origin = origin;
    variable.isRecursive = next.isRecursive;
    variable.expression = undefined;
  }
  variable.definition = new DefinitionRecord(
    session,
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
export function definePlain(session: Session, name: ByteString, value: ByteString, location: Location): boolean {
  if (session.globals.has(name)) return false;
  const variable = newVariable(name, value, 'file', true);
  variable.definition = new DefinitionRecord(session, variable, '=', location, value, nothing, nothing);
  session.globals.set(name, variable);
  return true;
}

function noteIgnored(session: Session, next: NewValue, standing: Variable): void {
  const { operator, text, origin, location } = next;
  const note = { kind: 'ignored', operator, text, origin, strongerOrigin: standing.origin } as const;
  noteHistory(session, next.name, standing, note, location);
}

/** Defines a global variable that no makefile line set. */
export function defineBuiltin(
  session: Session,
  name: ByteString,
  value: ByteString,
  origin: Origin,
  isRecursive: boolean,
): Variable {
  return defineVariable(session, session.globals, {
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

/** All definitions that led to the present value, oldest first. */
export function definitionsOf(variable: Variable): Definition[] {
  const found: Definition[] = [];
  for (let record = variable.definition; record !== null; record = record.previous) found.push(record);
  return found.reverse();
}

/** True for names of letters, digits and underscores that begin with no digit: what plain `export` takes. */
export function hasExportableName(name: ByteString): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
    if (!isLetter && !(i > 0 && code >= 48 && code <= 57)) return false;
  }
  return name.length > 0;
}
