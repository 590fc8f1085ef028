/** `if`, `or`, `and`: functions that expand an argument only when it is needed. Source: GNU make manual 4.3 §8.4. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { expandExpression, expandText } from '../read/expand.ts';
import { type LazyFunction, limits, type Session } from '../state/session.ts';
import type { Condition, Reference } from '../state/types.ts';
import { stripSpaces } from '../syntax/chars.ts';
import { type Argument, argumentExpression, type Expression, parseExpression } from '../syntax/expression.ts';

const noLocation: Location = { file: '', line: 0 };

/** Runs a test of a function-level condition and notes what it read. */
function evaluateTest(session: Session, test: string, argument: Argument): Condition {
  const outerReferences = session.references;
  const outerCalls = session.calls;
  const references: Reference[] = [];
  const calls: ShellCall[] = [];
  session.references = references;
  session.calls = calls;
  argument.parsed ??= parseExpression(stripSpaces(argument.text), session.dialect.syntax);
  const value = expandExpression(session, argument.parsed);
  session.references = outerReferences;
  session.calls = outerCalls;
  if (outerReferences !== null) {
    for (const reference of references) {
      if (outerReferences.length >= limits.references) break;
      outerReferences.push(reference);
    }
    if (outerCalls !== null) outerCalls.push(...calls);
  }
  const taken = value !== '';
  return {
    kind: 'function',
    test,
    location: session.reading ?? noLocation,
    text: stripSpaces(argument.text),
    left: value,
    right: '',
    taken,
    branch: taken ? 'then' : 'else',
    references,
    shellCalls: calls,
  };
}

function expandIf(session: Session, args: readonly Argument[]): ByteString {
  const test = evaluateTest(session, 'if', args[0]!);
  const branch = test.taken ? args[1] : args[2];
  if (branch === undefined) return '';
  return expandGuarded(session, test, branch.text === '' ? '' : argumentExpression(branch, session.dialect.syntax));
}

function expandGuarded(session: Session, test: Condition, expression: Expression): ByteString {
  if (typeof expression === 'string') return expression;
  const saved = session.context;
  session.context = { kind: 'test', parent: saved, test };
  const value = expandExpression(session, expression);
  session.context = saved;
  return value;
}

/** `or` stops at the first non-empty argument, `and` at the first empty one. */
function expandAndOr(session: Session, args: readonly Argument[], name: 'or' | 'and'): ByteString {
  const saved = session.context;
  let result = '';
  for (let i = 0; i < args.length; i++) {
    const text = stripSpaces(args[i]!.text);
    if (text === '') {
      if (name === 'or') continue;
      result = '';
      break;
    }
    if (i === args.length - 1) {
      result = expandText(session, text);
      break;
    }
    const test = evaluateTest(session, name, args[i]!);
    result = test.left;
    if (test.taken === (name === 'or')) break;
    session.context = { kind: 'test', parent: session.context, test };
  }
  session.context = saved;
  return result;
}

/** The functions of this file by name. */
export const conditionalFunctions: ReadonlyMap<string, LazyFunction> = new Map<string, LazyFunction>([
  ['if', expandIf],
  ['or', (session, args) => expandAndOr(session, args, 'or')],
  ['and', (session, args) => expandAndOr(session, args, 'and')],
]);
