import type { ByteString } from '../core/text.ts';
import type { BuildSymbol } from './build-types.ts';
import type { SymbolType } from './model.ts';

/**
 * Names of one tree. Identifiers and quoted constants are separate name spaces; y, m and n are
 * the same three constants in both. Source: kconfig-semantics 1.3.
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

  constructor() {
    this.no = this.add('constant', 'n', 'tristate');
    this.mod = this.add('constant', 'm', 'tristate');
    this.yes = this.add('constant', 'y', 'tristate');
    for (const symbol of [this.no, this.mod, this.yes]) this.constants.set(symbol.name, symbol);
  }

  /** The symbol of an unquoted word, made when this is its first mention. */
  identifier(name: ByteString): BuildSymbol {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    if (name === 'y' || name === 'm' || name === 'n') return this.constant(name);
    const made = this.add('symbol', name, 'unknown');
    this.named.set(name, made);
    return made;
  }

  /** The symbol of a quoted word. */
  constant(name: ByteString): BuildSymbol {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    const made = this.add('constant', name, 'unknown');
    this.constants.set(name, made);
    return made;
  }

  /** The nameless symbol of a choice. */
  choice(): BuildSymbol {
    return this.add('choice', '', 'unknown');
  }

  /**
   * Order in which conf walks all symbols: by bucket, the youngest first. y, m and n are outside
   * the table. Source: kconfig-semantics 5.4.
   */
  hashOrder(buckets: number): BuildSymbol[] {
    const heads: (BuildSymbol[] | undefined)[] = new Array(buckets);
    for (let at = 3; at < this.all.length; at++) {
      const symbol = this.all[at] as BuildSymbol;
      const bucket = symbol.kind === 'choice' ? 0 : fnv1a(symbol.name) % buckets;
      const list = heads[bucket];
      if (list === undefined) heads[bucket] = [symbol];
      else list.push(symbol);
    }
    const ordered: BuildSymbol[] = [];
    for (const list of heads) {
      if (list === undefined) continue;
      for (let at = list.length - 1; at >= 0; at--) ordered.push(list[at] as BuildSymbol);
    }
    return ordered;
  }

  private add(kind: BuildSymbol['kind'], name: ByteString, type: SymbolType): BuildSymbol {
    const symbol: BuildSymbol = {
      id: this.all.length,
      kind,
      name,
      type,
      properties: [],
      entries: [],
      directDependency: null,
      reverseDependency: null,
      impliedDependency: null,
      selectedBy: [],
      impliedBy: [],
      choice: null,
      leaf: null,
      isMember: false,
      isChecked: false,
    };
    this.all.push(symbol);
    return symbol;
  }
}

/** FNV-1a, 32 bit, over signed bytes as the C tool sees them. */
export function fnv1a(text: ByteString): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (code < 128 ? code : code - 256), 0x01000193);
  }
  return hash >>> 0;
}
