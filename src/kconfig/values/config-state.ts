import type { Budget } from '../../core/budget.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Dialect, ValueRules } from '../dialect/dialect.ts';
import type { FlatFacts } from '../model/flat-facts.ts';
import { factsOf } from '../model/flat-facts.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { exprCode, isLogicalType, symbolFlag, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { Reporter } from '../report.ts';

/** In {@link ConfigState.exprValues}: not computed. */
export const unknownValue = 255;

/** Texts of the three values. */
export const tristateTexts = ['n', 'm', 'y'] as const;

/** How a configuration is made. */
export interface ConfigStateOptions {
  /** KCONFIG_WARN_UNKNOWN_SYMBOLS is set; asked only where the dialect makes it a choice. */
  readonly warnUnknownSymbols?: boolean;
  /** The environment's `CONFIG_`; the dialect's prefix when absent. */
  readonly prefix?: ByteString | undefined;
  /** Counts what is computed; null or absent: nothing does. */
  readonly budget?: Budget | null;
}

/** User values by symbol id. */
export interface UserValues {
  /** 1 where the symbol has one. */
  readonly has: Uint8Array;
  /** Values of bools, tristates and choices. */
  readonly tristates: Uint8Array;
  /** Values of the other types, strings unquoted. */
  readonly texts: (ByteString | null)[];
  /** Line of the file read last; 0 for a value that did not come from it. */
  readonly lines: Int32Array;
}

/**
 * One configuration of a flat model: user values, and the values computed from them, in arrays by symbol id (unless
 * said otherwise). Plain data: `compute-symbol.ts` computes it on demand, `propagate.ts` keeps it up to date,
 * `user-values.ts`, `dotconfig.ts` and `apply-mode.ts` change it, `symbol-values.ts` answers questions about it.
 * {@link Configuration} is the same with objects in place of numbers.
 */
export interface ConfigState {
  readonly flat: FlatModel;
  readonly dialect: Dialect;
  /** The dialect's rules for values. */
  readonly rules: ValueRules;
  readonly facts: FlatFacts;
  readonly options: ConfigStateOptions;
  /** What names carry in a `.config`: `CONFIG_`, the dialect's own, or the environment's `CONFIG_`. */
  readonly prefix: ByteString;
  /** Choices have no value of their own (Linux 6.12 and later). */
  readonly isNew: boolean;
  /** The oldest conf: that of the busybox generation. */
  readonly isBusybox: boolean;
  /** Unmet dependencies are reported in one line. */
  readonly reportsLines: boolean;
  /** computeSymbol of compute-symbol.ts: expressions need it, and it needs expressions. */
  readonly computeSymbol: (state: ConfigState, id: number) => void;

  // User values

  readonly user: UserValues;
  /** Those of the file read last, as it gave them; null before. */
  fileValues: UserValues | null;
  /** Name of the file read last. */
  userFile: string;
  /** Warnings of the last file read. */
  readWarnings: number;
  /** The last file read named a symbol that the tree does not have. */
  sawUnknown: boolean;
  /**
   * Effects of computing on user values; applied when everything is forgotten: 1 took over the user value of
   * a transitional symbol, 2 lost its own (a choice with a new member).
   */
  readonly sideEffects: Uint8Array;
  /** Priority list per choice (new engine); null while it is the textual order. */
  readonly priorities: (Int32Array | null)[];
  /** Members per choice that go before those of {@link ConfigState.priorities}, the last one first; null: none. */
  readonly movedToFront: (number[] | null)[];
  /** Members per choice that the user set to y, the latest last (old engines). */
  readonly winners: (readonly number[])[];
  /** conf's delayed answering of choices (alldefconfig, old engine). */
  needsAnswer: Uint8Array | null;

  // Computed values

  /** Values of expressions, by expression id; {@link unknownValue} where not computed. */
  readonly exprValues: Uint8Array;
  /** Computation has begun: a question that arrives here again sees the value that conf would see. */
  readonly valid: Uint8Array;
  /** Computation has begun and not ended. */
  readonly busy: Uint8Array;
  /** conf's SYMBOL_WRITE. */
  readonly writes: Uint8Array;
  /** Of bools, tristates and choices. */
  readonly values: Uint8Array;
  /** Of the other types; `n` for a bool or tristate. */
  readonly texts: ByteString[];
  /** Survives {@link forgetValues}: choices read it before it is computed again, as in conf. */
  readonly visible: Uint8Array;
  /** Value of each prompt when its symbol was computed, by property: what conf shows afterwards. */
  readonly prompts: Uint8Array;
  /** Values of the direct, reverse and implied dependencies, as the symbol's type shows them. */
  readonly direct: Uint8Array;
  readonly reverse: Uint8Array;
  readonly implied: Uint8Array;
  /** Which bound of a range replaced the value: 0 none, 1 the lower, 2 the upper. */
  readonly bounds: Uint8Array;
  /** Member per choice that computing picked (old engines), -1 for none. */
  readonly picked: Int32Array;
  modulesValue: Tristate;
  /** The module switch was computed since everything was forgotten. */
  isReady: boolean;
  /** True when conf would say that the file read needs an update. */
  changed: boolean;
  /** What conf printed while reading and computing. */
  readonly reporter: Reporter;
  unmetReports: number;
  /** Symbols computed so far: the cost of the questions asked. A clone starts at 0. */
  computations: number;

  // Work in progress

  /** Symbols whose user value changed since values were last looked at. */
  pending: number[];
  /** The computed values are those of a fresh computation, not of several rounds. */
  isExact: boolean;
  /** An incremental update is at work: only new faults are reported. */
  isUpdating: boolean;
  /** Symbol that is computed again and was reported before; -1 for none. */
  wasUnmet: number;
  /** The expression being evaluated met a symbol whose computation has not ended. */
  isTainted: boolean;
  /** Chains of expressions being evaluated, outermost first. */
  readonly spine: number[];
  /** Ranks of the dependency graph to look at, a bit each; null before the first update. */
  queue: Int32Array | null;
  /** Bits set in `queue`. */
  queued: number;
}

/** An independent copy: user values and computed values; output starts empty. */
export function cloneConfigState(state: ConfigState): ConfigState {
  return makeConfigState(state.flat, state.options, state.computeSymbol, state);
}

/** A state without user values and computed values, or with those of `from`. All states have one shape, for speed. */
export function makeConfigState(
  flat: FlatModel,
  options: ConfigStateOptions,
  computeSymbol: ConfigState['computeSymbol'],
  from: ConfigState | null,
): ConfigState {
  const { choices, symbolCount } = flat;
  const copy = (array: Uint8Array | undefined): Uint8Array => array?.slice() ?? new Uint8Array(symbolCount);
  const state: ConfigState = {
    flat,
    dialect: flat.dialect,
    rules: flat.dialect.values,
    facts: factsOf(flat),
    options,
    prefix: options.prefix ?? flat.dialect.dotConfig.prefix,
    isNew: flat.dialect.values.choiceEngine === 'new',
    isBusybox: flat.dialect.values.choiceEngine === 'busybox',
    reportsLines: flat.dialect.messages.unmetReport === 'line',
    computeSymbol,
    user: from === null ? noUserValues(symbolCount) : copyUserValues(from.user),
    fileValues: from?.fileValues ?? null,
    userFile: from?.userFile ?? '',
    readWarnings: from?.readWarnings ?? 0,
    sawUnknown: from?.sawUnknown ?? false,
    sideEffects: copy(from?.sideEffects),
    priorities: from?.priorities.slice() ?? choices.map(() => null),
    movedToFront: from?.movedToFront.map((front) => front?.slice() ?? null) ?? choices.map(() => null),
    winners: from?.winners.slice() ?? choices.map(() => []),
    needsAnswer: null,
    exprValues: from?.exprValues.slice() ?? new Uint8Array(flat.exprCount).fill(unknownValue),
    valid: copy(from?.valid),
    busy: new Uint8Array(symbolCount),
    writes: copy(from?.writes),
    values: copy(from?.values),
    texts: from?.texts.slice() ?? new Array<ByteString>(symbolCount).fill(''),
    visible: copy(from?.visible),
    prompts: from?.prompts.slice() ?? new Uint8Array(flat.propertyKind.length),
    direct: copy(from?.direct),
    reverse: copy(from?.reverse),
    implied: copy(from?.implied),
    bounds: copy(from?.bounds),
    picked: from?.picked.slice() ?? new Int32Array(choices.length).fill(-1),
    modulesValue: from?.modulesValue ?? 0,
    isReady: from?.isReady ?? false,
    changed: from?.changed ?? true,
    reporter: new Reporter(),
    unmetReports: 0,
    computations: 0,
    pending: from?.pending.slice() ?? [],
    isExact: from?.isExact ?? true,
    isUpdating: false,
    wasUnmet: -1,
    isTainted: false,
    spine: [],
    queue: null,
    queued: 0,
  };
  if (from !== null) return state;
  state.values[flat.mod] = 1;
  state.values[flat.yes] = 2;
  setConstants(state);
  return state;
}

function noUserValues(count: number): UserValues {
  return {
    has: new Uint8Array(count),
    tristates: new Uint8Array(count),
    texts: new Array<null>(count).fill(null),
    lines: new Int32Array(count),
  };
}

/** An independent copy. */
export function copyUserValues({ has, tristates, texts, lines }: UserValues): UserValues {
  return { has: has.slice(), tristates: tristates.slice(), texts: texts.slice(), lines: lines.slice() };
}

/** Forgets computed values, but not visibilities and not the effects on user values. */
export function forgetValues(state: ConfigState): void {
  state.sideEffects.fill(0);
  state.valid.fill(0);
  state.exprValues.fill(unknownValue);
  setConstants(state);
  state.isReady = false;
}

function setConstants({ flat, valid, texts }: ConfigState): void {
  for (const id of [flat.no, flat.mod, flat.yes]) {
    valid[id] = 1;
    texts[id] = flat.symbolNames[id]!;
  }
}

/** True for bool and tristate by declared type. */
export function isLogical(state: ConfigState, id: number): boolean {
  return isLogicalType(state.flat.symbolType[id]);
}

/** True for the symbol of a choice. */
export function isChoice(state: ConfigState, id: number): boolean {
  return state.flat.symbolKind[id] === symbolKindCode.choice;
}

/** True for a symbol on the member list of a choice. */
export function isMember(state: ConfigState, id: number): boolean {
  return (state.flat.symbolFlags[id]! & symbolFlag.member) !== 0;
}

/** What conf's sym_has_value says now, without bringing anything up to date. */
export function hasValue(state: ConfigState, id: number): boolean {
  const effect = state.sideEffects[id];
  return effect === 0 ? state.user.has[id] === 1 : effect === 1;
}

/** Type in force, a code: a tristate is bool without modules; so is a member that can be y (old engines). */
export function typeInForce(state: ConfigState, id: number): number {
  const type = state.flat.symbolType[id]!;
  if (type !== typeCode.tristate) return type;
  if (!state.isNew && state.visible[id] === 2 && isMember(state, id)) return typeCode.bool;
  return state.modulesValue === 0 ? typeCode.bool : type;
}

/** Text of a computed value. */
export function textOf(state: ConfigState, id: number): ByteString {
  if (!isLogical(state, id)) return state.texts[id]!;
  const value = state.values[id] as Tristate;
  return value === 1 && state.rules.modWithoutModulesIsNo && state.modulesValue === 0 ? 'n' : tristateTexts[value];
}

/** The symbol an expression consists of, or -1. */
export function singleSymbol({ flat }: ConfigState, expr: number): number {
  return expr >= 0 && flat.exprKind[expr] === exprCode.symbol ? flat.exprLeft[expr]! : -1;
}

/** Text of a symbol of the type without value. */
export function emptyText(state: ConfigState, type: number): ByteString {
  const { emptyNumber } = state.rules;
  return type === typeCode.int ? emptyNumber.int : type === typeCode.hex ? emptyNumber.hex : '';
}
