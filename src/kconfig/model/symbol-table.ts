import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { fnv1a } from '../language/fnv1a.ts';
import type { BuildSymbol } from './build-types.ts';
import { none } from './build-types.ts';
import type { SymbolType } from './model.ts';

/**
 * Slots looked at before `named` is asked instead: names made to collide must not make a table of
 * lists. A symbol that finds no slot within the limit is in `named` alone.
 */
const probeLimit = 64;

/**
 * Names of one tree. Identifiers and quoted constants are separate name spaces; y, m and n are
 * the same three constants in both. Source: docs/kconfig-semantics.md §1.3.
 */
export class SymbolTable {
  /** Identifiers without y, m and n. */
  readonly named = new Map<ByteString, BuildSymbol>();
  /** In order of creation. */
  readonly all: BuildSymbol[] = [];
  readonly no: BuildSymbol;
  readonly mod: BuildSymbol;
  readonly yes: BuildSymbol;
  private readonly constants = new Map<ByteString, BuildSymbol>();
  /** Open hash table over identifiers: number of the symbol plus one, 0 for an empty slot. */
  private slots: Int32Array;
  private slotsUsed = 0;
  /** Signed FNV-1a of every symbol's name. */
  private hashes: Int32Array;

  private readonly namedChoices = new Map<ByteString, BuildSymbol>();

  /** `capacity`: symbols there is room for at once, a power of two. */
  constructor(dialect: Dialect, capacity: number) {
    this.slots = new Int32Array(capacity * 2);
    this.hashes = new Int32Array(capacity);
    const type = dialect.model.constantsAreTyped ? 'tristate' : 'unknown';
    this.no = this.add('constant', 'n', type, fnv1a('n') | 0);
    this.mod = this.add('constant', 'm', type, fnv1a('m') | 0);
    this.yes = this.add('constant', 'y', type, fnv1a('y') | 0);
    for (const symbol of [this.no, this.mod, this.yes]) {
      this.constants.set(symbol.name, symbol);
      this.place(symbol.id);
    }
  }

  /** The symbol of an unquoted word, made when this is its first mention. */
  identifier(name: ByteString): BuildSymbol {
    return this.identifierAt(name, 0, name.length, fnv1a(name) | 0);
  }

  /**
   * The symbol of the unquoted word between two offsets. Names are mentioned far more often than
   * made, so the word is looked up where it stands; `hash` is its signed FNV-1a.
   */
  identifierAt(text: ByteString, start: number, end: number, hash: number): BuildSymbol {
    const { slots, hashes } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    let probes = 0;
    for (; probes < probeLimit; probes++) {
      const id = slots[slot]! - 1;
      if (id < 0) break;
      if (hashes[id] === hash) {
        const known = this.all[id]!;
        if (known.name.length === end - start && text.startsWith(known.name, start)) return known;
      }
      slot = (slot + 1) & mask;
    }
    if (probes === probeLimit) {
      const known = this.named.get(text.slice(start, end));
      if (known !== undefined) return known;
    }
    const made = this.add('symbol', text.slice(start, end), 'unknown', hash);
    this.named.set(made.name, made);
    this.place(made.id);
    return made;
  }

  /** The symbol of an unquoted word if it was mentioned before. */
  known(name: ByteString): BuildSymbol | undefined {
    return name === 'y' || name === 'm' || name === 'n' ? this.constants.get(name) : this.named.get(name);
  }

  /** The symbol of a quoted word. */
  constant(name: ByteString): BuildSymbol {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    const made = this.add('constant', name, 'unknown', fnv1a(name) | 0);
    this.constants.set(name, made);
    return made;
  }

  /** The symbol of a choice; choices of one name share it, those without name have their own. */
  choice(name: ByteString = ''): BuildSymbol {
    // conf keeps choices without name in the first bucket.
    if (name === '') return this.add('choice', '', 'unknown', 0);
    let known = this.namedChoices.get(name);
    if (known === undefined) {
      known = this.add('choice', name, 'unknown', fnv1a(name) | 0);
      this.namedChoices.set(name, known);
    }
    return known;
  }

  /**
   * Order in which conf walks all symbols: by bucket, the youngest first. y, m and n are outside
   * the table. The table of 257 buckets goes by the sum of the bytes and keeps choices in the last.
   * Source: docs/kconfig-semantics.md §5.4, observed with conf of BusyBox 1.38.
   */
  hashOrder(buckets: number): BuildSymbol[] {
    const { all, hashes } = this;
    const isSum = buckets === 257;
    // Lists that grow at the head: the youngest comes first.
    const heads = new Int32Array(buckets).fill(-1);
    const next = new Int32Array(all.length);
    for (let at = 3; at < all.length; at++) {
      const bucket = isSum ? sumBucket(all[at]!) : (hashes[at]! >>> 0) % buckets;
      next[at] = heads[bucket]!;
      heads[bucket] = at;
    }
    const ordered: BuildSymbol[] = [];
    for (let bucket = 0; bucket < buckets; bucket++) {
      for (let at = heads[bucket]!; at >= 0; at = next[at]!) ordered.push(all[at]!);
    }
    return ordered;
  }

  /** Puts a symbol into the hash table, if it finds a slot. */
  private place(id: number): void {
    if (++this.slotsUsed * 2 > this.slots.length) {
      const before = this.slots;
      this.slots = new Int32Array(before.length * 2);
      for (const stored of before) if (stored !== 0) this.fill(stored - 1);
    }
    this.fill(id);
  }

  private fill(id: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[id]! & mask;
    for (let probes = 0; probes < probeLimit; probes++) {
      if (this.slots[slot] === 0) {
        this.slots[slot] = id + 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
  }

  private add(kind: BuildSymbol['kind'], name: ByteString, type: SymbolType, hash: number): BuildSymbol {
    const id = this.all.length;
    if (id === this.hashes.length) {
      const larger = new Int32Array(id * 2);
      larger.set(this.hashes);
      this.hashes = larger;
    }
    this.hashes[id] = hash;
    const symbol: BuildSymbol = {
      id,
      kind,
      name,
      type,
      properties: none,
      ownsProperties: false,
      entries: none,
      directDependency: null,
      reverseDependency: null,
      impliedDependency: null,
      selectedBy: none,
      impliedBy: none,
      choice: null,
      leaf: null,
      flags: 0,
      isChecked: false,
    };
    this.all.push(symbol);
    return symbol;
  }
}

function sumBucket(symbol: BuildSymbol): number {
  if (symbol.kind === 'choice') return 256;
  let sum = 0;
  for (let at = 0; at < symbol.name.length; at++) sum += symbol.name.charCodeAt(at);
  return sum & 255;
}
