/** `if`, `or`, `and`: functions that expand an argument only when it is needed. Source: GNU make manual 4.3 §8.4. */

import type { ByteString } from '../../core/bytes.ts';
import { limits } from '../limits.ts';
import { expandExpression, expandText } from '../read/expand.ts';
import { noLocation } from '../state/context.ts';
import type { LazyFunction, MakeState } from '../state/make-state.ts';
import { traced } from '../state/make-state.ts';
import type { Condition } from '../state/records.ts';
import type { Argument, Expression } from '../syntax/ast.ts';
import { stripSpaces } from '../syntax/chars.ts';
import { argumentExpression, parseExpression } from '../syntax/expression.ts';

/** Runs a test of a function-level condition and notes what it read. */
function evaluateTest(make: MakeState, test: string, argument: Argument): Condition {
  const expression = (argument.parsed ??= parseExpression(stripSpaces(argument.text), make.dialect.syntax));
  const { value, references, shellCalls } = traced(make, () => expandExpression(make, expression));
  const outer = make.at.references;
  if (outer !== null) {
    for (const reference of references) {
      if (outer.length >= limits.references) break;
      outer.push(reference);
    }
    make.at.calls?.push(...shellCalls);
  }
  const taken = value !== '';
  return {
    kind: 'function',
    test,
    location: make.at.reading ?? noLocation,
    text: stripSpaces(argument.text),
    left: value,
    right: '',
    taken,
    branch: taken ? 'then' : 'else',
    references,
    shellCalls,
  };
}

function expandIf(make: MakeState, args: readonly Argument[]): ByteString {
  const test = evaluateTest(make, 'if', args[0]!);
  const branch = test.taken ? args[1] : args[2];
  if (branch === undefined) return '';
  return expandUnderTest(make, test, branch.text === '' ? '' : argumentExpression(branch, make.dialect.syntax));
}

function expandUnderTest(make: MakeState, test: Condition, expression: Expression): ByteString {
  if (typeof expression === 'string') return expression;
  const saved = make.at.context;
  make.at.context = { kind: 'test', parent: saved, test };
  const value = expandExpression(make, expression);
  make.at.context = saved;
  return value;
}

/** `or` stops at the first non-empty argument, `and` at the first empty one. */
function expandAndOr(make: MakeState, args: readonly Argument[], name: 'or' | 'and'): ByteString {
  const saved = make.at.context;
  let result = '';
  for (let i = 0; i < args.length; i++) {
    const text = stripSpaces(args[i]!.text);
    if (text === '') {
      if (name === 'or') continue;
      result = '';
      break;
    }
    if (i === args.length - 1) {
      result = expandText(make, text);
      break;
    }
    const test = evaluateTest(make, name, args[i]!);
    result = test.left;
    if (test.taken === (name === 'or')) break;
    make.at.context = { kind: 'test', parent: make.at.context, test };
  }
  make.at.context = saved;
  return result;
}

/** The functions of this file by name. */
export const conditionalFunctions: ReadonlyMap<string, LazyFunction> = new Map<string, LazyFunction>([
  ['if', expandIf],
  ['or', (make, args) => expandAndOr(make, args, 'or')],
  ['and', (make, args) => expandAndOr(make, args, 'and')],
]);
