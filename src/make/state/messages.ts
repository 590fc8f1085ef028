/** Messages of make, kept as events in the log. Source: the form of each message observed with make 4.3. */
import type { ByteString } from '../../core/bytes.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import type { MakeCode } from '../codes.ts';
import { limits } from '../limits.ts';
import { conditionsOf, pathOf } from './context.ts';
import type { MakeState } from './make-state.ts';
import type { MakeEvent } from './records.ts';

/** Ends the whole evaluation; never leaves this folder. */
export class StopReading {
  readonly reason = 'stop';
}

/** Keeps a message made at the present position. */
export function record(
  make: MakeState,
  kind: MakeEvent['kind'],
  code: MakeCode,
  line: ByteString,
  message: ByteString,
  location: Location | null,
  fatal: boolean,
): MakeEvent {
  const event: MakeEvent = {
    kind,
    code,
    line,
    message,
    location,
    stream: kind === 'info' ? 'stdout' : 'stderr',
    fatal,
    afterStop: make.log.stopped !== undefined,
    conditions: conditionsOf(make.at.context),
    path: pathOf(make.at.context),
    references: make.at.references === null ? [] : make.at.references.slice(),
  };
  addEvent(make, event);
  return event;
}

/** Keeps an event and passes it on; ends the evaluation when there are too many. */
export function addEvent(make: MakeState, event: MakeEvent): void {
  make.log.events.push(event);
  if (event.fatal && make.log.stopped === undefined) make.log.stopped = event;
  make.log.onEvent?.(event);
  if (make.log.events.length > limits.events) throw new StopReading();
}

/** `FILE:LINE: ` or `make: `, as every message of make begins. */
export function positionPrefix(make: MakeState, location: Location | null): ByteString {
  return location === null ? `${make.program}: ` : `${formatLocation(location)}: `;
}

/**
 * Reports what stops make. Evaluation goes on afterwards unless the request said otherwise, so
 * callers have to continue with a harmless value. Source: observed with make 4.3.
 */
export function fatal(make: MakeState, code: MakeCode, message: ByteString, location: Location | null): void {
  const line = `${positionPrefix(make, location)}*** ${message}.  Stop.`;
  record(make, 'error', code, line, message, location, true);
  if (!make.keepGoing) throw new StopReading();
}

/** Reports what make prints and passes over. */
export function warn(make: MakeState, code: MakeCode, message: ByteString, location: Location | null): void {
  record(make, 'warning', code, positionPrefix(make, location) + message, message, location, false);
}

/** Reports one line of `$(info)`. */
export function inform(make: MakeState, message: ByteString): void {
  record(make, 'info', 'make/info', message, message, make.at.reading, false);
}

/** Reports what a shell command wrote on stderr; `text` without its final newline. */
export function reportShellOutput(make: MakeState, text: ByteString): void {
  record(make, 'shell-stderr', 'make/shell-stderr', text, text, make.at.reading, false);
}
