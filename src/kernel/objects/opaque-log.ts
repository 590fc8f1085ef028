/** What is not understood on the way to an answer, kept with each answer that is kept. */

/** An answer, and what of it rests on things that are taken as they are now. */
export interface Noted<Value> {
  readonly value: Value;
  readonly opaque: readonly string[];
}

/** Collects notes of nested computations. */
export class OpaqueLog {
  private frame = new Set<string>();

  /** Adds to everything that is under way. */
  add(texts: Iterable<string>): void {
    for (const text of texts) this.frame.add(text);
  }

  /** The result of a computation with its notes, which those around it have, too. */
  watch<Value>(compute: () => Value): Noted<Value> {
    const outer = this.frame;
    this.frame = new Set();
    try {
      const value = compute();
      return { value, opaque: [...this.frame] };
    } finally {
      const inner = this.frame;
      this.frame = outer;
      this.add(inner);
    }
  }

  /** A value that is known, with its notes. */
  recall<Value>({ value, opaque }: Noted<Value>): Value {
    this.add(opaque);
    return value;
  }
}
