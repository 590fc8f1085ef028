/**
 * Carries out makefile text statement by statement, in make's order. Source: GNU make manual 4.3
 * §3.7, §3.8; the tests on a line and their order: docs/make-semantics.md §1.2, §1.3, §1.7.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { limits } from '../limits.ts';
import { recordVpath } from '../rules/record-rule.ts';
import { type Context, conditionsOf, pathOf, pushFrame } from '../state/context.ts';
import { defineBuiltin, definePlain } from '../state/define.ts';
import { hostPath, readMakeFile } from '../state/file-view.ts';
import { type MakeState, type SharedText, within } from '../state/make-state.ts';
import { fatal, warn } from '../state/messages.ts';
import type { Reference } from '../state/records.ts';
import { beginStatement, countTime, guardLimits, limitReached, nestedTooDeeply, recover } from '../state/spending.ts';
import { ownVariable, type Variable } from '../state/variables.ts';
import type { LogicalLine, LogicalText, Modifiers, Statement } from '../syntax/ast.ts';
import { joinContinuations, removeComment, skipSpaces, stripSpaces } from '../syntax/chars.ts';
import { readEvalLines, readFileLines } from '../syntax/reader.ts';
import { plainNameOf, splitAssignment, startsDirective, statementOf } from '../syntax/statement.ts';
import { assignVariable } from './assign.ts';
import { evaluateConditional } from './conditionals.ts';
import { changeExport, setExport, undefineVariable } from './directives.ts';
import { expandText } from './expand.ts';
import { parseFileNames } from './file-names.ts';
import { includePath, resetFlags } from './flag-variables.ts';
import { positionOf, ReadState, recordWaiting } from './read-state.ts';
import { readRule } from './rule-line.ts';

/** Reads the text of one makefile. */
export function readFileText(make: MakeState, file: string, text: ByteString): void {
  const lines = readFileLines(text, make.dialect.syntax);
  readLines(make, new ReadState(file, null, true), lines, make.sharing?.open(make, lines) ?? null);
}

/** Reads the text of `$(eval)`: messages keep the position of the statement around it. */
export function readEvalText(make: MakeState, text: ByteString): void {
  const { context, depth, reading } = make.at;
  within(make, { context: pushFrame(context, 'eval', '', reading, null), depth: depth + 1 }, () => {
    if (make.at.depth > limits.depth) {
      nestedTooDeeply(make);
    }
    const state = new ReadState(reading?.file ?? '', reading, reading !== null);
    readLines(make, state, readEvalLines(text, make.dialect.syntax), null);
  });
}

function readLines(make: MakeState, state: ReadState, text: LogicalText, shared: SharedText | null): void {
  const saved = { ...make.at };
  const cursor = { index: 0, context: make.at.context };
  while (cursor.index < text.lines.length) {
    try {
      readFrom(make, state, text.lines, cursor, shared);
    } catch (error) {
      recover(make, { ...saved, context: cursor.context }, error);
      cursor.index++;
    }
  }
  if (state.fixedLocation === null && state.hasPosition) make.at.reading = { file: state.file, line: text.endLine };
  if (state.levels.length > 0) {
    fatal(make, 'make/missing-endif', "missing 'endif'", make.at.reading);
  }
  guardLimits(make, () => recordWaiting(make, state));
  shared?.finish(make, text.lines.length, state.levels.length > 0);
  make.at.context = saved.context;
  make.at.reading = saved.reading;
}

/** Carries out lines from `cursor` on; when it throws, the cursor stands at the statement that failed. */
function readFrom(
  make: MakeState,
  state: ReadState,
  lines: readonly LogicalLine[],
  cursor: { index: number; context: Context | null },
  shared: SharedText | null,
): void {
  const isFile = state.fixedLocation === null;
  for (; cursor.index < lines.length; cursor.index++) {
    const line = lines[cursor.index]!;
    cursor.context = make.at.context;
    if (++make.log.lineCount > make.log.maxLines) limitReached(make, 'make/limit-steps', 'kgate: too many lines');
    countTime(make, 1);
    if (isFile) {
      state.line = line.line;
      beginStatement(make);
    }
    if (line.hasNul) {
      warn(make, 'make/nul-character', 'warning: NUL character seen; rest of line ignored', positionOf(state));
    }
    if (line.text === '' || takeRecipeLine(make, state, line)) continue;
    if (shared !== null && beginsStretch(make, state, line)) {
      recordWaiting(make, state);
      const next = shared.advance(make, cursor.index);
      if (next > cursor.index) {
        cursor.index = next - 1;
        continue;
      }
    }
    if (isFile && !state.isIgnoring && !state.inIgnoredDefine && plainNameOf(line) !== null) {
      recordWaiting(make, state);
      const next = definePlainLines(make, state.file, lines, cursor.index);
      if (next > cursor.index) {
        make.log.lineCount += next - cursor.index - 1;
        cursor.index = next - 1;
        continue;
      }
    }
    const statement = statementOf(line, make.dialect.syntax);
    if (statement.kind === 'define' && !state.isIgnoring && !state.inIgnoredDefine) {
      cursor.index = readDefine(make, state, statement, lines, cursor.index);
      continue;
    }
    if (skipped(state, statement)) continue;
    make.at.reading = positionOf(state);
    runStatement(make, state, statement, line);
  }
}

/**
 * Carries out plain assignments from `index` on as long as they make new variables; returns the index of
 * the first line that is something else. A loop of its own, because a configuration is thousands of them.
 */
function definePlainLines(make: MakeState, file: string, lines: readonly LogicalLine[], index: number): number {
  let at = index;
  let location: Location | null = null;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const name = plainNameOf(line);
    if (name === null) break;
    const here = { file, line: line.line };
    if (!definePlain(make, name, line.plainValue, here)) break;
    location = here;
  }
  if (location !== null) make.at.reading = location;
  return at;
}

/** Stores a line that belongs to an open rule; false when the line is something else. */
function takeRecipeLine(make: MakeState, state: ReadState, line: LogicalLine): boolean {
  if (line.text.charCodeAt(0) !== make.modes.recipePrefix) return false;
  if (state.skipsRecipe) return true;
  const waiting = state.waiting;
  if (waiting === null) return false;
  if (state.isIgnoring) return true;
  if (waiting.lines.length === 0) waiting.recipeLine = state.line || (state.fixedLocation?.line ?? 0);
  waiting.lines.push(line.text.slice(1));
  waiting.contexts.push(make.at.context);
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

function runStatement(make: MakeState, state: ReadState, statement: Statement, line: LogicalLine): void {
  switch (statement.kind) {
    case 'blank':
    case 'define':
      return;
    case 'assignment': {
      recordWaiting(make, state);
      const origin = statement.modifiers.isOverride ? 'override' : 'file';
      const variable = assignVariable(make, statement.assignment, origin, make.at.reading);
      if (variable === null) return;
      applyModifiers(make, variable, statement.modifiers, make.at.reading);
      afterAssignment(make, variable);
      return;
    }
    case 'undefine':
      recordWaiting(make, state);
      undefineVariable(make, statement.name, statement.modifiers);
      return;
    case 'conditional':
    case 'else':
    case 'endif':
      evaluateConditional(make, state, statement);
      return;
    case 'export':
    case 'unexport':
      recordWaiting(make, state);
      changeExport(make, statement.args, statement.kind === 'export');
      return;
    case 'vpath':
      make.globals.watcher?.refuse();
      recordWaiting(make, state);
      recordVpath(make.rules, expandText(make, statement.args));
      return;
    case 'load':
      make.globals.watcher?.refuse();
      recordWaiting(make, state);
      warn(make, 'make/unsupported', 'kgate: load directive is not carried out', make.at.reading, {
        directive: 'load',
      });
      return;
    case 'include':
      recordWaiting(make, state);
      includeFiles(make, state, statement.args, statement.isOptional);
      return;
    case 'rule':
      if (line.text.charCodeAt(0) === make.modes.recipePrefix) {
        fatal(make, 'make/recipe-before-target', 'recipe commences before first target', make.at.reading);
        return;
      }
      recordWaiting(make, state);
      readRule(make, state, statement, line.text);
  }
}

function applyModifiers(make: MakeState, variable: Variable, modifiers: Modifiers, where: Location | null): void {
  if (!modifiers.isExport && !modifiers.isUnexport && !modifiers.isPrivate) return;
  const changed = ownVariable(make.globals, variable);
  if (modifiers.isExport || modifiers.isUnexport) setExport(make, changed, modifiers.isExport, where);
  if (modifiers.isPrivate) changed.isPrivate = true;
}

/** `.RECIPEPREFIX` takes effect at once, empty means tab; MAKEFLAGS does from 4.4 on. */
function afterAssignment(make: MakeState, variable: Variable): void {
  const { name, value } = variable;
  if (name === '.RECIPEPREFIX') {
    make.globals.watcher?.refuse();
    make.modes.recipePrefix = value === '' ? 9 : value.charCodeAt(0);
  } else if (name === 'MAKEFLAGS') resetFlags(make);
}

/** True at a statement outside of any condition that closes the rule before it: sharing works by such pieces. */
function beginsStretch(make: MakeState, state: ReadState, line: LogicalLine): boolean {
  if (state.levels.length > 0) return false;
  if (plainNameOf(line) !== null) return true;
  const { kind } = statementOf(line, make.dialect.syntax);
  if (kind === 'blank') return false;
  const isOpen = state.waiting !== null || state.skipsRecipe;
  return !isOpen || (kind !== 'conditional' && kind !== 'else' && kind !== 'endif');
}

/** Reads a `define` and its body; returns the index of the last line used. */
function readDefine(
  make: MakeState,
  state: ReadState,
  statement: Extract<Statement, { kind: 'define' }>,
  lines: readonly LogicalLine[],
  index: number,
): number {
  recordWaiting(make, state);
  make.at.reading = positionOf(state);
  const start = make.at.reading;
  let last = index;
  let failed = false;
  guardLimits(make, () => {
    failed = true;
    const assignment = splitAssignment(statement.header, make.dialect.syntax);
    if (assignment !== null && assignment.value !== '') {
      warn(make, 'make/extraneous-text', "extraneous text after 'define' directive", start, { directive: 'define' });
    }
    const name = stripSpaces(expandText(make, assignment === null ? statement.header : assignment.name));
    if (name === '') {
      fatal(make, 'make/empty-variable-name', 'empty variable name', start);
    }
    const body = collectBody(make, state, lines, index, start);
    last = body.last;
    failed = false;
    if (body.text === null || name === '') return;
    const origin = statement.modifiers.isOverride ? 'override' : 'file';
    const operator = assignment === null ? '=' : assignment.operator;
    // The body is expanded with the reader behind it.
    if (state.fixedLocation === null && start !== null) make.at.reading = { file: start.file, line: body.line };
    const variable = assignVariable(make, { name, operator, value: body.text }, origin, start, true);
    if (variable === null) return;
    applyModifiers(make, variable, statement.modifiers, start);
    afterAssignment(make, variable);
  });
  if (failed) last = collectBody(make, state, lines, index, start).last;
  return last;
}

/** Lines up to the matching `endef`; null text when there is none. */
function collectBody(
  make: MakeState,
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
    if (text.charCodeAt(0) !== make.modes.recipePrefix) {
      const from = skipSpaces(text, 0);
      const code = text.charCodeAt(from);
      if (code === 100 && startsDirective(text, from, 'define')) depth++;
      else if (code === 101 && startsDirective(text, from, 'endef')) {
        const rest = removeComment(text.slice(from + 5), !make.dialect.syntax.commentsInReferences);
        if (skipSpaces(rest, 0) < rest.length) {
          const where = start === null ? null : { file: start.file, line: state.fixedLocation?.line ?? lineNumber };
          const message = "extraneous text after 'endef' directive";
          warn(make, 'make/extraneous-text', message, where, { directive: 'endef' });
        }
        // The comment behind an inner endef is lost. Observed with make 4.3.
        text = text.slice(0, from + 5) + rest;
        if (--depth === 0) return { text: body.join('\n'), last: i, line: lineNumber };
      }
    }
    body.push(text);
  }
  fatal(make, 'make/missing-endef', "missing 'endef', unterminated 'define'", start);
  return { text: null, last: lines.length, line: lineNumber };
}

function includeFiles(make: MakeState, state: ReadState, args: ByteString, isOptional: boolean): void {
  const references: Reference[] = [];
  const expanded = within(make, { references }, () => expandText(make, args));
  if (expanded === '') return;
  const where = positionOf(state);
  const { names } = parseFileNames(make, expanded, { stop: 0, glob: true });
  for (const name of names) readMakefile(make, name, { isIncluded: true, isOptional, location: where, references });
}

/** Why a makefile is read. */
export interface ReadRequest {
  /** Searched in the include directories too. */
  readonly isIncluded: boolean;
  readonly isOptional: boolean;
  readonly location: Location | null;
  readonly references: readonly Reference[];
}

/** Reads one makefile by name; false when it does not exist. */
export function readMakefile(make: MakeState, name: ByteString, request: ReadRequest): boolean {
  if (make.at.includeDepth >= limits.includes) {
    limitReached(make, 'make/limit-includes', 'kgate: makefiles include each other too deeply');
  }
  let found = readMakeFile(make.files, name);
  let finalName = name;
  if (found.text === undefined) make.globals.watcher?.refuse();
  if (found.text === undefined && found.isDirectory !== true && request.isIncluded && !name.startsWith('/')) {
    for (const directory of includePath(make)) {
      const candidate = `${directory}/${name}`;
      const next = readMakeFile(make.files, candidate);
      if (next.text === undefined && next.isDirectory !== true) continue;
      found = next;
      finalName = candidate;
      break;
    }
  }
  if (found.isSpecial === true) {
    const problem = 'FIFOs and devices are not read';
    const message = `kgate: ${name}: ${problem}`;
    fatal(make, 'make/unreadable-include', message, request.location, { file: name, problem });
    return false;
  }
  if (found.isDirectory === true) {
    appendMakefileList(make, finalName);
    make.log.makefiles.push(name);
    const problem = 'Is a directory';
    fatal(make, 'make/unreadable-include', `${name}: ${problem}`, null, { file: name, problem });
    return false;
  }
  const { location, isOptional, isIncluded } = request;
  const { text, error = 'No such file or directory' } = found;
  make.log.readFiles.push({
    name: finalName,
    location,
    isOptional,
    isIncluded,
    error: text === undefined ? error : null,
  });
  if (text === undefined) {
    make.log.missingIncludes.push({
      name,
      location,
      optional: isOptional,
      isMakefile: !isIncluded,
      error,
      conditions: conditionsOf(make.at.context),
      path: pathOf(make.at.context),
      references: request.references,
    });
    return false;
  }
  make.files.host.progress.step('reading makefiles');
  appendMakefileList(make, finalName);
  make.log.makefiles.push(name);
  make.sharing?.noteFile(hostPath(make.files, finalName), text);
  const context = pushFrame(make.at.context, isIncluded ? 'include' : 'file', name, location, null);
  within(make, { context, includeDepth: make.at.includeDepth + 1 }, () => readFileText(make, name, text));
  return true;
}

/** MAKEFILE_LIST grows by each file before it is read. */
function appendMakefileList(make: MakeState, name: ByteString): void {
  const existing = make.globals.get('MAKEFILE_LIST');
  const needsBlank = existing !== undefined && (existing.value !== '' || make.dialect.appendsBlankToEmpty);
  const value = needsBlank ? `${existing.value} ${name}` : name;
  const before = existing?.definition ?? null;
  const { definition } = defineBuiltin(make, 'MAKEFILE_LIST', value, 'file', existing?.isRecursive ?? true);
  if (needsBlank && definition !== before && definition?.value === value) before?.shorten(definition);
}
