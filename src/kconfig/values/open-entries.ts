/**
 * Entries of a choice that are still to be drawn, by their position among those that are left. A choice may
 * have a hundred thousand: every step takes the logarithm of that (a Fenwick tree of counts).
 */
export class OpenEntries {
  private readonly members: Int32Array;
  /** Position i holds the number of open entries of the range that ends there. */
  private readonly counts: Int32Array;
  private readonly places = new Map<number, number[]>();
  /** Entries that are left. */
  size: number;

  constructor(members: Int32Array) {
    this.members = members;
    this.size = members.length;
    this.counts = new Int32Array(members.length + 1);
    members.forEach((member, at) => {
      const places = this.places.get(member);
      if (places === undefined) this.places.set(member, [at]);
      else places.push(at);
      this.add(at, 1);
    });
  }

  /** The member of the entry at a position, counted from 0; all its entries are gone then. Undefined past the end. */
  take(position: number): number | undefined {
    if (position >= this.size) return undefined;
    const member = this.members[this.find(position)]!;
    for (const at of this.places.get(member) ?? []) this.add(at, -1);
    this.size -= this.places.get(member)?.length ?? 0;
    return member;
  }

  private add(at: number, by: number): void {
    const { counts } = this;
    for (let index = at + 1; index < counts.length; index += index & -index) counts[index] = counts[index]! + by;
  }

  private find(position: number): number {
    const { counts } = this;
    let at = 0;
    let left = position;
    for (let step = 2 ** Math.floor(Math.log2(counts.length)); step >= 1; step /= 2) {
      const next = at + step;
      if (next < counts.length && counts[next]! <= left) {
        left -= counts[next]!;
        at = next;
      }
    }
    return at;
  }
}
