import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { KconfigDiagnostic } from '../codes.ts';
import type {
  Clause,
  Entry,
  Expr,
  KconfigModel,
  KconfigSymbol,
  OutputChunk,
  Property,
  Tristate,
} from '../model/model.ts';
import type { ConfigState } from './config-state.ts';

/** Where the value of a symbol comes from: the rule that decided last. */
export type Origin = 'user' | 'default' | 'select' | 'imply' | 'choice' | 'range' | 'unset';

/** A value that was given, before conf decides whether to obey. */
export interface UserValue {
  /** As `.config` writes it, strings unquoted. */
  readonly text: ByteString;
  /** The line of the `.config`-like file; null when set through the API or a mode. */
  readonly location: Location | null;
}

/**
 * The default that counts. What its value and its condition were made of is in `property.macros`: each
 * expansion with its commands and their exit status.
 */
export interface ActiveDefault {
  readonly property: Property;
  /** Never n. */
  readonly condition: Tristate;
  /** What it gives, before condition, imply and range: n, m, y, or the text. */
  readonly value: ByteString;
}

/** A select or imply at work. */
export interface ActiveSelect {
  readonly property: Property;
  /** The symbol that selects. */
  readonly selector: KconfigSymbol;
  /** Its condition, with all that limits the selecting definition; never n. */
  readonly condition: Tristate;
  /** What it asks for: min(selector, condition). */
  readonly value: Tristate;
}

/** One end of a range in force. */
export interface RangeBound {
  readonly symbol: KconfigSymbol;
  /** Its text now. */
  readonly text: ByteString;
}

/** The range in force of an int or hex. */
export interface ActiveRange {
  readonly property: Property;
  /** Never n. */
  readonly condition: Tristate;
  readonly low: RangeBound;
  readonly high: RangeBound;
  /** The bound that took the place of a value outside; null when the value is inside. */
  readonly replacing: 'low' | 'high' | null;
}

/** A part of a condition and its value. */
export interface LimitFacts {
  readonly expr: Expr;
  readonly value: Tristate;
  /** True when the symbol could be higher but for it: below y, and no other part is lower. */
  readonly isLimiting: boolean;
}

/** One condition line and its value. */
export interface ClauseFacts extends LimitFacts {
  readonly clause: Clause;
  /** What its `&&` join, in order; the whole expression where there is none. */
  readonly operands: readonly LimitFacts[];
}

/** What one prompt says to the user's value. */
export interface PromptFacts {
  readonly property: Property;
  /** How far the user can raise the symbol here: everything that follows, and the definition's clauses. */
  readonly value: Tristate;
  /** Its own `if`; null when it has none. */
  readonly condition: LimitFacts | null;
  /** `visible if` of the menus around it, innermost first. */
  readonly visibleClauses: readonly ClauseFacts[];
}

/**
 * One definition of a symbol and the conditions that limit it. The direct dependency is the highest of those that have a
 * condition: for conf one without is no alternative to them. Source: expr_alloc_or of scripts/kconfig/expr.c.
 */
export interface DefinitionFacts {
  readonly entry: Entry;
  /** Value of all its conditions together; y without any. */
  readonly value: Tristate;
  /** Every `depends on` and `if` that limits it, outermost first. */
  readonly clauses: readonly ClauseFacts[];
  /** The choice around it where choices have a value of their own (Linux before 6.11), which limits it too. */
  readonly choice: LimitFacts | null;
  /** Null when it has none. */
  readonly prompt: PromptFacts | null;
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
  /** The default whose condition holds first, whether or not something outweighs it; null when none does. */
  readonly default: ActiveDefault | null;
  /** Selects whose value is not n, in the order conf holds them. */
  readonly selects: readonly ActiveSelect[];
  readonly implies: readonly ActiveSelect[];
  /** In textual order; empty for a name that is only mentioned. */
  readonly definitions: readonly DefinitionFacts[];
  /** Value of the direct dependency as the type shows it; n for a choice member, which has none of its own. */
  readonly directValue: Tristate;
  readonly reverseValue: Tristate;
  readonly impliedValue: Tristate;
  readonly visibility: Tristate;
  /** Null when none is in force. */
  readonly range: ActiveRange | null;
  /** For a choice member: the member that is chosen; null otherwise or when none is. */
  readonly chosen: KconfigSymbol | null;
  /** True when a select forces it above its direct dependencies. */
  readonly unmet: boolean;
}

/**
 * Values of one model: user values and the values that follow from them. Evaluation is lazy and memoised;
 * after a user value changed only the symbols that depend on it are computed again.
 */
export interface Configuration {
  readonly model: KconfigModel;
  /**
   * The same values by number, for modes and writers.
   * @internal
   */
  readonly state: ConfigState;
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
  /** Takes the user value away: the symbol follows its defaults. */
  clearUserValue(symbol: KconfigSymbol): void;
  /** Back to the user value of the file that was read last; none where it had none. */
  resetUserValue(symbol: KconfigSymbol): void;
  userValue(symbol: KconfigSymbol): UserValue | null;
  /** An independent copy for what-if questions; warnings and output start empty. */
  clone(): Configuration;
  /** The same tree without user values and without anything computed, as a process of conf begins. */
  empty(): Configuration;
  /** Text of the value: n, m, y, a number or an unquoted string. */
  value(symbol: KconfigSymbol): ByteString;
  tristate(symbol: KconfigSymbol): Tristate;
  visibility(symbol: KconfigSymbol): Tristate;
  /** True when `.config` has a line for the symbol. */
  isWritten(symbol: KconfigSymbol): boolean;
  /** True when a user value could change the symbol now: visible above the value that selects ask for. */
  isChangeable(symbol: KconfigSymbol): boolean;
  /** Values the user can give a bool or tristate now, lowest first; empty when none, and for other types. */
  assignable(symbol: KconfigSymbol): readonly ('n' | 'm' | 'y')[];
  facts(symbol: KconfigSymbol): SymbolFacts;
  /** Null is y. */
  evalExpr(expr: Expr | null): Tristate;
  /** The member that is chosen; null when no member is visible. */
  chosen(choice: Entry): KconfigSymbol | null;
  /** The member a choice takes when the user says nothing; null when none is visible. */
  choiceDefault(choice: Entry): KconfigSymbol | null;
  /** conf's default text for a symbol, with which savedefconfig compares. */
  defaultText(symbol: KconfigSymbol): ByteString;
  /** Gives every unanswered prompt n, y or m; `def` gives nothing. Then values are recomputed. */
  applyAll(mode: 'no' | 'yes' | 'mod' | 'def'): void;
  /** yes2modconfig, mod2yesconfig, mod2noconfig: rewrites stored user values of tristates. */
  rewriteTristates(from: Tristate, to: Tristate): void;
  /** Forgets computed values; the next question recomputes (and reports again, as conf does). */
  invalidate(): void;
  /** Evaluates every symbol in conf's order and finds `changed`, as conf does after it read a file. */
  evaluateAll(): void;
  /** Symbols computed so far: the cost of the questions asked. A clone starts at 0. */
  readonly computations: number;
  /** True when conf would say the read file needs an update. */
  readonly changed: boolean;
  /** Number of warnings of the last file read. */
  readonly readWarnings: number;
  /** Number of unmet-dependency reports so far. */
  readonly unmetReports: number;
  /** What conf printed while reading and evaluating, in order. */
  readonly output: readonly OutputChunk[];
  /** The same, coded. */
  readonly diagnostics: readonly KconfigDiagnostic[];
}
