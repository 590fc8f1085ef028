/** Pairs of a mark and the make that looked at it, for sorting: some hundred thousand of them are one array of numbers. */

/** A pair is one exact integer: 32 bits of the mark, with its sign, and 21 of the looker. */
const lookers = 2 ** 21;

/** See the head of this file. */
export class PairList {
  private pairs = new Float64Array(65_536);
  private size = 0;

  /** `looker` is -1 or the index of a make. */
  add(mark: number, looker: number): void {
    if (looker + 1 >= lookers) throw new RangeError(`more than ${lookers} makes`);
    if (this.size === this.pairs.length) {
      const longer = new Float64Array(2 * this.size);
      longer.set(this.pairs);
      this.pairs = longer;
    }
    this.pairs[this.size++] = mark * lookers + looker + 1;
  }

  /** All pairs, marks ascending. */
  sorted(): { readonly looks: Int32Array; readonly lookers: Int32Array } {
    const pairs = this.pairs.subarray(0, this.size).sort();
    return {
      looks: Int32Array.from(pairs, (pair) => Math.floor(pair / lookers)),
      lookers: Int32Array.from(pairs, (pair) => pair - Math.floor(pair / lookers) * lookers - 1),
    };
  }
}
