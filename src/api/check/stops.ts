/** Which events of a build are the same under another configuration or compiler, and whether one is gone. */

import type { MakeEvent } from '../../make/index.ts';

/** True for an event that ends a build, or would. */
export function isStop(event: MakeEvent): boolean {
  return event.kind !== 'warning' && event.kind !== 'info' && event.kind !== 'shell-stderr';
}

/** Identity of a stop across configurations: where it stands, not what it says. */
export function stopKey(event: MakeEvent): string {
  return event.location === null ? event.line : `${event.code} ${event.location.file}:${event.location.line}`;
}

/** True when `event` is not among what is left, and nothing as heavy is that was not `known` before. */
export function isGone(event: MakeEvent, left: readonly MakeEvent[], known: ReadonlySet<string>): boolean {
  const keys = left.filter(isStop(event) ? isStop : () => true).map(stopKey);
  return !left.some((other) => stopKey(other) === stopKey(event)) && keys.every((key) => known.has(key));
}
