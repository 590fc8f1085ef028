/** The stops and warnings that a walk through recipes finds, in make's order, each once. */
import type { ByteString } from '../../core/bytes.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { MakeEvent, RecipeCommand } from '../../make/index.ts';

/** Where the walk is when an event comes. */
export interface EventPlace {
  /** Commands under way, the outermost make's first. */
  readonly asking: readonly RecipeCommand[];
  /** Files that the line under way has read. */
  readonly reads: ReadonlySet<ByteString>;
  /** Calls of compilers that were refused; undefined for none. */
  readonly calls: readonly ShellCall[] | undefined;
  readonly makes: MakeEvent['makes'];
}

/** See the head of this file. */
export class StopLog {
  readonly events: MakeEvent[] = [];
  /** Stops so far, those included that were met before. */
  stopCount = 0;
  /** True once make would have stopped. */
  isStopped: boolean;
  private readonly reported = new Set<string>();

  constructor(isStopped: boolean) {
    this.isStopped = isStopped;
  }

  /** Adds an event and marks it when make does not reach it. */
  add(event: MakeEvent, { asking, calls, makes, reads }: EventPlace): void {
    if (event.fatal) this.stopCount += 1;
    const key = keyOf(event);
    if (this.reported.has(key)) return;
    this.reported.add(key);
    const isFailure = event.code === 'make/recipe-failed';
    // Why the makes around this one were started: for their targets, the innermost first.
    const outer = [...asking].reverse().flatMap((command) => command.needs);
    this.events.push({
      ...event,
      ...(makes !== undefined && { makes }),
      ...(event.needs !== undefined && { needs: [...event.needs, ...outer] }),
      ...(isFailure && { reads: [...reads] }),
      ...(isFailure && calls !== undefined && { calls }),
      afterStop: this.isStopped,
    });
    if (event.fatal) this.isStopped = true;
  }
}

/** Makes within one another often reach the same line, and a thousand lines may start one missing program. */
function keyOf(event: MakeEvent): string {
  if (event.code === 'make/missing-program') return `${event.code} ${event.args.kind} ${event.args.name}`;
  const { code, line, location, message } = event;
  return location === null ? line : `${code} ${location.file}:${location.line} ${message}`;
}
