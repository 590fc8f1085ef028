/**
 * Classifies one logical line as make does before it expands anything. Nothing here depends on
 * variables, so a line is classified once however often its file is read.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { AssignmentOperator, LogicalLine } from './ast.ts';
import { type AssignmentText, type ComparisonText, type Modifiers, type Statement } from './ast.ts';
import { endOfWord, findUnquoted, isBlank, joinContinuations, removeComment, skipSpaces } from './chars.ts';
import type { Syntax } from './syntax.ts';

const noModifiers: Modifiers = { isExport: false, isUnexport: false, isOverride: false, isPrivate: false };

/** An assignment whose name holds no references: most of them. */
const ordinaryAssignment = /([\w./-]+)[ \t]*(=|\+=|:=|\?=|!=|::=)/y;

/**
 * Takes `NAME op VALUE` apart, or returns null when it is no assignment. A name may hold
 * references but no blanks outside of them. Source: GNU make manual 4.3 §6.5, observed with make 4.3.
 */
export function splitAssignment(text: ByteString, syntax: Syntax, from = 0): AssignmentText | null {
  const start = skipSpaces(text, from);
  ordinaryAssignment.lastIndex = start;
  const ordinary = ordinaryAssignment.exec(text);
  if (ordinary !== null) {
    const [all, name = '', operator] = ordinary;
    return { name, operator: operator as AssignmentOperator, value: text.slice(skipSpaces(text, start + all.length)) };
  }
  const length = text.length;
  let at = start;
  let end = -1;
  let sawBlank = false;
  for (;;) {
    if (at >= length) return null;
    let code = text.charCodeAt(at++);
    if (code === 35) return null;
    if (code === 36 && !sawBlank) {
      const open = text.charCodeAt(at);
      if (at >= length) return null;
      if (open === 40 || open === 123) {
        const close = open === 40 ? 41 : 125;
        let depth = 1;
        at++;
        for (; at < length; at++) {
          const inner = text.charCodeAt(at);
          if (inner === close && --depth === 0) {
            at++;
            break;
          }
          if (inner === open) depth++;
        }
      } else {
        at++;
      }
      continue;
    }
    if (isBlank(code)) {
      sawBlank = true;
      end = at - 1;
      at = skipSpaces(text, at);
      if (at >= length) return null;
      code = text.charCodeAt(at++);
    }
    if (code === 61) {
      return finish(text, start, end < 0 ? at - 1 : end, '=', at);
    }
    if (text.charCodeAt(at) === 61) {
      const operator = code === 43 ? '+=' : code === 63 ? '?=' : code === 58 ? ':=' : code === 33 ? '!=' : null;
      if (operator !== null) return finish(text, start, end < 0 ? at - 1 : end, operator, at + 1);
      if (sawBlank) return null;
      continue;
    }
    if (code === 58) {
      if (text.charCodeAt(at) !== 58) return null;
      if (text.charCodeAt(at + 1) === 61) return finish(text, start, end < 0 ? at - 1 : end, '::=', at + 2);
      if (!syntax.immediateRecursive || text.charCodeAt(at + 1) !== 58 || text.charCodeAt(at + 2) !== 61) return null;
      return finish(text, start, end < 0 ? at - 1 : end, ':::=', at + 3);
    }
    if (sawBlank) return null;
  }
}

function finish(
  text: ByteString,
  start: number,
  end: number,
  operator: AssignmentOperator,
  valueFrom: number,
): AssignmentText {
  return { name: text.slice(start, end), operator, value: text.slice(skipSpaces(text, valueFrom)) };
}

/** An assignment with its modifiers, `define` or `undefine`; null when the text is none of them. */
export function splitModified(text: ByteString, isTargetSpecific: boolean, syntax: Syntax): Statement | null {
  let at = skipSpaces(text, 0);
  let isExport = false;
  let isUnexport = false;
  let isOverride = false;
  let isPrivate = false;
  while (at < text.length) {
    const assignment = splitAssignment(text, syntax, at);
    if (assignment !== null) {
      const modifiers =
        isExport || isUnexport || isOverride || isPrivate
          ? { isExport, isUnexport, isOverride, isPrivate }
          : noModifiers;
      return { kind: 'assignment', modifiers, assignment };
    }
    const end = endOfWord(text, at);
    switch (text.slice(at, end)) {
      case 'export':
        isExport = true;
        isUnexport = false;
        break;
      case 'unexport':
        if (!syntax.unexportIsModifier) return null;
        isUnexport = true;
        isExport = false;
        break;
      case 'override':
        isOverride = true;
        break;
      case 'private':
        isPrivate = true;
        break;
      case 'define':
        if (isTargetSpecific) return null;
        return {
          kind: 'define',
          modifiers: { isExport, isUnexport, isOverride, isPrivate },
          header: text.slice(skipSpaces(text, end)),
        };
      case 'undefine':
        if (isTargetSpecific) return null;
        return {
          kind: 'undefine',
          modifiers: { isExport, isUnexport, isOverride, isPrivate },
          name: text.slice(skipSpaces(text, end)),
        };
      default:
        return null;
    }
    at = skipSpaces(text, end);
  }
  return null;
}

/**
 * Splits the arguments of `ifeq`. Only `(` and `)` nest; in the parenthesised form blanks before
 * the comma and after it do not count. Source: GNU make manual 4.3 §7.2, observed with make 4.3.
 */
export function splitComparison(args: ByteString): ComparisonText {
  const open = args.charCodeAt(0);
  const malformed: ComparisonText = { left: null, right: null, hasExtraText: false };
  if (open !== 40 && open !== 34 && open !== 39) return malformed;
  let at = 1;
  let left: ByteString;
  if (open === 40) {
    let depth = 0;
    for (; at < args.length; at++) {
      const code = args.charCodeAt(at);
      if (code === 40) depth++;
      else if (code === 41) depth--;
      else if (code === 44 && depth <= 0) break;
    }
    if (at >= args.length) return malformed;
    let end = at;
    while (end > 1 && isBlank(args.charCodeAt(end - 1))) end--;
    left = args.slice(1, end);
    at++;
  } else {
    const end = args.indexOf(args.charAt(0), 1);
    if (end < 0) return malformed;
    left = args.slice(1, end);
    at = skipSpaces(args, end + 1);
  }
  const halfway: ComparisonText = { left, right: null, hasExtraText: false };
  const second = open === 40 ? 41 : args.charCodeAt(at);
  if (second !== 41 && second !== 34 && second !== 39) return halfway;
  let start: number;
  if (second === 41) {
    start = skipSpaces(args, at);
    let depth = 0;
    for (at = start; at < args.length; at++) {
      const code = args.charCodeAt(at);
      if (code === 40) depth++;
      else if (code === 41) {
        if (depth <= 0) break;
        depth--;
      }
    }
  } else {
    start = at + 1;
    at = start;
    while (at < args.length && args.charCodeAt(at) !== second) at++;
  }
  if (at >= args.length) return halfway;
  return { left, right: args.slice(start, at), hasExtraText: skipSpaces(args, at + 1) < args.length };
}

function conditionalStatement(word: string, text: ByteString, argsFrom: number): Statement | null {
  const args = text.slice(argsFrom);
  switch (word) {
    case 'ifeq':
    case 'ifneq':
      return { kind: 'conditional', word, text, args, comparison: splitComparison(args) };
    case 'ifdef':
    case 'ifndef':
      return { kind: 'conditional', word, text, args, comparison: null };
    case 'endif':
      return { kind: 'endif', rest: args };
    case 'else': {
      // The word after `else` is taken from its second byte on, as make does.
      const end = args === '' ? 0 : endOfWord(args, 1);
      const next = args.slice(0, end);
      const opens = next === 'ifeq' || next === 'ifneq' || next === 'ifdef' || next === 'ifndef';
      const nested = opens ? conditionalStatement(next, args, skipSpaces(args, end)) : null;
      return { kind: 'else', rest: args, nested };
    }
    default:
      return null;
  }
}

/** The statement of a logical line; kept on the line. */
export function statementOf(line: LogicalLine, syntax: Syntax): Statement {
  line.statement ??= parseStatement(line.text, syntax);
  return line.statement;
}

/** The plainest assignment, which is what auto.conf consists of: name, `=`, no blank in between. */
const plainAssignment = /^[A-Za-z0-9_]+=[^#\n]*$/;

/** Name of a line that is a plain assignment, null for any other; its value is in `plainValue`. */
export function plainNameOf(line: LogicalLine): ByteString | null {
  let name = line.plainName;
  if (name !== undefined) return name;
  name = null;
  const { text } = line;
  if (plainAssignment.test(text)) {
    const equals = text.indexOf('=');
    name = text.slice(0, equals);
    line.plainValue = text.slice(skipSpaces(text, equals + 1));
  }
  line.plainName = name;
  return name;
}

/** Classifies one logical line that is not a recipe line. */
export function parseStatement(raw: ByteString, syntax: Syntax): Statement {
  const collapsed = removeComment(joinContinuations(raw), !syntax.commentsInReferences);
  const start = skipSpaces(collapsed, 0);
  const text = start === 0 ? collapsed : collapsed.slice(start);
  const assigned = splitModified(text, false, syntax);
  if (assigned !== null) return assigned;
  if (text === '') return { kind: 'blank' };
  const end = endOfWord(text, 0);
  const argsFrom = skipSpaces(text, end);
  const word = text.slice(0, end);
  const conditional = conditionalStatement(word, text, argsFrom);
  if (conditional !== null) return conditional;
  switch (word) {
    case 'export':
    case 'unexport':
    case 'vpath':
      return { kind: word, args: text.slice(argsFrom) };
    case 'load':
    case '-load':
      return { kind: 'load', args: text.slice(argsFrom) };
    case 'include':
    case '-include':
    case 'sinclude':
      return { kind: 'include', isOptional: word !== 'include', args: text.slice(argsFrom), word };
    default:
      break;
  }
  const isEndef = word === 'endef' && argsFrom >= text.length;
  const found = findUnquoted(raw, 59, 35, true);
  if (found.at < 0) return { kind: 'rule', head: joinContinuations(found.text), recipe: null, isEndef };
  const head = joinContinuations(found.text.slice(0, found.at));
  const recipe = found.text.charCodeAt(found.at) === 59 ? found.text.slice(found.at + 1) : null;
  return { kind: 'rule', head, recipe, isEndef };
}

/** True when a directive of this name, and no longer word, is at `at`. */
export function startsDirective(text: ByteString, at: number, word: string): boolean {
  const end = at + word.length;
  return text.startsWith(word, at) && (end >= text.length || isBlank(text.charCodeAt(end)));
}
