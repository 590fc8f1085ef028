import type { Cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { VariableResult } from '../results/check.ts';
import { painter, printable, type TextStyle, wrap } from './style.ts';
import { renderCause } from './text.ts';

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
  const paintings = painter(style);
  const { name, origin, flavor, value, expanded } = result;
  if (flavor === 'undefined' && result.causes.length === 0) {
    const stops = result.stops.map((stop) => `  make stops: ${printable(stop)}\n`).join('');
    return `${paintings.strong(printable(name))}: undefined; nothing defines it\n${stops}`;
  }
  const exported = result.exported ? ', exported' : '';
  const kind = flavor === 'undefined' ? 'undefined' : `${flavor}, origin ${origin}${exported}`;
  const out = [`${paintings.strong(printable(name))}: ${kind}`];
  const show = (label: string, text: string): void => {
    const [first = '', ...more] = printable(text === '' ? '(empty)' : text).split('\n');
    for (const line of wrap(first, style.width, `${label} `, '           ')) out.push(line);
    for (const line of more) out.push(`           ${line}`);
  };
  show('value     ', value);
  if (expanded !== value) show('expands to', expanded);
  const shared = sharedConditions(result.causes);
  for (const cause of result.causes) {
    const causes = cause.causes.filter((inner) => !shared.has(keyOf(inner)));
    renderCause({ ...cause, causes }, '  ', paintings, style.width, out, 0);
  }
  if (shared.size > 0) {
    out.push('  all of them under');
    for (const cause of shared.values()) renderCause(cause, '  ', paintings, style.width, out, 0);
  }
  for (const stop of result.stops) out.push(`  make stops: ${printable(stop)}`);
  return `${out.join('\n')}\n`;
}
