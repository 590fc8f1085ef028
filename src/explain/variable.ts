import { explainShellCall } from '../core/command-cause.ts';
import { type Cause, cause } from '../core/diagnostic.ts';
import type { Configuration } from '../kconfig/index.ts';
import type { VariableHistory, VariableStep } from '../make/index.ts';
import { type ConditionWalk, explainCondition, explainReference, newConditionWalk } from './references.ts';

/** Bytes of a value that are shown with a definition; the value itself is shown once, whole. */
const maxShown = 400;

function shown(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)} ... (${text.length} bytes)`;
}

/** The expansion of the text, where it differs from the text; `before` is the value that `+=` added to. */
function expansion({ flavor, operator, text, value }: VariableStep, before: string): string[] {
  // A deferred text is expanded only where it is used.
  if (flavor === 'recursive' && operator !== '!=') return [];
  const old = operator === '+=' ? before : '';
  const part = value.startsWith(old) ? value.slice(old.length) : value;
  const made = operator === '+=' ? part.trimStart() : part;
  return made === text ? [] : [`expands to: ${made === '' ? '(empty)' : shown(made)}`];
}

/** The statement as it would be written, and what came of it. */
function describe(name: string, step: VariableStep): string {
  const { kind, operator, origin, location, strongerOrigin, target, text } = step;
  const owner = target === null ? '' : `${target}: `;
  if (kind === 'export' || kind === 'unexport' || kind === 'undefine') return `${owner}${kind} ${name}`;
  const isDirective = operator === 'define' || operator === 'undefine';
  const written = isDirective ? `${operator} ${name}` : `${name} ${operator ?? '='} ${shown(text)}`;
  const from = location === null ? ` (${origin})` : origin === 'override' ? ' (override)' : '';
  const why = strongerOrigin === 'file' ? 'it is defined already' : `the ${strongerOrigin ?? ''} value is stronger`;
  const effect = kind === 'ignored' ? `; without effect: ${why}` : '';
  return `${owner}${written.trimEnd()}${from}${effect}`;
}

function explainStep(name: string, step: VariableStep, before: string, walk: ConditionWalk): Cause {
  const isText = step.operator === 'define' || step.kind !== 'definition';
  const detail = step.operator === 'define' ? step.text.split('\n') : isText ? [] : expansion(step, before);
  const causes = [
    ...[...step.conditions].reverse().map((condition) => explainCondition(condition, walk)),
    ...step.references.flatMap((reference) => explainReference(reference, walk, 0)),
    ...step.shellCalls.flatMap((call) => explainShellCall(call)),
  ];
  const definition = cause('definition', describe(name, step), step.location, causes);
  return detail.length > 0 ? { ...definition, detail } : definition;
}

/**
 * Where a variable's value comes from: what happened to it in make's order, also assignments without effect and
 * those of targets, each with the conditionals around it and the variables and programs its text was made of.
 * For a recursive variable the value it has now is last.
 */
export function explainVariable(history: VariableHistory, configuration: Configuration | null): readonly Cause[] {
  const { expansion: now, flavor, name } = history;
  let before = '';
  const causes = [...history.steps, ...history.targetSteps].map((step) => {
    const explained = explainStep(name, step, before, newConditionWalk(configuration, name));
    before = step.target === null ? step.value : before;
    return explained;
  });
  if (flavor !== 'recursive' || now === null) return causes;
  const walk = newConditionWalk(configuration, null);
  const behind = [
    ...now.references.flatMap((reference) => explainReference(reference, walk, 0)),
    ...now.shellCalls.flatMap((call) => explainShellCall(call)),
  ];
  if (behind.length === 0) return causes;
  return [...causes, cause('variable', 'its value now', null, behind)];
}
