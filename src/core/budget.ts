import type { Location } from './location.ts';

/** Steps between two looks at the clock. */
const stride = 2048;

/** Milliseconds from the start, and between two reports, of where a long run is. */
const longMs = 1000;
const reportMs = 200;

/** Messages that are kept. */
const maxMessages = 20;

/** What a {@link Budget} is made with. */
export interface BudgetOptions {
  /** Milliseconds that the run may take from now on. */
  readonly limitMs: number;
  /** Gets the line of a long run now and then: who waits for it cannot ask. */
  readonly onPlace?: (place: Location) => void;
  /** Milliseconds since any moment; the machine's clock when absent. */
  readonly now?: () => number;
}

/**
 * The time that an evaluation may take. Engines count their steps, which is cheap, and each some thousand of them looks at the
 * clock. Once the time is over it stays over: each engine ends where it is, and what comes of it is incomplete.
 */
export class Budget {
  readonly limitMs: number;
  /** True once the time is over; nothing that was computed since is complete. */
  isOver = false;
  /** Where the run was then; null where no engine knew. */
  overAt: Location | null = null;
  /** Messages until then, for a run that has no report to put them in. */
  readonly found: ReadonlySet<string>;
  private readonly messages = new Set<string>();
  private readonly now: () => number;
  private readonly start: number;
  private readonly onPlace: ((place: Location) => void) | undefined;
  private left = stride;
  private place: Location | null = null;
  private reported = 0;

  constructor({ limitMs, now = () => performance.now(), onPlace }: BudgetOptions) {
    this.limitMs = limitMs;
    this.found = this.messages;
    this.now = now;
    this.start = now();
    this.onPlace = onPlace;
  }

  /** What follows is done for this line; null where no line is known. */
  at(place: Location | null): void {
    if (place !== null) this.place = place;
  }

  /** Keeps a message that was found; the first ones are enough. */
  note(message: string): void {
    if (!this.isOver && this.messages.size < maxMessages) this.messages.add(message);
  }

  /** Counts work, done for `place` or else for the line of {@link at}; true when the time is over. */
  spend(work: number, place: Location | null): boolean {
    this.left -= work;
    return this.left < 0 && this.look(place);
  }

  /**
   * Counts work; true when the clock has to be looked at, with {@link spend}: who has to search for its place does so then.
   */
  isDue(work: number): boolean {
    this.left -= work;
    return this.left < 0;
  }

  /** Milliseconds that are left; less than 0 when the time is over. */
  leftMs(): number {
    return this.limitMs - (this.now() - this.start);
  }

  private look(place: Location | null): boolean {
    if (this.isOver) return true;
    this.left = stride;
    const spent = this.now() - this.start;
    const here = place ?? this.place;
    if (spent > this.limitMs) {
      this.isOver = true;
      this.left = -1;
      this.overAt = here;
    } else if (spent > longMs && spent - this.reported > reportMs && here !== null) {
      this.reported = spent;
      this.onPlace?.(here);
    }
    return this.isOver;
  }
}
