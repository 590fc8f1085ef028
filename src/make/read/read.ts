/**
 * Carries out makefile text statement by statement, in make's order. Source: GNU make manual 4.3
 * §3.7, §3.8; order of the tests on a line observed with make 4.3.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { recordVpath } from '../rules/rules.ts';
import { beginsStretch, type Reading } from '../sharing/shared-reading.ts';
import { conditionsOf, pathOf, pushFrame } from '../state/context.ts';
import { parseFileNames, readMakeFile } from '../state/files.ts';
import { fatal, guardLimits, limitReached, limits, recover, type Session, snapshot, warn } from '../state/session.ts';
import type { Reference } from '../state/types.ts';
import { defineBuiltin, definePlain, ownVariable, type Variable } from '../state/variables.ts';
import { isBlank, joinContinuations, removeComment, skipSpaces, stripSpaces } from '../syntax/chars.ts';
import { type LogicalLine, type LogicalText, readEvalLines, readFileLines } from '../syntax/reader.ts';
import { type Modifiers, plainNameOf, type Statement, splitAssignment, statementOf } from '../syntax/statement.ts';
import { assignVariable } from './assign.ts';
import { evaluateConditional } from './conditionals.ts';
import { changeExport, setExport, undefineVariable } from './directives.ts';
import { expandText } from './expand.ts';
import { includePath, resetFlags } from './flag-variables.ts';
import { newState, positionOf, type ReadState, recordWaiting } from './read-state.ts';
import { readRule } from './rule-line.ts';

/** Reads the text of one makefile. */
export function readFileText(session: Session, file: string, text: ByteString): void {
  const lines = readFileLines(text, session.dialect.syntax);
  readLines(session, newState(file, null, true), lines, session.shared?.open(session, lines) ?? null);
}

/** Reads the text of `$(eval)`: messages keep the position of the statement around it. */
export function readEvalText(session: Session, text: ByteString): void {
  const savedReading = session.reading;
  const savedContext = session.context;
  const savedReferences = session.references;
  const savedCalls = session.calls;
  session.context = pushFrame(savedContext, 'eval', '', savedReading, null);
  if (++session.depth > limits.depth) {
    limitReached(session, 'make/limit-depth', 'kgate: expansions are nested too deeply');
  }
  const state = newState(savedReading?.file ?? '', savedReading, savedReading !== null);
  readLines(session, state, readEvalLines(text, session.dialect.syntax), null);
  session.depth--;
  session.reading = savedReading;
  session.context = savedContext;
  session.references = savedReferences;
  session.calls = savedCalls;
}

function readLines(session: Session, state: ReadState, text: LogicalText, reading: Reading | null): void {
  const saved = snapshot(session);
  const cursor = { index: 0, context: session.context };
  while (cursor.index < text.lines.length) {
    try {
      readFrom(session, state, text.lines, cursor, reading);
    } catch (error) {
      recover(session, { ...saved, context: cursor.context }, error);
      cursor.index++;
    }
  }
  if (state.fixedLocation === null && state.hasPosition) session.reading = { file: state.file, line: text.endLine };
  if (state.levels.length > 0) {
    fatal(session, 'make/missing-endif', "missing 'endif'", session.reading);
  }
  guardLimits(session, () => recordWaiting(session, state));
  reading?.finish(session, state, text.lines.length);
  session.context = saved.context;
  session.reading = saved.reading;
}

/** Carries out lines from `cursor` on; when it throws, the cursor stands at the statement that failed. */
function readFrom(
  session: Session,
  state: ReadState,
  lines: readonly LogicalLine[],
  cursor: { index: number; context: Session['context'] },
  reading: Reading | null,
): void {
  const isFile = state.fixedLocation === null;
  for (; cursor.index < lines.length; cursor.index++) {
    const line = lines[cursor.index]!;
    cursor.context = session.context;
    if (++session.lineCount > limits.lines) limitReached(session, 'make/limit-steps', 'kgate: too many lines');
    if (isFile) {
      state.line = line.line;
      session.statementSteps = 0;
      session.statementBytes = 0;
    }
    if (line.hasNul) {
      warn(session, 'make/nul-character', 'warning: NUL character seen; rest of line ignored', positionOf(state));
    }
    if (line.text === '' || takeRecipeLine(session, state, line)) continue;
    if (reading !== null && beginsStretch(session, state, line)) {
      recordWaiting(session, state);
      const next = reading.advance(session, state, cursor.index);
      if (next > cursor.index) {
        cursor.index = next - 1;
        continue;
      }
    }
    if (isFile && !state.isIgnoring && !state.inIgnoredDefine && plainNameOf(line) !== null) {
      recordWaiting(session, state);
      const next = definePlainLines(session, state.file, lines, cursor.index);
      if (next > cursor.index) {
        session.lineCount += next - cursor.index - 1;
        cursor.index = next - 1;
        continue;
      }
    }
    const statement = statementOf(line, session.dialect.syntax);
    if (statement.kind === 'define' && !state.isIgnoring && !state.inIgnoredDefine) {
      cursor.index = readDefine(session, state, statement, lines, cursor.index);
      continue;
    }
    if (skipped(state, statement)) continue;
    session.reading = positionOf(state);
    runStatement(session, state, statement, line);
  }
}

/**
 * Carries out plain assignments from `index` on as long as they make new variables; returns the index of
 * the first line that is something else. A loop of its own, because a configuration is thousands of them.
 */
function definePlainLines(session: Session, file: string, lines: readonly LogicalLine[], index: number): number {
  let at = index;
  let location: Location | null = null;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const name = plainNameOf(line);
    if (name === null) break;
    const here = { file, line: line.line };
    if (!definePlain(session, name, line.plainValue, here)) break;
    location = here;
  }
  if (location !== null) session.reading = location;
  return at;
}

/** Stores a line that belongs to an open rule; false when the line is something else. */
function takeRecipeLine(session: Session, state: ReadState, line: LogicalLine): boolean {
  if (line.text.charCodeAt(0) !== session.recipePrefix) return false;
  if (state.skipsRecipe) return true;
  const waiting = state.waiting;
  if (waiting === null) return false;
  if (state.isIgnoring) return true;
  if (waiting.lines.length === 0) waiting.recipeLine = state.line || (state.fixedLocation?.line ?? 0);
  waiting.lines.push(line.text.slice(1));
  waiting.contexts.push(session.context);
  return true;
}

/** True when a line in a branch not taken needs no further look; keeps track of ignored defines. */
function skipped(state: ReadState, statement: Statement): boolean {
  const kind = statement.kind;
  if (kind === 'blank') return true;
  const isAssignment = kind === 'assignment' || kind === 'define' || kind === 'undefine';
  if (isAssignment && (state.isIgnoring || state.inIgnoredDefine)) {
    if (kind === 'define') state.inIgnoredDefine = true;
    return true;
  }
  if (state.inIgnoredDefine) {
    if (kind === 'rule' && statement.isEndef) state.inIgnoredDefine = false;
    return true;
  }
  return state.isIgnoring && kind !== 'conditional' && kind !== 'else' && kind !== 'endif';
}

function runStatement(session: Session, state: ReadState, statement: Statement, line: LogicalLine): void {
  switch (statement.kind) {
    case 'blank':
    case 'define':
      return;
    case 'assignment': {
      recordWaiting(session, state);
      const origin = statement.modifiers.isOverride ? 'override' : 'file';
      const variable = assignVariable(session, statement.assignment, origin, session.reading);
      if (variable === null) return;
      applyModifiers(session, variable, statement.modifiers, session.reading);
      afterAssignment(session, variable);
      return;
    }
    case 'undefine':
      recordWaiting(session, state);
      undefineVariable(session, statement.name, statement.modifiers);
      return;
    case 'conditional':
    case 'else':
    case 'endif':
      evaluateConditional(session, state, statement);
      return;
    case 'export':
    case 'unexport':
      recordWaiting(session, state);
      changeExport(session, statement.args, statement.kind === 'export');
      return;
    case 'vpath':
      recordWaiting(session, state);
      recordVpath(session.rules, expandText(session, statement.args));
      return;
    case 'load':
      session.globals.watcher?.refuse();
      recordWaiting(session, state);
      warn(session, 'make/unsupported', 'kgate: load directive is not carried out', session.reading);
      return;
    case 'include':
      recordWaiting(session, state);
      includeFiles(session, state, statement.args, statement.isOptional);
      return;
    case 'rule':
      if (line.text.charCodeAt(0) === session.recipePrefix) {
        fatal(session, 'make/recipe-before-target', 'recipe commences before first target', session.reading);
        return;
      }
      recordWaiting(session, state);
      readRule(session, state, statement, line.text);
  }
}

function applyModifiers(session: Session, variable: Variable, modifiers: Modifiers, where: Location | null): void {
  if (!modifiers.isExport && !modifiers.isUnexport && !modifiers.isPrivate) return;
  const changed = ownVariable(session.globals, variable);
  if (modifiers.isExport || modifiers.isUnexport) setExport(session, changed, modifiers.isExport, where);
  if (modifiers.isPrivate) changed.isPrivate = true;
}

/** `.RECIPEPREFIX` takes effect at once, empty means tab; MAKEFLAGS does from 4.4 on. */
function afterAssignment(session: Session, variable: Variable): void {
  const { name, value } = variable;
  if (name === '.RECIPEPREFIX') session.recipePrefix = value === '' ? 9 : value.charCodeAt(0);
  else if (name === 'MAKEFLAGS') resetFlags(session);
}

/** Reads a `define` and its body; returns the index of the last line used. */
function readDefine(
  session: Session,
  state: ReadState,
  statement: Extract<Statement, { kind: 'define' }>,
  lines: readonly LogicalLine[],
  index: number,
): number {
  recordWaiting(session, state);
  session.reading = positionOf(state);
  const start = session.reading;
  let last = index;
  let failed = false;
  guardLimits(session, () => {
    failed = true;
    const assignment = splitAssignment(statement.header, session.dialect.syntax);
    if (assignment !== null && assignment.value !== '') {
      warn(session, 'make/extraneous-text', "extraneous text after 'define' directive", start);
    }
    const name = stripSpaces(expandText(session, assignment === null ? statement.header : assignment.name));
    if (name === '') {
      fatal(session, 'make/empty-variable-name', 'empty variable name', start);
    }
    const body = collectBody(session, state, lines, index, start);
    last = body.last;
    failed = false;
    if (body.text === null || name === '') return;
    const origin = statement.modifiers.isOverride ? 'override' : 'file';
    const operator = assignment === null ? '=' : assignment.operator;
    // The body is expanded with the reader behind it.
    if (state.fixedLocation === null && start !== null) session.reading = { file: start.file, line: body.line };
    const variable = assignVariable(session, { name, operator, value: body.text }, origin, start, true);
    if (variable === null) return;
    applyModifiers(session, variable, statement.modifiers, start);
    afterAssignment(session, variable);
  });
  if (failed) last = collectBody(session, state, lines, index, start).last;
  return last;
}

/** Lines up to the matching `endef`; null text when there is none. */
function collectBody(
  session: Session,
  state: ReadState,
  lines: readonly LogicalLine[],
  index: number,
  start: Location | null,
): { readonly text: ByteString | null; readonly last: number; readonly line: number } {
  const body: ByteString[] = [];
  let depth = 1;
  let lineNumber = state.line;
  for (let i = index + 1; i < lines.length; i++) {
    const line = lines[i]!;
    lineNumber += line.span;
    let text = joinContinuations(line.text);
    if (text.charCodeAt(0) !== session.recipePrefix) {
      const from = skipSpaces(text, 0);
      const code = text.charCodeAt(from);
      if (code === 100 && isDirective(text, from, 'define')) depth++;
      else if (code === 101 && isDirective(text, from, 'endef')) {
        const rest = removeComment(text.slice(from + 5), !session.dialect.syntax.commentsInReferences);
        if (skipSpaces(rest, 0) < rest.length) {
          const where = start === null ? null : { file: start.file, line: state.fixedLocation?.line ?? lineNumber };
          warn(session, 'make/extraneous-text', "extraneous text after 'endef' directive", where);
        }
        // The comment behind an inner endef is lost. Observed with make 4.3.
        text = text.slice(0, from + 5) + rest;
        if (--depth === 0) return { text: body.join('\n'), last: i, line: lineNumber };
      }
    }
    body.push(text);
  }
  fatal(session, 'make/missing-endef', "missing 'endef', unterminated 'define'", start);
  return { text: null, last: lines.length, line: lineNumber };
}

function isDirective(text: ByteString, from: number, word: string): boolean {
  const end = from + word.length;
  return text.startsWith(word, from) && (end >= text.length || isBlank(text.charCodeAt(end)));
}

function includeFiles(session: Session, state: ReadState, args: ByteString, isOptional: boolean): void {
  const saved = session.references;
  const references: Reference[] = [];
  session.references = references;
  const expanded = expandText(session, args);
  session.references = saved;
  if (expanded === '') return;
  const where = positionOf(state);
  const { names } = parseFileNames(session, expanded, { stop: 0, glob: true });
  for (const name of names) readMakefile(session, name, { isIncluded: true, isOptional, location: where, references });
}

/** How a makefile came to be read. */
export interface ReadRequest {
  /** Searched in the include directories too. */
  readonly isIncluded: boolean;
  readonly isOptional: boolean;
  readonly location: Location | null;
  readonly references: readonly Reference[];
}

/** Reads one makefile by name; false when it does not exist. */
export function readMakefile(session: Session, name: ByteString, request: ReadRequest): boolean {
  if (session.includeDepth >= limits.includes) {
    limitReached(session, 'make/limit-includes', 'kgate: makefiles include each other too deeply');
  }
  let found = readMakeFile(session, name);
  let finalName = name;
  if (found.text === undefined) session.globals.watcher?.refuse();
  if (found.text === undefined && found.isDirectory !== true && request.isIncluded && !name.startsWith('/')) {
    for (const directory of includePath(session)) {
      const candidate = `${directory}/${name}`;
      const next = readMakeFile(session, candidate);
      if (next.text === undefined && next.isDirectory !== true) continue;
      found = next;
      finalName = candidate;
      break;
    }
  }
  if (found.isSpecial === true) {
    fatal(session, 'make/unreadable-include', `kgate: ${name}: FIFOs and devices are not read`, request.location);
    return false;
  }
  if (found.isDirectory === true) {
    appendMakefileList(session, finalName);
    session.makefiles.push(name);
    fatal(session, 'make/unreadable-include', `${name}: Is a directory`, null);
    return false;
  }
  const { location, isOptional, isIncluded } = request;
  const error = found.text === undefined ? (found.error ?? 'No such file or directory') : null;
  session.readFiles.push({ name: finalName, location, isOptional, isIncluded, error });
  if (found.text === undefined) {
    session.missingIncludes.push({
      name,
      location: request.location,
      optional: request.isOptional,
      isMakefile: !request.isIncluded,
      error: found.error ?? 'No such file or directory',
      conditions: conditionsOf(session.context),
      path: pathOf(session.context),
      references: request.references,
    });
    return false;
  }
  appendMakefileList(session, finalName);
  session.makefiles.push(name);
  session.shared?.noteFile(session, name, finalName, found.text);
  const { context, scope, references, calls, reading, expanding } = session;
  session.context = pushFrame(context, request.isIncluded ? 'include' : 'file', name, request.location, null);
  session.includeDepth++;
  readFileText(session, name, found.text);
  session.includeDepth--;
  Object.assign(session, { context, scope, references, calls, reading, expanding });
  return true;
}

/** MAKEFILE_LIST grows by each file before it is read. */
function appendMakefileList(session: Session, name: ByteString): void {
  const existing = session.globals.get('MAKEFILE_LIST');
  const needsBlank = existing !== undefined && (existing.value !== '' || session.dialect.appendsBlankToEmpty);
  const value = needsBlank ? `${existing.value} ${name}` : name;
  defineBuiltin(session, 'MAKEFILE_LIST', value, 'file', existing?.isRecursive ?? true);
}
