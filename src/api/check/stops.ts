/** Which events of a build are the same under another configuration or compiler, and whether one is gone. */

import type { MakeEvent } from '../../make/index.ts';

/** Where the stops and the other events of a build are. */
export interface KnownEvents {
  readonly stops: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

/** True for an event that ends a build, or would. */
export function isStop(event: MakeEvent): boolean {
  return event.kind !== 'warning' && event.kind !== 'info' && event.kind !== 'shell-stderr';
}

/**
 * Identity of an event across configurations: where it is, not what it says. One line may ask for several files, each
 * of which is a stop of its own.
 */
export function eventKey(event: MakeEvent): string {
  if (event.code === 'make/no-rule') return `${event.code} ${event.args.target} ${event.args.neededBy ?? ''}`;
  return event.location === null ? event.line : `${event.code} ${event.location.file}:${event.location.line}`;
}

/** The events of a build, for {@link isGone}. */
export function knownEvents(events: readonly MakeEvent[]): KnownEvents {
  return { stops: new Set(events.filter(isStop).map(eventKey)), all: new Set(events.map(eventKey)) };
}

/** True when `event` is not among what is left, and nothing as heavy is that was not known before. */
export function isGone(event: MakeEvent, left: readonly MakeEvent[], known: KnownEvents): boolean {
  const key = eventKey(event);
  if (left.some((other) => eventKey(other) === key)) return false;
  return isStop(event)
    ? left.every((other) => !isStop(other) || known.stops.has(eventKey(other)))
    : left.every((other) => known.all.has(eventKey(other)));
}
