/** `call` and `foreach`: functions that bind variables. Source: GNU make manual 4.3 §8.5, §8.6; docs/make-semantics.md §2.3. */

import type { ByteString } from '../../core/bytes.ts';
import { limits } from '../limits.ts';
import { callFunction, expandArgument, expandExpression, expandReference, warnUndefined } from '../read/expand.ts';
import { pushFrame } from '../state/context.ts';
import { lookupVariable } from '../state/define.ts';
import type { EagerFunction, LazyFunction, MakeState } from '../state/make-state.ts';
import { countStep, tooLarge } from '../state/spending.ts';
import { newVariable, type Scope, type Variable } from '../state/variables.ts';
import type { Argument } from '../syntax/ast.ts';
import { endOfWord, skipSpaces, splitWords } from '../syntax/chars.ts';
import { argumentExpression, namedReference } from '../syntax/expression.ts';

/** Self references a variable may make while `$(call)` runs it. */
const callRecursions = 32767;

const argumentNames: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

function openScope(make: MakeState): Map<ByteString, Variable> {
  const variables = new Map<ByteString, Variable>();
  const scope: Scope = { variables, next: make.at.scope, hidesPrivateOfNext: false };
  make.at.scope = scope;
  return variables;
}

/** `$(call NAME,…)`: binds `$(0)`, `$(1)` … and expands the named variable. */
function expandCall(make: MakeState, args: readonly ByteString[]): ByteString {
  const first = args[0] ?? '';
  const start = skipSpaces(first, 0);
  const end = endOfWord(first, start);
  const name = first.slice(start, end);
  if (name === '') return '';
  const shape = make.dialect.syntax.functions.get(name);
  if (shape !== undefined) return callFunction(make, shape, args.slice(1));
  const variable = lookupVariable(make, name);
  if (variable === undefined) {
    warnUndefined(make, name);
    return '';
  }
  if (variable.value === '' && !variable.isAppend) return '';

  const savedScope = make.at.scope;
  const savedBound = make.at.boundArguments;
  const savedContext = make.at.context;
  const bound = openScope(make);
  let count = 0;
  for (; count < args.length; count++) {
    const value = count === 0 ? first.slice(0, end) : args[count]!;
    const number = argumentNames[count] ?? String(count);
    bound.set(number, newVariable(number, value, 'automatic', false));
  }
  for (let i = count; i < savedBound; i++) bound.set(String(i), newVariable(String(i), '', 'automatic', false));
  make.at.boundArguments = count;
  const definition = variable.definition?.location ?? null;
  make.at.context = pushFrame(savedContext, 'call', name, make.at.reading, definition, args);
  variable.allowedRecursions = callRecursions;
  const named = namedReference(name);
  const value = named.kind === 'reference' ? expandReference(make, name) : expandExpression(make, [named]);
  variable.allowedRecursions = 0;
  make.at.context = savedContext;
  make.at.boundArguments = savedBound;
  make.at.scope = savedScope;
  return value;
}

/** `$(foreach VAR,LIST,BODY)`. */
function expandForeach(make: MakeState, args: readonly Argument[]): ByteString {
  const nameText = expandArgument(make, args[0]!);
  const start = skipSpaces(nameText, 0);
  const name = nameText.slice(start, endOfWord(nameText, start));
  const words = splitWords(expandArgument(make, args[1]!));
  const body = argumentExpression(args[2]!, make.dialect.syntax);
  const savedScope = make.at.scope;
  const scope = openScope(make);
  const variable = newVariable(name, '', 'automatic', false);
  make.memo?.bind(name);
  scope.set(name, variable);
  let out = '';
  for (let i = 0; i < words.length; i++) {
    countStep(make);
    variable.value = words[i]!;
    const value = expandExpression(make, body);
    out = i === 0 ? value : `${out} ${value}`;
    if (out.length > limits.size) tooLarge(make);
  }
  make.at.scope = savedScope;
  return out;
}

/** `$(let VARS,LIST,BODY)`: the last variable takes the rest of the list. Source: GNU make manual 4.4 §8.5. */
function expandLet(make: MakeState, args: readonly Argument[]): ByteString {
  const names = splitWords(expandArgument(make, args[0]!));
  const list = expandArgument(make, args[1]!);
  const savedScope = make.at.scope;
  const scope = openScope(make);
  let at = 0;
  for (let i = 0; i < names.length; i++) {
    at = skipSpaces(list, at);
    const end = i === names.length - 1 ? list.length : endOfWord(list, at);
    make.memo?.bind(names[i]!);
    scope.set(names[i]!, newVariable(names[i]!, list.slice(at, end), 'automatic', false));
    at = end;
  }
  const value = expandArgument(make, args[2]!);
  make.at.scope = savedScope;
  return value;
}

/** Runs `expand` with variables that hide others of their names. */
export function withBound<Result>(
  make: MakeState,
  bound: ReadonlyMap<ByteString, ByteString>,
  expand: () => Result,
): Result {
  const savedScope = make.at.scope;
  const scope = openScope(make);
  for (const [name, value] of bound) {
    make.memo?.bind(name);
    scope.set(name, newVariable(name, value, 'automatic', false));
  }
  try {
    return expand();
  } finally {
    make.at.scope = savedScope;
  }
}

/** `call` by name: its arguments arrive expanded. */
export const scopedFunctions: ReadonlyMap<string, EagerFunction> = new Map([['call', expandCall]]);

/** `foreach` and `let` by name. */
export const loopFunctions: ReadonlyMap<string, LazyFunction> = new Map([
  ['foreach', expandForeach],
  ['let', expandLet],
]);
