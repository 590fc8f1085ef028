/** Expands expressions and keeps note of what was read. Source: GNU make manual 4.3 §6.2, §8.1; docs/make-semantics.md §2.1. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { limits } from '../limits.ts';
import { noLocation, pushFrame } from '../state/context.ts';
import { lookupVariable } from '../state/define.ts';
import type { MakeState } from '../state/make-state.ts';
import { fatal, warn } from '../state/messages.ts';
import { type Definition, type Reference, settled } from '../state/records.ts';
import { countBytes, countStep, nestedTooDeeply, tooLarge } from '../state/spending.ts';
import type { Scope, Variable } from '../state/variables.ts';
import type { Argument, Expression, Part } from '../syntax/ast.ts';
import { compilePattern, splitWords, substitutePattern } from '../syntax/chars.ts';
import { argumentExpression, namedReference, parseExpression } from '../syntax/expression.ts';
import type { FunctionShape } from '../syntax/shapes.ts';

const nothing: readonly never[] = [];

/** Clock 2: errors of built-in functions carry the definition line of the variable being expanded. */
export function expansionLocation(make: MakeState): Location | null {
  return make.at.expanding ?? make.at.reading;
}

/** Expands text in the current scope. */
export function expandText(make: MakeState, text: ByteString): ByteString {
  return text.indexOf('$') < 0 ? text : expandExpression(make, parseExpression(text, make.dialect.syntax));
}

/** Expands an argument in the current scope. */
export function expandArgument(make: MakeState, argument: Argument): ByteString {
  // Every level of nesting looks through all that is inside it.
  if (argument.parsed === undefined && argument.text.length > 1000) countBytes(make, argument.text.length);
  return expandExpression(make, argumentExpression(argument, make.dialect.syntax));
}

/** Expands a parsed text in the current scope. */
export function expandExpression(make: MakeState, expression: Expression): ByteString {
  if (typeof expression === 'string') return expression;
  if (++make.at.depth > limits.depth) {
    nestedTooDeeply(make);
  }
  let out = '';
  for (let i = 0; i < expression.length; i++) {
    const part = expression[i]!;
    out += typeof part === 'string' ? part : expandPart(make, part);
  }
  make.at.depth--;
  if (out.length > limits.size || (make.spent.totalBytes += out.length) > make.spent.maxBytes) {
    tooLarge(make);
  }
  return out;
}

function expandPart(make: MakeState, part: Exclude<Part, string>): ByteString {
  countStep(make);
  switch (part.kind) {
    case 'reference':
      return expandReference(make, part.name);
    case 'substitution':
      return expandSubstitution(make, part);
    case 'computed': {
      const name = expandArgument(make, part.name);
      if (name.indexOf(':') < 0) return expandReference(make, name);
      const named = computedReference(name);
      return named.kind === 'reference' ? expandReference(make, named.name) : expandSubstitution(make, named);
    }
    case 'call':
      return expandFunction(make, part.shape, part.args);
    case 'broken':
      fatal(make, part.code, part.message, expansionLocation(make), part.args);
      return '';
  }
}

/** The value of `$(NAME)`. */
export function expandReference(make: MakeState, name: ByteString): ByteString {
  const variable = lookupVariable(make, name);
  if (variable === undefined) {
    warnUndefined(make, name);
    return '';
  }
  return expandVariable(make, variable);
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

function expandSubstitution(make: MakeState, part: Extract<Part, { kind: 'substitution' }>): ByteString {
  const variable = lookupVariable(make, part.name);
  if (variable === undefined) {
    warnUndefined(make, part.name);
    return '';
  }
  if (variable.value === '') {
    note(make, variable, variable.value);
    return '';
  }
  const value = expandVariable(make, variable);
  const pattern = (part.compiled ??= compilePattern(part.pattern));
  // Without a `%` the pattern matches the end of each word. Source: GNU make manual 4.3 §6.3.1.
  if (pattern.parts === null) {
    const replacement = part.replacement;
    const suffix = part.pattern;
    return substitutePattern(splitWords(value), { prefix: '', suffix }, { prefix: '', suffix: replacement });
  }
  const replacement = (part.compiledReplacement ??= compilePattern(part.replacement));
  return substitutePattern(splitWords(value), pattern.parts, replacement.parts ?? replacement.text);
}

/** Notes that an undefined variable was read and says so under `--warn-undefined-variables`. */
export function warnUndefined(make: MakeState, name: ByteString): void {
  noteUndefined(make, name);
  if (!make.options.warnUndefined || make.dialect.knownUndefined.has(name)) return;
  const message = `warning: undefined variable '${name}'`;
  warn(make, 'make/undefined-variable', message, make.at.reading, { variable: name });
}

/** Notes that an undefined variable was read. */
export function noteUndefined(make: MakeState, name: ByteString): void {
  const list = make.at.references;
  if (list === null || list.length >= limits.references) return;
  list.push({ name, value: '', definition: null, references: nothing, shellCalls: nothing });
}

/** Values of more characters are kept by their definition alone. */
const longValue = 4096;

/** What a reader of a long value notes. */
class LongLeaf implements Reference {
  readonly name: ByteString;
  readonly definition: Definition;
  readonly references = nothing;
  readonly shellCalls = nothing;

  constructor(definition: Definition) {
    this.name = definition.name;
    this.definition = definition;
  }

  get value(): ByteString {
    return this.definition.value;
  }
}

function note(make: MakeState, variable: Variable, value: ByteString): void {
  const list = make.at.references;
  if (list === null || variable.origin === 'automatic' || list.length >= limits.references) return;
  const definition = variable.definition;
  if (definition === null || definition.value !== value) {
    list.push({ name: variable.name, value, definition, references: nothing, shellCalls: nothing });
    return;
  }
  definition.leaf ??=
    value.length > longValue
      ? new LongLeaf(definition)
      : { name: variable.name, value, definition, references: nothing, shellCalls: nothing };
  if (list[list.length - 1] !== definition.leaf) list.push(definition.leaf);
}

/** Notes that a variable's raw value was looked at (`ifdef`, `$(value)`, `$(origin)`). */
export function noteRawRead(make: MakeState, name: ByteString, variable: Variable | undefined): void {
  if (variable === undefined) noteUndefined(make, name);
  else note(make, variable, variable.value);
}

/** The expanded value of a variable. */
export function expandVariable(make: MakeState, variable: Variable): ByteString {
  if (!variable.isRecursive && !variable.isAppend) {
    note(make, variable, variable.value);
    return variable.value;
  }
  if (!variable.isAppend && variable.value.indexOf('$') < 0) {
    note(make, variable, variable.value);
    return variable.value;
  }
  return expandRecursive(make, variable);
}

/** Expands a recursive variable; sets clock 2 to its definition line. */
function expandRecursive(make: MakeState, variable: Variable): ByteString {
  const { at } = make;
  const { calls: outerCalls, context, expanding, reading, references: outer } = at;
  const memo = variable.isAppend || variable.isExpanding ? null : make.memo;
  if (memo !== null) {
    const kept = memo.find(make, variable);
    if (kept !== null && (outer === null || kept.reference !== null)) {
      if (outer !== null && outer.length < limits.references) outer.push(kept.reference!);
      return kept.value;
    }
  } else if (make.memo !== null) make.memo.impurities++;
  const location = variable.definition?.location ?? null;
  if (location !== null) at.expanding = location;
  // Without a statement or recipe line the variable's own line is the position of messages.
  if (reading === null) at.reading = location;
  if (variable.isExpanding) {
    const isForShell = at.environmentDepth > 0;
    if (isForShell || variable.allowedRecursions === 0) {
      if (!isForShell) {
        const message = `Recursive variable '${variable.name}' references itself (eventually)`;
        fatal(make, 'make/recursive-variable', message, expansionLocation(make), { variable: variable.name });
      }
      at.expanding = expanding;
      at.reading = reading;
      return isForShell ? (make.env[variable.name] ?? '') : '';
    }
    variable.allowedRecursions--;
  }
  if (variable.origin !== 'automatic') {
    at.context = pushFrame(context, 'variable', variable.name, reading ?? noLocation, location);
  }
  const references: Reference[] = [];
  const shellCalls: ShellCall[] = [];
  if (outer !== null) {
    at.references = references;
    at.calls = shellCalls;
  }
  variable.isExpanding = true;
  let value: ByteString;
  const frame = memo === null ? null : memo.begin(make);
  try {
    if (variable.isAppend) value = expandAppended(make, variable.name, at.scope, true);
    else {
      variable.expression ??= parseExpression(variable.value, make.dialect.syntax);
      value = expandExpression(make, variable.expression);
    }
  } finally {
    variable.isExpanding = false;
    if (frame !== null) memo!.leave(frame);
  }
  at.references = outer;
  at.calls = outerCalls;
  at.expanding = expanding;
  at.reading = reading;
  at.context = context;
  const reference =
    outer === null
      ? null
      : {
          name: variable.name,
          value,
          definition: variable.definition,
          references: settled(references),
          shellCalls: settled(shellCalls),
        };
  if (frame !== null) memo!.keep(make, frame, variable, { value, reference });
  if (reference !== null && outer!.length < limits.references) outer!.push(reference);
  return value;
}

/**
 * A target-specific `+=` variable: outer values, one blank, its own; all expanded in the scope of
 * the reader. Source: GNU make manual 4.3 §6.11, observed with make 4.3.
 */
function expandAppended(make: MakeState, name: ByteString, from: Scope | null, isLocal: boolean): ByteString {
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
    variable = make.globals.get(name);
    if (variable === undefined || (!local && variable.isPrivate)) return '';
  }
  const nextLocal = scope !== null && local && !scope.hidesPrivateOfNext;
  const before = variable.isAppend && scope !== null ? expandAppended(make, name, scope.next, nextLocal) : '';
  const own = variable.isRecursive ? expandText(make, variable.value) : variable.value;
  return before === '' ? own : `${before} ${own}`;
}

/** Carries out one built-in function. */
export function expandFunction(make: MakeState, shape: FunctionShape, args: readonly Argument[]): ByteString {
  if (shape.isEager) {
    const expanded: ByteString[] = new Array(args.length);
    for (let i = 0; i < args.length; i++) expanded[i] = expandArgument(make, args[i]!);
    return callFunction(make, shape, expanded);
  }
  if (lacksArguments(make, shape, args.length)) return '';
  return make.functions.lazy.get(shape.name)?.(make, args) ?? '';
}

/** Calls a function whose arguments are already expanded; lazy ones expand them once more, as make does. */
export function callFunction(make: MakeState, shape: FunctionShape, args: readonly ByteString[]): ByteString {
  // `$(call words)`: no function does anything without arguments.
  if (args.length === 0 && shape.minimum === 0) return '';
  if (!shape.isEager) {
    return expandFunction(
      make,
      shape,
      args.map((text) => ({ text, parsed: undefined })),
    );
  }
  if (lacksArguments(make, shape, args.length)) return '';
  return make.functions.eager.get(shape.name)?.(make, args) ?? '';
}

/** True, after a message, when a function needs more arguments. */
function lacksArguments(make: MakeState, shape: FunctionShape, count: number): boolean {
  if (count >= shape.minimum) return false;
  const message = `insufficient number of arguments (${count}) to function '${shape.name}'`;
  fatal(make, 'make/insufficient-arguments', message, expansionLocation(make), { function: shape.name, given: count });
  return true;
}
