/** Messages of make, kept as events in the log. Source: docs/make-semantics.md §5.1. */
import type { ByteString } from '../../core/bytes.ts';
import type { AnyRest, RestOf } from '../../core/diagnostic.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import type { MakeArgs, MakeCode } from '../codes.ts';
import { limits } from '../limits.ts';
import { conditionsOf, pathOf } from './context.ts';
import type { MakeState } from './make-state.ts';
import type { EventFacts, MakeEvent } from './records.ts';

/** Ends the whole evaluation; never leaves this folder. */
export class StopReading {
  readonly reason = 'stop';
}

/** Runs `body`; undefined when a stop ends it. */
export function catchStop<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
    return undefined;
  }
}

/** What a message says; where it is made is added unless given. */
type Message = Pick<EventFacts, 'kind' | 'line' | 'message' | 'location' | 'fatal'> &
  Partial<Pick<EventFacts, 'conditions' | 'path' | 'references'>> & { readonly code: MakeCode };

/** Keeps a message and passes it on; ends the evaluation when there are too many. */
export function record(make: MakeState, message: Message, [args = {}]: AnyRest = []): void {
  const { at, log, spent } = make;
  if (make.memo !== null) make.memo.impurities++;
  const event = {
    args,
    stream: message.kind === 'info' ? 'stdout' : 'stderr',
    afterStop: log.stopped !== undefined,
    conditions: conditionsOf(at.context),
    path: pathOf(at.context),
    references: at.references === null ? [] : at.references.slice(),
    ...message,
  } as MakeEvent;
  log.events.push(event);
  if (message.kind === 'error' || message.kind === 'warning') spent.budget?.note(message.line);
  if (event.fatal && log.stopped === undefined) {
    log.stopped = event;
    log.maxEvents = Math.min(log.maxEvents, log.events.length + limits.eventsBehindStop);
    log.maxLines = Math.min(log.maxLines, log.lineCount + limits.linesBehindStop);
    spent.maxSteps = Math.min(spent.maxSteps, spent.totalSteps + limits.stepsBehindStop);
    spent.maxBytes = Math.min(spent.maxBytes, spent.totalBytes + limits.bytesBehindStop);
  }
  log.onEvent?.(event);
  if (log.events.length > log.maxEvents) throw new StopReading();
}

/** `FILE:LINE: ` or `make: `, as every message of make begins. */
export function positionPrefix(make: MakeState, location: Location | null): ByteString {
  return location === null ? `${make.program}: ` : `${formatLocation(location)}: `;
}

/**
 * Reports what stops make. Evaluation goes on afterwards unless the request said otherwise, so
 * callers have to continue with a harmless value.
 */
export function fatal<Code extends MakeCode>(
  make: MakeState,
  code: Code,
  message: ByteString,
  location: Location | null,
  ...rest: RestOf<MakeArgs[Code]>
): void {
  const line = `${positionPrefix(make, location)}*** ${message}.  Stop.`;
  record(make, { kind: 'error', code, line, message, location, fatal: true }, rest);
  if (!make.keepGoing) throw new StopReading();
}

/** Reports what make prints and passes over. */
export function warn<Code extends MakeCode>(
  make: MakeState,
  code: Code,
  message: ByteString,
  location: Location | null,
  ...rest: RestOf<MakeArgs[Code]>
): void {
  const line = positionPrefix(make, location) + message;
  record(make, { kind: 'warning', code, line, message, location, fatal: false }, rest);
}

/** Reports one line of `$(info)`. */
export function inform(make: MakeState, text: ByteString): void {
  const event = { kind: 'info', code: 'make/info', line: text, message: text } as const;
  record(make, { ...event, location: make.at.reading, fatal: false }, [{ text }]);
}

/** Reports what a shell command wrote on stderr; `text` without its final newline. */
export function reportShellOutput(make: MakeState, text: ByteString): void {
  const event = { kind: 'shell-stderr', code: 'make/shell-stderr', line: text, message: text } as const;
  record(make, { ...event, location: make.at.reading, fatal: false }, [{ text }]);
}
