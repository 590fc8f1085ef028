/** Counts work against kgate's own limits; a limit met ends the statement, not the evaluation. */
import type { ByteString } from '../../core/bytes.ts';
import type { MakeCode } from '../codes.ts';
import { limits } from '../limits.ts';
import type { MakeState, Position } from './make-state.ts';
import { positionPrefix, record, StopReading } from './messages.ts';

/** Ends the statement being evaluated after a limit of kgate's own was met; never leaves this folder. */
class AbandonStatement {
  readonly reason = 'limit';
}

/** A new statement begins: its limits count from here. */
export function beginStatement(make: MakeState): void {
  make.spent.statementSteps = 0;
  make.spent.statementBytes = 0;
}

/** Reports that kgate's own limit was met and abandons the statement. */
export function limitReached(make: MakeState, code: MakeCode, message: ByteString): never {
  // Behind a stop there is nothing more to say: make has ended there.
  if (make.log.stopped !== undefined && code !== 'make/limit-depth') throw new StopReading();
  const location = make.at.reading;
  const line = `${positionPrefix(make, location)}*** ${message}.  Stop.`;
  record(make, { kind: 'limit', code, line, message, location, fatal: true });
  if (!make.keepGoing || code === 'make/limit-steps') throw new StopReading();
  throw new AbandonStatement();
}

/** Reports that expansions, calls or parentheses nest beyond the limit. */
export function nestedTooDeeply(make: MakeState): never {
  limitReached(make, 'make/limit-depth', 'kgate: expansions are nested too deeply');
}

/** Reports that an expansion has more bytes than the limit. */
export function tooLarge(make: MakeState): never {
  limitReached(make, 'make/limit-size', 'kgate: expansion is too large');
}

/** Counts bytes of text that is taken apart. */
export function countBytes(make: MakeState, count: number): void {
  make.spent.statementBytes += count;
  if (make.spent.statementBytes > limits.statementBytes) {
    nestedTooDeeply(make);
  }
}

/** Counts work against the time of the run. Once that is over, reading ends in silence: the run says so, once. */
export function countTime(make: MakeState, work: number): void {
  const { budget } = make.spent;
  if (budget?.spend(work, make.at.reading) === true) throw new StopReading();
}

/** Counts one step of work, or several. */
export function countStep(make: MakeState, count = 1): void {
  countTime(make, count);
  make.spent.statementSteps += count;
  make.spent.totalSteps += count;
  if (make.spent.statementSteps > limits.statementSteps || make.spent.totalSteps > make.spent.maxSteps) {
    limitReached(make, 'make/limit-steps', 'kgate: expansion takes too many steps');
  }
}

/**
 * Puts make back where it was after an abandoned statement. An exhausted JavaScript stack or string
 * becomes a limit event; everything else is thrown on.
 */
export function recover(make: MakeState, saved: Position, error: unknown): void {
  const where = make.at.reading;
  const context = make.at.context;
  Object.assign(make.at, saved);
  if (error instanceof AbandonStatement) return;
  if (!(error instanceof RangeError)) throw error;
  make.at.reading = where;
  make.at.context = context;
  try {
    if (error.message.includes('string length')) {
      tooLarge(make);
    }
    nestedTooDeeply(make);
  } catch (limit) {
    Object.assign(make.at, saved);
    if (!(limit instanceof AbandonStatement)) throw limit;
  }
}

/** Runs `body`; a limit met in it is an event, not an exception: undefined then. */
export function guardLimits<T>(make: MakeState, body: () => T): T | undefined {
  const saved = { ...make.at };
  try {
    return body();
  } catch (error) {
    recover(make, saved, error);
    return undefined;
  }
}

/** A text that is expanded outside of every statement, such as a search path; empty where a limit is met in it. */
export function withinLimits(make: MakeState, expand: () => ByteString): ByteString {
  return guardLimits(make, expand) ?? '';
}
