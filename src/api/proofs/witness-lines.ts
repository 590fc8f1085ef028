import type { KconfigSymbol } from '../../kconfig/index.ts';

/** A line of `.config` that asks for a value. */
export function lineOf({ name, type }: KconfigSymbol, value: string, prefix: string): string {
  if (value === 'n' && (type === 'bool' || type === 'tristate')) return `# ${prefix}${name} is not set`;
  return `${prefix}${name}=${type === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`;
}
