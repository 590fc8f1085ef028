/** `call` and `foreach`: functions that bind variables. Source: GNU make manual 4.3 §8.5, §8.6. */
import type { ByteString } from '../../core/bytes.ts';
import { callFunction, expandArgument, expandExpression, expandReference, warnUndefined } from '../read/expand.ts';
import { pushFrame } from '../state/context.ts';
import {
  countStep,
  type EagerFunction,
  type LazyFunction,
  limitReached,
  limits,
  type Session,
} from '../state/session.ts';
import { lookupVariable, newVariable, type Scope, type Variable } from '../state/variables.ts';
import { endOfWord, skipSpaces, splitWords } from '../syntax/chars.ts';
import { type Argument, argumentExpression, namedReference } from '../syntax/expression.ts';

/** Self references a variable may make while `$(call)` runs it. */
const callRecursions = 32767;

const argumentNames: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

function openScope(session: Session): Map<ByteString, Variable> {
  const variables = new Map<ByteString, Variable>();
  const scope: Scope = { variables, next: session.scope, hidesPrivateOfNext: false };
  session.scope = scope;
  return variables;
}

/** `$(call NAME,…)`: binds `$(0)`, `$(1)` … and expands the named variable. */
function expandCall(session: Session, args: readonly ByteString[]): ByteString {
  const first = args[0] ?? '';
  const start = skipSpaces(first, 0);
  const end = endOfWord(first, start);
  const name = first.slice(start, end);
  if (name === '') return '';
  const shape = session.dialect.syntax.functions.get(name);
  if (shape !== undefined) return callFunction(session, shape, args.slice(1));
  const variable = lookupVariable(session, name);
  if (variable === undefined) {
    warnUndefined(session, name);
    return '';
  }
  if (variable.value === '' && !variable.isAppend) return '';

  const savedScope = session.scope;
  const savedBound = session.boundArguments;
  const savedContext = session.context;
  const bound = openScope(session);
  let count = 0;
  for (; count < args.length; count++) {
    const value = count === 0 ? first.slice(0, end) : args[count]!;
    const number = argumentNames[count] ?? String(count);
    bound.set(number, newVariable(number, value, 'automatic', false));
  }
  for (let i = count; i < savedBound; i++) bound.set(String(i), newVariable(String(i), '', 'automatic', false));
  session.boundArguments = count;
  const definition = variable.definition?.location ?? null;
  session.context = pushFrame(savedContext, 'call', name, session.reading, definition, args);
  variable.allowedRecursions = callRecursions;
  const named = namedReference(name);
  const value = named.kind === 'reference' ? expandReference(session, name) : expandExpression(session, [named]);
  variable.allowedRecursions = 0;
  session.context = savedContext;
  session.boundArguments = savedBound;
  session.scope = savedScope;
  return value;
}

/** `$(foreach VAR,LIST,BODY)`. */
function expandForeach(session: Session, args: readonly Argument[]): ByteString {
  const nameText = expandArgument(session, args[0]!);
  const start = skipSpaces(nameText, 0);
  const name = nameText.slice(start, endOfWord(nameText, start));
  const words = splitWords(expandArgument(session, args[1]!));
  const body = argumentExpression(args[2]!, session.dialect.syntax);
  const savedScope = session.scope;
  const scope = openScope(session);
  const variable = newVariable(name, '', 'automatic', false);
  scope.set(name, variable);
  let out = '';
  for (let i = 0; i < words.length; i++) {
    countStep(session);
    variable.value = words[i]!;
    const value = expandExpression(session, body);
    out = i === 0 ? value : `${out} ${value}`;
    if (out.length > limits.size) limitReached(session, 'make/limit-size', 'kgate: expansion is too large');
  }
  session.scope = savedScope;
  return out;
}

/** `$(let VARS,LIST,BODY)`: the last variable takes the rest of the list. Source: GNU make manual 4.4 §8.5. */
function expandLet(session: Session, args: readonly Argument[]): ByteString {
  const names = splitWords(expandArgument(session, args[0]!));
  const list = expandArgument(session, args[1]!);
  const savedScope = session.scope;
  const scope = openScope(session);
  let at = 0;
  for (let i = 0; i < names.length; i++) {
    at = skipSpaces(list, at);
    const end = i === names.length - 1 ? list.length : endOfWord(list, at);
    scope.set(names[i]!, newVariable(names[i]!, list.slice(at, end), 'automatic', false));
    at = end;
  }
  const value = expandArgument(session, args[2]!);
  session.scope = savedScope;
  return value;
}

/** `call` by name: its arguments arrive expanded. */
export const scopedFunctions: ReadonlyMap<string, EagerFunction> = new Map([['call', expandCall]]);

/** `foreach` and `let` by name. */
export const loopFunctions: ReadonlyMap<string, LazyFunction> = new Map([
  ['foreach', expandForeach],
  ['let', expandLet],
]);
