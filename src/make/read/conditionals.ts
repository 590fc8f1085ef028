/** `ifeq`, `ifdef`, `else`, `endif`. Source: GNU make manual 4.3 §7.2; docs/make-semantics.md §1.6. */

import type { ConditionalContext } from '../state/context.ts';
import { noLocation } from '../state/context.ts';
import { lookupVariable } from '../state/define.ts';
import type { MakeState } from '../state/make-state.ts';
import { traced } from '../state/make-state.ts';
import { fatal, warn } from '../state/messages.ts';
import type { Condition } from '../state/records.ts';
import type { Statement } from '../syntax/ast.ts';
import { endOfWord, skipSpaces } from '../syntax/chars.ts';
import { expandText, noteRawRead } from './expand.ts';
import { type ConditionalLevel, positionOf, type ReadState } from './read-state.ts';

type ConditionalStatement = Extract<Statement, { kind: 'conditional' }>;

/** Carries out one conditional directive and updates whether lines are read. */
export function evaluateConditional(
  make: MakeState,
  state: ReadState,
  statement: Extract<Statement, { kind: 'conditional' | 'else' | 'endif' }>,
): void {
  switch (statement.kind) {
    case 'conditional':
      openLevel(make, state, statement);
      break;
    case 'else':
      switchBranch(make, state, statement);
      break;
    case 'endif': {
      if (statement.rest !== '') warnExtraText(make, state, 'endif');
      const level = state.levels.pop();
      if (level === undefined) {
        fatal(make, 'make/extraneous-directive', "extraneous 'endif'", positionOf(state), { directive: 'endif' });
        return;
      }
      if (level.ignoring !== false) state.ignoredLevels--;
      state.lastIgnoring[state.levels.length] = level.ignoring;
      make.at.context = level.outer;
      break;
    }
  }
  state.isIgnoring = state.ignoredLevels > 0;
}

function setIgnoring(state: ReadState, level: ConditionalLevel, ignoring: boolean | 'done'): void {
  if ((level.ignoring !== false) !== (ignoring !== false)) state.ignoredLevels += ignoring === false ? -1 : 1;
  level.ignoring = ignoring;
}

function warnExtraText(make: MakeState, state: ReadState, word: string): void {
  warn(make, 'make/extraneous-text', `extraneous text after '${word}' directive`, positionOf(state), {
    directive: word,
  });
}

function openLevel(make: MakeState, state: ReadState, statement: ConditionalStatement): void {
  const outer = make.at.context;
  const level: ConditionalLevel = { ignoring: true, sawElse: false, outer };
  const isSkipped = state.isIgnoring;
  state.levels.push(level);
  state.ignoredLevels++;
  if (isSkipped) return;
  const test = runTest(make, state, statement);
  if (test === null) {
    fatal(make, 'make/invalid-conditional', 'invalid syntax in conditional', positionOf(state));
    return;
  }
  setIgnoring(state, level, !test.taken);
  make.at.context = { kind: 'conditional', parent: outer, earlier: null, test };
}

function switchBranch(make: MakeState, state: ReadState, statement: Extract<Statement, { kind: 'else' }>): void {
  const level = state.levels[state.levels.length - 1];
  const where = positionOf(state);
  if (level === undefined) {
    fatal(make, 'make/extraneous-directive', "extraneous 'else'", where, { directive: 'else' });
    return;
  }
  if (level.sawElse) {
    fatal(make, 'make/second-else', "only one 'else' per conditional", where);
    return;
  }
  if (level.ignoring === false) setIgnoring(state, level, 'done');
  else if (level.ignoring === true) setIgnoring(state, level, false);
  const top = make.at.context;
  const earlier = top !== level.outer && top?.kind === 'conditional' ? top : null;
  const plain: ConditionalContext = { kind: 'conditional', parent: level.outer, earlier, test: null };
  if (statement.rest === '') {
    level.sawElse = true;
    make.at.context = plain;
    return;
  }
  if (statement.nested === null || statement.nested.kind !== 'conditional') {
    warnExtraText(make, state, 'else');
    make.at.context = plain;
    return;
  }
  // Only the first branch that holds is read: later tests are not even expanded.
  if (state.ignoredLevels > 0) {
    if (level.ignoring !== 'done') setIgnoring(state, level, true);
    return;
  }
  make.at.context = plain;
  const test = runTest(make, state, statement.nested);
  if (test === null) {
    warnExtraText(make, state, 'else');
    // The faulty conditional stays open; whether it is read is what the last one of its depth left: docs/make-semantics.md §1.6.
    const ignoring = state.lastIgnoring[state.levels.length] ?? false;
    state.levels.push({ ignoring, sawElse: false, outer: plain });
    if (ignoring !== false) state.ignoredLevels++;
    return;
  }
  setIgnoring(state, level, !test.taken);
  // The nested conditional was a level of its own for a moment.
  state.lastIgnoring[state.levels.length] = !test.taken;
  make.at.context = { kind: 'conditional', parent: level.outer, earlier, test };
}

/** Expands and compares; null for a syntax error. */
function runTest(make: MakeState, state: ReadState, statement: ConditionalStatement): Condition | null {
  const { value: sides, references, shellCalls } = traced(make, () => compareSides(make, state, statement));
  if (sides === null) return null;
  return {
    kind: 'directive',
    test: statement.word,
    location: positionOf(state) ?? noLocation,
    text: statement.text,
    left: sides.left,
    right: sides.right,
    taken: sides.taken,
    branch: 'then',
    references,
    shellCalls,
  };
}

interface Sides {
  readonly left: string;
  readonly right: string;
  readonly taken: boolean;
}

function compareSides(make: MakeState, state: ReadState, statement: ConditionalStatement): Sides | null {
  const comparison = statement.comparison;
  if (comparison === null) {
    const text = expandText(make, statement.args);
    const end = endOfWord(text, 0);
    if (skipSpaces(text, end) < text.length) return null;
    const name = text.slice(0, end);
    const variable = lookupVariable(make, name);
    noteRawRead(make, name, variable);
    const isDefined = variable !== undefined && variable.value !== '';
    const taken = isDefined === (statement.word === 'ifdef');
    return { left: name, right: variable?.value ?? '', taken };
  }
  if (comparison.left === null) return null;
  const left = expandText(make, comparison.left);
  if (comparison.right === null) return null;
  if (comparison.hasExtraText) warnExtraText(make, state, statement.word);
  const right = expandText(make, comparison.right);
  const taken = (left === right) === (statement.word === 'ifeq');
  return { left, right, taken };
}
