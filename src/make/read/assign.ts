/** Assignments of every flavor, global and target-specific. Source: GNU make manual 4.3 §6.5, §6.6, §6.11; docs/make-semantics.md §1.4, §2.5. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { runShellCommand } from '../functions/shell.ts';
import { defineVariable, lookupVariable, noteHistory } from '../state/define.ts';
import { type MakeState, type Traced, traced, within } from '../state/make-state.ts';
import { fatal } from '../state/messages.ts';
import type { Origin, Reference } from '../state/records.ts';
import { enterTarget } from '../state/rule-database.ts';
import { newVariable, ownVariable, type Variable, type VariableSet } from '../state/variables.ts';
import type { AssignmentText, Modifiers } from '../syntax/ast.ts';
import { compilePattern, findPercent } from '../syntax/chars.ts';
import { expandText, noteRawRead } from './expand.ts';

const noReferences: readonly Reference[] = [];
const noCalls: readonly ShellCall[] = [];

/** Expands text and collects what it read apart from everything around it. */
export function traceExpansion(make: MakeState, text: ByteString): Traced<ByteString> {
  if (text.indexOf('$') < 0) return { value: text, references: noReferences, shellCalls: noCalls };
  return traced(make, () => expandText(make, text));
}

/**
 * Carries out one assignment in the global scope, or in `into` for a target. Returns the variable
 * that the name means afterwards, null when the name is empty.
 */
export function assignVariable(
  make: MakeState,
  assignment: AssignmentText,
  origin: Origin,
  location: Location | null,
  isNameExpanded = false,
  into: VariableSet | null = null,
): Variable | null {
  const written = assignment.name;
  const computed = isNameExpanded || written.indexOf('$') < 0 ? null : traceExpansion(make, written);
  const name = computed === null ? written : computed.value;
  if (name === '') {
    fatal(make, 'make/empty-variable-name', 'empty variable name', location);
    return null;
  }
  const set = into ?? make.globals;
  const { operator, value: text } = assignment;
  let value = text;
  let isRecursive = true;
  let isAppend = false;
  let references = noReferences;
  let shellCalls = noCalls;
  switch (operator) {
    case ':=':
    case '::=': {
      ({ value, references, shellCalls } = traceExpansion(make, text));
      isRecursive = false;
      break;
    }
    case ':::=': {
      ({ value, references, shellCalls } = traceExpansion(make, text));
      value = value.replaceAll('$', '$$$$');
      break;
    }
    case '!=': {
      const command = traceExpansion(make, text);
      const calls = [...command.shellCalls];
      value = within(make, { calls }, () => runShellCommand(make, command.value, false));
      ({ references } = command);
      shellCalls = calls;
      break;
    }
    case '?=': {
      const existing = lookupVariable(make, name);
      if (existing !== undefined) {
        noteRawRead(make, name, existing);
        noteHistory(make, name, existing, {
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
      if (into === null) old = lookupVariable(make, name);
      else {
        old = into.get(name);
        isAppend = old === undefined || old.isAppend;
      }
      if (old === undefined) break;
      isRecursive = old.isRecursive;
      if (!old.isRecursive) {
        ({ value, references, shellCalls } = traceExpansion(make, text));
      }
      if (make.dialect.appendsBlankToEmpty) value = `${old.value} ${value}`;
      else if (value === '') return old;
      else if (old.value !== '') value = `${old.value} ${value}`;
      break;
    }
    default:
  }
  const variable = defineVariable(make, set, {
    name,
    value,
    origin,
    isRecursive,
    operator,
    location,
    text,
    references,
    shellCalls,
    nameText: computed === null ? undefined : written,
    nameReferences: computed?.references,
  });
  if (variable.isAppend !== isAppend) variable.isAppend = isAppend;
  return variable;
}

/** Carries out `TARGETS: [modifiers] NAME op VALUE`. */
export function setTargetVariable(
  make: MakeState,
  targets: readonly ByteString[],
  assignment: AssignmentText,
  modifiers: Modifiers,
): void {
  make.globals.watcher?.refuse();
  const origin: Origin = modifiers.isOverride ? 'override' : 'file';
  for (const target of targets) {
    const percent = findPercent(target);
    const notesBefore = make.log.history.length;
    make.at.assignedTarget = percent.at >= 0 ? target : percent.text;
    const found =
      percent.at >= 0
        ? setPatternVariable(make, target, assignment, origin)
        : setExplicitVariable(make, percent.text, assignment, origin);
    make.at.assignedTarget = null;
    if (found === null) return;
    // `?=` may have found the global one.
    const variable = ownVariable(make.globals, found);
    variable.isPrivate = modifiers.isPrivate;
    variable.exportState = modifiers.isExport ? 'export' : modifiers.isUnexport ? 'noexport' : 'default';
    if (variable.origin === 'override') continue;
    const outer = lookupVariable(make, variable.name);
    if (outer === undefined || outer === variable) continue;
    if (outer.origin !== 'command line' && outer.origin !== 'environment override') continue;
    if (make.log.history.length === notesBefore) {
      const { operator, value: text } = assignment;
      const note = { kind: 'ignored', operator, text, origin, strongerOrigin: outer.origin } as const;
      make.at.assignedTarget = percent.at >= 0 ? target : percent.text;
      noteHistory(make, variable.name, outer, note);
      make.at.assignedTarget = null;
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
  make: MakeState,
  target: ByteString,
  assignment: AssignmentText,
  origin: Origin,
): Variable | null {
  const record = enterTarget(make.rules, target);
  record.variables ??= new Map();
  const { variables } = record;
  const scope = { variables, next: make.at.scope, hidesPrivateOfNext: true };
  return within(make, { scope }, () => assignVariable(make, assignment, origin, make.at.reading, false, variables));
}

/** Pattern-specific values of `:=` are expanded now, `+=` is kept for later. */
function setPatternVariable(
  make: MakeState,
  target: ByteString,
  assignment: AssignmentText,
  origin: Origin,
): Variable | null {
  const name = expandText(make, assignment.name);
  if (name === '') {
    fatal(make, 'make/empty-variable-name', 'empty variable name', make.at.reading);
    return null;
  }
  const { operator, value: text } = assignment;
  const isSimple = operator === ':=' || operator === '::=';
  const result = isSimple ? traceExpansion(make, text) : { value: text, references: noReferences, shellCalls: noCalls };
  const own = new Map<ByteString, Variable>();
  const variable = defineVariable(make, own, {
    name,
    value: result.value,
    origin,
    isRecursive: !isSimple,
    operator,
    location: make.at.reading,
    text,
    references: result.references,
    shellCalls: result.shellCalls,
  });
  make.rules.patternVariables.push({ pattern: compilePattern(target), operator, variable });
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
