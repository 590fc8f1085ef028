/**
 * What happened to one variable, in order: assignments, those that had no effect and why, `undefine`,
 * `export`. Read off the records of the evaluation; only the expansion is computed, when asked for.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { VariableHistory, VariableStep } from '../contract.ts';
import { conditionsOf, pathOf } from '../state/context.ts';
import { lookupVariable } from '../state/define.ts';
import type { HistoryNote, MakeState } from '../state/make-state.ts';
import type { Condition, Definition, PathFrame } from '../state/records.ts';
import { beginStatement, guardLimits } from '../state/spending.ts';
import { chainOf, flavorOf } from '../state/variables.ts';
import { traceExpansion } from './assign.ts';
import { isExported } from './environment.ts';

function definitionStep(definition: Definition, target: ByteString | null): VariableStep {
  const { location, operator, origin, flavor, text, value, references, shellCalls, conditions, path } = definition;
  const common = { location, operator, origin, flavor, text, value, references, shellCalls, conditions, path };
  return { ...common, kind: 'definition', target, strongerOrigin: null };
}

function noteStep(note: HistoryNote): VariableStep {
  const { kind, location, operator, origin, text, strongerOrigin, target, after, context } = note;
  const conditions: readonly Condition[] = conditionsOf(context);
  const path: readonly PathFrame[] = pathOf(context);
  const value = after?.value ?? '';
  const flavor = after?.flavor ?? 'undefined';
  const common = { location, operator, origin, flavor, text, value, conditions, path, strongerOrigin, target };
  return { ...common, kind, references: [], shellCalls: [] };
}

/** Definitions from `last` back to the first, oldest first, each followed by the notes made while it stood. */
function mergeChain(last: Definition | null, notes: readonly HistoryNote[], into: VariableStep[]): void {
  for (const note of notes) if (note.after === null) into.push(noteStep(note));
  for (const record of chainOf(last)) {
    into.push(definitionStep(record, null));
    for (const note of notes) if (note.after === record) into.push(noteStep(note));
  }
}

/** Everything that is known of a variable; `expand` also expands its value, which may run commands. */
export function variableHistory(make: MakeState, name: ByteString, expand: boolean): VariableHistory {
  const variable = lookupVariable(make, name);
  const steps: VariableStep[] = [];
  const targetSteps: VariableStep[] = [];
  let notes: HistoryNote[] = [];
  for (const note of make.log.history) {
    if (note.name !== name) continue;
    if (note.target !== null) {
      targetSteps.push(noteStep(note));
      continue;
    }
    notes.push(note);
    if (note.kind !== 'undefine') continue;
    mergeChain(note.after, notes, steps);
    notes = [];
  }
  mergeChain(variable?.definition ?? null, notes, steps);
  for (const [target, record] of make.rules.targets) {
    const definition = record.variables?.get(name)?.definition ?? null;
    // A stronger global definition may have taken its place.
    if (definition !== null && definition !== variable?.definition) addTarget(target, definition, targetSteps);
  }
  for (const { pattern, variable: own } of make.rules.patternVariables) {
    if (own.name !== name || own.definition === null || own.definition === variable?.definition) continue;
    addTarget(pattern.text, own.definition, targetSteps);
  }
  let expansion: VariableHistory['expansion'] = null;
  if (expand && variable !== undefined) {
    beginStatement(make);
    expansion = guardLimits(make, () => traceExpansion(make, `$(${name})`)) ?? null;
  }
  return {
    name,
    value: variable?.value ?? '',
    flavor: flavorOf(variable),
    origin: variable?.origin ?? 'undefined',
    exported: variable !== undefined && isExported(make, variable),
    steps,
    targetSteps,
    expansion,
  };
}

/** A target's own definitions. */
function addTarget(target: ByteString, last: Definition, into: VariableStep[]): void {
  for (const record of chainOf(last)) into.push(definitionStep(record, target));
}
