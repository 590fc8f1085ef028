import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';

/** Numbers for the types, so that evaluation compares integers. */
export const typeCode = { unknown: 0, bool: 1, tristate: 2, int: 3, hex: 4, string: 5 } as const;

/** True for the codes of bool and tristate. */
export function isLogicalType(type: number | undefined): boolean {
  return type === typeCode.bool || type === typeCode.tristate;
}

/** Kinds of symbols in {@link FlatModel.symbolKind}. */
export const symbolKindCode = { symbol: 0, constant: 1, choice: 2 } as const;

/** Kinds of expressions in {@link FlatModel.exprKind}. */
export const exprCode = {
  symbol: 0,
  not: 1,
  and: 2,
  or: 3,
  '=': 4,
  '!=': 5,
  '<': 6,
  '<=': 7,
  '>': 8,
  '>=': 9,
} as const;

/** Kinds of properties in {@link FlatModel.propertyKind}. */
export const propertyCode = { prompt: 0, menu: 1, comment: 2, default: 3, select: 4, imply: 5, range: 6 } as const;

/** Kinds of entries in {@link FlatModel.entryKind}. */
export const entryCode = { root: 0, menu: 1, if: 2, choice: 3, comment: 4, config: 5, menuconfig: 6 } as const;

/**
 * A finalised tree as numbers: all that evaluation and the writers need, nothing that only explains.
 * Everything is plain data, so that it can be stored and read back without building an object graph.
 * Ids of symbols, expressions and entries are those of the {@link KconfigModel} it was made from; a
 * missing expression, symbol or entry is -1 (a missing condition means y).
 */
export interface FlatModel {
  readonly dialect: Dialect;
  readonly mainMenu: ByteString;
  readonly symbolCount: number;
  readonly exprCount: number;
  readonly entryCount: number;

  /** By symbol id. */
  readonly symbolNames: readonly ByteString[];
  readonly symbolKind: Uint8Array;
  readonly symbolType: Uint8Array;
  /** `flagDefined`, `flagMember`, …: see {@link symbolFlag}. */
  readonly symbolFlags: Uint8Array;
  readonly symbolDirect: Int32Array;
  readonly symbolReverse: Int32Array;
  readonly symbolImplied: Int32Array;
  /** Index into `choices` of the choice a symbol is a member of. */
  readonly symbolChoice: Int32Array;
  /** Properties of symbol `s`: positions `propertyStart[s]` up to `propertyStart[s + 1]`, textual order. */
  readonly propertyStart: Int32Array;
  /** Order of conf's hash table, constants left out. */
  readonly hashOrder: Int32Array;

  /** First entry of a symbol in textual order, -1 for one that is only mentioned. */
  readonly symbolFirstEntry: Int32Array;

  /** By position. */
  readonly propertyKind: Uint8Array;
  readonly propertyCondition: Int32Array;
  /** Value of a default. */
  readonly propertyValue: Int32Array;
  /** Target of select and imply, low bound of a range. */
  readonly propertyLow: Int32Array;
  /** High bound of a range. */
  readonly propertyHigh: Int32Array;

  /** By expression id: operands are expressions for not, and, or; symbols for the rest; not has only a left one. */
  readonly exprKind: Uint8Array;
  readonly exprLeft: Int32Array;
  readonly exprRight: Int32Array;

  /** By entry id (textual order, 0 is the root); parent, child and next are the finalised tree. */
  readonly entryKind: Uint8Array;
  readonly entrySymbol: Int32Array;
  readonly entryParent: Int32Array;
  readonly entryFirstChild: Int32Array;
  readonly entryNext: Int32Array;
  /** Condition of the prompt; meaningful only where `entryPrompt` is not null. */
  readonly entryPromptCondition: Int32Array;
  readonly entryPrompt: readonly (ByteString | null)[];
  /** The `visible if` of a menu. */
  readonly entryVisibility: Int32Array;
  /** Position of the entry's statement: index into `fileNames` and line. */
  readonly entryFile: Int32Array;
  readonly entryLine: Int32Array;
  readonly fileNames: readonly string[];

  readonly choices: readonly FlatChoice[];
  /** The module switch. */
  readonly modules: number;
  /** The symbol with `option defconfig_list`; -1 when the tree has none. */
  readonly defconfigList: number;
  readonly yes: number;
  readonly mod: number;
  readonly no: number;
  /** Symbols with dependencies before dependents, only where a chain is too long for recursion. */
  readonly dependencyOrder: Int32Array | null;
}

/** In {@link FlatModel.exprKind}: an expression that evaluation never needs. */
export const absentExpr = 255;

/** One choice for evaluation. Choices of one name share a symbol and, with the old engines, all members. */
export interface FlatChoice {
  readonly symbol: number;
  readonly entry: number;
  readonly isOptional: boolean;
  /** Members in the order of their config statements: the first priority list. */
  readonly members: Int32Array;
  /** Symbols of all entries below the choice, in menu order. */
  readonly below: Int32Array;
}

/** Bits of {@link FlatModel.symbolFlags}. */
export const symbolFlag = {
  /** Has at least one config statement. */
  defined: 1,
  /** On the member list of a choice, wherever it is in the tree. */
  member: 2,
  /** `transitional` (7.1). */
  transitional: 4,
  /** `option allnoconfig_y`. */
  allnoconfigY: 8,
  /** Never written: `option env`, `option defconfig_list`. */
  internal: 16,
} as const;
