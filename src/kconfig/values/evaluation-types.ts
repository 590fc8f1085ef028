import type { ByteString } from '../../core/bytes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { FlatModel } from '../model/flat-model.ts';
import type { OutputChunk, Tristate } from '../model/model.ts';

/** `KCONFIG_PROBABILITY` as conf reads it: percentages. */
export interface RandomOdds {
  readonly boolYes: number;
  readonly tristateYes: number;
  readonly tristateMod: number;
}

/** Options of `createEvaluation`. */
export interface EvaluationOptions {
  /** KCONFIG_WARN_UNKNOWN_SYMBOLS is set; asked only where the dialect makes it a choice. */
  readonly warnUnknownSymbols?: boolean;
  /** The environment's `CONFIG_`; the dialect's prefix when absent. */
  readonly prefix?: ByteString | undefined;
}

/**
 * Values of one flat model: user values and what follows from them, by symbol id. Lazy and memoised.
 * {@link Configuration} is the same thing with objects instead of numbers.
 */
export interface Evaluation {
  readonly flat: FlatModel;
  /** What names carry in a `.config`: `CONFIG_`, the dialect's own, or the environment's `CONFIG_`. */
  readonly prefix: ByteString;
  /** The symbol a `.config` line of this name means; -1 when there is none. */
  symbolOf(name: ByteString): number;
  /** An independent copy: user values and what was evaluated; output starts empty. */
  clone(): Evaluation;
  /**
   * Forgets all user values, then reads a `.config`-like text by the dialect's rules; a text in blocks may
   * be cut anywhere. `fileName` is used in messages. Nothing is evaluated yet.
   */
  readConfig(text: ByteString | Iterable<ByteString>, fileName: string): void;
  /** What conf does after reading a `.config`: evaluates all, finds `changed`, drops bad user values. */
  finishReading(): void;
  /**
   * False when the text is not valid for the type; only what depends on it is evaluated anew. Where conf
   * forgets everything it knows (an interactive answer), call {@link Evaluation.invalidate} as well.
   */
  setUserValue(symbol: number, value: ByteString): boolean;
  clearUserValue(symbol: number): void;
  /** Back to the user value of the file that was read last; none where it had none. */
  resetUserValue(symbol: number): void;
  hasUserValue(symbol: number): boolean;
  /** Text of the user value, strings unquoted; null when there is none. */
  userText(symbol: number): ByteString | null;
  userLocation(symbol: number): Location | null;
  /** Marks that the user has seen the symbol, without a value of his own (interactive choices). */
  markAnswered(symbol: number): void;
  value(symbol: number): ByteString;
  /** The value as it was computed last, for conf's help texts, which compute nothing. */
  lastText(symbol: number): ByteString;
  /** Text a default or a range bound takes from the symbol: for a bool or tristate always `n`. */
  textSlot(symbol: number): ByteString;
  tristate(symbol: number): Tristate;
  visibility(symbol: number): Tristate;
  /** Effective type code: tristate is bool without modules. */
  effectiveType(symbol: number): number;
  isWritten(symbol: number): boolean;
  isChangeable(symbol: number): boolean;
  /** True when a tristate value can be chosen by the user now. */
  isWithinRange(symbol: number, value: Tristate): boolean;
  /** True when the text is valid for the symbol and inside the range in force. */
  isTextWithinRange(symbol: number, text: ByteString): boolean;
  /** -1 is y. */
  evaluate(expr: number): Tristate;
  /** Values of the direct, reverse and implied dependencies, as the symbol's type shows them. */
  directValue(symbol: number): Tristate;
  reverseValue(symbol: number): Tristate;
  impliedValue(symbol: number): Tristate;
  /** The bound of the range in force that replaced the symbol's value; null when the value is inside. */
  replacingBound(symbol: number): 'low' | 'high' | null;
  /** Position (in the flat model's property arrays) of the default or range in force; -1 when none is. */
  activeProperty(symbol: number, kind: 'default' | 'range'): number;
  /** An expression as conf prints it, each symbol of a known type with ` [=value]`; -1 prints `y`. */
  printExpression(expr: number): ByteString;
  /** conf's `menu_is_visible` for an entry. */
  isEntryVisible(entry: number): boolean;
  /** The chosen member of a choice, by index; -1 when none is. */
  chosen(choice: number): number;
  /**
   * Decides a choice anew from what is visible by now, as conf does whenever it shows one (new engine). The
   * choice's default comes out even where it is no member. Source: conf_choice of 6.12.
   */
  decideChoice(choice: number): number;
  /** The member a choice takes when the user says nothing; -1 when none is visible. */
  choiceDefault(choice: number): number;
  /** An interactive answer to a choice: the member becomes the winner. */
  chooseMember(choice: number, member: number): void;
  defaultText(symbol: number): ByteString;
  applyAll(mode: 'no' | 'yes' | 'mod' | 'def'): void;
  rewriteTristates(from: Tristate, to: Tristate): void;
  /** randconfig's draws by the dialect's engine; `draw` is the C library's rand(). */
  randomize(draw: () => number, odds: RandomOdds): void;
  invalidate(): void;
  /** User values given since the last question make no difference: nothing is evaluated anew, as in conf. */
  keepValues(): void;
  evaluateAll(): void;
  changed: boolean;
  /** Symbols computed so far: what the questions asked have cost. A clone starts at 0. */
  readonly computations: number;
  /** Warnings of the last file read. */
  readonly readWarnings: number;
  readonly unmetReports: number;
  readonly output: readonly OutputChunk[];
  readonly diagnostics: readonly Diagnostic[];
}
