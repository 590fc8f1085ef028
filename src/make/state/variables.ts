/** Variables: storage, strength of origins, scopes, and the record of every definition. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { AssignmentOperator, Expression } from '../syntax/ast.ts';
import { type Context, conditionsOf, pathOf } from './context.ts';
import type { Condition, Definition, Flavor, Origin, PathFrame, Reference } from './records.ts';

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

/** What a set of variables can do; a `Map` is one. */
export interface VariableSet {
  get(name: ByteString): Variable | undefined;
  has(name: ByteString): boolean;
  set(name: ByteString, variable: Variable): unknown;
  delete(name: ByteString): boolean;
  keys(): Iterable<ByteString>;
  values(): Iterable<Variable>;
  /** A variable of the set is about to be changed in place. */
  touch?(): void;
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
  /** Null for one whose value is the beginning of that of {@link longer}. */
  declare private held: ByteString | null;
  declare private longer: DefinitionRecord | null;
  declare private length: number;
  declare readonly flavor: Flavor;
  declare readonly references: readonly Reference[];
  declare readonly shellCalls: readonly ShellCall[];
  declare readonly previous: DefinitionRecord | null;
  /** The reference record shared by all readers of a value that needs no expansion. */
  declare leaf: Reference | undefined;
  declare private readonly context: Context | null;

  constructor(
    context: Context | null,
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
    this.held = variable.value;
    this.longer = null;
    this.length = variable.value.length;
    this.flavor = flavorOf(variable);
    this.references = references;
    this.shellCalls = shellCalls;
    this.previous = variable.definition;
    this.leaf = undefined;
    this.context = context;
  }

  get value(): ByteString {
    if (this.held !== null) return this.held;
    let at = this.longer!;
    while (at.held === null) at = at.longer!;
    return at.held.slice(0, this.length);
  }

  /** The value is the beginning of that of `longer`, and is no longer kept by itself: a list that grows has many. */
  shorten(longer: DefinitionRecord): void {
    this.held = null;
    this.longer = longer;
    this.leaf = undefined;
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
  if (!variable.isShared) {
    set.touch?.();
    return variable;
  }
  const copy: Variable = { ...variable, isShared: false };
  set.set(copy.name, copy);
  return copy;
}

/** How a variable expands, as `$(flavor)` names it. */
export function flavorOf(variable: Variable | undefined): Flavor {
  return variable === undefined ? 'undefined' : variable.isRecursive ? 'recursive' : 'simple';
}

/** A definition with all before it, oldest first. */
export function chainOf(last: Definition | null): Definition[] {
  const found: Definition[] = [];
  for (let record = last; record !== null; record = record.previous) found.push(record);
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
