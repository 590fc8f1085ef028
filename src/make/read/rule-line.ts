/** Rule lines and target-specific assignments. Source: GNU make manual 4.3 §3.7, §4.2, §4.12, §6.11. */

import type { ByteString } from '../../core/bytes.ts';
import { defineBuiltin } from '../state/define.ts';
import type { MakeState } from '../state/make-state.ts';
import { fatal } from '../state/messages.ts';
import type { ExpandedWord } from '../state/records.ts';
import type { Statement } from '../syntax/ast.ts';
import { type HeadWord } from '../syntax/ast.ts';
import { endsInOddBackslashes, findPercent, findUnquoted, joinContinuations, stripSpaces } from '../syntax/chars.ts';
import { headWords, wordPieces } from '../syntax/rule-head.ts';
import { splitModified } from '../syntax/statement.ts';
import { setTargetVariable } from './assign.ts';
import { expandText } from './expand.ts';
import { expandWord } from './expand-word.ts';
import { parseFileNames } from './file-names.ts';
import { positionOf, type ReadState } from './read-state.ts';

/** Reads a rule line: expands word by word up to the `:`, then decides what the rest is. */
export function readRule(
  make: MakeState,
  state: ReadState,
  statement: Extract<Statement, { kind: 'rule' }>,
  rawLine: ByteString,
): void {
  const where = positionOf(state);
  const head = statement.head;
  let recipe = statement.recipe;
  const { syntax } = make.dialect;
  const { groupedTargets } = syntax;
  const words = headWords(head, syntax);
  let at = 0;
  let word = words[at]!;
  if (word.kind === 'end') {
    if (recipe !== null) fatal(make, 'make/missing-rule', 'missing rule before recipe', where);
    return;
  }
  if (word.kind === 'colon') {
    state.skipsRecipe = true;
    return;
  }
  let done = '';
  const targetWords: ExpandedWord[] = [];
  let piece = expandWord(make, word.text, targetWords);
  let colon = -1;
  /** The word that what is left of the line follows, null when nothing is left. */
  let last: HeadWord | null = word;
  for (;;) {
    if (recipe === null) {
      const semicolon = findUnquoted(piece, 59, 59, false);
      piece = semicolon.text;
      if (semicolon.at >= 0) {
        recipe = piece.slice(semicolon.at + 1) + expandText(make, last?.rest ?? '');
        piece = piece.slice(0, semicolon.at);
        last = null;
      }
    }
    const found = findUnquoted(piece, 58, 58, false);
    piece = found.text;
    if (found.at >= 0) {
      colon = groupedTargets && found.at > 0 && piece.charCodeAt(found.at - 1) === 38 ? found.at - 1 : found.at;
      break;
    }
    if (last === null) break;
    word = words[++at]!;
    if (word.kind === 'end') break;
    done += `${piece} `;
    piece = expandWord(make, word.text, targetWords);
    last = word;
  }
  if (colon < 0) {
    if (stripSpaces(done + piece) === '') return;
    const looksLikeTab = make.modes.recipePrefix === 9 && rawLine.startsWith('        ');
    const isIfeq = make.dialect.hintsAtIfeqBlank && /^[ \t\v\f\r]*ifn?eq[^ \t]/.test(rawLine);
    const hint = looksLikeTab
      ? ' (did you mean TAB instead of 8 spaces?)'
      : isIfeq
        ? ' (ifeq/ifneq must be followed by whitespace)'
        : '';
    fatal(make, 'make/missing-separator', `missing separator${hint}`, where);
    return;
  }

  const isGrouped = piece.charCodeAt(colon) === 38;
  const targets = parseFileNames(make, done + piece.slice(0, colon), { stop: 0, glob: true }).names;
  let expandedRest = piece.slice(colon + (isGrouped ? 2 : 1));
  if (targets.length === 0) {
    state.skipsRecipe = true;
    return;
  }
  const isDoubleColon = expandedRest.startsWith(':');
  if (isDoubleColon) expandedRest = expandedRest.slice(1);
  let assigned: Statement | null;
  if (expandedRest === '' && last !== null) {
    if (last.assignment === undefined) last.assignment = splitModified(last.rest, true, syntax);
    assigned = last.assignment;
  } else assigned = splitModified(expandedRest + (last?.rest ?? ''), true, syntax);
  if (assigned !== null && assigned.kind === 'assignment') {
    const text = statement.recipe === null ? '' : `;${joinContinuations(statement.recipe)}`;
    const assignment = { ...assigned.assignment, value: assigned.assignment.value + text };
    setTargetVariable(make, targets, assignment, assigned.modifiers);
    return;
  }
  state.skipsRecipe = false;
  let text = expandedRest;
  const prerequisiteWords: ExpandedWord[] = [];
  const joined = targetWords.at(-1);
  // A variable that holds the whole rule.
  if (expandedRest !== '' && joined !== undefined) prerequisiteWords.push({ ...joined, value: expandedRest });
  if (last !== null) {
    last.plainRest ??= findUnquoted(last.rest, 61, 61, false).text;
    last.restWords ??= wordPieces(last.plainRest);
    for (const rest of last.restWords) text += expandWord(make, rest, prerequisiteWords);
  }
  if (recipe === null) {
    const semicolon = findUnquoted(text, 59, 59, false);
    text = semicolon.text;
    if (semicolon.at >= 0) {
      recipe = text.slice(semicolon.at + 1);
      text = text.slice(0, semicolon.at);
    }
  }

  let pattern: ByteString | null = null;
  const patternEnd = unquotedColon(text);
  if (patternEnd >= 0) {
    const names = parseFileNames(make, text, { stop: 58, glob: false });
    const problem =
      names.names.length === 0
        ? 'missing target pattern'
        : names.names.length > 1
          ? 'multiple target patterns'
          : findPercent(names.names[0]!).at < 0
            ? "target pattern contains no '%'"
            : null;
    if (problem !== null) {
      fatal(make, 'make/invalid-rule', problem, where, { target: null });
      return;
    }
    pattern = names.names[0]!;
    text = names.rest.slice(1);
  }
  const prerequisites = stripSpaces(text);
  const location = where ?? { file: state.file, line: 0 };
  state.waiting = {
    targets,
    isDoubleColon,
    isGrouped,
    pattern,
    prerequisites: prerequisites === '' ? null : prerequisites,
    location,
    targetWords,
    words: prerequisiteWords,
    context: make.at.context,
    lines: recipe === null ? [] : [recipe],
    contexts: recipe === null ? [] : [make.at.context],
    recipeLine: location.line,
  };
  chooseDefaultGoal(make, targets);
}

/** Index of the first `:` that no backslash quotes, -1 when there is none. */
function unquotedColon(text: ByteString): number {
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    if (!endsInOddBackslashes(text, 0, at)) return at;
  }
  return -1;
}

/** The first target that is no pattern and does not begin with a period is the goal. Source: manual §9.2. */
function chooseDefaultGoal(make: MakeState, targets: readonly ByteString[]): void {
  if (!make.modes.setsDefaultGoal) return;
  for (const name of targets) {
    if (name.includes('%')) return;
    if (name.startsWith('.') && !name.includes('/')) continue;
    if ((make.globals.get('.DEFAULT_GOAL')?.value ?? '') !== '') return;
    defineBuiltin(make, '.DEFAULT_GOAL', name, 'file', false);
    return;
  }
}
