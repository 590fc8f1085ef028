/** Expands expressions and keeps note of what was read. Source: GNU make manual 4.3 §6.2, §8.1. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { pushFrame } from '../state/context.ts';
import { countBytes, countStep, fatal, limitReached, limits, type Session, warn } from '../state/session.ts';
import type { Reference } from '../state/types.ts';
import { lookupVariable, type Scope, type Variable } from '../state/variables.ts';
import { compilePattern, splitWords, substitutePattern } from '../syntax/chars.ts';
import {
  type Argument,
  argumentExpression,
  type Expression,
  namedReference,
  type Part,
  parseExpression,
} from '../syntax/expression.ts';
import type { FunctionShape } from '../syntax/shapes.ts';

const nothing: readonly never[] = [];
const noLocation: Location = { file: '', line: 0 };

/** Clock 2: errors of built-in functions carry the definition line of the variable being expanded. */
export function expansionLocation(session: Session): Location | null {
  return session.expanding ?? session.reading;
}

/** Expands text in the current scope. */
export function expandText(session: Session, text: ByteString): ByteString {
  return text.indexOf('$') < 0 ? text : expandExpression(session, parseExpression(text, session.dialect.syntax));
}

/** Expands an argument in the current scope. */
export function expandArgument(session: Session, argument: Argument): ByteString {
  // Every level of nesting looks through all that is inside it.
  if (argument.parsed === undefined && argument.text.length > 1000) countBytes(session, argument.text.length);
  return expandExpression(session, argumentExpression(argument, session.dialect.syntax));
}

/** Expands a parsed text in the current scope. */
export function expandExpression(session: Session, expression: Expression): ByteString {
  if (typeof expression === 'string') return expression;
  if (++session.depth > limits.depth) {
    limitReached(session, 'make/limit-depth', 'kgate: expansions are nested too deeply');
  }
  let out = '';
  for (let i = 0; i < expression.length; i++) {
    const part = expression[i]!;
    out += typeof part === 'string' ? part : expandPart(session, part);
  }
  session.depth--;
  if (out.length > limits.size || (session.totalBytes += out.length) > limits.totalBytes) {
    limitReached(session, 'make/limit-size', 'kgate: expansion is too large');
  }
  return out;
}

function expandPart(session: Session, part: Exclude<Part, string>): ByteString {
  countStep(session);
  switch (part.kind) {
    case 'reference':
      return expandReference(session, part.name);
    case 'substitution':
      return expandSubstitution(session, part);
    case 'computed': {
      const name = expandArgument(session, part.name);
      if (name.indexOf(':') < 0) return expandReference(session, name);
      const named = computedReference(name);
      return named.kind === 'reference' ? expandReference(session, named.name) : expandSubstitution(session, named);
    }
    case 'call':
      return expandFunction(session, part.shape, part.args);
    case 'broken':
      fatal(session, part.code, part.message, expansionLocation(session));
      return '';
  }
}

/** The value of `$(NAME)`. */
export function expandReference(session: Session, name: ByteString): ByteString {
  const variable = lookupVariable(session, name);
  if (variable === undefined) {
    warnUndefined(session, name);
    return '';
  }
  return expandVariable(session, variable);
}

/** Names with a `:` that were computed; nearly all are a few substitutions on `$(1)` and the like. */
const computedNames = new Map<ByteString, ReturnType<typeof namedReference>>();

function computedReference(name: ByteString): ReturnType<typeof namedReference> {
  if (name.length > 64) return namedReference(name);
  let named = computedNames.get(name);
  if (named === undefined) {
    named = namedReference(name);
    if (computedNames.size >= 1024) computedNames.clear();
    computedNames.set(name, named);
  }
  return named;
}

function expandSubstitution(session: Session, part: Extract<Part, { kind: 'substitution' }>): ByteString {
  const variable = lookupVariable(session, part.name);
  if (variable === undefined) {
    warnUndefined(session, part.name);
    return '';
  }
  if (variable.value === '') {
    note(session, variable, variable.value);
    return '';
  }
  const value = expandVariable(session, variable);
  const pattern = (part.compiled ??= compilePattern(part.pattern));
  // Without a `%` the pattern stands for the end of each word. Source: GNU make manual 4.3 §6.3.1.
  if (pattern.parts === null) {
    const replacement = part.replacement;
    const suffix = part.pattern;
    return substitutePattern(splitWords(value), { prefix: '', suffix }, { prefix: '', suffix: replacement });
  }
  const replacement = (part.compiledReplacement ??= compilePattern(part.replacement));
  return substitutePattern(splitWords(value), pattern.parts, replacement.parts ?? replacement.text);
}

/** Notes that an undefined variable was read and says so under `--warn-undefined-variables`. */
export function warnUndefined(session: Session, name: ByteString): void {
  noteUndefined(session, name);
  if (!session.options.warnUndefined || session.dialect.knownUndefined.has(name)) return;
  warn(session, 'make/undefined-variable', `warning: undefined variable '${name}'`, session.reading);
}

/** Notes that an undefined variable was read. */
export function noteUndefined(session: Session, name: ByteString): void {
  const list = session.references;
  if (list === null || list.length >= limits.references) return;
  list.push({ name, value: '', definition: null, references: nothing, shellCalls: nothing });
}

function note(session: Session, variable: Variable, value: ByteString): void {
  const list = session.references;
  if (list === null || variable.origin === 'automatic' || list.length >= limits.references) return;
  const definition = variable.definition;
  if (definition === null || definition.value !== value) {
    list.push({ name: variable.name, value, definition, references: nothing, shellCalls: nothing });
    return;
  }
  definition.leaf ??= { name: variable.name, value, definition, references: nothing, shellCalls: nothing };
  if (list[list.length - 1] !== definition.leaf) list.push(definition.leaf);
}

/** Notes that a variable's raw value was looked at (`ifdef`, `$(value)`, `$(origin)`). */
export function noteRawRead(session: Session, name: ByteString, variable: Variable | undefined): void {
  if (variable === undefined) noteUndefined(session, name);
  else note(session, variable, variable.value);
}

/** The expanded value of a variable. */
export function expandVariable(session: Session, variable: Variable): ByteString {
  if (!variable.isRecursive && !variable.isAppend) {
    note(session, variable, variable.value);
    return variable.value;
  }
  if (!variable.isAppend && variable.value.indexOf('$') < 0) {
    note(session, variable, variable.value);
    return variable.value;
  }
  return expandRecursive(session, variable);
}

/** Expands a recursive variable; sets clock 2 to its definition line. */
function expandRecursive(session: Session, variable: Variable): ByteString {
  const location = variable.definition?.location ?? null;
  const savedExpanding = session.expanding;
  const savedReading = session.reading;
  const savedContext = session.context;
  if (location !== null) session.expanding = location;
  // Without a statement or recipe line the variable's own line is the position of messages.
  if (session.reading === null) session.reading = location;
  if (variable.isExpanding) {
    if (session.environmentDepth > 0) {
      session.expanding = savedExpanding;
      session.reading = savedReading;
      return session.env[variable.name] ?? '';
    }
    if (variable.allowedRecursions === 0) {
      const message = `Recursive variable '${variable.name}' references itself (eventually)`;
      fatal(session, 'make/recursive-variable', message, expansionLocation(session));
      session.expanding = savedExpanding;
      session.reading = savedReading;
      return '';
    }
    variable.allowedRecursions--;
  }
  const isAutomatic = variable.origin === 'automatic';
  if (!isAutomatic) {
    session.context = pushFrame(savedContext, 'variable', variable.name, savedReading ?? noLocation, location);
  }
  const outerReferences = session.references;
  const outerCalls = session.calls;
  const references: Reference[] = [];
  const calls: ShellCall[] = [];
  if (outerReferences !== null) {
    session.references = references;
    session.calls = calls;
  }
  variable.isExpanding = true;
  let value: ByteString;
  try {
    if (variable.isAppend) value = expandAppended(session, variable.name, session.scope, true);
    else {
      variable.expression ??= parseExpression(variable.value, session.dialect.syntax);
      value = expandExpression(session, variable.expression);
    }
  } finally {
    variable.isExpanding = false;
  }
  session.references = outerReferences;
  session.calls = outerCalls;
  if (outerReferences !== null && outerReferences.length < limits.references) {
    outerReferences.push({
      name: variable.name,
      value,
      definition: variable.definition,
      references,
      shellCalls: calls,
    });
  }
  session.expanding = savedExpanding;
  session.reading = savedReading;
  session.context = savedContext;
  return value;
}

/**
 * A target-specific `+=` variable: outer values, one blank, its own; all expanded in the scope of
 * the reader. Source: GNU make manual 4.3 §6.11, observed with make 4.3.
 */
function expandAppended(session: Session, name: ByteString, from: Scope | null, isLocal: boolean): ByteString {
  let scope = from;
  let local = isLocal;
  let variable: Variable | undefined;
  while (scope !== null) {
    variable = scope.variables.get(name);
    if (variable !== undefined && (local || !variable.isPrivate)) break;
    variable = undefined;
    local = local && !scope.hidesPrivateOfNext;
    scope = scope.next;
  }
  if (variable === undefined) {
    variable = session.globals.get(name);
    if (variable === undefined || (!local && variable.isPrivate)) return '';
  }
  const nextLocal = scope !== null && local && !scope.hidesPrivateOfNext;
  const before = variable.isAppend && scope !== null ? expandAppended(session, name, scope.next, nextLocal) : '';
  const own = variable.isRecursive ? expandText(session, variable.value) : variable.value;
  return before === '' ? own : `${before} ${own}`;
}

/** Carries out one built-in function. */
export function expandFunction(session: Session, shape: FunctionShape, args: readonly Argument[]): ByteString {
  if (shape.isEager) {
    const expanded: ByteString[] = new Array(args.length);
    for (let i = 0; i < args.length; i++) expanded[i] = expandArgument(session, args[i]!);
    return callFunction(session, shape, expanded);
  }
  if (args.length < shape.minimum) {
    const message = `insufficient number of arguments (${args.length}) to function '${shape.name}'`;
    fatal(session, 'make/insufficient-arguments', message, expansionLocation(session));
    return '';
  }
  const run = session.lazyFunctions.get(shape.name);
  return run === undefined ? '' : run(session, args);
}

/** Calls a function whose arguments are already expanded; lazy ones expand them once more, as make does. */
export function callFunction(session: Session, shape: FunctionShape, args: readonly ByteString[]): ByteString {
  if (!shape.isEager) {
    if (args.length === 0 && shape.minimum === 0) return '';
    return expandFunction(
      session,
      shape,
      args.map((text) => ({ text, parsed: undefined })),
    );
  }
  if (args.length < shape.minimum) {
    const message = `insufficient number of arguments (${args.length}) to function '${shape.name}'`;
    fatal(session, 'make/insufficient-arguments', message, expansionLocation(session));
    return '';
  }
  // `$(call words)`: no function does anything without arguments.
  if (args.length === 0) return '';
  const run = session.functions.get(shape.name);
  return run === undefined ? '' : run(session, args);
}
