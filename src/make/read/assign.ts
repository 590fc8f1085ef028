/** Assignments of every flavor, global and target-specific. Source: GNU make manual 4.3 §6.5, §6.6, §6.11. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { runShellCommand } from '../functions/shell.ts';
import { enterTarget } from '../rules/rules.ts';
import { noteHistory } from '../state/history-notes.ts';
import { fatal, type Session } from '../state/session.ts';
import type { Origin, Reference } from '../state/types.ts';
import type { VariableSet } from '../state/variable-table.ts';
import { defineVariable, lookupVariable, newVariable, ownVariable, type Variable } from '../state/variables.ts';
import { compilePattern, findPercent } from '../syntax/chars.ts';
import type { AssignmentText, Modifiers } from '../syntax/statement.ts';
import { expandText, noteRawRead } from './expand.ts';

const noReferences: readonly Reference[] = [];
const noCalls: readonly ShellCall[] = [];

/** What an expansion gave, and what it read. */
interface Traced {
  readonly value: ByteString;
  readonly references: readonly Reference[];
  readonly calls: readonly ShellCall[];
}

/** Expands text and collects what it read apart from everything around it. */
export function traceExpansion(session: Session, text: ByteString): Traced {
  if (text.indexOf('$') < 0) return { value: text, references: noReferences, calls: noCalls };
  const { references, calls } = session;
  const ownReferences: Reference[] = [];
  const ownCalls: ShellCall[] = [];
  session.references = ownReferences;
  session.calls = ownCalls;
  const value = expandText(session, text);
  session.references = references;
  session.calls = calls;
  return { value, references: ownReferences, calls: ownCalls };
}

/**
 * Carries out one assignment in the global scope, or in `into` for a target. Returns the variable
 * that the name means afterwards, null when the name is empty.
 */
export function assignVariable(
  session: Session,
  assignment: AssignmentText,
  origin: Origin,
  location: Location | null,
  isNameExpanded = false,
  into: VariableSet | null = null,
): Variable | null {
  const written = assignment.name;
  const computed = isNameExpanded || written.indexOf('$') < 0 ? null : traceExpansion(session, written);
  const name = computed === null ? written : computed.value;
  if (name === '') {
    fatal(session, 'make/empty-variable-name', 'empty variable name', location);
    return null;
  }
  const set = into ?? session.globals;
  const { operator, value: text } = assignment;
  let value = text;
  let isRecursive = true;
  let isAppend = false;
  let references = noReferences;
  let calls = noCalls;
  switch (operator) {
    case ':=':
    case '::=': {
      const traced = traceExpansion(session, text);
      ({ value, references, calls } = traced);
      isRecursive = false;
      break;
    }
    case ':::=': {
      const traced = traceExpansion(session, text);
      ({ references, calls } = traced);
      value = traced.value.replaceAll('$', '$$$$');
      break;
    }
    case '!=': {
      const traced = traceExpansion(session, text);
      references = traced.references;
      const saved = session.calls;
      const own: ShellCall[] = [...traced.calls];
      session.calls = own;
      value = runShellCommand(session, traced.value, false);
      session.calls = saved;
      calls = own;
      break;
    }
    case '?=': {
      const existing = lookupVariable(session, name);
      if (existing !== undefined) {
        noteRawRead(session, name, existing);
        noteHistory(session, name, existing, {
          kind: 'ignored',
          operator,
          text,
          origin,
          strongerOrigin: existing.origin,
        });
        return existing;
      }
      break;
    }
    case '+=': {
      let old: Variable | undefined;
      if (into === null) old = lookupVariable(session, name);
      else {
        old = into.get(name);
        isAppend = old === undefined || old.isAppend;
      }
      if (old === undefined) break;
      isRecursive = old.isRecursive;
      if (!old.isRecursive) {
        const traced = traceExpansion(session, text);
        ({ value, references, calls } = traced);
      }
      if (session.dialect.appendsBlankToEmpty) value = `${old.value} ${value}`;
      else if (value === '') return old;
      else if (old.value !== '') value = `${old.value} ${value}`;
      break;
    }
    default:
  }
  const variable = defineVariable(session, set, {
    name,
    value,
    origin,
    isRecursive,
    operator,
    location,
    text,
    references,
    shellCalls: calls,
    nameText: computed === null ? undefined : written,
    nameReferences: computed?.references,
  });
  if (variable.isAppend !== isAppend) variable.isAppend = isAppend;
  return variable;
}

/** Carries out `TARGETS: [modifiers] NAME op VALUE`. */
export function setTargetVariable(
  session: Session,
  targets: readonly ByteString[],
  assignment: AssignmentText,
  modifiers: Modifiers,
): void {
  const origin: Origin = modifiers.isOverride ? 'override' : 'file';
  for (const target of targets) {
    const percent = findPercent(target);
    const notesBefore = session.history.count;
    session.assignedTarget = percent.at >= 0 ? target : percent.text;
    const found =
      percent.at >= 0
        ? setPatternVariable(session, target, assignment, origin)
        : setExplicitVariable(session, percent.text, assignment, origin);
    session.assignedTarget = null;
    if (found === null) return;
    // `?=` may have found the global one.
    const variable = found.isShared ? ownVariable(session.globals, found) : found;
    variable.isPrivate = modifiers.isPrivate;
    variable.exportState = modifiers.isExport ? 'export' : modifiers.isUnexport ? 'noexport' : 'default';
    if (variable.origin === 'override') continue;
    const outer = lookupVariable(session, variable.name);
    if (outer === undefined || outer === variable) continue;
    if (outer.origin !== 'command line' && outer.origin !== 'environment override') continue;
    if (session.history.count === notesBefore) {
      const { operator, value: text } = assignment;
      const note = { kind: 'ignored', operator, text, origin, strongerOrigin: outer.origin } as const;
      session.assignedTarget = percent.at >= 0 ? target : percent.text;
      noteHistory(session, variable.name, outer, note);
      session.assignedTarget = null;
    }
    variable.value = outer.value;
    variable.origin = outer.origin;
    variable.isRecursive = outer.isRecursive;
    variable.isAppend = false;
    variable.expression = undefined;
    variable.definition = outer.definition;
  }
}

function setExplicitVariable(
  session: Session,
  target: ByteString,
  assignment: AssignmentText,
  origin: Origin,
): Variable | null {
  const record = enterTarget(session.rules, target);
  record.variables ??= new Map();
  const saved = session.scope;
  session.scope = { variables: record.variables, next: saved, hidesPrivateOfNext: true };
  const variable = assignVariable(session, assignment, origin, session.reading, false, record.variables);
  session.scope = saved;
  return variable;
}

/** Pattern-specific values of `:=` are expanded now, `+=` is kept for later. */
function setPatternVariable(
  session: Session,
  target: ByteString,
  assignment: AssignmentText,
  origin: Origin,
): Variable | null {
  const name = expandText(session, assignment.name);
  if (name === '') {
    fatal(session, 'make/empty-variable-name', 'empty variable name', session.reading);
    return null;
  }
  const { operator, value: text } = assignment;
  const isSimple = operator === ':=' || operator === '::=';
  const traced = isSimple ? traceExpansion(session, text) : { value: text, references: noReferences, calls: noCalls };
  const own = new Map<ByteString, Variable>();
  const variable = defineVariable(session, own, {
    name,
    value: traced.value,
    origin,
    isRecursive: !isSimple,
    operator,
    location: session.reading,
    text,
    references: traced.references,
    shellCalls: traced.calls,
  });
  session.rules.patternVariables.push({ pattern: compilePattern(target), operator, variable });
  return variable;
}

/** A copy of a variable for another scope. */
export function copyVariable(variable: Variable): Variable {
  const copy = newVariable(variable.name, variable.value, variable.origin, variable.isRecursive);
  copy.exportState = variable.exportState;
  copy.isPrivate = variable.isPrivate;
  copy.definition = variable.definition;
  return copy;
}
