/** Rule lines and target-specific assignments. Source: GNU make manual 4.3 §3.7, §4.2, §4.12, §6.11. */
import type { ByteString } from '../../core/bytes.ts';
import { parseFileNames } from '../state/files.ts';
import { fatal, type Session } from '../state/session.ts';
import { defineBuiltin } from '../state/variables.ts';
import { findPercent, findUnquoted, isSpace, joinContinuations, skipReference, stripSpaces } from '../syntax/chars.ts';
import { type Statement, splitModified } from '../syntax/statement.ts';
import type { Syntax } from '../syntax/syntax.ts';
import { setTargetVariable } from './assign.ts';
import { expandText } from './expand.ts';
import { positionOf, type ReadState } from './read-state.ts';

/** One word of a rule line before expansion. */
interface RuleWord {
  readonly kind: 'end' | 'colon' | 'other';
  readonly start: number;
  readonly end: number;
}

/** The next word: ends at blanks, `:`, `=`, or before `?=`, `+=`, `&:`. */
function nextRuleWord(text: ByteString, from: number, knowsGroups: boolean): RuleWord {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  const start = at;
  if (at >= text.length) return { kind: 'end', start, end: at };
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  switch (first) {
    case 59:
    case 61:
      return { kind: 'other', start, end: at + 1 };
    case 58:
      if (second === 61) return { kind: 'other', start, end: at + 2 };
      if (second === 58) {
        return text.charCodeAt(at + 2) === 61
          ? { kind: 'other', start, end: at + 3 }
          : { kind: 'colon', start, end: at + 2 };
      }
      return { kind: 'colon', start, end: at + 1 };
    case 38:
      if (second !== 58 || !knowsGroups) break;
      return { kind: 'colon', start, end: text.charCodeAt(at + 2) === 58 ? at + 3 : at + 2 };
    case 43:
    case 63:
    case 33:
      if (second === 61) return { kind: 'other', start, end: at + 2 };
      break;
    default:
  }
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) break;
    if (code === 61 || code === 58) break;
    if (code === 36) {
      at = skipReference(text, at) - 1;
      continue;
    }
    const next = text.charCodeAt(at + 1);
    if ((code === 63 || code === 43) && next === 61) break;
    if (code === 38 && next === 58 && knowsGroups) break;
    if (code === 92 && (next === 58 || next === 59 || next === 61 || next === 92)) at++;
  }
  return { kind: 'other', start, end: Math.min(at, text.length) };
}

/** A word, and what follows it. */
export interface HeadWord {
  readonly kind: RuleWord['kind'];
  readonly text: ByteString;
  readonly rest: ByteString;
  /** What {@link rest} is when the word holds all up to the `:`, undefined before it is looked at. */
  assignment: Statement | null | undefined;
  /** {@link rest} without the backslash of a quoted `=`. */
  plainRest: ByteString | undefined;
}

/** Words of a rule line; makefiles that many makes read have the same lines. */
function headWords(head: ByteString, syntax: Syntax): readonly HeadWord[] {
  const known = syntax.heads.get(head);
  if (known !== undefined) return known;
  const words: HeadWord[] = [];
  for (let at = 0; ; ) {
    const { kind, start, end } = nextRuleWord(head, at, syntax.groupedTargets);
    const text = head.slice(start, end);
    words.push({ kind, text, rest: head.slice(end), assignment: undefined, plainRest: undefined });
    if (kind === 'end') break;
    at = end;
  }
  syntax.heads.set(head, words);
  return words;
}

/** Reads a rule line: expands word by word up to the `:`, then decides what the rest is. */
export function readRule(
  session: Session,
  state: ReadState,
  statement: Extract<Statement, { kind: 'rule' }>,
  rawLine: ByteString,
): void {
  const where = positionOf(state);
  const head = statement.head;
  let recipe = statement.recipe;
  const { syntax } = session.dialect;
  const { groupedTargets } = syntax;
  const words = headWords(head, syntax);
  let at = 0;
  let word = words[at]!;
  if (word.kind === 'end') {
    if (recipe !== null) fatal(session, 'make/missing-rule', 'missing rule before recipe', where);
    return;
  }
  if (word.kind === 'colon') {
    state.skipsRecipe = true;
    return;
  }
  let done = '';
  let piece = expandText(session, word.text);
  let colon = -1;
  /** The word that what is left of the line follows, null when nothing is left. */
  let last: HeadWord | null = word;
  for (;;) {
    if (recipe === null) {
      const semicolon = findUnquoted(piece, 59, 59, false);
      piece = semicolon.text;
      if (semicolon.at >= 0) {
        recipe = piece.slice(semicolon.at + 1) + expandText(session, last?.rest ?? '');
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
    piece = expandText(session, word.text);
    last = word;
  }
  if (colon < 0) {
    if (stripSpaces(done + piece) === '') return;
    const looksLikeTab = session.recipePrefix === 9 && rawLine.startsWith('        ');
    const isIfeq = session.dialect.hintsAtIfeqBlank && /^[ \t\v\f\r]*ifn?eq[^ \t]/.test(rawLine);
    const hint = looksLikeTab
      ? ' (did you mean TAB instead of 8 spaces?)'
      : isIfeq
        ? ' (ifeq/ifneq must be followed by whitespace)'
        : '';
    fatal(session, 'make/missing-separator', `missing separator${hint}`, where);
    return;
  }

  const isGrouped = piece.charCodeAt(colon) === 38;
  const targets = parseFileNames(session, done + piece.slice(0, colon), { stop: 0, glob: true }).names;
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
    setTargetVariable(session, targets, assignment, assigned.modifiers);
    return;
  }
  state.skipsRecipe = false;
  let text = expandedRest;
  if (last !== null) {
    last.plainRest ??= findUnquoted(last.rest, 61, 61, false).text;
    text += expandText(session, last.plainRest);
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
    const names = parseFileNames(session, text, { stop: 58, glob: false });
    const problem =
      names.names.length === 0
        ? 'missing target pattern'
        : names.names.length > 1
          ? 'multiple target patterns'
          : findPercent(names.names[0]!).at < 0
            ? "target pattern contains no '%'"
            : null;
    if (problem !== null) {
      fatal(session, 'make/invalid-rule', problem, where);
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
    lines: recipe === null ? [] : [recipe],
    contexts: recipe === null ? [] : [session.context],
    recipeLine: location.line,
  };
  chooseDefaultGoal(session, targets);
}

/** Index of the first `:` that no backslash quotes, -1 when there is none. */
function unquotedColon(text: ByteString): number {
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let slashes = 0;
    while (at - 1 - slashes >= 0 && text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** The first target that is no pattern and does not begin with a period is the goal. Source: manual §9.2. */
function chooseDefaultGoal(session: Session, targets: readonly ByteString[]): void {
  if (!session.setsDefaultGoal) return;
  for (const name of targets) {
    if (name.includes('%')) return;
    if (name.startsWith('.') && !name.includes('/')) continue;
    if ((session.globals.get('.DEFAULT_GOAL')?.value ?? '') !== '') return;
    defineBuiltin(session, '.DEFAULT_GOAL', name, 'file', false);
    return;
  }
}
