import type { Diagnostic } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import type { Evaluation } from './evaluation-types.ts';
import type { Expr, KconfigModel, KconfigSymbol, OutputChunk, Property, Tristate } from './model.ts';

/** Where the value of a symbol comes from; what decided last. */
export type Origin = 'user' | 'default' | 'select' | 'imply' | 'choice' | 'range' | 'unset';

/** A value somebody gave, before conf decides whether to obey. */
export interface UserValue {
  /** As `.config` writes it, strings unquoted. */
  readonly text: ByteString;
  /** The line of the `.config`-like file; null when set through the API or a mode. */
  readonly location: Location | null;
}

/** A select or imply at work. */
export interface ActiveSelect {
  readonly property: Property;
  /** The symbol that selects. */
  readonly selector: KconfigSymbol;
  /** What it asks for: min(selector, condition). */
  readonly value: Tristate;
}

/** Everything evaluation knows about one symbol. */
export interface SymbolFacts {
  readonly symbol: KconfigSymbol;
  /** As `.config` writes it, strings unquoted. */
  readonly value: ByteString;
  /** Effective type: tristate is bool without modules. */
  readonly type: KconfigSymbol['type'];
  /** True when `.config` has a line for it. */
  readonly written: boolean;
  readonly userValue: UserValue | null;
  /** True when the value equals the user value; true as well when there is none. */
  readonly obeyed: boolean;
  readonly origin: Origin;
  /** The default property whose condition holds first; null when none does. */
  readonly defaultProperty: Property | null;
  /** Selects whose value is not n, in the order conf holds them. */
  readonly selects: readonly ActiveSelect[];
  readonly implies: readonly ActiveSelect[];
  readonly directValue: Tristate;
  readonly reverseValue: Tristate;
  readonly impliedValue: Tristate;
  readonly visibility: Tristate;
  /** The range in force and whether it changed the value; null when none is. */
  readonly range: { readonly property: Property; readonly clamped: boolean } | null;
  /** For a choice member: the member that is chosen; null otherwise or when none is. */
  readonly chosen: KconfigSymbol | null;
  /** True when a select forces it above its direct dependencies. */
  readonly unmet: boolean;
}

/**
 * Values of one model: user values and what follows from them. Evaluation is lazy and memoised;
 * after a user value changed only what depends on it is computed anew.
 */
export interface Configuration {
  readonly model: KconfigModel;
  /** The same values by number: what modes and writers work with. */
  readonly evaluation: Evaluation;
  /**
   * Forgets all user values, then reads a `.config`-like text by conf's rules. `fileName` is used
   * in messages. Nothing is evaluated yet.
   */
  readConfig(text: ByteString | Iterable<ByteString>, fileName: string): void;
  /**
   * Gives a symbol a user value as `.config` would (string values unquoted); false when the text
   * is not valid for its type. A choice member gets the highest priority in its choice.
   */
  setUserValue(symbol: KconfigSymbol, value: ByteString): boolean;
  clearUserValue(symbol: KconfigSymbol): void;
  userValue(symbol: KconfigSymbol): UserValue | null;
  /** An independent copy for what-if questions; warnings and output start empty. */
  clone(): Configuration;
  /** Text of the value: n, m, y, a number or an unquoted string. */
  value(symbol: KconfigSymbol): ByteString;
  tristate(symbol: KconfigSymbol): Tristate;
  visibility(symbol: KconfigSymbol): Tristate;
  /** True when `.config` has a line for the symbol. */
  isWritten(symbol: KconfigSymbol): boolean;
  /** True when a user value could change the symbol now: visible above what selects ask for. */
  isChangeable(symbol: KconfigSymbol): boolean;
  facts(symbol: KconfigSymbol): SymbolFacts;
  /** Null is y. */
  evalExpr(expr: Expr | null): Tristate;
  /** The member that is chosen; null when no member is visible. */
  chosen(choice: KconfigModel['choices'][number]): KconfigSymbol | null;
  /** conf's default text for a symbol: what savedefconfig compares with. */
  defaultText(symbol: KconfigSymbol): ByteString;
  /** Gives every unanswered prompt n, y or m; `def` gives nothing. Then values are recomputed. */
  applyAll(mode: 'no' | 'yes' | 'mod' | 'def'): void;
  /** yes2modconfig, mod2yesconfig, mod2noconfig: rewrites stored user values of tristates. */
  rewriteTristates(from: Tristate, to: Tristate): void;
  /** Forgets computed values; the next question recomputes (and reports again, as conf does). */
  invalidate(): void;
  /** Evaluates every symbol in conf's order and finds `changed`, as conf does after it read a file. */
  evaluateAll(): void;
  /** True when conf would say the read file needs an update. */
  readonly changed: boolean;
  /** Number of warnings of the last file read. */
  readonly readWarnings: number;
  /** Number of unmet-dependency reports so far. */
  readonly unmetReports: number;
  /** What conf printed while reading and evaluating, in order. */
  readonly output: readonly OutputChunk[];
  /** The same, coded. */
  readonly diagnostics: readonly Diagnostic[];
}
