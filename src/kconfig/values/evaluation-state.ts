import type { ByteString } from '../../core/bytes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { FlatFacts } from '../model/flat-facts.ts';
import { factsOf } from '../model/flat-facts.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { exprCode, symbolFlag, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { OutputChunk, Tristate } from '../model/model.ts';
import { Reporter } from '../report.ts';
import { tristateTexts } from './evaluation-print.ts';
import type { EvaluationOptions } from './evaluation-types.ts';

/** In `exprValues`: not computed. */
export const unknownValue = 255;

/** User values and computed values of a flat model in arrays by symbol id, and what follows from them at once. */
export class EvaluationState {
  readonly flat: FlatModel;
  readonly dialect: Dialect;
  readonly facts: FlatFacts;
  readonly isNew: boolean;
  readonly isBusybox: boolean;
  readonly options: EvaluationOptions;
  changed = true;
  unmetReports = 0;
  protected reporter = new Reporter();
  protected readonly exprValues: Uint8Array;
  protected readonly valid: Uint8Array;
  /** Computation has begun and not ended. */
  protected readonly busy: Uint8Array;
  protected readonly writes: Uint8Array;
  protected readonly values: Uint8Array;
  protected readonly texts: ByteString[];
  /** Outlives {@link EvaluationState.forget}: choices read it before it is computed anew, as in conf. */
  protected readonly visible: Uint8Array;
  protected readonly direct: Uint8Array;
  protected readonly reverse: Uint8Array;
  protected readonly implied: Uint8Array;
  /** Which bound of a range replaced the value: 0 none, 1 the lower, 2 the upper. */
  protected readonly bounds: Uint8Array;
  /** Symbols computed since this evaluation was made. */
  computations = 0;
  protected readonly hasUser: Uint8Array;
  protected readonly userValues: Uint8Array;
  protected readonly userTexts: (ByteString | null)[];
  /** Line in `userFile`; 0 for a value that did not come from a file. */
  protected readonly userLines: Int32Array;
  protected userFile = '';
  /**
   * What evaluation does to user values, made real when everything is forgotten: 1 took over the
   * user value of a transitional symbol, 2 lost its own (a choice with a new member).
   */
  protected readonly sideEffects: Uint8Array;
  /** Priority list per choice (new engine); null while it is the textual order. */
  protected readonly priorities: (Int32Array | null)[];
  /** Members that come before those of {@link priorities}, the last one first; null: none. */
  protected readonly movedToFront: (number[] | null)[];
  /** Members set to y by the user, the latest last (old engines). */
  protected readonly winners: (readonly number[])[];
  /** Member a choice came out with (old engines), -1 for none. */
  protected readonly picked: Int32Array;
  /** conf's delayed answering of choices (alldefconfig, old engine). */
  protected needsAnswer: Uint8Array | null = null;
  protected modulesValue: Tristate = 0;
  /** The module switch was evaluated since everything was forgotten. */
  protected isReady = false;
  /** An incremental update is at work: only new faults are reported. */
  protected isUpdating = false;

  constructor(flat: FlatModel, options: EvaluationOptions, from: EvaluationState | null) {
    const count = flat.symbolCount;
    this.flat = flat;
    this.dialect = flat.dialect;
    this.facts = factsOf(flat);
    this.options = options;
    this.isNew = flat.dialect.values.choiceEngine === 'new';
    this.isBusybox = flat.dialect.values.choiceEngine === 'busybox';
    const copy = (array: Uint8Array | undefined, size: number): Uint8Array => array?.slice() ?? new Uint8Array(size);
    this.exprValues = from?.exprValues.slice() ?? new Uint8Array(flat.exprCount).fill(unknownValue);
    this.valid = copy(from?.valid, count);
    this.busy = new Uint8Array(count);
    this.writes = copy(from?.writes, count);
    this.values = copy(from?.values, count);
    this.texts = from?.texts.slice() ?? new Array<ByteString>(count).fill('');
    this.visible = copy(from?.visible, count);
    this.direct = copy(from?.direct, count);
    this.reverse = copy(from?.reverse, count);
    this.implied = copy(from?.implied, count);
    this.bounds = copy(from?.bounds, count);
    this.hasUser = copy(from?.hasUser, count);
    this.userValues = copy(from?.userValues, count);
    this.userTexts = from?.userTexts.slice() ?? new Array<null>(count).fill(null);
    this.userLines = from?.userLines.slice() ?? new Int32Array(count);
    this.sideEffects = copy(from?.sideEffects, count);
    this.priorities = from?.priorities.slice() ?? flat.choices.map(() => null);
    this.movedToFront = from?.movedToFront.map((front) => front?.slice() ?? null) ?? flat.choices.map(() => null);
    this.winners = from?.winners.slice() ?? flat.choices.map(() => []);
    this.picked = from?.picked.slice() ?? new Int32Array(flat.choices.length).fill(-1);
    if (from === null) {
      this.values[flat.mod] = 1;
      this.values[flat.yes] = 2;
      this.setConstants();
    } else {
      this.modulesValue = from.modulesValue;
      this.isReady = from.isReady;
      this.userFile = from.userFile;
      this.changed = from.changed;
    }
  }

  get output(): readonly OutputChunk[] {
    return this.reporter.output;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.reporter.diagnostics;
  }

  /** Forgets what was computed but not what was visible; what evaluation did to user values stays. */
  protected forget(): void {
    const { sideEffects, hasUser } = this;
    for (let id = 0; id < sideEffects.length; id++) {
      const effect = sideEffects[id];
      if (effect === 0) continue;
      hasUser[id] = effect === 1 ? 1 : 0;
      sideEffects[id] = 0;
    }
    this.forgetValues();
  }

  protected forgetValues(): void {
    this.sideEffects.fill(0);
    this.valid.fill(0);
    this.exprValues.fill(unknownValue);
    this.setConstants();
    this.isReady = false;
  }

  /** Starts as a fresh run of conf would. */
  protected forgetAll(): void {
    this.forgetValues();
    this.visible.fill(0);
    this.writes.fill(0);
    this.picked.fill(-1);
    this.modulesValue = 0;
    this.changed = true;
  }

  private setConstants(): void {
    const { flat } = this;
    for (const id of [flat.no, flat.mod, flat.yes]) {
      this.valid[id] = 1;
      this.texts[id] = flat.symbolNames[id] as ByteString;
    }
  }

  protected isLogical(id: number): boolean {
    const type = this.flat.symbolType[id];
    return type === typeCode.bool || type === typeCode.tristate;
  }

  protected isChoice(id: number): boolean {
    return this.flat.symbolKind[id] === symbolKindCode.choice;
  }

  protected isMember(id: number): boolean {
    return ((this.flat.symbolFlags[id] as number) & symbolFlag.member) !== 0;
  }

  /** What conf's sym_has_value says now. */
  protected hasValue(id: number): boolean {
    const effect = this.sideEffects[id];
    return effect === 0 ? this.hasUser[id] === 1 : effect === 1;
  }

  /** Type in force: a tristate is bool without modules; so is a member that can be y (old engines). */
  protected typeInForce(id: number): number {
    const type = this.flat.symbolType[id] as number;
    if (type !== typeCode.tristate) return type;
    if (!this.isNew && this.visible[id] === 2 && this.isMember(id)) return typeCode.bool;
    return this.modulesValue === 0 ? typeCode.bool : type;
  }

  /** Text of a computed value. */
  protected textOf(id: number): ByteString {
    if (!this.isLogical(id)) return this.texts[id] as ByteString;
    const value = this.values[id] as Tristate;
    return value === 1 && this.dialect.values.modWithoutModulesIsNo && this.modulesValue === 0
      ? 'n'
      : tristateTexts[value];
  }

  /** The symbol an expression consists of, or -1. */
  protected singleSymbol(expr: number): number {
    return expr >= 0 && this.flat.exprKind[expr] === exprCode.symbol ? (this.flat.exprLeft[expr] as number) : -1;
  }

  protected emptyText(type: number): ByteString {
    const { emptyNumber } = this.dialect.values;
    return type === typeCode.int ? emptyNumber.int : type === typeCode.hex ? emptyNumber.hex : '';
  }

  protected locationOf(id: number): Location | null {
    const { flat } = this;
    const entry = flat.symbolFirstEntry[id] as number;
    if (entry < 0) return null;
    return { file: flat.fileNames[flat.entryFile[entry] as number] ?? '', line: flat.entryLine[entry] as number };
  }
}
