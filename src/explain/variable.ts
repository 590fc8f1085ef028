import { explainShellCall } from '../core/command-cause.ts';
import type { Cause } from '../core/diagnostic.ts';
import type { Configuration } from '../kconfig/index.ts';
import type { Definition, VariableInfo } from '../make/index.ts';
import { type ConditionWalk, explainCondition, explainReference, newConditionWalk } from './stop.ts';

/** Bytes of a value that are shown with a definition; the value itself is told once, whole. */
const maxShown = 400;

function shorten(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)} ... (${text.length} bytes)`;
}

/** What the text came to, where that is something else. */
function expansion({ operator, previous, text, value }: Definition): string[] {
  const before = operator === '+=' ? (previous?.value ?? '') : '';
  const part = value.startsWith(before) ? value.slice(before.length) : value;
  const made = operator === '+=' ? part.trimStart() : part;
  return made === text ? [] : [`expands to: ${made === '' ? '(empty)' : shorten(made)}`];
}

function explainDefinition(definition: Definition, walk: ConditionWalk): Cause {
  const { location, name, operator, origin, text } = definition;
  const isText = operator === 'define' || operator === 'undefine';
  const assigned = isText ? `${operator} ${name}` : `${name} ${operator} ${shorten(text)}`;
  const from = location === null ? ` (${origin})` : origin === 'override' ? ' (override)' : '';
  const detail = operator === 'define' ? text.split('\n') : isText ? [] : expansion(definition);
  return {
    kind: 'definition',
    message: `${assigned.trimEnd()}${from}`,
    location,
    ...(detail.length > 0 && { detail }),
    causes: [
      ...[...definition.conditions].reverse().map((condition) => explainCondition(condition, walk)),
      ...definition.references.flatMap((reference) => explainReference(reference, walk, 0)),
      ...definition.shellCalls.flatMap(explainShellCall),
    ],
  };
}

/**
 * Where a variable's value comes from: its definitions in make's order, each with the conditionals around
 * it and the variables and programs its text was made of.
 */
export function explainVariable(variable: VariableInfo, configuration: Configuration | null): readonly Cause[] {
  return variable.definitions.map((definition) =>
    explainDefinition(definition, newConditionWalk(configuration, variable.name)),
  );
}
