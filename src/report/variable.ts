import type { Cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { VariableResult } from '../results/make.ts';
import { addCause } from './diagnostic.ts';
import { addLabelled, createPage, printable, type TextStyle } from './style.ts';

function keyOf(cause: Cause): string {
  return cause.kind === 'conditional' && cause.location !== null
    ? `${formatLocation(cause.location)} ${cause.message}`
    : '';
}

/** Conditionals around every definition, by their keys; none where there is one definition only. */
function sharedConditions(definitions: readonly Cause[]): ReadonlyMap<string, Cause> {
  const [first, ...others] = definitions;
  if (first === undefined || others.length === 0) return new Map();
  const keys = others.map((definition) => new Set(definition.causes.map(keyOf)));
  return new Map(
    first.causes
      .map((cause) => [keyOf(cause), cause] as const)
      .filter(([key]) => key !== '' && keys.every((known) => known.has(key))),
  );
}

/** The text form of `kgate make --why`. */
export function renderVariableText(result: VariableResult, style: TextStyle): string {
  const page = createPage(style);
  const { out, paint } = page;
  const { name, origin, flavor, value, expanded } = result;
  if (flavor === 'undefined' && result.causes.length === 0) {
    const stops = result.stops.map((stop) => `  make stops: ${printable(stop)}\n`).join('');
    return `${paint.strong(printable(name))}: undefined; nothing defines it\n${stops}`;
  }
  const exported = result.exported ? ', exported' : '';
  const kind = flavor === 'undefined' ? 'undefined' : `${flavor}, origin ${origin}${exported}`;
  out.push(`${paint.strong(printable(name))}: ${kind}`);
  const show = (label: string, text: string): void => {
    const [first = '', ...more] = (text === '' ? '(empty)' : text).split('\n');
    addLabelled(page, label, first);
    for (const line of more) out.push(`           ${printable(line)}`);
  };
  show('value', value);
  if (expanded !== value) show('expands to', expanded);
  const shared = sharedConditions(result.causes);
  for (const cause of result.causes) {
    const causes = cause.causes.filter((inner) => !shared.has(keyOf(inner)));
    addCause(page, { ...cause, causes }, '  ');
  }
  if (shared.size > 0) {
    out.push('  all of them under');
    for (const cause of shared.values()) addCause(page, cause, '  ');
  }
  for (const stop of result.stops) out.push(`  make stops: ${printable(stop)}`);
  return `${out.join('\n')}\n`;
}
