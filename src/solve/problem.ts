/** A question to the solver: what has to hold, what must not change, and what each change costs. */
import type { ByteString } from '../core/bytes.ts';
import type { ConfigState, FlatModel } from '../kconfig/index.ts';
import { typeCode } from '../kconfig/index.ts';
import type { Formula } from './formula/formula.ts';
import { no, yes } from './formula/gates.ts';
import type { SoftRequest } from './formula/requests.ts';

/** One condition on the value of a symbol, by its id; values as `.config` has them, strings unquoted. */
export interface Atom {
  readonly symbol: number;
  /** `at least` and `at most` order n, m and y. */
  readonly relation: 'is' | 'not' | 'at least' | 'at most';
  readonly value: ByteString;
}

/** Alternatives; one of them has to hold with all its atoms. */
export interface Goal {
  readonly alternatives: readonly (readonly Atom[])[];
  /**
   * True where the user asks for the values themselves: a symbol with a prompt is then set to the value, at no cost. False
   * where it does not matter how they come about.
   */
  readonly isRequest: boolean;
}

/** What a search is about. */
export interface Problem {
  /** User values of now, those of a `.config` that conf has written. */
  readonly state: ConfigState;
  readonly goals: readonly Goal[];
  /** What must stay as it is: goals that hold already. */
  readonly keep: readonly Goal[];
  /** A further condition that has to hold, as a literal of the formula. */
  readonly condition?: (formula: Formula) => number;
  /** True for a request that must not change, whatever it costs. */
  readonly isFixed: (request: SoftRequest) => boolean;
  /** Symbols whose values come from outside the configuration and may be other ones; none when absent. */
  readonly facts?: ReadonlySet<number>;
  /** Cost of a changed request, a whole number from 1. */
  readonly costOf: (request: SoftRequest) => number;
}

/** The literal of one atom. */
export function encodeAtom(formula: Formula, { relation, symbol, value }: Atom): number {
  const { flat, gates } = formula;
  if (!isLogicalSymbol(flat, symbol)) {
    const is = formula.hasText(symbol, value);
    return relation === 'not' ? -is : is;
  }
  const { on, y } = formula.value(symbol);
  switch (relation) {
    case 'at least':
      return value === 'n' ? yes : value === 'm' ? on : y;
    case 'at most':
      return value === 'n' ? -on : value === 'm' ? -y : yes;
    default: {
      const is = value === 'n' ? -on : value === 'y' ? y : value === 'm' ? gates.and(on, -y) : no;
      return relation === 'is' ? is : -is;
    }
  }
}

/** True for a bool or tristate. */
export function isLogicalSymbol(flat: FlatModel, symbol: number): boolean {
  const type = flat.symbolType[symbol];
  return type === typeCode.bool || type === typeCode.tristate;
}
