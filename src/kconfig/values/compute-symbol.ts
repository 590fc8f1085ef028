/**
 * Computes values symbol by symbol, as conf's sym_calc_value does. A symbol counts as computed from the
 * moment its computation begins, so that a question that arrives at it again sees the value that conf would see.
 * Source: docs/kconfig-semantics.md §3.3 and the tools named in it.
 */
import type { ByteString } from '../../core/bytes.ts';
import { TroubleError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { propertyCode, symbolFlag, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { answerChoice, computeChoice, finishChoice } from './compute-choice.ts';
import type { ConfigState, ConfigStateOptions } from './config-state.ts';
import {
  emptyText,
  hasValue,
  isChoice,
  isLogical,
  isMember,
  makeConfigState,
  singleSymbol,
  typeInForce,
  unknownValue,
} from './config-state.ts';
import { ensureComputed, evaluateExpr, firstActive } from './expressions.ts';
import { unmetReport } from './print-values.ts';
import { clampedText } from './range.ts';
import { findVisibility } from './visibility.ts';

/** A configuration of `flat` in which no symbol has a user value; nothing is computed yet. */
export function createConfigState(flat: FlatModel, options: ConfigStateOptions = {}): ConfigState {
  return makeConfigState(flat, options, computeSymbol, null);
}

/** Computes visibility, value and WRITE flag of one symbol; {@link ensureComputed} is how it is asked for. */
function computeSymbol(state: ConfigState, id: number): void {
  const { flat, needsAnswer } = state;
  if (needsAnswer !== null && needsAnswer[id] === 1 && isMember(state, id)) {
    needsAnswer[id] = 0;
    const choice = flat.choices[flat.symbolChoice[id]!];
    if (choice !== undefined) ensureComputed(state, choice.symbol);
    // The choice asked for this member meanwhile; conf computes it again, and expressions have the later value.
    if (state.valid[id] === 1) state.exprValues.fill(unknownValue);
  }
  state.valid[id] = 1;
  state.computations++;
  countTime(state, id);
  const type = flat.symbolType[id];
  if (type === typeCode.unknown) {
    state.texts[id] = flat.symbolNames[id]!;
    state.values[id] = 0;
    return;
  }
  state.busy[id] = 1;
  const isKept = state.rules.membersStayWritten && isMember(state, id);
  if (!isKept) state.writes[id] = 0;
  findVisibility(state, id);
  if (state.visible[id] !== 0 && !(isKept && state.visible[id] === 2 && isLogical(state, id))) state.writes[id] = 1;
  state.values[id] = 0;
  if (!state.isNew && isChoice(state, id)) state.picked[state.facts.choiceOfSymbol.get(id) ?? 0] = -1;
  if (type === typeCode.bool || type === typeCode.tristate) computeLogical(state, id);
  else computeText(state, id, type as number);
  if (id === flat.modules) state.modulesValue = state.values[id] as Tristate;
  const flags = flat.symbolFlags[id]!;
  if (isChoice(state, id)) {
    if (state.isNew) state.writes[id] = 0;
    else finishChoice(state, id);
  }
  if ((flags & (symbolFlag.internal | symbolFlag.transitional)) !== 0) state.writes[id] = 0;
  state.busy[id] = 0;
  if (needsAnswer !== null && needsAnswer[id] === 1) answerChoice(state, id);
}

/** Work of computing one symbol, in steps of a {@link Budget}. */
const workPerSymbol = 16;

/**
 * Throws TroubleError `host/time-limit` at the symbol at which the time of the run is over. Where another engine has found that
 * before, what is left to report is computed.
 */
function countTime({ flat, options }: ConfigState, id: number): void {
  const { budget } = options;
  if (budget == null || !budget.isDue(workPerSymbol) || budget.isOver) return;
  if (budget.spend(0, locationOf(flat, id))) {
    throw new TroubleError('host/time-limit', `the time limit was over at ${flat.symbolNames[id]}`);
  }
}

function computeLogical(state: ConfigState, id: number): void {
  const { flat } = state;
  // What a question that arrives here again sees.
  state.texts[id] = 'n';
  const choice = flat.symbolChoice[id]!;
  let value: number;
  if (state.isNew && choice >= 0) {
    computeChoice(state, choice);
    value = state.values[id]!;
  } else if (!state.isNew && state.visible[id] === 2 && isMember(state, id)) {
    value = state.picked[choice] === id ? 2 : 0;
  } else if (state.isBusybox) value = oldestValue(state, id);
  else {
    value = ownValue(state, id);
    const { ignoresUnmetSelects } = state.rules;
    if (ignoresUnmetSelects && state.direct[id] === 0 && state.reverse[id] !== 0) value = 0;
    else {
      const isUnmet = state.direct[id]! < state.reverse[id]! && (!state.reportsLines || state.direct[id] === 0);
      if (isUnmet && !ignoresUnmetSelects) reportUnmet(state, id);
      value = Math.max(value, state.reverse[id]!);
    }
  }
  if (value === 1) {
    const forced = !state.rules.implyCapped && state.implied[id] === 2;
    if (forced || typeInForce(state, id) === typeCode.bool) value = 2;
  }
  state.values[id] = value;
  if (state.dialect.reading.transitional && choice < 0 && !isChoice(state, id)) {
    const at = firstActive(state, id, propertyCode.default);
    if (at >= 0) takeOver(state, id, flat.propertyValue[at]!, value, '');
  }
}

/** User value, or default and imply; before selects. Source: docs/kconfig-semantics.md §3.3. */
function ownValue(state: ConfigState, id: number): number {
  const visible = state.visible[id]!;
  if (visible !== 0 && hasValue(state, id)) return Math.min(state.user.tristates[id]!, visible);
  let value = 0;
  if (state.reverse[id] !== 0) state.writes[id] = 1;
  if (isChoice(state, id)) return value;
  const { propertyValue, propertyCondition } = state.flat;
  const at = firstActive(state, id, propertyCode.default);
  if (at >= 0) {
    const condition = evaluateExpr(state, propertyCondition[at]!);
    value = Math.min(evaluateExpr(state, propertyValue[at]!), condition);
    if (value !== 0 || state.rules.writesDefaultN) state.writes[id] = 1;
  }
  const implied = state.implied[id]!;
  if (implied !== 0) {
    state.writes[id] = 1;
    value = Math.max(value, implied);
    if (state.rules.implyCapped) value = Math.min(value, state.direct[id]!);
  }
  return value;
}

/** Value of a logical symbol by the oldest engine. Source: docs/kconfig-semantics.md §3.3, last paragraph. */
function oldestValue(state: ConfigState, id: number): number {
  const visible = state.visible[id]!;
  const reverse = state.reverse[id]!;
  const hasDefaults = !isChoice(state, id);
  if (visible === 0 && reverse === 0) {
    const at = hasDefaults ? firstActive(state, id, propertyCode.default) : -1;
    if (at < 0) return 0;
    state.writes[id] = 1;
    return evaluateExpr(state, state.flat.propertyValue[at]!);
  }
  state.writes[id] = 1;
  let value = 0;
  if (hasValue(state, id)) value = state.user.tristates[id]!;
  else if (hasDefaults) {
    const at = firstActive(state, id, propertyCode.default);
    if (at >= 0) value = evaluateExpr(state, state.flat.propertyValue[at]!);
  }
  return Math.max(Math.min(value, visible), reverse);
}

/** A user value of a single transitional symbol counts as the user's own. Source: docs/kconfig-semantics.md §3.6. */
function takeOver(state: ConfigState, id: number, expr: number, value: number, text: ByteString): void {
  const source = singleSymbol(state, expr);
  if (source < 0 || hasValue(state, id) || !hasValue(state, source)) return;
  if ((state.flat.symbolFlags[source]! & symbolFlag.transitional) === 0) return;
  state.sideEffects[id] = 1;
  if (isLogical(state, id)) state.user.tristates[id] = value;
  else state.user.texts[id] = text;
}

function computeText(state: ConfigState, id: number, type: number): void {
  state.texts[id] = emptyText(state, type);
  const text = unclampedText(state, id, type);
  state.texts[id] = text;
  state.bounds[id] = 0;
  if (type === typeCode.string) return;
  const range = firstActive(state, id, propertyCode.range);
  if (range >= 0) state.texts[id] = clampedText(state, id, range, text) ?? text;
}

/** Text before the range. */
function unclampedText(state: ConfigState, id: number, type: number): ByteString {
  if (state.visible[id] !== 0 && hasValue(state, id)) return state.user.texts[id] ?? '';
  const at = firstActive(state, id, propertyCode.default);
  if (at < 0) return emptyText(state, type);
  const expr = state.flat.propertyValue[at]!;
  const source = singleSymbol(state, expr);
  if (source < 0) return emptyText(state, type);
  state.writes[id] = 1;
  ensureComputed(state, source);
  const text = state.texts[source]!;
  takeOver(state, id, expr, 0, text);
  return text;
}

function reportUnmet(state: ConfigState, id: number): void {
  if (!state.rules.unmetReports || (state.isUpdating && state.wasUnmet === id)) return;
  state.unmetReports++;
  const text = unmetReport(state, id);
  state.reporter.print('stderr', text);
  const args = { symbol: state.flat.symbolNames[id] ?? '' };
  state.reporter.note('kconfig/unmet-dependencies', 'warning', text.trim(), locationOf(state.flat, id), args);
}

/** First definition of a symbol. */
function locationOf(flat: FlatModel, id: number): Location | null {
  const entry = flat.symbolFirstEntry[id]!;
  if (entry < 0) return null;
  return { file: flat.fileNames[flat.entryFile[entry]!] ?? '', line: flat.entryLine[entry]! };
}
