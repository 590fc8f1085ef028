/** The formula of a tree with names for its variables, as other tools take it. */
import type { ByteString } from '../../core/bytes.ts';
import { type Configuration, isLogical, type KconfigSymbol, promptsOf } from '../../kconfig/index.ts';
import { encodeAll } from '../../solve/dead/possibilities.ts';
import { Formula } from '../../solve/formula/formula.ts';
import { otherOf } from '../../solve/formula/other-text.ts';

/** Clauses one after the other, each ended by 0. */
class ClauseList {
  private words = new Int32Array(1 << 20);
  private length = 0;
  count = 0;

  readonly add = (literals: readonly number[]): void => {
    if (this.length + literals.length >= this.words.length) {
      const larger = new Int32Array((this.words.length + literals.length) * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words.set(literals, this.length);
    this.length += literals.length;
    this.words[this.length] = 0;
    this.length += 1;
    this.count += 1;
  };

  get all(): Int32Array {
    return this.words.subarray(0, this.length);
  }
}

/** What a variable is about. */
export interface NamedVariable {
  readonly variable: number;
  readonly name: ByteString;
  /** Null for one that is no symbol's value. */
  readonly symbol: KconfigSymbol | null;
  /** `on`: at least m. `y`: the value y of a tristate. `other`: a text, a request, whether a prompt is visible. */
  readonly role: 'on' | 'y' | 'other';
}

/** A formula with names. */
export interface NamedFormula {
  /** Highest variable. */
  readonly variables: number;
  readonly clauseCount: number;
  /** Clauses one after the other, each ended by 0. */
  readonly clauses: Int32Array;
  readonly names: readonly NamedVariable[];
  /** Symbols whose value was left free, with the reason. */
  readonly free: readonly { readonly symbol: ByteString; readonly reason: string }[];
}

/** All configurations of a tree with the tools of this machine. Every name has a variable of its own. */
export function namedFormula({ model, state }: Configuration): NamedFormula {
  const { flat, prefix } = state;
  const list = new ClauseList();
  const formula = new Formula(flat, null, list.add);
  encodeAll(formula);
  const names: NamedVariable[] = [];
  const used = new Set<number>([1]);
  const give = (literal: number, name: ByteString, symbol: KconfigSymbol | null, role: NamedVariable['role']): void => {
    let variable = literal;
    if (literal < 0 || used.has(literal)) {
      variable = formula.gates.variable();
      formula.gates.equate(variable, literal);
    }
    used.add(variable);
    names.push({ variable, name, symbol, role });
  };
  for (const symbol of model.symbols.values()) {
    if (symbol.kind !== 'symbol' || symbol.entries.length === 0) continue;
    const { id, type } = symbol;
    const name = prefix + symbol.name;
    if (isLogical(symbol)) {
      const { on, y } = formula.value(id);
      give(on, name, symbol, 'on');
      if (type === 'tristate') give(y, `${name}=y`, symbol, 'y');
    } else {
      for (const [text, literal] of formula.texts.values(id) ?? []) {
        give(literal, otherOf(text) < 0 ? `${name}="${text}"` : `${name}=other`, null, 'other');
      }
    }
    if (promptsOf(symbol).length > 0) give(formula.visibility(id).on, `${name}:visible`, null, 'other');
    const request = formula.requests.madeLogicals().get(id);
    if (request === undefined) continue;
    give(request.has, `${name}:set`, null, 'other');
    give(request.on, `${name}:set-on`, null, 'other');
    if (type === 'tristate') give(request.y, `${name}:set-y`, null, 'other');
  }
  const free = [...formula.free].map(([id, reason]) => ({ symbol: flat.symbolNames[id] ?? '', reason }));
  return { variables: formula.gates.count, clauseCount: list.count, clauses: list.all, names, free };
}
